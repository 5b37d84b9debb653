"""Numbers: exact ones as whole units of their scale, never by way of a double; doubles finite and without −0."""

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import polars as pl

from xseg.profiles.values import texts
from xseg.profiles.values.problems import Cast, first, marked
from xseg.project.types import ExactType

PLAIN = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$"
WRITTEN = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]{1,3}$"
SAFE = 2.0**53
NEAR_A_TIE = 1e-3
UNREADABLE = "unreadable number"
OUT_OF_RANGE = "number out of range"


def number(series: pl.Series) -> Cast:
    """Doubles: NaN is missing, an infinite one is out of range, −0 is 0."""
    if series.dtype.is_numeric() or series.dtype == pl.Null:
        values = series.cast(pl.Float64)
        unreadable = None
    else:
        words = texts.text(series)
        readable = words.values.str.contains(f"{PLAIN}|{WRITTEN}|^[+-]?(?i:nan|inf(?:inity)?)$")
        values = words.values.set(~readable.fill_null(value=True), None).cast(pl.Float64, strict=False)
        unreadable = first(words.problem, marked(~readable.fill_null(value=True), UNREADABLE))
    infinite = values.is_infinite().fill_null(value=False)
    values = values.set(infinite, None).fill_nan(None) + 0.0
    return Cast(values.alias(series.name), first(unreadable, marked(infinite, OUT_OF_RANGE)))


def rounded(series: pl.Series) -> Cast:
    """Doubles rounded to six decimals, half to even: the double nearest to a whole number of millionths."""
    found = number(series)
    with np.errstate(over="ignore"):  # what is beyond all doubles fits no better than what lies too far apart
        millionths = found.values.to_numpy() * 1e6
    fits = np.abs(millionths) < SAFE  # beyond, doubles lie further apart than millionths
    values = np.where(fits, np.rint(millionths) / 1e6, found.values.to_numpy()) + 0.0
    return Cast(pl.Series(series.name, values, nan_to_null=True), found.problem)


def exact(series: pl.Series, type_: ExactType) -> Cast:
    """Whole units of 10 ** -scale. Text counts as written: more decimal places than the scale are a problem. A column
    of doubles (a sum of doubles, say) is rounded half to even at the scale by its shortest decimal text; where the
    scale is 0 it must be whole.
    """
    kind = series.dtype
    if kind.is_integer():
        return _from_integers(series, type_)
    if kind.is_float():
        return _from_doubles(series.cast(pl.Float64), type_)
    return _from_text(series, type_)


def _from_integers(series: pl.Series, type_: ExactType) -> Cast:
    most = (10**type_.digits - 1) // 10**type_.scale
    whole = series.cast(pl.Int64, strict=False)
    outside = series.is_not_null() & ~whole.is_between(-most, most).fill_null(value=False)
    return Cast(whole.set(outside, None) * 10**type_.scale, marked(outside, OUT_OF_RANGE))


def _bounded(found: Cast, type_: ExactType) -> Cast:
    most = 10**type_.digits - 1
    outside = ~found.values.is_between(-most, most).fill_null(value=True)
    return Cast(found.values.set(outside, None), first(found.problem, marked(outside, OUT_OF_RANGE)))


def _from_text(series: pl.Series, type_: ExactType) -> Cast:
    words = texts.text(series)
    alike = words.values.str.contains(_alike(type_.scale)).fill_null(value=True)
    units = words.values.str.replace(".", "", literal=True).cast(pl.Int64, strict=False)
    problem = words.problem
    if not alike.all():
        others = (~alike).arg_true()
        found = _one_by_one(words.values[others], type_.scale)
        units = units.scatter(others, found.values)
        if found.problem is not None:
            nowhere = pl.Series([None], dtype=pl.String).new_from_index(0, len(series))
            problem = first(problem, nowhere.scatter(others, found.problem))
    return _bounded(Cast(units.alias(series.name), problem), type_)


def _alike(scale: int) -> str:
    """A pattern of numbers whose digits are those of their units, as 64 bits hold them: most columns have no others."""
    most = 18 - scale
    if most < 1:
        return "^$"
    return rf"^-?[0-9]{{1,{most}}}\.[0-9]{{{scale}}}$" if scale else rf"^-?[0-9]{{1,{most}}}$"


