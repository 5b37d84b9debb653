"""From text to tree: a file cut into its declarations, each read alone."""

from lark import TextSlice
from lark.exceptions import UnexpectedInput

from xseg.diagnostics import Diagnostic, Sink, Source, Span, codes
from xseg.syntax.build import Refused
from xseg.syntax.cut import cut
from xseg.syntax.grammar import builder, parser
from xseg.syntax.nodes import Declaration, Expression, File


def parse_file(source: Source, sink: Sink) -> File:
    """The declarations of a file that could be read; what could not is in the sink, one finding a declaration."""
    declarations = []
    for start, end in cut(source.text):
        made = _parse(source, sink, "declaration", start, end)
        if made is not None:
            declarations.append(made)
    return File(tuple(declarations), span=Span(source.path, 0, len(source.text)))


def parse_rule(source: Source, sink: Sink) -> Expression | None:
    """The expression of one rule, as typed after `-e`; None when the sink has an error."""
    return _parse(source, sink, "rule", 0, len(source.text))


def _parse(source: Source, sink: Sink, rule: str, start: int, end: int):
    builder().begin(source, sink)
    try:
        return parser().parse(TextSlice(source.text, start, end), start=rule)
    except Refused:
        return None
    except UnexpectedInput as error:
        place = error.pos_in_stream or 0
        sink.add(Diagnostic(codes.UNEXPECTED, str(error).splitlines()[0], Span(source.path, place, place + 1)))
        return None
