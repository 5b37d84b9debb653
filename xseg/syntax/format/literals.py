"""Names, literals and points in time, as the language writes them."""

import re
from datetime import date, datetime, timedelta

from xseg.diagnostics import Source, Span
from xseg.syntax.format.pieces import Pieces, Token, close, spaced
from xseg.syntax.format.scan import scan
from xseg.syntax.names import is_plain_name
from xseg.syntax.nodes import (
    Ago,
    DateLiteral,
    DayWord,
    Duration,
    InstantLiteral,
    Name,
    Now,
    Number,
    Point,
    Share,
    Text,
)

_WORDS = frozenset(
    "trait model segment test use with where profile event given expect because highest lowest any all starts "
    "ends known missing top bottom list sample by same label at least most more than exactly times time next this "
    "full for the periods ignoring case anniversary count sum avg min max median first last most_frequent "
    "distinct and or not in is between contains has did then of on within before after since from to during ago "
    "now today yesterday tomorrow true false does do".split()
)
_UNIT = re.compile(r"(second|minute|hour|day|week|month|quarter|year)s?\Z")


class Literals:
    """What has no parts that are expressions; of the source only spellings are asked."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def name(self, name: Name) -> Token:
        return Token(self.bare_or_quoted(name.text, name.span, plain=is_plain_name(name.text)))

    def bare_or_quoted(self, name: str, span: Span, *, plain: bool) -> str:
        """In backticks where it must be, or where its author put them and it looks like a word of the language."""
        if plain and self._looks_reserved(name):
            plain = not self._spelled(span).startswith("`")
        return name if plain else f"`{name}`"

    def text(self, text: Text) -> Token:
        return Token(quoted(text.value))

    def number(self, number: Number) -> Token:
        """With the underscores that its author wrote."""
        return Token(self._spelled(number.span))

    def share(self, share: Share) -> Pieces:
        digits = digits_of(share.unscaled, share.scale)
        return close(digits, "%" if share.percent else None)

    def duration(self, duration: Duration) -> Pieces:
        return spaced(str(duration.count), counted(duration.unit, duration.count))

    def point(self, point: Point) -> Pieces:
        match point:
            case DateLiteral():
                return (Token(day_of(point.value)),)
            case InstantLiteral():
                return (Token(instant_of(point.value)),)
            case Now():
                return (Token("now"),)
            case DayWord():
                return (Token(point.word),)
            case Ago():
                return spaced(self.duration(point.duration), "ago")
            case Name():
                return (self.name(point),)

    def _spelled(self, span: Span) -> str:
        """The one word of a name or number, whatever brackets and comments the span has around it."""
        words = scan(self._source.slice(span)).words
        return "".join(word for word in words if word not in "()")

    @staticmethod
    def _looks_reserved(name: str) -> bool:
        return any(part in _WORDS or _UNIT.match(part) for part in name.casefold().split("."))


def quoted(text: str) -> str:
    """A text in straight quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def digits_of(unscaled: int, scale: int) -> str:
    """`5` and 1 are `0.5`."""
    digits = str(unscaled).rjust(scale + 1, "0")
    return f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits


def counted(word: str, count: int) -> str:
    """`1 day`, `2 days`."""
    return word if count == 1 else f"{word}s"


def day_of(day: date) -> str:
    """`2025-06-01`."""
    return day.isoformat()


def instant_of(moment: datetime) -> str:
    """`2025-06-01T09:30`, seconds only where there are some, `Z` for no offset from UTC."""
    local = moment.replace(tzinfo=None)
    whole = local.isoformat(timespec="seconds" if local.second or local.microsecond else "minutes")
    fraction = f".{local.microsecond:06}".rstrip("0") if local.microsecond else ""
    offset = moment.utcoffset()
    if offset is None:
        return whole + fraction
    if not offset:
        return f"{whole}{fraction}Z"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"{whole}{fraction}{'-' if offset < timedelta() else '+'}{hours:02}:{minutes:02}"
