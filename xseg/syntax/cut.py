"""Cuts a file into its declarations, so that each is read alone and one mistake costs one declaration."""

import re
from dataclasses import dataclass
from itertools import pairwise

_TEXT = r'"(?:[^"\\\r\n]|\\[^\r\n])*+"'
_NAME = r"(?:[^\W\d_][\w.\u0300-\u036f\u0900-\u0eff]*+|`[^`\r\n]+`)"
_GAP = r"(?:\s++|\#[^\n]*+)"
_SCAN = re.compile(
    r"""\#[^\n]*+ | "(?:[^"\\\r\n]|\\[^\r\n])*+"? | `[^`\r\n]*+`?
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<line>^[ \t]*+)? (?<![\w.]) (?P<keyword>trait|model|segment|test|use) (?![\w.])""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_WHOLE = re.compile(
    rf"""trait{_GAP}++{_NAME}{_GAP}*+(?:{_TEXT}{_GAP}*+)?=(?!=)
    | (?:model|segment){_GAP}++{_NAME}{_GAP}*+(?:{_TEXT}{_GAP}*+)?\{{
    | test{_GAP}*+{_TEXT}{_GAP}*+\{{""",
    re.VERBOSE | re.IGNORECASE,
)
_USE = re.compile(
    rf"""use{_GAP}++(?!(?:(?:starts|ends)\s+with(?!{_GAP}++{_NAME}{_GAP}*+=)|more\s+than|at\s+least|at\s+most
    |all\s+within|ignoring\s+case|(?:exactly|for)\s+[0-9])(?![^\W\d]))(?P<name>{_NAME})""",
    re.VERBOSE | re.IGNORECASE,
)
_FIXTURE = re.compile(rf"\w+{_GAP}++profile{_GAP}*+\{{", re.IGNORECASE)  # `given not model profile { … }`
_ROLES = re.compile(rf"with{_GAP}++{_NAME}{_GAP}*+=", re.IGNORECASE)
_LOOSE = re.compile(rf'(?:trait|model|segment|use){_GAP}++{_NAME}|test{_GAP}*+"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters of one declaration, up to where the next begins; at `inner` places another may begin."""

    start: int
    end: int
    inner: tuple[int, ...] = ()


def cut(text: str) -> list[Piece]:
    """The declarations of a file; what stands before the first is not among them.

    A keyword, a name and `=` or `{` begin one wherever they stand, for no rule has these in its midst; so does `use`
    with a name outside all brackets. A keyword and a name at the beginning of a line are `inner`: they count only
    where the piece could not be read.
    """
    starts: list[int] = []
    loose: list[int] = []
    depth = position = 0
    while (found := _SCAN.search(text, position)) is not None:
        position = found.end()
        if found["open"]:
            depth += 1
        elif found["close"]:
            depth = max(depth - 1, 0)
        elif found["keyword"]:
            start = found.start("keyword")
            whole = _WHOLE.match(text, start)
            if whole is not None and not (depth and _FIXTURE.match(text, start)):
                starts.append(start)
                position = whole.end()
                depth = int(text[position - 1] == "{")
            elif depth == 0 and (name := _used(text, start)) is not None:
                starts.append(start)
                position = name
            elif found["line"] is not None and _LOOSE.match(text, start):
                loose.append(start)
    return _pieces(starts, loose, len(text))


def _used(text: str, start: int) -> int | None:
    """Where the name of a `use` ends; None where `use` is itself a name and a declaration begins behind it."""
    found = _USE.match(text, start)
    if found is None or _WHOLE.match(text, found.start("name")):
        return None
    behind = _USE.match(text, found.start("name"))
    if behind is not None:
        name = behind.start("name")
        if not (_WHOLE.match(text, name) or _ROLES.match(text, name)):
            return None
    return found.end()


def _pieces(starts: list[int], loose: list[int], end: int) -> list[Piece]:
    """Both lists go up; a place before the first start begins a piece by itself."""
    first = starts[0] if starts else end
    heads = [place for place in loose if place < first] + starts
    inside = iter(place for place in loose if place >= first)
    pieces = []
    place = next(inside, end)
    for head, stop in pairwise([*heads, end]):
        inner = []
        while place < stop:
            inner.append(place)
            place = next(inside, end)
        pieces.append(Piece(head, stop, tuple(inner)))
    return pieces
