"""Where the records of a CSV start and end, told by its line ends and quotes, without looking at any field."""

import csv
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NEWLINE, RETURN = b"\n\r"
LINES_MOST = 100
"""A quoted field that goes on for more lines than this was never closed."""
LETTERS_MOST = 2**31 - 1
NULL = r"\N"
"""A missing value in the plain text of MySQL and PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands between fields, and around them where they hold such signs; without a quote they never do."""

    delimiter: str = ","
    quote: str | None = '"'

    @property
    def missing(self) -> tuple[str, ...]:
        """Whole fields that are no values: where nothing is quoted an empty text is none, so databases write NULL."""
        return ("", NULL) if self.quote is None else ("",)

    def fields(self, record: str, *, strict: bool = False) -> list[str]:
        """The fields of one record. Raises csv.Error."""
        if self.quote is None:
            return record.split(self.delimiter)
        before = csv.field_size_limit(LETTERS_MOST)  # else a long field is an error here, and none where it is regular
        try:
            return next(csv.reader([record], delimiter=self.delimiter, quotechar=self.quote, strict=strict))
        finally:
            csv.field_size_limit(before)


@dataclass(frozen=True, slots=True)
class Records:
    """Where records that are not blank start and end, the line they start on, and how many fields they have."""

    starts: Places
    ends: Places
    lines: Places
    counts: Places

    def where(self, those: Flags) -> "Records":
        """Some of them."""
        return Records(self.starts[those], self.ends[those], self.lines[those], self.counts[those])

    def content(self, content: bytes) -> bytes:
        """All of them as text, a line end between two."""
        if not self.starts.size:
            return b""
        breaks = np.flatnonzero(self.starts[1:] != self.ends[:-1] + 1) + 1
        view = memoryview(content)
        runs = pairwise([0, *breaks.tolist(), self.starts.size])
        return b"\n".join(view[self.starts[first] : self.ends[end - 1]] for first, end in runs)


@dataclass(frozen=True, slots=True)
class Marks:
    """A content, where its lines end, and where its quotes stand."""

    text: npt.NDArray[np.uint8]
    newlines: Places
    quotes: Places

    def before(self, end: int) -> "Marks":
        """Those of the content's beginning."""
        newlines, quotes = (places[: np.searchsorted(places, end)] for places in (self.newlines, self.quotes))
        return Marks(self.text[:end], newlines, quotes)


def marks(content: bytes, signs: Signs) -> Marks:
    """Of a whole content."""
    text = np.frombuffer(content, np.uint8)
    quotes = _places(text, signs.quote) if signs.quote and signs.quote.encode() in content else np.empty(0, np.int64)
    return Marks(text, _places(text, "\n"), quotes)


def last_end(found: Marks) -> int:
    """Where the last record ends that ends here, if quotes are regular."""
    outside = _outside(found.quotes, found.newlines)
    return int(outside[-1]) + 1 if outside.size else 0


def records(found: Marks, signs: Signs) -> Records | None:
    """None where quotes stand in places that readers would differ about, or hold more lines than a field can have."""
    text, newlines, quotes = found.text, found.newlines, found.quotes
    if not _regular(text, quotes, ord(signs.delimiter)) or _lone_returns(text).size:
        return None
    breaks, delimiters = (_outside(quotes, places) for places in (newlines, _places(text, signs.delimiter)))
    split = between(text, breaks, delimiters)
    if breaks.size == newlines.size:
        return split
    lines = np.searchsorted(newlines, split.starts) + 1
    if (np.searchsorted(newlines, split.ends) - lines + 2 > LINES_MOST).any():
        return None
    return Records(split.starts, split.ends, lines, split.counts)


def between(text: npt.NDArray[np.uint8], breaks: Places, delimiters: Places) -> Records:
    """The records between line ends, as if each had one line."""
    starts = np.concatenate([[0], breaks + 1])
    ends = np.append(breaks, text.size)
    counts = np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1
    last = text[np.maximum(ends - 1, 0)] if text.size else np.zeros(1, np.uint8)
    filled = (ends - starts > 1) | ((ends - starts == 1) & (last != RETURN))
    return Records(starts, ends, np.arange(1, starts.size + 1), counts).where(filled)


def odd_lines(found: Marks) -> Places:
    """The lines, counted from 0, that hold a quote, or a carriage return that ends no line."""
    odd = np.concatenate([found.quotes, _lone_returns(found.text)])
    return np.unique(np.searchsorted(found.newlines, odd))


def delimiters_of(found: Marks, signs: Signs) -> Places:
    """Where delimiters stand, inside of quotes or not."""
    return _places(found.text, signs.delimiter)


def _places(text: npt.NDArray[np.uint8], sign: str) -> Places:
    return np.flatnonzero(text == ord(sign))


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


def _lone_returns(text: npt.NDArray[np.uint8]) -> Places:
    """Where a carriage return stands neither before a line end nor at the end of all."""
    returns = np.flatnonzero(text == RETURN)
    followed = text[np.minimum(returns + 1, text.size - 1)] == NEWLINE
    lone: Places = returns[~followed & (returns < text.size - 1)]
    return lone


def _outside(quotes: Places, places: Places) -> Places:
    """The places that are not inside quotes."""
    if not quotes.size:
        return places
    opened = np.bincount(np.searchsorted(places, quotes), minlength=places.size + 1)[:-1].cumsum()
    outside: Places = places[opened % 2 == 0]
    return outside
