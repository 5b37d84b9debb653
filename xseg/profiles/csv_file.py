"""CSV, read so that a broken line costs that line and no other: quotes and field counts are looked at first."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.chunk import LINE, Chunk

Places = npt.NDArray[np.int64]
NEWLINE, RETURN = b"\n\r"
LINES_MOST = 100
"""A quoted field that goes on for more lines than this was never closed."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands between fields, and around them where they hold such signs; without a quote they never do."""

    delimiter: str = ","
    quote: str | None = '"'

    def fields(self, record: str, *, strict: bool = False) -> list[str]:
        """The fields of one record. Raises csv.Error."""
        if self.quote is None:
            return record.split(self.delimiter)
        return next(csv.reader([record], delimiter=self.delimiter, quotechar=self.quote, strict=strict))

    def quotes(self, text: npt.NDArray[np.uint8]) -> Places:
        """Where quotes stand."""
        return np.flatnonzero(text == ord(self.quote)) if self.quote else np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file's header, and rows of it as text."""

    header: tuple[str, ...]
    chunk: Chunk
    used: int
    """So many bytes hold these rows; those after them begin a record that does not end here."""


def read_csv(
    content: bytes, signs: Signs, *, header: tuple[str, ...] = (), first: int = 1, last: bool = True
) -> CsvFile:
    """All columns are text. A line whose number of fields is not the header's, or whose quotes do not close, is bad.

    `content` is UTF-8 without a byte order mark and begins with a record, on line `first` of the file; `header` is what
    was found before, `last` says that nothing comes after. An empty file has no header. Rows are the same however a
    file is cut.
    """
    end = len(content) if last else _last_end(content, signs)
    found = _read_quickly(content[:end], signs, header, first) if end else None
    if found is not None:
        return found
    whole = content if last else content[: content.rfind(b"\n") + 1]
    return _read_slowly(whole.decode(), signs, header, first, last=last)


def _last_end(content: bytes, signs: Signs) -> int:
    """Where the last record ends that ends here, if quotes are regular."""
    text = np.frombuffer(content, np.uint8)
    outside = _outside(signs.quotes(text), np.flatnonzero(text == NEWLINE))
    return int(outside[-1]) + 1 if outside.size else 0


def _read_quickly(content: bytes, signs: Signs, header: tuple[str, ...], first: int) -> CsvFile | None:
    """None where quotes or line ends are irregular."""
    records = _split(content, signs)
    if records is None:
        return None
    good = np.ones(records.starts.size, np.bool_)
    if not header:
        if not records.starts.size:
            return CsvFile((), Chunk(pl.DataFrame({LINE: []}, schema={LINE: pl.UInt32})), len(content))
        names = content[records.starts[0] : records.ends[0]].decode().removesuffix("\r")
        header = tuple(signs.fields(names))
        good[0] = False
    titled = good.copy()
    good &= records.counts == len(header)
    frame = _parsed(content, records, good, header, signs)
    if frame is None:
        return None
    bad = [
        (
            int(records.lines[i]) + first - 1,
            _count_reason(int(records.counts[i]), len(header)),
            content[records.starts[i] : records.ends[i]].decode(),
        )
        for i in np.flatnonzero(titled & ~good)
    ]
    lines = pl.Series(LINE, records.lines[good] + (first - 1), dtype=pl.UInt32)
    return CsvFile(header, Chunk(frame.with_columns(lines), tuple(bad)), len(content))


@dataclass(frozen=True, slots=True)
class _Records:
    """Where records that are not blank start and end, the line they start on, and how many fields they have."""

    starts: Places
    ends: Places
    lines: Places
    counts: Places


def _split(content: bytes, signs: Signs) -> _Records | None:
    """None where quotes stand in places that readers would differ about, or hold more lines than a field can have."""
    text = np.frombuffer(content, np.uint8)
    delimiter, quotes = ord(signs.delimiter), signs.quotes(text)
    newlines, delimiters = (np.flatnonzero(text == sign) for sign in (NEWLINE, delimiter))
    if not _regular(text, quotes, delimiter) or not _ends_regularly(text):
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


def _ends_regularly(text: npt.NDArray[np.uint8]) -> bool:
    """Whether a carriage return stands only before a line end, or at the end of all."""
    returns = np.flatnonzero(text == RETURN)
    return bool((text[np.minimum(returns + 1, text.size - 1)] == NEWLINE)[returns < text.size - 1].all())


def _outside(quotes: Places, places: Places) -> Places:
    """The places that are not inside quotes."""
    return places if not quotes.size else places[np.searchsorted(quotes, places) % 2 == 0]


def _parsed(
    content: bytes, records: _Records, good: npt.NDArray[np.bool_], header: Sequence[str], signs: Signs
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
            separator=signs.delimiter,
            quote_char=signs.quote,
            infer_schema=False,
            new_columns=names,
            empty_string_is_null=True,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != rows or frame.width != len(header):
        return None
    frame.columns = _unique(header)
    return _missing(frame) if signs.quote and signs.quote.encode() * 2 in content else frame


def _missing(frame: pl.DataFrame) -> pl.DataFrame:
    """Empty fields as missing, quoted or not."""
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _unique(header: Sequence[str]) -> list[str]:
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


def _read_slowly(text: str, signs: Signs, header: tuple[str, ...], first: int, *, last: bool) -> CsvFile:
    """Record by record. Where more comes after the text, those that might need it are left."""
    lines = text.split("\n")
    end = len(lines) if last else len(lines) - 1 - LINES_MOST
    rows: list[list[str]] = []
    places: list[int] = []
    bad: list[tuple[int, str, str]] = []
    number = 0
    while number < end:
        if not lines[number].removesuffix("\r"):
            number += 1
            continue
        fields, taken = _record(lines, number, signs)
        written = "\n".join(lines[number : number + taken])
        if fields is None:
            bad.append((number + first, "quotes that do not close", written))
        elif not header:
            header = tuple(fields)
        elif len(fields) != len(header):
            bad.append((number + first, _count_reason(len(fields), len(header)), written))
        else:
            rows.append(fields)
            places.append(number + first)
        number += taken
    used = len(text.encode()) if number >= len(lines) else sum(len(line.encode()) + 1 for line in lines[:number])
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_unique(header), pl.String), orient="row")
    return CsvFile(
        header, Chunk(_missing(frame).with_columns(pl.Series(LINE, places, dtype=pl.UInt32)), tuple(bad)), used
    )


def _record(lines: list[str], first: int, signs: Signs) -> tuple[list[str] | None, int]:
    """The fields of the record that starts on a line, and how many lines it takes; None and 1 where it never ends."""
    record = lines[first]
    for taken in range(1, min(LINES_MOST, len(lines) - first) + 1):
        try:
            fields = signs.fields(record.removesuffix("\r"), strict=True)
        except csv.Error as error:
            if "unexpected end of data" not in str(error) or first + taken >= len(lines):
                break
            record += "\n" + lines[first + taken]
        else:
            return fields, taken
    return None, 1
