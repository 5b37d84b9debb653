"""The project's clock, told by Python's `zoneinfo` for every engine alike (Polars' own zones end in 2100)."""

from bisect import bisect_left
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from xseg.plan.bind import from_micros, to_micros

HOUR = 3_600_000_000
DAY = 24 * HOUR
YEAR_FIRST, YEAR_LAST = 2, 9998


def wall(instant: pl.Expr, zone: ZoneInfo) -> pl.Expr:
    """Instants (microseconds of UTC) as what the clock shows (microseconds since 1970-01-01T00:00 local)."""
    return instant.map_batches(lambda series: _wall(series, zone), return_dtype=pl.Int64, is_elementwise=True)


def local_day(instant: pl.Expr, zone: ZoneInfo) -> pl.Expr:
    """Instants as days since 1970-01-01 on the clock."""
    return wall(instant, zone).floordiv(DAY).cast(pl.Int32)


def returned(day: pl.Expr, year: pl.Expr) -> pl.Expr:
    """The day on which a date comes round in a year; 29 February comes on the 28th in a common one."""
    leap_day = (day.dt.month() == 2) & (day.dt.day() == 29)
    common = (year.mod(4) != 0) | (year.mod(100) == 0) & (year.mod(400) != 0)
    return pl.date(year, day.dt.month(), day.dt.day() - (leap_day & common).cast(pl.Int8))


def _wall(series: pl.Series, zone: ZoneInfo) -> pl.Series:
    """Worked out without Polars: this runs inside one of its queries, and a query in a query may wait for itself."""
    instants = series.to_list()
    known = np.array([0 if instant is None else instant for instant in instants], np.int64)
    if not known.size:
        return pl.Series(series.name, [], dtype=pl.Int64)
    years = known.astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970
    first, last = max(int(years.min()) - 1, YEAR_FIRST), min(int(years.max()) + 1, YEAR_LAST)
    starts, offsets = _changes_between(first, last, zone)
    index = np.searchsorted(starts, known, side="right") - 1
    shown = (known + offsets[np.maximum(index, 0)]).tolist()
    missing = [None if instant is None else here for instant, here in zip(instants, shown, strict=True)]
    return pl.Series(series.name, missing, dtype=pl.Int64)


def _changes_between(first: int, last: int, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    changes = [change for year in range(first, last + 1) for change in _changes(year, zone)]
    return np.array([at for at, _ in changes], np.int64), np.array([offset for _, offset in changes], np.int64)


@lru_cache(maxsize=1024)
def _changes(year: int, zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """From which instants of a year (of UTC, the first being its start) the clock is how far ahead, in microseconds."""
    start, end = to_micros(datetime(year, 1, 1, tzinfo=UTC)), to_micros(datetime(year + 1, 1, 1, tzinfo=UTC))
    found = [(start, _offset(start, zone))]
    for day in range(start, end, DAY):
        before, after = found[-1][1], _offset(day + DAY, zone)
        if before != after:
            seconds = range(day, day + DAY, 1_000_000)
            place = bisect_left(seconds, True, key=lambda second: _offset(second + 1_000_000, zone) != before)
            found.append((seconds[place] + 1_000_000, after))
    return tuple(found)


def _offset(micros: int, zone: ZoneInfo) -> int:
    shown = from_micros(micros, zone)
    return to_micros(shown.replace(tzinfo=UTC)) - micros