def _one_by_one(words: pl.Series, scale: int) -> Cast:
    """Units of texts, none of which is missing."""
    plain = words.str.contains(PLAIN)
    written = words.str.contains(WRITTEN)
    frame = pl.DataFrame({"text": words.set(~plain, None)})
    if written.any():  # 1.5e3: rare, so each by itself
        frame = frame.with_columns(
            pl.when(written)
            .then(words.set(~written, None).map_elements(_plainly, pl.String))
            .otherwise("text")
            .alias("text")
        )
    text = pl.col("text").str.strip_chars_start("+-")
    frame = frame.with_columns(
        negative=pl.col("text").str.starts_with("-"),
        whole=text.str.replace(r"\..*$", "").str.strip_chars_start("0"),
        places=text.str.extract(r"\.([0-9]*)$").fill_null("").str.strip_chars_end("0"),
    ).with_columns(
        too_many=pl.col("text").is_not_null() & (pl.col("places").str.len_bytes() > scale),
        too_long=pl.col("whole").str.len_bytes() + scale > 18,
        digits=pl.concat_str(pl.lit("0"), pl.col("whole"), pl.col("places").str.pad_end(scale, "0")),
    )
    usable = pl.col("text").is_not_null() & ~pl.col("too_many") & ~pl.col("too_long")
    units = pl.when(usable).then("digits").cast(pl.Int64)
    frame = frame.with_columns(units=pl.when("negative").then(-units).otherwise(units))
    unreadable = frame.get_column("text").is_null() & (words.str.to_lowercase() != "nan")
    problem = first(
        marked(unreadable, UNREADABLE),
        marked(frame.get_column("too_long").fill_null(value=False), OUT_OF_RANGE),
        marked(frame.get_column("too_many").fill_null(value=False), _too_many(scale)),
    )
    return Cast(frame.get_column("units"), problem)


def _from_doubles(series: pl.Series, type_: ExactType) -> Cast:
    values = series.fill_nan(None)
    known = values.is_not_null().to_numpy()
    doubles = values.fill_null(0.0).to_numpy()
    power = 10.0**type_.scale
    outside = known & ~(np.abs(doubles) < 10.0**type_.digits)  # infinite, or out of range before any scaling
    scaled = np.where(outside, 0.0, doubles) * power
    units = np.rint(scaled)
    same = units / power == doubles  # then the shortest text of the double has no more places than the scale
    if type_.scale == 0:
        broken = known & ~outside & ~same
        return _settled(
            series, units, known & ~outside & ~broken, outside, marked(pl.Series(broken), _too_many(0)), type_
        )
    unsure = known & ~outside & ~same & (np.abs(np.abs(scaled - np.floor(scaled)) - 0.5) < NEAR_A_TIE)
    quantum = Decimal(1).scaleb(-type_.scale)
    for i in np.flatnonzero(unsure):
        shortest = Decimal(repr(float(doubles[i])))
        units[i] = float(shortest.quantize(quantum, ROUND_HALF_EVEN).scaleb(type_.scale))
    return _settled(series, units, known & ~outside, outside, None, type_)


def _settled(
    series: pl.Series,
    units: np.ndarray[tuple[int], np.dtype[np.float64]],
    readable: np.ndarray[tuple[int], np.dtype[np.bool_]],
    outside: np.ndarray[tuple[int], np.dtype[np.bool_]],
    problem: pl.Series | None,
    type_: ExactType,
) -> Cast:
    values = pl.Series(series.name, np.where(readable, units, 0.0)).cast(pl.Int64)
    values = values.set(pl.Series(~readable), None)
    return _bounded(Cast(values, first(problem, marked(pl.Series(outside), OUT_OF_RANGE))), type_)


def _plainly(written: str) -> str:
    """A number with an exponent as plain digits."""
    return f"{Decimal(written):f}"


def _too_many(scale: int) -> str:
    if scale == 0:
        return "not a whole number"
    return f"more than {scale} decimal place{'s' * (scale != 1)}"
