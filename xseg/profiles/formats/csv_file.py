"""CSV, read so that a broken line costs that line and no other: quotes and field counts are looked at first."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.profiles.formats.chunk import LINE, Chunk
from xseg.profiles.formats.csv_records import (
    LINES_MOST,
    Flags,
    Marks,
    Records,
    Signs,
    between,
    delimiters_of,
    last_end,
    marks,
    odd_lines,
    records,
)

__all__ = ["LINES_MOST", "CsvFile", "Signs", "read_csv"]

NEVER_CLOSED = "quotes that do not close"
LONE_RETURN = "a carriage return outside quotes"


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
    """All columns are text. A line whose number of fields is not the header's, or whose quotes do not close, or that
    holds a carriage return outside quotes, is bad.

    `content` is UTF-8 without a byte order mark and begins with a record, on line `first` of the file; `header` is what
    was found before, `last` says that nothing comes after. An empty file has no header. Rows are the same however a
    file is cut.
    """
    found = marks(content, signs)
    end = len(content) if last else last_end(found)
    quickly = _read_quickly(content, found.before(end), signs, header, first) if end else None
    return quickly or _read_slowly(content, found, signs, header, first, last=last)


def _read_quickly(content: bytes, found: Marks, signs: Signs, header: tuple[str, ...], first: int) -> CsvFile | None:
    """None where quotes or line ends are irregular."""
    split = records(found, signs)
    if split is None:
        return None
    titled = np.ones(split.starts.size, np.bool_)
    if not header:
        if not split.starts.size:
            return CsvFile((), Chunk(pl.DataFrame({LINE: []}, schema={LINE: pl.UInt32})), found.text.size)
        names = content[split.starts[0] : split.ends[0]].decode().removesuffix("\r")
        header = tuple(signs.fields(names))
        titled[0] = False
    good = titled & (split.counts == len(header))
    frame = _parsed(content, split.where(good), header, signs, first)
    if frame is None:
        return None
    return CsvFile(
        header, Chunk(frame, tuple(_miscounted(content, split, titled & ~good, header, first))), found.text.size
    )


def _miscounted(
    content: bytes, split: Records, those: Flags, header: Sequence[str], first: int
) -> list[tuple[int, str, str]]:
    return [
        (
            int(split.lines[i]) + first - 1,
            _count_reason(int(split.counts[i]), len(header)),
            content[split.starts[i] : split.ends[i]].decode(),
        )
        for i in np.flatnonzero(those)
    ]


def _parsed(content: bytes, good: Records, header: Sequence[str], signs: Signs, first: int) -> pl.DataFrame | None:
    """Records as text, with their lines; None where Polars finds another number of rows than was counted."""
    rows = good.starts.size
    if not rows:
        return pl.DataFrame(schema={**dict.fromkeys(_unique(header), pl.String), LINE: pl.UInt32})
    text = good.content(content)
    try:
        frame = pl.read_csv(
            text,
            has_header=False,
            separator=signs.delimiter,
            quote_char=signs.quote,
            infer_schema=False,
            null_values=list(signs.missing),
            new_columns=[f"column_{i}" for i in range(len(header))],
            empty_string_is_null=True,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != rows or frame.width != len(header):
        return None
    frame.columns = _unique(header)
    if signs.quote and signs.quote.encode() * 2 in text:
        frame = _without(frame, signs.missing)
    return frame.with_columns(pl.Series(LINE, good.lines + (first - 1), dtype=pl.UInt32))


def _without(frame: pl.DataFrame, missing: Sequence[str]) -> pl.DataFrame:
    """Empty fields and the like as missing, quoted or not."""
    return frame.with_columns(pl.when(~pl.all().is_in(missing)).then(pl.all()))


def _unique(header: Sequence[str]) -> list[str]:
    """Column names as the file has them; of a name that stands twice the later ones get a number that no name has."""
    taken, seen = set(header), dict.fromkeys(header, 0)
    names: list[str] = []
    for name in header:
        seen[name] += 1
        unique, number = name, seen[name]
        while number > 1 and unique in taken:
            unique, number = f"{name} ({number})", number + 1
        taken.add(unique)
        names.append(unique)
    return names


def _count_reason(found: int, expected: int) -> str:
    return "too many fields" if found > expected else "too few fields"


# --- the careful way, for contents whose quotes are irregular ---


class _Lines:
    """The lines of a content, each decoded when it is asked for."""

    def __init__(self, content: bytes, found: Marks) -> None:
        self.content = content
        self.starts = np.concatenate([[0], found.newlines + 1])
        self.ends = np.append(found.newlines, len(content))

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, number: int) -> str:
        return self.content[self.starts[number] : self.ends[number]].decode()


def _read_slowly(
    content: bytes, found: Marks, signs: Signs, header: tuple[str, ...], first: int, *, last: bool
) -> CsvFile:
    """Lines with quotes one by one, the others at once. Where more comes after, those that might need it are left."""
    lines = _Lines(content, found)
    end = len(lines) if last else max(0, len(lines) - 1 - LINES_MOST)
    rows: list[list[str]] = []
    places: list[int] = []
    bad: list[tuple[int, str, str]] = []
    plain = np.ones(len(lines), np.bool_)
    free = 0

    def take(number: int) -> None:
        nonlocal free, header
        fields, taken = _record(lines, number, signs)
        free = number + taken
        plain[number:free] = False
        written = "\n".join(lines[place] for place in range(number, free))
        if isinstance(fields, str):
            bad.append((number + first, fields, written))
        elif not header:
            header = tuple(fields)
        elif len(fields) != len(header):
            bad.append((number + first, _count_reason(len(fields), len(header)), written))
        else:
            rows.append(fields)
            places.append(number + first)

    while not header and free < end:
        if lines[free].removesuffix("\r"):
            take(free)
        else:
            free += 1
    for number in odd_lines(found).tolist():
        if free <= number < end:
            take(number)
    used = max(end, free)
    others = between(found.text, found.newlines, delimiters_of(found, signs))
    others = others.where(plain[others.lines - 1] & (others.lines <= used))
    good = others.counts == len(header)
    bad.extend(_miscounted(content, others, ~good, header, first))
    frame = _parsed(content, others.where(good), header, signs, first)
    assert frame is not None, "lines without quotes are read as they are counted"
    careful = pl.DataFrame(rows, schema=dict.fromkeys(_unique(header), pl.String), orient="row")
    careful = _without(careful, signs.missing).with_columns(pl.Series(LINE, places, dtype=pl.UInt32))
    size = len(content) if used >= len(lines) else int(lines.starts[used])
    return CsvFile(header, Chunk(pl.concat([frame, careful]).sort(LINE), tuple(sorted(bad))), size)


def _record(lines: _Lines, first: int, signs: Signs) -> tuple[list[str] | str, int]:
    """The fields of the record that starts on a line, and how many lines it takes; why and 1 where it is none."""
    record, why = lines[first], NEVER_CLOSED
    for taken in range(1, min(LINES_MOST, len(lines) - first) + 1):
        try:
            fields = signs.fields(record.removesuffix("\r"), strict=True)
        except csv.Error as error:
            why = LONE_RETURN if "new-line character" in str(error) else NEVER_CLOSED
            if "unexpected end of data" not in str(error) or first + taken >= len(lines):
                break
            record += "\n" + lines[first + taken]
        else:
            return fields, taken
    return why, 1
