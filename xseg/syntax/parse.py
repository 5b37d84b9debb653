"""From text to tree: a file cut into its declarations, each read alone."""

from dataclasses import replace
from typing import cast

from lark import TextSlice
from lark.exceptions import UnexpectedInput

from xseg.diagnostics import Diagnostic, Sink, Source, Span, codes
from xseg.syntax import messages
from xseg.syntax.build import Refused
from xseg.syntax.cut import Piece, cut
from xseg.syntax.explain import complete_before, explain, hidden_character, stray
from xseg.syntax.grammar import builder, parser
from xseg.syntax.limits import file_over_limit, over_limit
from xseg.syntax.nodes import Declaration, Expression, File

MOST_FINDINGS = 100
_STUMBLES = (codes.UNEXPECTED, codes.UNCLOSED, codes.NO_DECLARATION)


def parse_file(source: Source, sink: Sink) -> File:
    """The declarations that could be read; what could not is in the sink, one finding a declaration."""
    file = Span(source.path, 0, len(source.text))
    if too_long := file_over_limit(source):
        sink.add(hidden_character(source, 0, len(source.text)) or too_long)
        return File((), span=file)
    pieces = cut(source.text)
    before_first = stray(source, 0, pieces[0].start if pieces else len(source.text))
    if before_first is not None:
        sink.add(before_first)
    declarations: list[Declaration] = []
    found_before = len(sink.found)
    for piece in pieces:
        declarations += _declarations(source, sink, piece)
        if len(sink.found) - found_before > MOST_FINDINGS:
            rest = Span(source.path, piece.end, piece.end)
            sink.add(Diagnostic(codes.TOO_LONG, messages.too_many_findings(MOST_FINDINGS), rest))
            break
    return File(tuple(declarations), span=file)


def parse_rule(source: Source, sink: Sink) -> Expression | None:
    """The expression of one rule, as typed after `-e`; None when it could not be read."""
    found = Sink()
    made = _attempt(source, found, "rule", 0, len(source.text))
    sink.extend(found)
    return cast(Expression | None, made)


def _declarations(source: Source, sink: Sink, piece: Piece) -> list[Declaration]:
    """The declaration of a piece; where it cannot be read, its inner places are tried as beginnings."""
    found = Sink()
    made = _attempt(source, found, "declaration", piece.start, piece.end)
    stumbled = made is None or any(one.code in _STUMBLES for one in found)
    if not stumbled or not piece.inner:
        sink.extend(found)
        return [] if made is None else [cast(Declaration, made)]
    declarations: list[Declaration] = []
    heads = (piece.start, *piece.inner)
    for start, end in zip(heads, (*piece.inner, piece.end), strict=True):
        declarations += _declarations(source, sink, Piece(start, end))
    return declarations


def _attempt(source: Source, sink: Sink, rule: str, start: int, end: int) -> Declaration | Expression | None:
    """Read one declaration or rule; None has put its one finding into the sink, slips beside it are kept."""
    refused = hidden_character(source, start, end) or over_limit(source, start, end)
    if refused is not None:
        sink.add(refused)
        return None
    slips = Sink()
    builder().begin(source, slips)
    try:
        made = cast(Declaration | Expression, parser().parse(TextSlice(source.text, start, end), start=rule))
    except Refused:
        sink.extend(slips)
        return None
    except UnexpectedInput as error:
        stop = complete_before(source, error, start) if rule == "declaration" else None
        # What stands behind a whole declaration costs only itself: up to there it is read again, and without a stumble.
        whole = None if stop is None else _attempt(source, sink, rule, start, stop)
        if stop is None:
            sink.extend(slips)
        sink.add(_with_safe_fix(source, explain(source, error, start, end, rule=rule), rule, start, end))
        return whole
    sink.extend(slips)
    return made


def _with_safe_fix(source: Source, found: Diagnostic, rule: str, start: int, end: int) -> Diagnostic:
    """A fix stays only if the text can be read with it; else it is a piece of advice."""
    if found.fix is None or found.code == codes.NO_DECLARATION:
        return found
    text = source.text[start:end]
    for edit in found.fix.edits:
        text = text[: edit.span.start - start] + edit.replacement + text[edit.span.end - start :]
    builder().begin(Source(source.path, text), Sink())
    try:
        parser().parse(text, start=rule)
    except (UnexpectedInput, Refused):
        return replace(found, fix=None, help=(*found.help, found.fix.title))
    return found
