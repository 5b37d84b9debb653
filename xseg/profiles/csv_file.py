"""CSV, read so that a broken line costs that line and no other: quotes and field counts are looked at first."""

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.raw import LINE, Part

Places = npt.NDArray[np.int64]
NEWLINE, RETURN, QUOTE = b'\n\r"'
LINES_MOST = 100
"""A quoted field that goes on for more lines than this was never closed."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file's header and its rows as text."""

    header: tuple[str, ...]
    part: Part


def read_csv(content: bytes, *, delimiter: str) -> CsvFile:
    """All columns are text. A line whose number of fields is not the header's, or whose quotes do not close, is bad.

    `content` is UTF-8 without a byte order mark. An empty file has no header.
    """
    records = _split(content, ord(delimiter))
    if records is None:
        return _read_slowly(content.decode(), delimiter)
    if not records.starts.size:
        return CsvFile((), Part(pl.DataFrame({LINE: []}, schema={LINE: pl.UInt32})))
    try:
        (header,) = csv.reader(
            [content[records.starts[0] : records.ends[0]].decode().rstrip("\r")], delimiter=delimiter
        )
    except csv.Error:  # a carriage return inside the line
        return _read_slowly(content.decode(), delimiter)
    good = records.counts == len(header)
    good[0] = False
    frame = _parsed(content, records, good, header, delimiter)
    if frame is None:
        return _read_slowly(content.decode(), delimiter)
    wrong = np.flatnonzero(records.counts != len(header))
    bad = [
        (
            int(records.lines[i]),
            _count_reason(int(records.counts[i]), len(header)),
            content[records.starts[i] : records.ends[i]].decode(),
        )
        for i in wrong
    ]
    lines = pl.Series(LINE, records.lines[good], dtype=pl.UInt32)
    return CsvFile(tuple(header), Part(frame.with_columns(lines), tuple(bad)))


@dataclass(frozen=True, slots=True)
class _Records:
    """Where records that are not blank start and end, the line they start on, and how many fields they have."""

    starts: Places
    ends: Places
    lines: Places
    counts: Places


def _split(content: bytes, delimiter: int) -> _Records | None:
    """None where quotes stand in places that readers would differ about, or hold more lines than a field can have."""
    text = np.frombuffer(content, np.uint8)
    newlines, delimiters, quotes = (np.flatnonzero(text == sign) for sign in (NEWLINE, delimiter, QUOTE))
    if not _regular(text, quotes, delimiter):
        return None
    breaks, separators = (_outside(quotes, places) for places in (newlines, delimiters))
    starts = np.concatenate([[0], breaks + 1])
    ends = np.concatenate([breaks, [text.size]])
    lines = np.searchsorted(newlines, starts) + 1
    if quotes.size and (np.searchsorted(newlines, ends) - lines + 2 > LINES_MOST).any():
        return None
    last = text[np.minimum(np.maximum(ends - 1, 0), max(text.size - 1, 0))] if text.size else np.zeros(1, np.uint8)
    filled = (ends - starts > 1) | ((ends - starts == 1) & (last != RETURN))
    counts = np.searchsorted(separators, ends) - np.searchsorted(separators, starts) + 1
    return _Records(starts[filled], ends[filled], lines[filled], counts[filled])


def _regular(text: npt.NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    """Whether each quote opens a field, closes one, or is doubled inside one."""
    if not quotes.size:
        return True
    if quotes.size % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, text[opening - 1], NEWLINE)
    doubled = np.concatenate([[False], opening[1:] == closing[:-1] + 1])
    after = text[np.minimum(closing + 1, text.size - 1)]
    after = np.where(closing + 1 < text.size, after, NEWLINE)
    returned = (after == RETURN) & (text[np.minimum(closing + 2, text.size - 1)] == NEWLINE)
    doubles = np.concatenate([doubled[1:], [False]])
    opens = (before == delimiter) | (before == NEWLINE) | doubled
    closes = (after == delimiter) | (after == NEWLINE) | returned | doubles
    return bool(opens.all() and closes.all())


def _outside(quotes: Places, places: Places) -> Places:
    """The places that are not inside quotes."""
    return places if not quotes.size else places[np.searchsorted(quotes, places) % 2 == 0]


def _parsed(
    content: bytes, records: _Records, good: npt.NDArray[np.bool_], header: list[str], delimiter: str
) -> pl.DataFrame | None:
    """The good records as text; None where Polars finds another number of rows than was counted."""
    names = [f"column_{i}" for i in range(len(header))]
    rows = int(good.sum())
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(_unique(header), pl.String))
    starts, ends = records.starts[good], records.ends[good]
    breaks = np.flatnonzero(starts[1:] != ends[:-1] + 1)  # a bad or blank line lies between
    firsts, lasts = np.concatenate([[0], breaks + 1]), np.concatenate([breaks, [rows - 1]])
    runs = [content[starts[first] : ends[last]] for first, last in zip(firsts, lasts, strict=True)]
    try:
        frame = pl.read_csv(
            b"\n".join(runs),
            has_header=False,
            separator=delimiter,
            infer_schema=False,
            new_columns=names,
            empty_string_is_null=True,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != rows or frame.width != len(header):
        return None
    frame.columns = _unique(header)
    return frame


def _unique(header: list[str]) -> list[str]:
    """Column names as the file has them; of a name that stands twice the later ones get a number."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _count_reason(found: int, expected: int) -> str:
    return "too many fields" if found > expected else "too few fields"


# --- the careful way, for files whose quotes are irregular ---


def _read_slowly(text: str, delimiter: str) -> CsvFile:
    lines = text.split("\n")
    header: list[str] | None = None
    rows: list[list[str]] = []
    places: list[int] = []
    bad: list[tuple[int, str, str]] = []
    number = 0
    while number < len(lines):
        if not lines[number].rstrip("\r"):
            number += 1
            continue
        fields, taken = _record(lines, number, delimiter)
        written = "\n".join(lines[number : number + taken])
        if fields is None:
            bad.append((number + 1, "quotes that do not close", written))
        elif header is None:
            header = fields
        elif len(fields) != len(header):
            bad.append((number + 1, _count_reason(len(fields), len(header)), written))
        else:
            rows.append(fields)
            places.append(number + 1)
        number += taken
    names = _unique(header or [])
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return CsvFile(tuple(header or ()), Part(frame.with_columns(pl.Series(LINE, places, dtype=pl.UInt32)), tuple(bad)))


def _record(lines: list[str], first: int, delimiter: str) -> tuple[list[str] | None, int]:
    """The fields of the record that starts on a line, and how many lines it takes; None and 1 where it never ends."""
    record = lines[first].rstrip("\r")
    for taken in range(1, min(LINES_MOST, len(lines) - first) + 1):
        try:
            (fields,) = csv.reader([record], delimiter=delimiter, strict=True)
        except csv.Error as error:
            if "unexpected end of data" not in str(error) or first + taken >= len(lines):
                break
            record += "\n" + lines[first + taken].rstrip("\r")
        else:
            return fields, taken
    return None, 1
