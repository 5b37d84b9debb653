"""Where a finding stands, for every renderer: its order, its lines and columns."""

from collections.abc import Iterable, Mapping

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.source import Position, Source, Span


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file and place; what has no place comes first."""
    return sorted(diagnostics, key=_place)


def located(span: Span | None, sources: Mapping[str, Source]) -> tuple[Source, Position, Position] | None:
    """The source of a span and the positions of its start (in) and end (out), None where the text is not known."""
    if span is None or span.path not in sources:
        return None
    source = sources[span.path]
    size = len(source.text)
    return source, source.position(min(span.start, size)), source.position(min(span.end, size))


def title(diagnostic: Diagnostic) -> str:
    """`error[XS204 unknown-attribute]`."""
    return f"{diagnostic.severity}[{diagnostic.code.number} {diagnostic.code.name}]"


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return ("", 0, 0) if span is None else (span.path, span.start, span.end)
