"""SQL text as tokens; what readers of SQL might disagree about is refused, so that nothing hides in it."""

import re
from dataclasses import dataclass
from typing import Literal


class Refused(Exception):
    """The text is not a query over the given tables alone; says why in the author's words."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: Literal["word", "quoted", "text", "number", "sign"]
    written: str
    name: str
    """Words in lower case, quoted names without their quotes, else as written."""


TOKENS = re.compile(
    r"""
    (?P<space>   \s+ | --[^\n]* )
  | (?P<word>    [^\W\d]\w* )
  | (?P<number>  (?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)? )
  | (?P<text>    '(?:[^'\\]|'')*' )
  | (?P<quoted>  "[^"\\]+" | `[^`\\]+` )
  | (?P<sign>    ::|<=|>=|<>|!=|\|\||[-+*/%=<>(),.;:\[\]~&|^?!@] )
    """,
    re.VERBOSE,
)


def tokens(text: str) -> list[Token]:
    """The tokens of a query, without comments. Raises Refused at what is none."""
    found: list[Token] = []
    place = 0
    end = -1
    while place < len(text):
        match = None if text.startswith("/*", place) else TOKENS.match(text, place)
        if match is None:
            raise Refused(f"it cannot be read from `{text[place : place + 20].strip()}` on")
        kind, written = str(match.lastgroup), match.group()
        if kind == "text" and found and found[-1].kind == "word" and end == place:
            raise Refused(f"`{found[-1].written}{written}` is a text with a prefix; write a plain text")
        match kind:
            case "word":
                found.append(Token("word", written, written.lower()))
            case "quoted":
                found.append(Token("quoted", written, written[1:-1]))
            case "text" | "number" | "sign":
                found.append(Token(kind, written, written))
            case _:
                assert kind == "space"
        place = match.end()
        end = end if kind == "space" else place
    return found


def rendered(query: list[Token]) -> str:
    """The tokens as a query again: exactly what was looked at, and nothing else."""
    return " ".join(token.written for token in query)
