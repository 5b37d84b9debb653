"""How long it takes until records are people, beside scipy's connected components on links that are ready.

Five million records with three keys of text, of which each knows some. Ours starts from the texts: number the
different values of each key, unite. The peer gets pairs of rows that are one, each beside the next with its value, and
unites them. Answers are held against each other before a time is printed; memory is what the process takes above the
records.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from xseg.profiles.identity.links import Labels, Links, joined
from xseg.profiles.identity.vocabulary import NONE, Codes, Vocabulary

T = TypeVar("T")
RECORDS = 5_000_000
CHAIN = 1_000_000
ROUNDS = 5
TIMES_PEER_MOST = 3.0
MEMORY_MOST = 512.0
CHAIN_MOST = 1.0
GONE = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""What is freed is gone, of Polars and of numpy."""


def main() -> None:
    if sys.argv[1:2] == ["memory"]:
        print(above(sys.argv[2]))
        return
    print("identity, median of", ROUNDS)
    keys = records(RECORDS)
    known = ", ".join(f"{key.name} {1 - key.null_count() / len(key):.0%}" for key in keys)
    print(f"  {RECORDS:,} records ({known} known)")
    speed(keys)
    memory(keys)
    one_person, seconds = timed(lambda: people(chain(CHAIN)))
    assert not one_person.any(), "a chain is one person"
    print(f"  a chain of {CHAIN:,} links {seconds:6.2f} s (at most {CHAIN_MOST:.0f})")


def speed(keys: list[pl.Series]) -> None:
    found = [ready(Vocabulary().add(key)) for key in keys]
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):  # in turns, so that both see the same machine
        mine, seconds = timed(lambda: people(keys))
        peer, alone = timed(lambda: united(found))
        assert same(mine, peer), "the two disagree"
        ours.append(seconds)
        theirs.append(alone)
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    links = sum(len(one.first) for one in found)
    print(f"  people from keys {median(ours):6.2f} s   scipy on {links:,} ready links {median(theirs):6.2f} s", end="")
    print(f"   {ratio:.2f} × (at most {TIMES_PEER_MOST:.0f})")


def memory(keys: list[pl.Series]) -> None:
    """In a process of its own, whose kernel counts the peak."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.arrow"
        pl.DataFrame(keys).write_ipc(file)
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.identity", "memory", str(file)],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **GONE},
        )
    print(f"  memory above the records {float(told.stdout):6.0f} MiB (at most {MEMORY_MOST:.0f})")


def records(size: int) -> list[pl.Series]:
    """Customer numbers, addresses and cookies of a third as many people; everybody has several of some."""
    rng = np.random.default_rng(1)
    person = rng.integers(0, size // 3, size)
    known = {"customer": (0.5, 1), "email": (0.6, 2), "cookie": (0.8, 3)}
    keys: list[pl.Series] = []
    for name, (share, each) in known.items():
        numbers = pl.Series(name, person * each + rng.integers(0, each, size)).cast(pl.String)
        match name:
            case "customer":
                texts = pl.select("c" + numbers.str.zfill(9)).to_series()
            case "email":
                texts = pl.select("user." + numbers + "@example.com").to_series()
            case _:
                texts = pl.select("f81d4fae-7dec-" + numbers.str.zfill(12)).to_series()
        keys.append(texts.alias(name).set(pl.Series(rng.random(size) >= share), None))
    return keys


def chain(links: int) -> list[pl.Series]:
    """Two keys by which each row holds hands with the next, in no order."""
    places = np.random.default_rng(2).permutation(links + 1)
    return [pl.Series(places // 2).cast(pl.String), pl.Series((places + 1) // 2).cast(pl.String)]


def people(keys: list[pl.Series]) -> Labels:
    """As a build finds them (who_is_who.py)."""
    return joined([Vocabulary().add(key) for key in keys])


def ready(codes: Codes) -> Links:
    """Each row with a value, linked to the next with the same one."""
    rows = np.argsort(codes, kind="stable").astype(np.uint32)
    ordered = codes[rows]
    alike = (ordered[1:] == ordered[:-1]) & (ordered[1:] != NONE)
    return Links(rows[:-1][alike], rows[1:][alike])


def united(found: list[Links]) -> Labels:
    first = np.concatenate([one.first for one in found]).view(np.int32)
    second = np.concatenate([one.second for one in found]).view(np.int32)
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(RECORDS, RECORDS))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, np.int32)


def same(one: Labels, other: Labels) -> bool:
    """Whether two labellings part the rows in the same way."""
    pairs = pl.DataFrame({"one": one, "other": other}).unique()
    return pairs.height == pairs.get_column("one").n_unique() == pairs.get_column("other").n_unique()


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - start


def above(file: str) -> float:
    """The peak of resident memory in MiB while the records of a file become people, above what they take themselves."""
    frame = pl.read_ipc(file)
    for key in frame.get_columns():
        key.hash().sum()  # the file is mapped: all of it is there from now on
    before = kernel("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    people(frame.get_columns())
    return kernel("VmHWM") - before


def kernel(name: str) -> float:
    """A figure of this process in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":"))


if __name__ == "__main__":
    main()
