"""Turns what the parser stumbled over into one finding: what stood there, what may stand, what to do."""

import re
import unicodedata
from difflib import get_close_matches
from typing import cast

from lark import TextSlice
from lark.exceptions import UnexpectedInput, UnexpectedToken

from xseg.diagnostics import Diagnostic, Edit, Fix, Label, Sink, Source, Span, codes
from xseg.syntax import messages
from xseg.syntax.build import Refused
from xseg.syntax.expected import accepted_words, may_stand
from xseg.syntax.grammar import builder, parser
from xseg.syntax.names import RESERVED

KEYWORDS = ("trait", "model", "segment", "test", "use")
_SCAN = re.compile(r"""\#[^\n]*+|"(?:[^"\\\r\n]|\\[^\r\n])*+"?|`[^`\r\n]*+`?|(?P<bracket>[(\[{}\])])""")
_MARKED = re.compile(
    r"\#[^\n]*+|\s++|(?P<thing>\"(?:[^\"\\\r\n]|\\[^\r\n])*+\"?|`[^`\r\n]*+`?|[0-9][\w.:-]*+|[\w.]++|.)"
)
_HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufffd]")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = {")": "RPAR", "]": "RBRACKET", "}": "RBRACE"}
_NUMBER_AND_WORD = re.compile(r"([0-9][0-9_.]*)([^\W\d]\w*)")
_UNITS = re.compile(r"(second|minute|hour|day|week|month|quarter|year)s?\Z", re.IGNORECASE)


def hidden_character(source: Source, start: int, end: int) -> Diagnostic | None:
    """A character that an editor shows as nothing, or that was no text in the file."""
    found = _HIDDEN.search(source.text, start, end)
    if found is None:
        return None
    span = Span(source.path, found.start(), found.end())
    if found[0] in "\ufffd\x00":
        return Diagnostic(codes.UNREADABLE, messages.NO_UTF8, span, help=(messages.SAVE_AS_UTF8,))
    name = unicodedata.name(found[0], f"U+{ord(found[0]):04X}").lower()
    return Diagnostic(
        codes.UNREADABLE,
        messages.hidden(name),
        span,
        fix=Fix(messages.TAKE_IT_OUT, (Edit(span, ""),)),
    )


def stray(source: Source, start: int, end: int) -> Diagnostic | None:
    """What stands where a declaration should begin."""
    hidden = hidden_character(source, start, end)
    if hidden is not None:
        return hidden
    found = next((one for one in _MARKED.finditer(source.text, start, end) if one["thing"]), None)
    return None if found is None else _no_declaration(source, found.start(), found["thing"])


def _no_declaration(source: Source, start: int, text: str) -> Diagnostic:
    span = Span(source.path, start, start + len(text))
    if text in ")]}":
        return Diagnostic(codes.UNEXPECTED, messages.closes_nothing(text), span, fix=_replace(span, "", "take it out"))
    fix = _nearest(text, KEYWORDS, span)
    return Diagnostic(codes.NO_DECLARATION, messages.no_declaration(text), span, help=(messages.DECLARATIONS,), fix=fix)


def complete_before(source: Source, error: UnexpectedInput, start: int) -> int | None:
    """Where the unexpected begins, if a whole declaration stands before it."""
    place = _place(error)
    if _is_end(error) or "$END" not in _accepted(source, start, place, "declaration"):
        return None
    return place


def explain(source: Source, error: UnexpectedInput, start: int, end: int, *, rule: str) -> Diagnostic:
    """The finding for what the parser could not take, between `start` and `end` of the source."""
    if not isinstance(error, UnexpectedToken) and (odd := _odd_character(source, _place(error))):
        return odd
    place = end if _is_end(error) else _place(error)
    accepted = _accepted(source, start, place, rule)
    last = _last_thing(source, start, place)
    opened = _open_bracket(source, start, place)
    if _is_end(error):
        return _ended(source, last or ("", start, start), opened, accepted)
    text = str(error.token) if isinstance(error, UnexpectedToken) else source.text[place]
    if "$END" in accepted and rule == "declaration":
        return _no_declaration(source, place, text.split()[0])
    span = Span(source.path, place, place + len(text))
    if opened is not None and text in _CLOSERS and text != _PAIRS[source.text[opened]]:
        return _unclosed(source, opened, Label(span, messages.comes_first(text)))
    if opened is None and text in _CLOSERS:
        return Diagnostic(codes.UNEXPECTED, messages.closes_nothing(text), span, fix=_replace(span, "", "take it out"))
    hint, fix = _hint(span, text, accepted, last)
    return Diagnostic(
        codes.UNEXPECTED,
        messages.cannot_stand(text, last and last[0]),
        span,
        label=messages.here_may_stand(may_stand(accepted)),
        help=(hint,) if hint else (),
        fix=fix,
    )


def _ended(source: Source, last: tuple[str, int, int], opened: int | None, accepted: set[str]) -> Diagnostic:
    """The text is over too soon: the caret stands behind the last word, or at the bracket that is still open."""
    here = Span(source.path, last[2], last[2])
    if opened is not None and _CLOSERS[_PAIRS[source.text[opened]]] in accepted:
        return _unclosed(source, opened, Label(here, messages.missing_here(_PAIRS[source.text[opened]])))
    related = () if opened is None else (Label(Span(source.path, opened, opened + 1), messages.STILL_OPEN),)
    wanted = messages.here_may_stand(may_stand(accepted))
    return Diagnostic(codes.UNEXPECTED, messages.ends_too_soon(last[0]), here, label=wanted, related=related)


