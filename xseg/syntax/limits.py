"""How deep and how long a declaration may be, found out before the parser sees it, in one pass over the text."""

import re
from itertools import islice

from xseg.diagnostics import Diagnostic, Source, Span, codes
from xseg.syntax import messages

MOST_NESTED = 64
MOST_SIGNS = 2_000
MOST_TOKENS = 20_000
MOST_LETTERS = 1_000
MOST_FILE_TOKENS = 50_000
"""What takes long of a file is to be laid out: it is read, laid out and read again, all of it within seconds."""

_TOKENS = re.compile(
    r"""(?P<skip>\#[^\n]*+|\s++)
    |"(?:[^"\\\r\n]|\\[^\r\n])*+"?|`[^`\r\n]*+`?
    |(?P<open>[(\[])|(?P<close>[)\]])|(?P<sign>[-+*/−])|(?P<not>not(?![\w.])|!(?!=))|[\w.]++|.""",
    re.VERBOSE | re.IGNORECASE,
)


def over_limit(source: Source, start: int, end: int) -> Diagnostic | None:
    """The first limit that the characters from `start` to `end` break, if they break one."""
    # invariant: `outer` holds, for each open bracket, the `not`s that stand in front of it
    outer: list[int] = []
    depth = run = signs = tokens = 0
    for found in _TOKENS.finditer(source.text, start, end):
        kind = found.lastgroup
        if kind == "skip":
            continue
        tokens += 1
        if kind == "not":
            run += 1
        elif kind == "open":
            outer.append(run)
            depth += run + 1
            run = 0
        else:
            run = 0
            if kind == "close" and outer:
                depth -= outer.pop() + 1
            elif kind == "sign":
                signs += 1
        here = Span(source.path, found.start(), found.end())
        if depth + run > MOST_NESTED:
            return Diagnostic(codes.TOO_DEEP, messages.too_deep(MOST_NESTED), here, help=(messages.SPLIT_RULE,))
        if signs > MOST_SIGNS:
            return Diagnostic(codes.TOO_LONG, messages.too_many_signs(MOST_SIGNS), here, help=(messages.SPLIT_RULE,))
        if here.end - here.start > MOST_LETTERS and source.text[here.start] != '"':
            return Diagnostic(codes.TOO_LONG, messages.word_too_long(MOST_LETTERS), here)
        if tokens > MOST_TOKENS:
            return Diagnostic(codes.TOO_LONG, messages.too_long(MOST_TOKENS), here, help=(messages.USE_A_LIST,))
    return None


def file_over_limit(source: Source) -> Diagnostic | None:
    """A file with too many words to be read at once."""
    words = (found for found in _TOKENS.finditer(source.text) if found.lastgroup != "skip")
    last = next(islice(words, MOST_FILE_TOKENS, None), None)
    if last is None:
        return None
    return Diagnostic(
        codes.TOO_LONG, messages.file_too_long(MOST_FILE_TOKENS), Span(source.path, last.start(), last.end())
    )
