"""Lark's contextual lexer for this grammar: the same words at the same places, without the counting of lines.

A declaration in the midst of a file costs nothing for what stands before it: we ask only for offsets, and `Source`
knows the lines. And most states need no pattern of their own: what the pattern of all words finds first is also what
the accepted words would find first, if it is accepted at all.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from lark import Token
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.lexer import Lexer, LexerState, LexerThread, LineCounter
from lark.parsers.lalr_parser_state import ParserState
from lark.utils import TextOrSlice, TextSlice

_NOTHING = r"(?!)"
_WORTH_A_PATTERN = 100
"""How often a state is come to before a pattern of its own saves time."""


class OffsetThread(LexerThread):
    """Begins at a slice's start without counting the lines before it."""

    @classmethod
    def from_text(cls, lexer: Lexer, text_or_slice: TextOrSlice[str]) -> "OffsetThread":
        """The reading of one slice."""
        text = TextSlice.cast_from(text_or_slice)
        counter = LineCounter("\n")  # type: ignore[no-untyped-call]
        counter.char_pos = text.start
        return cls(lexer, LexerState(text, counter))


class OffsetLexer(Lexer):
    """The next word, among those that the parser's state accepts; else among all, to name what is unexpected."""

    def __init__(
        self, conf: LexerConf, states: dict[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        self._accepted = {state: frozenset(words) for state, words in states.items()}
        # The order of Lark's own lexer: priority, then the longer pattern.
        self._terminals = sorted(
            (terminal for terminal in conf.terminals if terminal.name not in conf.ignore),
            key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value), one.name),
        )
        ignored = "|".join(one.pattern.to_regexp() for one in conf.terminals if one.name in conf.ignore)
        self._skip = re.compile(f"(?:{ignored})*+")
        self._all = self._compiled(frozenset(terminal.name for terminal in self._terminals))
        self._by_words: dict[frozenset[str], re.Pattern[str]] = {}
        self._by_state: dict[int, re.Pattern[str]] = {}
        self._visits: Counter[int] = Counter()

    def lex(self, lexer_state: LexerState, parser_state: ParserState[int]) -> Iterator[Token]:
        """The words of a slice one by one; the parser's state moves between them."""
        text, end = lexer_state.text.text, lexer_state.text.end
        skip, counter = self._skip, lexer_state.line_ctr
        position = counter.char_pos
        while (position := _end(skip.match(text, position, end))) < end:
            found = self._next(text, position, end, parser_state.position)
            if found is None:
                raise self._unexpected(lexer_state, parser_state, position)
            token = _token(found)
            position = counter.char_pos = found.end()
            lexer_state.last_token = token
            yield token

    def _next(self, text: str, position: int, end: int, state: int) -> re.Match[str] | None:
        own = self._by_state.get(state)
        if own is not None:
            return own.match(text, position, end)
        accepted = self._accepted[state]
        self._visits[state] += 1
        if self._visits[state] < _WORTH_A_PATTERN:
            found = self._all.match(text, position, end)
            if found is not None and found.lastgroup in accepted:
                return found
        if accepted not in self._by_words:
            self._by_words[accepted] = self._compiled(accepted)
        own = self._by_state[state] = self._by_words[accepted]
        return own.match(text, position, end)

    def _compiled(self, words: frozenset[str]) -> re.Pattern[str]:
        groups = (f"(?P<{one.name}>{one.pattern.to_regexp()})" for one in self._terminals if one.name in words)
        return re.compile("|".join(groups) or _NOTHING)

    def _unexpected(
        self, lexer_state: LexerState, parser_state: ParserState[int], position: int
    ) -> UnexpectedCharacters | UnexpectedToken:
        text, end = lexer_state.text.text, lexer_state.text.end
        accepted = set(self._accepted[parser_state.position])
        found = self._all.match(text, position, end)
        if found is None:
            return UnexpectedCharacters(text, position, 1, 1, accepted, state=parser_state)  # type: ignore[no-untyped-call]
        return UnexpectedToken(_token(found), accepted, state=parser_state)  # type: ignore[no-untyped-call]


def _token(found: re.Match[str]) -> Token:
    token = Token(str(found.lastgroup), found[0], found.start())
    token.end_pos = found.end()
    return token


def _end(found: re.Match[str] | None) -> int:
    assert found is not None, "a pattern that may match nothing always matches"
    return found.end()
