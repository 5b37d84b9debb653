"""Proposes a type for a column: the narrowest that the reader itself can read nearly all of its values as."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import polars as pl

from xseg.profiles.guess.proposal import Option
from xseg.profiles.guess.times import MISFITS, SAMPLE, TimeForm, allowed, time_form
from xseg.profiles.guess.words import IDENTIFIERS, tokens
from xseg.profiles.values import texts
from xseg.profiles.values.casting import TRUE, Clocks, Reading, cast
from xseg.project.types import BOOLEAN, INTEGER, NUMBER, Type, decimal

CLOSED_MOST, CLOSED_TIMES = 20, 5
"""A set of values is closed when it has at most so many, each seen so often on average."""
OPEN_MOST, OPEN_TIMES = 200, 10
LONG = 60
"""Texts longer than this are no categories."""
SEPARATORS = ("|", ";")
PLACES_MOST = 6
FLAGS = frozenset("is has was can flag active enabled opted opt accepted".split())


@dataclass(frozen=True, slots=True)
class Guess:
    """A type as xseg.toml writes it, its options, and why."""

    type: str
    reason: str
    options: Mapping[str, Option] = field(default_factory=dict)


def guess(series: pl.Series) -> Guess | None:
    """None where the column holds what no rule can read (bytes, tables)."""
    type_ = series.dtype
    if isinstance(type_, pl.List | pl.Array):
        return _list_column(series)
    if type_ in (pl.Binary, pl.Object, pl.Time) or isinstance(type_, pl.Duration):
        return None
    known = len(series) - series.null_count()
    if type_ == pl.Boolean:
        return Guess("boolean", "true or false in the file")
    if isinstance(type_, pl.Decimal) and 1 <= type_.scale <= 12:
        return Guess("decimal", f"a decimal with {type_.scale} places in the file", {"scale": type_.scale})
    words = texts.text(series).values.drop_nulls()
    if not known or not len(words):
        return Guess("string", "missing in every row")
    time = time_form(series)
    if time is not None and not time.either_way:
        return _time(time, len(series))
    found = (
        None
        if _names_something(series.name, words)
        else _number(series if type_ != pl.String else words, words, len(series))
    )
    if found is not None:
        return found
    guessed = _flag(words) or _separated(words) or _text(words)
    if time is not None:
        return Guess(
            guessed.type, f"{guessed.reason}; dates like `{time.either_way}` may mean two days", guessed.options
        )
    if words.head(SAMPLE).str.contains(r"^[+-]?[\d.]*\d,\d+$").all():
        return Guess(guessed.type, f"{guessed.reason}; numbers with a decimal comma are not read", guessed.options)
    return guessed


def told(what: str, misfits: int, known: int, rows: int) -> str:
    """The reason for a form of values, with how many keep it."""
    of = f"all {known:,} rows" if known == rows else f"all {known:,} known values"
    if not misfits:
        return f"looks like {what} in {of}"
    return f"looks like {what} in {known - misfits:,} of {known:,} values; rows with another are set aside"


def _time(time: TimeForm, rows: int) -> Guess:
    options: dict[str, Option] = {} if time.format is None else {"format": time.format}
    return Guess(time.kind, told(time.words, time.misfits, time.known, rows), options)


def _number(series: pl.Series, words: pl.Series, rows: int) -> Guess | None:
    if series.dtype.is_float():
        return _double(series)
    if series.dtype == pl.String and not words.head(50).str.contains(r"\d").all():
        return None
    sample = series.drop_nulls().gather_every(max(1, len(words) // SAMPLE))
    for name, type_ in (("integer", INTEGER), ("decimal", decimal(PLACES_MOST)), ("number", NUMBER)):
        if _misfits(sample, type_) > allowed(len(sample)):
            continue
        misfits = _misfits(series, type_)
        if misfits > allowed(len(words)):
            continue
        if name == "integer" and words.is_in(["0", "1"]).all() and _is_flag(series.name):
            return Guess("boolean", "0 or 1, and named like a flag")
        if name != "decimal":
            what = "a whole number" if name == "integer" else "a number with many places"
            return Guess(name, told(what, misfits, len(words), rows))
        scale = _places(words)
        misfits = _misfits(series, decimal(scale))
        if misfits <= allowed(len(words)):
            return Guess("decimal", told(f"a number with {_count(scale)}", misfits, len(words), rows), {"scale": scale})
    return None


def _count(scale: int) -> str:
    return "1 decimal place" if scale == 1 else f"up to {scale} decimal places"


def _double(series: pl.Series) -> Guess:
    values = series.drop_nans().drop_nulls()
    sample = values.gather_every(max(1, len(values) // SAMPLE))
    if len(sample) and (sample == sample.round(0)).all() and not _misfits(values, INTEGER):
        return Guess("integer", f"whole numbers in all {len(values):,} known values")
    exact = [scale for scale in (2, 3, 4) if len(sample) and ((sample - sample.round(scale)).abs() < 1e-9).all()]
    if exact and not _misfits(values, decimal(exact[0])):
        return Guess("decimal", f"at most {exact[0]} decimal places in the file", {"scale": exact[0]})
    return Guess("number", "floating point in the file")


def _places(words: pl.Series) -> int:
    """The most decimal places of nearly all values, at least two: money."""
    places = words.str.extract(r"\.(\d*?)0*$").fill_null("").str.len_bytes()
    most = places.quantile(1 - MISFITS, "higher") if (places > PLACES_MOST).any() else places.max()
    return max(2, int(float(most or 0.0)))  # type: ignore[arg-type]


def _misfits(series: pl.Series, type_: Type) -> int:
    utc = ZoneInfo("UTC")
    found = cast(series, Reading(type_, Clocks(utc, utc)))
    return 0 if found.problem is None else int(found.problem.is_not_null().sum())


def _names_something(name: str, words: pl.Series) -> bool:
    """Whether digits are a name here: by the column's name, or since they begin with 0 or are too many."""
    last = tokens(name)[-1:]
    if last and last[0] in IDENTIFIERS:
        return True
    head = words.gather_every(max(1, len(words) // SAMPLE))
    plain = head.str.contains(r"^\d+$")
    if not plain.all():
        return False
    return bool(head.str.contains(r"^0\d").any() or head.str.len_bytes().max() > 15)  # type: ignore[operator]


def _is_flag(name: str) -> bool:
    return bool(FLAGS.intersection(tokens(name)))


def _flag(words: pl.Series) -> Guess | None:
    folded = words.str.to_lowercase().unique()
    if len(folded) > 2 or _misfits(words, BOOLEAN) or set(folded.to_list()) <= {"0", "1"}:
        return None
    if len(folded) == 2 and len(set(folded.to_list()) & set(TRUE)) != 1:
        return None
    if len(folded) == 1 and folded[0] not in ("true", "false", "yes", "no"):
        return None
    return Guess(
        "boolean", " or ".join(f"`{word}`" for word in sorted(folded)) + f" in all {len(words):,} known values"
    )


def _separated(words: pl.Series) -> Guess | None:
    """Several short words in one field, out of a vocabulary that comes again."""
    for separator in SEPARATORS:
        several = words.str.contains(separator, literal=True)
        if int(several.sum()) < max(2, 0.2 * len(words)):
            continue
        parts = words.head(SAMPLE).str.split(separator).explode().str.strip_chars()
        if parts.str.len_chars().max() <= LONG / 2 and parts.n_unique() * 2 <= len(parts):  # type: ignore[operator]
            return Guess("list of string", f"several values with `{separator}` between", {"separator": separator})
    return None


def _text(words: pl.Series) -> Guess:
    rows = len(words)
    counts = words.n_unique()
    longest = words.str.len_chars().max()
    if longest > LONG or counts > OPEN_MOST or counts * CLOSED_TIMES > rows:  # type: ignore[operator]
        return Guess("string", f"{counts:,} different texts in {rows:,} known values")
    values = tuple(sorted(words.unique().to_list()))
    if 1 < counts <= CLOSED_MOST:
        reason = f"{counts} different texts in {rows:,} known values; without `values` any may come"
        return Guess("category", reason, {"values": values})
    if counts * OPEN_TIMES <= rows:
        return Guess("category", f"{counts} different texts in {rows:,} known values")
    return Guess("string", f"{counts} different texts in {rows:,} known values")


def _list_column(series: pl.Series) -> Guess | None:
    inner = series.dtype.inner  # type: ignore[attr-defined]
    if isinstance(inner, pl.List | pl.Array | pl.Struct) or inner in (pl.Binary, pl.Object):
        return None
    return Guess("list of string", "lists in the file")
