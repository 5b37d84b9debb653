"""NDJSON, read so that a line which is no JSON object costs that line and no other.

How a value is read as text depends on the value alone (see texts.as_text); columns have types where all values are
alike. Whole numbers keep all their digits; a number with a point or an exponent is a double; a list is one of texts.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from xseg.profiles.formats import json_values
from xseg.profiles.formats.chunk import LINE, Chunk, Twice, agree, flat, paths
from xseg.profiles.formats.json_checks import has_many_keys, no_braces, not_an_object, stands_twice, too_deep
from xseg.profiles.formats.json_pattern import Pattern, pattern
from xseg.profiles.formats.stacked import stacked
from xseg.profiles.values.texts import EXACT_MOST

BLOCK = 1 << 15
"""Where a chunk has a line that is no JSON, so many bytes around it are looked at line by line."""
PATTERNS, WORTH = 3, 16
"""So many patterns are tried, as long as more than that part of the lines fits none yet."""
BETWEEN = "\x1f\x1e\x1d\x1c\x01\x02\x03\x04\x05\x06"
"""One that a chunk does not hold lets a reader of CSV find its lines, which is quick."""
MARK = b"\xef\xbb\xbf"
Paths = dict[str, tuple[str, ...]]


def read_ndjson(content: bytes, *, needed: Sequence[str] = (), first: int = 1) -> Chunk:
    """The rows of whole lines, the first of which is line `first` of its file; objects inside become `outer.inner`.

    `content` is UTF-8 without a byte order mark; blank lines are no rows. A line that gives one of the columns `needed`
    twice is bad. Raises Twice where a column and an object inside have one name.
    """
    written = _lines(content)
    numbers = pl.int_range(first, first + len(written), dtype=pl.UInt32, eager=True).alias(LINE)
    ways: Paths = {}
    frames: list[pl.DataFrame] = []
    rest, left = written, numbers
    for _ in range(PATTERNS):
        if len(rest) <= len(written) // WORTH:
            break
        found = pattern(rest)
        fits = None if found is None else rest.str.contains(found.fits).fill_null(value=False)
        if found is None or fits is None or not fits.any():
            break
        lines = rest if fits.all() else rest.filter(fits)
        frame = _alike(lines, content if len(lines) == len(written) else _content(lines), found, ways)
        if frame is None:
            break
        frames.append(frame.drop(json_values.LOOSE, strict=False).with_columns(left.filter(fits)))
        rest, left = rest.filter(~fits), left.filter(~fits)
    bad: list[tuple[int, str, str]] = []
    if len(rest) or not frames:
        frames.append(_one_by_one(rest, left, needed, ways, bad))
    frame = stacked(frames)
    if len(frames) > 1:
        frame = frame.sort(LINE)
    if frame.height < len(written):
        written = written.gather(frame.get_column(LINE) - first)
    loose = frame.get_column(json_values.LOOSE) if json_values.LOOSE in frame.columns else None
    return Chunk(frame.drop(json_values.LOOSE, strict=False), tuple(sorted(bad)), written, loose=loose, paths=ways)


def _lines(content: bytes) -> pl.Series:
    """Each line as text, a blank one perhaps as null."""
    if not content:
        return pl.Series(dtype=pl.String)
    sign = next((sign for sign in BETWEEN if sign.encode() not in content), None)
    if sign is not None and not content.startswith(MARK):
        lines = pl.read_csv(
            content, has_header=False, separator=sign, quote_char=None, infer_schema=False, new_columns=["line"]
        ).to_series()
        if len(lines) == content.count(b"\n") + (not content.endswith(b"\n")):
            return lines
    text = content.decode().removesuffix("\n")
    return pl.Series([text]).str.split("\n").explode().str.strip_suffix("\r")


def _alike(lines: pl.Series, content: bytes, found: Pattern, ways: Paths) -> pl.DataFrame | None:
    """Lines that fit a pattern, also as bytes; None where one of them is no JSON."""
    try:
        frame = pl.read_ndjson(content, schema=dict(found.types))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    if frame.height != len(lines):
        return None
    known = paths(frame)
    frame = flat(frame)
    for path, group in found.lists.items():
        name = ".".join(path)
        if name in frame.columns:
            raise Twice(name)
        frame = frame.with_columns(json_values.lists(lines.str.extract(group)).alias(name))
        if "." in name:
            agree(known, {name: path})
    agree(ways, known)
    return frame


def _content(lines: pl.Series) -> bytes:
    content: bytes = lines.str.join("\n").cast(pl.Binary).item()
    return content


def _one_by_one(
    written: pl.Series, numbers: pl.Series, needed: Sequence[str], ways: Paths, bad: list[tuple[int, str, str]]
) -> pl.DataFrame:
    """Lines of which nothing is known; what cannot be read goes to `bad`."""
    known = (written.str.strip_chars(" \t\r") != "").fill_null(value=False)
    if not known.all():
        written, numbers = written.filter(known), numbers.filter(known)
    for check in (no_braces, too_deep, lambda lines: stands_twice(lines, needed)):
        reasons = check(written)
        if reasons is not None:
            written, numbers = _without(written, numbers, reasons, bad)
    if has_many_keys(written):
        written, numbers = _without(written, numbers, not_an_object(written), bad)
        return json_values.frame_of_some(written, needed, ways).with_columns(numbers)
    frame = _together(written, ways)
    if frame is None:
        frame, reasons = _block_by_block(written, ways)
        written, numbers = _without(written, numbers, reasons, bad)
    return frame.drop(json_values.LOOSE, strict=False).with_columns(numbers)


def _without(
    written: pl.Series, numbers: pl.Series, reasons: pl.Series, bad: list[tuple[int, str, str]]
) -> tuple[pl.Series, pl.Series]:
    """The lines without those that have a reason against them; these go to `bad`."""
    wrong = reasons.is_not_null()
    bad.extend(
        zip(
            numbers.filter(wrong).to_list(),
            reasons.filter(wrong).to_list(),
            written.filter(wrong).str.strip_chars().to_list(),
            strict=True,
        )
    )
    return written.filter(~wrong), numbers.filter(~wrong)


def _block_by_block(written: pl.Series, ways: Paths) -> tuple[pl.DataFrame, pl.Series]:
    """The frame of the lines that are objects, and for each line the reason why it is none."""
    sizes = written.str.len_bytes().cast(pl.Int64).to_numpy()
    ends = np.flatnonzero(np.diff(np.cumsum(sizes) // BLOCK)) + 1
    frames: list[pl.DataFrame] = []
    reasons: list[pl.Series] = []
    for start, end in zip([0, *ends], [*ends, len(written)], strict=True):
        lines = written.slice(start, end - start)
        frame, wrong = _together(lines, ways), pl.Series([None], dtype=pl.String).new_from_index(0, len(lines))
        if frame is None:
            wrong = not_an_object(lines)
            lines = lines.filter(wrong.is_null())
            frame = _together(lines, ways)
        frames.append(json_values.frame(lines, ways) if frame is None else frame)
        reasons.append(wrong)
    return stacked(frames), pl.concat(reasons) if reasons else pl.Series(dtype=pl.String)


# --- many lines at once ---


def _together(lines: pl.Series, ways: Paths) -> pl.DataFrame | None:
    """All lines by Polars; None where it cannot read them, or would not read each value for itself."""
    if not len(lines):
        return pl.DataFrame(schema={LINE: pl.UInt32})
    content = _content(lines)
    if json_values.has_minus_zero(content):
        return None
    try:
        frame = pl.read_ndjson(content, infer_schema_length=None)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    if frame.height != len(lines):
        return None
    ours = pl.int_range(frame.height, dtype=pl.UInt32, eager=True).alias(LINE)  # without it no column, no height
    columns = [ours, *(_for_itself(column) for column in flat(frame.with_columns(ours)).drop(LINE).get_columns())]
    known = [column for column in columns if column is not None]
    if len(known) < len(columns):
        return None
    agree(ways, paths(frame))
    return pl.DataFrame(known)


def _for_itself(column: pl.Series) -> pl.Series | None:
    """The column with each value as it is read for itself; None where Polars has mixed what is not alike."""
    match column.dtype:
        case pl.Int64() | pl.Boolean():
            return column
        case pl.Null():
            return column.cast(pl.String)
        case pl.String():
            return None if column.str.contains(r"^[\[{]").any() else column
        case pl.List():
            return _list(column)
        case _:
            if column.dtype.is_integer():
                return column.cast(pl.String)
            return column if column.dtype.is_float() and (column.abs() < EXACT_MOST).all() else None


def _list(column: pl.Series) -> pl.Series | None:
    """A list of texts; elements that are not written alike in every list are left to be read one by one."""
    assert isinstance(column.dtype, pl.List)
    inner = column.dtype.inner
    elements = column.explode(empty_as_null=False, keep_nulls=False)
    if inner in (pl.Int64, pl.Boolean, pl.Null):
        return column.cast(pl.List(pl.String))
    if inner == pl.String and not elements.str.contains(r"^[\[{]").any():
        return column
    return None