def _unclosed(source: Source, opened: int, latest: Label) -> Diagnostic:
    bracket = source.text[opened]
    return Diagnostic(
        codes.UNCLOSED,
        messages.never_closed(bracket),
        Span(source.path, opened, opened + 1),
        label=messages.opened_here(_PAIRS[bracket]),
        help=(messages.close_it(_PAIRS[bracket]),),
        related=(latest,),
    )


def _open_bracket(source: Source, start: int, end: int) -> int | None:
    """The innermost bracket that is still open at the end."""
    stack: list[int] = []
    for found in _SCAN.finditer(source.text, start, end):
        if found["bracket"] is None:
            continue
        if found["bracket"] in _PAIRS:
            stack.append(found.start())
        elif stack:
            stack.pop()
    return stack[-1] if stack else None


def _odd_character(source: Source, place: int) -> Diagnostic | None:
    """What no word of the language begins with."""
    text = source.text
    character = text[place]
    one = Span(source.path, place, place + 1)
    line_end = text.find("\n", place)
    line = Span(source.path, place, place + len(text[place : line_end if line_end >= 0 else len(text)].rstrip()))
    if character in "\"'“”„‟«»‘’‚":
        return Diagnostic(codes.UNCLOSED, messages.TEXT_NEVER_CLOSED, line, help=(messages.ONE_LINE,))
    if character == "`":
        return Diagnostic(codes.UNCLOSED, messages.NAME_NEVER_CLOSED, line, help=(messages.ONE_LINE_NAME,))
    if number := _NUMBER_AND_WORD.match(text, place):
        return _number_and_word(source, number)
    if character == "_" and (word := re.compile(r"\w+").match(text, place)):
        span = Span(source.path, place, word.end())
        return Diagnostic(codes.WRONG_NAME, messages.name_start(word[0]), span, fix=_quote(span, word[0]))
    if character == ";":
        return Diagnostic(codes.WRONG_SIGN, messages.SEMICOLON, one, fix=_replace(one, "", messages.TAKE_IT_OUT))
    if character == "." and text[place + 1 : place + 2].isdigit():
        fix = _replace(Span(source.path, place, place), "0", "write `0` before the point")
        return Diagnostic(codes.WRONG_NUMBER, messages.NO_BARE_POINT, one, fix=fix)
    return None


def _number_and_word(source: Source, found: re.Match[str]) -> Diagnostic:
    span = Span(source.path, found.start(), found.end())
    if _UNITS.match(found[2]):
        fix = _replace(span, f"{found[1]} {found[2]}", f"write `{found[1]} {found[2]}`")
        return Diagnostic(codes.WRONG_NUMBER, messages.needs_space(found[1], found[2]), span, fix=fix)
    return Diagnostic(codes.WRONG_NAME, messages.name_start(found[0]), span, fix=_quote(span, found[0]))


def _hint(span: Span, text: str, accepted: set[str], last: tuple[str, int, int] | None) -> tuple[str, Fix | None]:
    """What people mean who write this here."""
    if text == "/" and last is not None and last[0] == "/":
        return messages.COMMENTS, None
    if text == "," and last is not None and last[0].isdigit():
        return messages.THOUSANDS, None
    if last is not None and last[0].lower() in messages.AGGREGATES:
        return messages.write_brackets(last[0].lower()), None
    if last is not None and last[0].lower() == "segment" and "BECAUSE" in accepted and "NAME" not in accepted:
        return messages.LEAVE_OUT_SEGMENT, None
    if "KEY" in accepted and text.isidentifier():
        return messages.needs_colon(text), _replace(Span(span.path, span.end, span.end), ":", f"write `{text}:`")
    if "LBRACE" not in accepted and (advice := messages.WORDS.get(text.lower())) is not None:
        return advice, None
    if text.lower() in RESERVED and "NAME" in accepted:
        return messages.reserved(text), _quote(span, text)
    fix = _nearest(text, accepted_words(accepted), span)
    return "", fix


def _nearest(text: str, words: tuple[str, ...] | list[str], span: Span) -> Fix | None:
    near = get_close_matches(text.lower(), words, n=1, cutoff=0.7) if 3 <= len(text) <= 20 else []
    return _replace(span, near[0], f"did you mean `{near[0]}`?") if near and near[0] != text.lower() else None


def _replace(span: Span, text: str, title: str) -> Fix:
    return Fix(title, (Edit(span, text),))


def _quote(span: Span, name: str) -> Fix:
    return _replace(span, f"`{name}`", "write it as " + f"`{name}` in backticks")


def _last_thing(source: Source, start: int, place: int) -> tuple[str, int, int] | None:
    """The last word before a place, with its start and end; comments and space do not count."""
    things = [one for one in _MARKED.finditer(source.text, start, place) if one["thing"]]
    return (things[-1]["thing"], things[-1].start(), things[-1].end()) if things else None


def _is_end(error: UnexpectedInput) -> bool:
    return isinstance(error, UnexpectedToken) and error.token.type == "$END"


def _place(error: UnexpectedInput) -> int:
    return cast(int, error.pos_in_stream)


def _accepted(source: Source, start: int, place: int, rule: str) -> set[str]:
    """Every terminal that may follow what stands from `start` to `place`.

    The state that an error carries has reduced already and knows less, so the text before it is read again.
    """
    builder().begin(source, Sink())
    reading = parser().parse_interactive(TextSlice(source.text, start, place), start=rule)
    try:
        reading.exhaust_lexer()
    except (UnexpectedInput, Refused):
        return set()
    return set(reading.accepts())  # type: ignore[no-untyped-call]
