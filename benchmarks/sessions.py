"""How long it takes to make sessions, beside the Polars query that a careful notebook has.

Twenty million events of three kinds on two channels, in bursts. The peer joins the kinds, sorts by person, channel,
time, source and id, numbers the sessions and groups by them. Answers are held against each other before a time is
printed.
"""

import sys
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
import polars as pl

from xseg.profiles.snapshots.sessions import session_events
from xseg.project.project import Sessions
from xseg.project.sessions import session_kind
from xseg.project.types import CategoryType

T = TypeVar("T")
EVENTS = 20_000_000
ROUNDS = 3
CHANNELS = ("web", "app")
KINDS = {"page_view": 10, "product_view": 7, "purchase": 3}
"""With how many of twenty events each."""
GAP = 30 * 60_000_000
SAID = Sessions(GAP, CHANNELS, tuple(KINDS), "page", ("page_view",), session_kind(CHANNELS, CategoryType(), pages=True))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    events = happened(count)
    print("sessions, best of", ROUNDS)
    ours, seconds = timed(lambda: session_events(events, SAID))
    theirs, peer = timed(lambda: by_query(events))
    assert ours.select(theirs.columns).equals(theirs), "the query makes other sessions"
    what = f"{count:,} events, {ours.height:,} sessions"
    print(f"  {what:42} {seconds:6.2f} s   one Polars query {peer:6.2f} s  {peer / seconds:4.1f} ×")


def by_query(events: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Sessions by a sort and a group_by."""
    who = ("@number", "@channel")
    return (
        pl.concat([table.lazy() for table in events.values()], how="diagonal")
        .sort(*who, "@time", "@source", "@id")
        .with_columns(
            new=(pl.col("@number") != pl.col("@number").shift())
            | (pl.col("@channel") != pl.col("@channel").shift())
            | (pl.col("@time").diff() > GAP)
        )
        .with_columns(session=pl.col("new").fill_null(value=True).cum_sum())
        .group_by("session")
        .agg(
            pl.col(*who, "@time", "@source", "@id").first(),
            (pl.col("@time").last() - pl.col("@time").first()).alias("duration"),
            pl.len().cast(pl.Int64).alias("events"),
            pl.col("page").count().cast(pl.Int64).alias("pages"),
            pl.col("page").drop_nulls().first().alias("entry"),
            pl.col("page").drop_nulls().last().alias("exit"),
        )
        .with_columns(pl.concat_str("@source", "@id", separator="/").alias("@id"))
        .sort("@time", "@id")
        .drop("session", "@source")
        .collect()
    )


def happened(count: int) -> dict[str, pl.DataFrame]:
    """Seeded events by kind, in order of time, source and id: bursts of about five within twenty minutes."""
    rng = np.random.default_rng(1)
    bursts = count // 5
    person = rng.integers(0, max(count // 20, 1), bursts).astype(np.uint32)
    start, channel = rng.integers(0, 365 * 86_400, bursts), rng.integers(0, len(CHANNELS), bursts)
    of = rng.integers(0, bursts, count)
    at = (start[of] + rng.integers(0, 1_200, count)) * 1_000_000
    kind = np.repeat(list(KINDS), list(KINDS.values()))[rng.integers(0, 20, count)]
    whole = pl.DataFrame(
        {
            "@number": person[of],
            "@id": pl.Series(np.arange(count)).cast(pl.String).str.zfill(9),
            "@source": pl.repeat("clicks", count, eager=True),
            "@channel": pl.Series(CHANNELS).gather(channel[of]),
            "@time": at,
            "@date": (at // 86_400_000_000).astype(np.int32),
            "@hour": (at // 3_600_000_000 % 24).astype(np.int8),
            "@weekday": np.ones(count, np.int8),
            "kind": kind,
            "page": pl.Series(("home", "search", "pricing", "help")).gather(rng.integers(0, 4, count)),
        }
    ).sort("@time", "@source", "@id")
    return {
        name: whole.filter(pl.col("kind") == name).drop("kind", *(() if name in SAID.pages else ("page",)))
        for name in KINDS
    }


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The answer, and the fewest seconds of ROUNDS after one that warms up."""
    answer, found = work(), []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return answer, min(found)


if __name__ == "__main__":
    main()
