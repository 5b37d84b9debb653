"""What a laid-out text is made of: words, and the places between them where a line may end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Blank = Literal["never", "keep", "always"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the language, never cut."""

    text: str
    size: int = field(default=1, init=False)


@dataclass(frozen=True, slots=True)
class Space:
    """Blanks that vanish at the end of a line."""

    width: int = 1
    size: int = field(default=0, init=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A line's end where the group is too long for one line, else `width` blanks."""

    width: int = 1
    size: int = field(default=0, init=False)


@dataclass(frozen=True, slots=True)
class Break:
    """A line's end always; `blank` says whether an empty line comes with it (`keep`: if the author left one)."""

    blank: Blank | None = None
    size: int = field(default=0, init=False)


@dataclass(frozen=True, slots=True)
class _Several:
    parts: tuple["Piece", ...]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", sum(part.size for part in self.parts))


@dataclass(frozen=True, slots=True)
class Group(_Several):
    """On one line, or with all its own `Line`s ended."""


@dataclass(frozen=True, slots=True)
class Filled(_Several):
    """A `Line` and what follows it: its line ends only if what follows would not fit."""


@dataclass(frozen=True, slots=True)
class Nest(_Several):
    """Lines inside begin two blanks further in."""


@dataclass(frozen=True, slots=True)
class Align(_Several):
    """Lines inside begin where this begins."""


Piece = Token | Space | Line | Break | Group | Filled | Nest | Align
Pieces = tuple[Piece, ...]
Part = str | Piece | Pieces | None


def spaced(*parts: Part) -> Pieces:
    """Parts with a blank between them; a string is one word, None is left out."""
    return _joined(parts, Space())


def lined(*parts: Part) -> Pieces:
    """Parts between which lines may end."""
    return _joined(parts, Line())


def close(*parts: Part) -> Pieces:
    """Parts with nothing between them."""
    return tuple(piece for part in parts for piece in pieces(part))


def filled(items: Iterable[Pieces]) -> Pieces:
    """Items with commas, as many on a line as fit."""
    every = list(items)
    ended = [close(item, ",") if place < len(every) - 1 else item for place, item in enumerate(every)]
    return close(*(item if place == 0 else Filled((Line(), *item)) for place, item in enumerate(ended)))


def pieces(part: Part) -> Pieces:
    """A part as pieces."""
    match part:
        case None:
            return ()
        case str():
            return (Token(part),)
        case tuple():
            return part
        case _:
            return (part,)


def width_of(parts: Pieces) -> int:
    """How wide these would be on one line."""
    width = 0
    todo = list(parts)
    while todo:
        match todo.pop():
            case Token() as token:
                width += len(token.text)
            case Space() | Line() as blank:
                width += blank.width
            case Break():
                pass
            case several:
                todo.extend(several.parts)
    return width


def _joined(parts: Iterable[Part], between: Piece) -> Pieces:
    joined: list[Piece] = []
    for part in parts:
        found = pieces(part)
        if found and joined:
            joined.append(between)
        joined.extend(found)
    return tuple(joined)
