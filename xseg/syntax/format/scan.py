"""The words and comments of a text that parses, and what stood between them."""

import re
from dataclasses import dataclass

_SCAN = re.compile(
    r"""(?P<comment>\#[^\n]*+)
    |"(?:[^"\\\r\n]|\\[^\r\n])*+"
    |`[^`\r\n]++`
    |[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:[Tt][0-9:.]+(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?)?(?!\w)
    |[0-9][0-9_]*+(?:\.[0-9]++)?
    |(?:(?:(?:starts|ends)\s+with|ignoring\s+case|any\s+(?:of|event)|all\s+(?:of|within)|anniversary\s+of|within\s+next
        |more\s+than|at\s+(?:least|most)|of\s+the\s+last|periods\s+of)(?![\w\u0300-\u036f\u0900-\u0eff]))
    |[\w.\u0300-\u036f\u0900-\u0eff]++
    |[=!<>]=|\S""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment behind the word numbered `after` (-1: before all), without blanks at its end.

    `own_line` says that nothing stands before it on its line, `blank` that an empty line does.
    """

    text: str
    after: int
    own_line: bool
    blank: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    """`blank` tells for each word whether an empty line stands before it; its last is for the end of the text."""

    words: tuple[str, ...]
    comments: tuple[Comment, ...]
    blank: tuple[bool, ...]


def scan(text: str) -> Scanned:
    """The words in their order, the comments apart."""
    words: list[str] = []
    comments: list[Comment] = []
    blank: list[bool] = []
    end = 0
    for found in _SCAN.finditer(text):
        lines = text.count("\n", end, found.start())
        end = found.end()
        if found["comment"] is not None:
            # what precedes on the same line can only be a word: a comment ends its line
            own_line = lines > 0 or not (words or comments)
            comments.append(Comment(found[0].rstrip(), len(words) - 1, own_line, lines > 1))
        else:
            words.append(found[0])
            blank.append(lines > 1)
    return Scanned(tuple(words), tuple(comments), (*blank, text.count("\n", end) > 1))


def comments_of(text: str) -> list[str]:
    """The comments of a text that parses, in order."""
    return [comment.text for comment in scan(text).comments]
