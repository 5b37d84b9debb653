"""Times and days: whatever a source holds, as microseconds of UTC and days since 1970-01-01, from 1900 to 2200."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import polars as pl

from xseg.engines.polars import clock
from xseg.plan.bind import MICROSECOND, day_start, to_micros, wall_instant
from xseg.profiles.values import texts
from xseg.profiles.values.problems import Cast, first, marked
from xseg.project.formats import SINCE_1970, has_clock, signs

FIRST = to_micros(datetime(1900, 1, 1, tzinfo=UTC))
END = to_micros(datetime(2200, 1, 1, tzinfo=UTC))
ZERO = datetime(1970, 1, 1)
DAY = 86_400_000_000
ISO = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?"
    r"\s?(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?)?$"
)
OF_A_MACHINE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"
"""Read at once, as most exports have nothing else."""
COUNTED = {"%s": 1_000_000, "%s%3f": 1_000}
"""Formats of whole numbers: how many microseconds one is."""
UNREADABLE = "unreadable time"
OUTSIDE = "time outside 1900 to 2200"
OUTSIDE_DAY = "date outside 1900 to 2200"
UNREADABLE_DAY = "unreadable date"


class Clocks(Protocol):
    """The clock of times without an offset, and the one that days begin on."""

    @property
    def source(self) -> ZoneInfo: ...
    @property
    def project(self) -> ZoneInfo: ...


def instant(series: pl.Series, *, format: str | None, clocks: Clocks) -> Cast:
    """Microseconds of UTC. A time without an offset is on the source's clock: one that a clock change skips moves on by
    the gap, one that comes twice is the earlier. A day is its first instant on the project's clock.
    """
    kind = series.dtype
    if kind == pl.Date:
        return _bounded(_of_days(series, clocks.project), OUTSIDE, FIRST, END)
    if isinstance(kind, pl.Datetime):
        micros = series.dt.cast_time_unit("us").to_physical()
        return _bounded(Cast(micros if kind.time_zone else _on(micros, clocks.source)), OUTSIDE, FIRST, END)
    if format is not None:
        return _bounded(_by_format(series, format, clocks), OUTSIDE, FIRST, END)
    return _bounded(_iso(series, clocks), OUTSIDE, FIRST, END)


def day(series: pl.Series, *, format: str | None, clocks: Clocks) -> Cast:
    """Days since 1970-01-01. A time where a day is declared must be a midnight without an offset."""
    kind = series.dtype
    if kind == pl.Date:
        found = Cast(series.to_physical())
    elif isinstance(kind, pl.Datetime) and kind.time_zone is None:
        found = _midnights(series.dt.cast_time_unit("us").to_physical())
    else:
        words = texts.text(series)
        if format is not None:
            days = words.values.str.to_date(format, strict=False).to_physical()
        else:
            shaped = words.values.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]00:00(?::00(?:\.0+)?)?)?$")
            ten = words.values.set(~shaped.fill_null(value=True), None).str.slice(0, 10)
            days = ten.str.to_date("%Y-%m-%d", strict=False).to_physical()
        unreadable = words.values.is_not_null() & days.is_null()
        found = Cast(days, first(words.problem, marked(unreadable, UNREADABLE_DAY)))
    bounded = _bounded(Cast(found.values.cast(pl.Int64), found.problem), OUTSIDE_DAY, FIRST // DAY, END // DAY)
    return Cast(bounded.values.cast(pl.Int32).alias(series.name), bounded.problem)


def _midnights(walls: pl.Series) -> Cast:
    broken = (walls % DAY != 0).fill_null(value=False)
    return Cast((walls // DAY).set(broken, None), marked(broken, "a time where a date is declared"))


def _bounded(found: Cast, reason: str, start: int, end: int) -> Cast:
    outside = ((found.values < start) | (found.values >= end)).fill_null(value=False)
    if not outside.any():
        return found
    return Cast(found.values.set(outside, None), first(found.problem, marked(outside, reason)))


def _iso(series: pl.Series, clocks: Clocks) -> Cast:
    words = texts.text(series)
    if words.problem is None and words.values.str.contains(OF_A_MACHINE).fill_null(value=True).all():
        instants = words.values.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit="us").to_physical()
        unreadable = words.values.is_not_null() & instants.is_null()
        return Cast(instants.alias(series.name), marked(unreadable, UNREADABLE))
    shaped = words.values.str.contains(ISO).fill_null(value=True)
    frame = pl.DataFrame({"text": words.values.set(~shaped, None)}).with_columns(
        length=pl.col("text").str.len_bytes(),
        body=pl.concat_str(pl.col("text").str.slice(0, 10), pl.lit("T"), pl.col("text").str.slice(11, 5)),
        tail=pl.col("text").str.slice(16),
    )
    tail = pl.col("tail")
    frame = frame.with_columns(
        minutes=pl.when(pl.col("length") > 10)
        .then("body")
        .str.to_datetime("%Y-%m-%dT%H:%M", strict=False, time_unit="us"),
        days=pl.when(pl.col("length") == 10).then("text").str.to_date("%Y-%m-%d", strict=False),
        seconds=tail.str.extract(r"^:([0-9][0-9])").cast(pl.Int64).fill_null(0),
        fraction=tail.str.extract(r"^:[0-9]{2}[.,]([0-9]+)")
        .str.pad_end(6, "0")
        .str.slice(0, 6)
        .cast(pl.Int64)
        .fill_null(0),
        offset=tail.str.extract(r"(Z|[+-][0-9]{2}:?(?:[0-9]{2})?)$"),
    )
    walls = frame.select(
        pl.col("minutes").to_physical() + pl.col("seconds") * 1_000_000 + pl.col("fraction")
    ).to_series()
    offset = frame.get_column("offset")
    naive = walls.set(offset.is_not_null(), None)
    micros = walls - _offset_micros(offset)
    if naive.null_count() < naive.len():
        micros = _filled(micros, _on(naive, clocks.source))
    days = frame.get_column("days")
    if days.null_count() < days.len():
        micros = _filled(micros, _of_days(days, clocks.project).values)
    unreadable = words.values.is_not_null() & micros.is_null()
    return Cast(micros.alias(series.name), first(words.problem, marked(unreadable, UNREADABLE)))


def _offset_micros(offset: pl.Series) -> pl.Series:
    """`Z`, `+02`, `+0200`, `-02:30` as microseconds ahead of UTC; null where there is none."""
    frame = offset.to_frame("offset").with_columns(digits=pl.col("offset").str.replace_all(r"[^0-9]", ""))
    hours = pl.col("digits").str.slice(0, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = pl.col("digits").str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    ahead = (hours * 60 + minutes) * 60_000_000
    signed = pl.when(pl.col("offset").str.starts_with("-")).then(-ahead).otherwise(ahead)
    return frame.select(pl.when(pl.col("offset").is_not_null()).then(signed)).to_series()


def _by_format(series: pl.Series, format_: str, clocks: Clocks) -> Cast:
    words = texts.text(series)
    if format_ in COUNTED:
        digits = 19 - len(str(COUNTED[format_]))
        plain = words.values.str.contains(rf"^-?[0-9]{{1,{digits}}}$").fill_null(value=True)
        micros = words.values.set(~plain, None).cast(pl.Int64) * COUNTED[format_]
    elif not has_clock(format_):
        micros = _of_days(words.values.str.to_date(format_, strict=False), clocks.project).values
    else:
        times = words.values.str.to_datetime(format_, strict=False, time_unit="us")
        aware = isinstance(times.dtype, pl.Datetime) and times.dtype.time_zone is not None
        aware = aware or SINCE_1970 in signs(format_)
        micros = times.to_physical() if aware else _on(times.to_physical(), clocks.source)
    unreadable = words.values.is_not_null() & micros.is_null()
    return Cast(micros.alias(series.name), first(words.problem, marked(unreadable, UNREADABLE)))


def _filled(values: pl.Series, others: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(values, others)).to_series()


def _of_days(days: pl.Series, zone: ZoneInfo) -> Cast:
    """The first instant of each day on a clock; days far outside stay there, to be told outside."""
    numbers = days.to_physical().cast(pl.Int64)
    inside = numbers.is_between(FIRST // DAY - 1, END // DAY)
    starts = _each(numbers.set(~inside.fill_null(value=True), None), lambda number: day_start(number, zone))
    return Cast(_filled(starts, numbers * DAY))


def _on(walls: pl.Series, zone: ZoneInfo) -> pl.Series:
    """Wall-clock times (microseconds since 1970-01-01T00:00 local) as instants."""
    inside = walls.is_between(FIRST - DAY, END + DAY).fill_null(value=True)
    if zone.key in ("UTC", "Etc/UTC") or not inside.any():
        return walls
    near = walls.set(~inside, None)
    before, after = (near + shift - _shown(near + shift, zone) for shift in (-DAY, DAY))
    changing = (before != after).fill_null(value=False)
    exact = _each(near.set(~changing, None), lambda wall: wall_instant(ZERO + wall * MICROSECOND, zone))
    return _filled(exact, _filled(near + before, walls))


def _shown(instants: pl.Series, zone: ZoneInfo) -> pl.Series:
    return instants.to_frame("at").select(clock.wall(pl.col("at"), zone)).to_series()


def _each(values: pl.Series, convert: Callable[[int], int]) -> pl.Series:
    """The values converted one by one, each different one once."""
    different = values.drop_nulls().unique().to_list()
    if not different:
        return values
    return values.replace_strict(
        different, [convert(value) for value in different], default=None, return_dtype=pl.Int64
    )
