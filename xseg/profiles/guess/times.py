"""Tells whether a column holds times or days, and how they are written: only what the reader itself can read counts."""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from xseg.profiles.guess.words import tokens
from xseg.profiles.values import moments, texts
from xseg.profiles.values.casting import Clocks

SAMPLE = 10_000
MISFITS = 0.02
"""A form may leave this share of the known values unread, and one of twenty; those rows are set aside, and the reason
says so."""
LIKELY = 0.3
"""A form that leaves more than this share of the first values unread is not tried on more."""
DAYS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
)
CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
COUNTED = (("%s", 1, "seconds"), ("%s%3f", 1_000, "milliseconds"))
"""Formats of whole numbers, how many of them are a second, and what they are called."""
TIMELY = frozenset(
    "ts time timestamp date datetime day created updated at on when epoch moment changed modified".split()
)


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How a column's times are written; `zone` is what the column says of it."""

    kind: Literal["timestamp", "date"]
    format: str | None
    zone: Literal["utc", "offsets", "none"]
    misfits: int
    known: int
    either_way: str = ""
    """An example, where day and month could as well change places."""

    @property
    def words(self) -> str:
        """What it looks like."""
        if self.kind == "date":
            return "a date" + (f" written {self.format}" if self.format else "")
        for format_, _, unit in COUNTED:
            if self.format == format_:
                return f"a time in {unit} since 1970"
        zone = {"utc": "a UTC time", "offsets": "a time with its offset", "none": "a time without an offset"}[self.zone]
        return zone + (f" written {self.format}" if self.format else "")


def time_form(series: pl.Series) -> TimeForm | None:
    """None where the column holds no times. Whole numbers are times only under a timely name and from 2001 to 2100."""
    type_ = series.dtype
    known = len(series) - series.null_count()
    if not known:
        return None
    if type_ == pl.Date:
        return TimeForm("date", None, "none", 0, known)
    if isinstance(type_, pl.Datetime):
        return TimeForm("timestamp", None, "utc" if type_.time_zone else "none", 0, known)
    if type_.is_integer() or (type_ == pl.String and _timely(series.name)):
        found = _counted(series)
        if found is not None or type_ != pl.String:
            return found
    return _written(series) if type_ == pl.String else None


def allowed(known: int) -> float:
    """How many of so many known values may be unreadable."""
    return max(MISFITS * known, 1.0 if known >= 20 else 0.0)


def instants(series: pl.Series, form: TimeForm, *, source: ZoneInfo, project: ZoneInfo) -> pl.Series:
    """The column's times in microseconds of UTC, null where there is none."""
    return moments.instant(series, format=form.format, clocks=Clocks(source, project)).values


def _counted(series: pl.Series) -> TimeForm | None:
    if not _timely(series.name):
        return None
    words = texts.text(series).values.drop_nulls()
    numbers = words.str.strip_chars().cast(pl.Int64, strict=False)
    for format_, second, _ in COUNTED:
        inside = numbers.is_between(978_307_200 * second, 4_102_444_800 * second).fill_null(value=False)
        if len(words) and inside.all():
            return TimeForm("timestamp", format_, "utc", 0, len(words))
    return None


def _timely(name: str) -> bool:
    return any(word in TIMELY for word in tokens(name))


def _written(series: pl.Series) -> TimeForm | None:
    words = texts.text(series).values.drop_nulls()
    if not len(words):
        return None
    sample = words.gather_every(max(1, len(words) // SAMPLE))
    shown = sample.head(50)
    if not shown.str.contains(r"\d.*\d.*\d.*\d").any() or float(shown.str.len_chars().median() or 0.0) < 6:  # type: ignore[arg-type]
        return None
    formats: list[str | None] = [None]
    if shown.str.contains(r"[/.-]").any():
        formats += [*DAYS, *(f"{day} {clock}" for day in DAYS for clock in CLOCKS)]
    fitting = [format_ for format_ in formats if _misfits(shown, format_) <= LIKELY * len(shown)]
    fitting = [format_ for format_ in fitting if _misfits(sample, format_) <= allowed(len(sample))]
    if not fitting:
        return None
    if fitting[0] is not None and len(fitting) > 1:
        fitting.sort(key=lambda format_: (_misfits(words, format_), formats.index(format_)))
    best = fitting[0]
    misfits = _misfits(words, best)
    if misfits > allowed(len(words)):
        return None
    either_way = ""
    turned = _turned(best)
    if turned in fitting and _misfits(words, turned) == misfits:
        either_way = str(words[0])
    readable = words if not misfits else words.filter(_readable(words, best))
    return TimeForm(_kind(readable, best), best, _zone(readable), misfits, len(words), either_way)


def _misfits(words: pl.Series, format_: str | None) -> int:
    return len(words) - int(_readable(words, format_).sum())


def _readable(words: pl.Series, format_: str | None) -> pl.Series:
    utc = ZoneInfo("UTC")
    return moments.instant(words, format=format_, clocks=Clocks(utc, utc)).values.is_not_null()


def _turned(format_: str | None) -> str | None:
    """The format with day and month exchanged."""
    if format_ is None:
        return "-"
    return format_.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _kind(words: pl.Series, format_: str | None) -> Literal["timestamp", "date"]:
    if format_ is not None:
        return "timestamp" if "%H" in format_ or "%I" in format_ else "date"
    return "date" if words.str.len_bytes().max() == 10 else "timestamp"


def _zone(words: pl.Series) -> Literal["utc", "offsets", "none"]:
    """`utc` where every time says so, `offsets` where every time brings one."""
    if words.str.contains(r"(Z|[+-]00(:?00)?)$").all() and words.str.len_bytes().min() > 10:  # type: ignore[operator]
        return "utc"
    return "offsets" if words.str.contains(r":\d\d([.,]\d+)?\s?(Z|[+-]\d\d(:?\d\d)?)$").all() else "none"
