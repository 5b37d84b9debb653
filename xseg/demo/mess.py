"""What goes wrong on the way out of a channel: doubled, late, future, unreadable and nameless rows.

Every function takes the rows of an export, its times written as text in `time`, and gives them back a little worse.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from xseg.demo.moments import DAY, HOUR, NOW
from xseg.demo.people import Integers

UNREADABLE = ("n/a", "0000-00-00 00:00:00", "31.02.2025", "yesterday", "")


def ahead(rng: np.random.Generator, rows: pl.DataFrame, *, share: float) -> pl.DataFrame:
    """A few rows of wrong clocks: their `time`, here microseconds, lies up to three weeks after now."""
    chosen = _some(rng, rows.height, share=share)
    times = rows["time"].to_numpy().copy()
    times[chosen] = NOW + HOUR + rng.integers(0, 21 * DAY // HOUR, len(chosen)) * HOUR
    return rows.with_columns(time=pl.Series(times))


def unreadable(rng: np.random.Generator, rows: pl.DataFrame, *, share: float) -> pl.DataFrame:
    """A few times that nobody can read."""
    chosen = _some(rng, rows.height, share=share)
    return _put(rows, "time", chosen, [UNREADABLE[position % len(UNREADABLE)] for position in range(len(chosen))])


def nameless(rng: np.random.Generator, rows: pl.DataFrame, keys: tuple[str, ...], *, share: float) -> pl.DataFrame:
    """A few rows without any key."""
    chosen = _some(rng, rows.height, share=share)
    for key in keys:
        rows = _put(rows, key, chosen, [None] * len(chosen))
    return rows


def misspelt(rng: np.random.Generator, rows: pl.DataFrame, column: str, *, share: float) -> pl.DataFrame:
    """Addresses in capitals or with blanks around them."""
    chance = rng.random(rows.height)
    address = pl.col(column)
    return rows.with_columns(
        pl.when(pl.Series(chance < share / 2))
        .then(address.str.to_uppercase())
        .when(pl.Series(chance < share))
        .then(pl.format(" {} ", address))
        .otherwise(address)
        .alias(column)
    )


def doubled_and_late(rng: np.random.Generator, rows: pl.DataFrame, *, doubled: float, late: float) -> pl.DataFrame:
    """Some rows arrive only at the end of the file, and some arrive twice."""
    is_late = rng.random(rows.height) < late
    return pl.concat(
        [
            rows.filter(pl.Series(~is_late)),
            rows.filter(pl.Series(is_late)),
            rows[_some(rng, rows.height, share=doubled)],
        ]
    )


def _some(rng: np.random.Generator, height: int, *, share: float) -> Integers:
    """At least three positions, and `share` of them all; fewer only where there are fewer."""
    count = min(height, max(3, round(height * share)))
    return np.sort(rng.choice(height, size=count, replace=False)).astype(np.int64)


def _put(rows: pl.DataFrame, column: str, where: Integers, values: Sequence[str | None]) -> pl.DataFrame:
    return rows.with_columns(rows[column].scatter(where, pl.Series(values, dtype=pl.String)))
