"""Pieces to text: lines end where they must, else where a line would be too long."""

from collections.abc import Sequence
from itertools import accumulate

from xseg.syntax.format.attach import Notes
from xseg.syntax.format.pieces import (
    Align,
    Blank,
    Break,
    Filled,
    Group,
    Line,
    Nest,
    Piece,
    Pieces,
    Space,
    Token,
)

WIDTH = 100
INDENT = 2

_Todo = list[tuple[int, bool, Piece]]
"""Indentation, whether on one line, and the piece; the next one last."""


def lay_out(document: Pieces, notes: Notes) -> str:
    """The text of a document with its comments."""
    layout = _Layout(notes)
    layout.write(document)
    return layout.text()


def tokens_of(document: Pieces) -> list[str]:
    """The words of a document, in order."""
    found = []
    todo = list(reversed(document))
    while todo:
        piece = todo.pop()
        if isinstance(piece, Token):
            found.append(piece.text)
        elif isinstance(piece, Group | Filled | Nest | Align):
            todo.extend(reversed(piece.parts))
    return found


class _Layout:
    """One text being written, from its first word to its last."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        size = len(notes.leading)
        ended = [bool(notes.leading[at] or (at and notes.trailing[at - 1])) for at in range(size)]
        self._ends_before = [*accumulate(ended, initial=0)]
        """How many line ends that comments bring lie before each word's own gap."""
        self._out: list[str] = []
        self._at = 0  # the number of the next word
        self._column = 0
        self._spaces = 0
        self._line: tuple[int, Blank | None] | None = (0, "never")

    def text(self) -> str:
        return "".join(self._out)

    def write(self, document: Pieces) -> None:
        todo: _Todo = [(0, False, piece) for piece in reversed(document)]
        while todo:
            indent, flat, piece = todo.pop()
            match piece:
                case Token():
                    self._token(piece.text, indent)
                case Space():
                    self._spaces += piece.width
                case Line() if flat:
                    self._spaces += piece.width
                case Line():
                    self._end_line(indent, None)
                case Break():
                    self._end_line(indent, piece.blank)
                case Group() | Filled():
                    # a comment right before what a `Filled` holds ends its line, one before a group is not in it
                    first = self._at + isinstance(piece, Group)
                    forced = self._ends_in(first, self._at + piece.size)
                    flat = flat or (not forced and self._fits(piece, todo))
                    todo.extend((indent, flat, part) for part in reversed(piece.parts))
                case Nest():
                    todo.extend((indent + INDENT, flat, part) for part in reversed(piece.parts))
                case Align():
                    here = indent + INDENT if self._after_comment() else self._begins_at()
                    todo.extend((here, flat, part) for part in reversed(piece.parts))

    def _after_comment(self) -> bool:
        """Whether a comment at the end of the line has just ended it."""
        return self._line is None and self._at > 0 and self._notes.trailing[self._at - 1] is not None

    def _begins_at(self) -> int:
        return self._line[0] if self._line is not None else self._column + self._spaces

    def _end_line(self, indent: int, blank: Blank | None) -> None:
        self._line = (indent, blank)
        self._spaces = 0

    def _token(self, text: str, indent: int) -> None:
        leading = self._notes.leading[self._at]
        trailing = self._notes.trailing[self._at]
        if self._line is None and (leading or self._after_comment()):
            self._line = (indent, None)
        if self._line is not None:
            self._fresh_line(text)
        elif text:
            self._put(" " * self._spaces)
        self._spaces = 0
        self._put(text)
        if trailing is not None:
            self._put(f"  {trailing.text}")
        self._at += 1

    def _fresh_line(self, text: str) -> None:
        """Ends the line, writes the comments that stand before the next word, and begins its line."""
        assert self._line is not None, "only where a line ends"
        indent, blank = self._line
        first = True
        for comment in self._notes.leading[self._at]:
            within = indent + INDENT if text == "}" else indent
            self._newline(within, empty=_empty(blank, first=first, left=comment.blank))
            self._put(comment.text)
            first = False
        if text:
            left = self._notes.blank[self._at] and text != "}"
            self._newline(indent, empty=_empty(blank, first=first, left=left))
        self._line = None

    def _newline(self, indent: int, *, empty: bool) -> None:
        if self._out:
            self._out.append("\n\n" if empty else "\n")
        self._column = 0
        self._put(" " * indent)

    def _put(self, text: str) -> None:
        if text:
            self._out.append(text)
            self._column += len(text)

    def _ends_in(self, start: int, end: int) -> bool:
        """Whether comments end a line before one of these words."""
        return start < end and self._ends_before[end] > self._ends_before[start]

    def _fits(self, piece: Group | Filled, rest: Sequence[tuple[int, bool, Piece]]) -> bool:
        """Whether a group, and what must stand on its last line, ends before the margin."""
        at = self._at
        left = WIDTH - self._begins_at()
        spaces = 0
        waiting = len(rest)
        todo = [(True, part) for part in reversed(piece.parts)]
        while left >= 0:
            if not todo:
                if not waiting:
                    return True
                waiting -= 1
                _, flat, part = rest[waiting]
                todo.append((flat, part))
            flat, part = todo.pop()
            match part:
                case Token():
                    if at > self._at and self._ends_in(at, at + 1):
                        return True
                    left -= spaces + len(part.text)
                    spaces = 0
                    at += 1
                case Space():
                    spaces += part.width
                case Line() if flat:
                    spaces += part.width
                case Line() | Break():
                    return True
                case _:
                    todo.extend((flat, inside) for inside in reversed(part.parts))
        return False


def _empty(blank: Blank | None, *, first: bool, left: bool) -> bool:
    """Whether an empty line comes next: its author left one, and it may stay here."""
    if blank is None:
        return False
    if first and blank != "keep":
        return blank == "always"
    return left
