"""One line a diagnostic: `file:line:column: severity[code]: message`."""

from collections.abc import Iterable, Mapping

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.source import Source


def render_concise(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """A line each, in the order given; empty text for none."""
    return "".join(f"{_line(diagnostic, sources)}\n" for diagnostic in diagnostics)


def _line(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> str:
    text = f"{diagnostic.severity}[{diagnostic.code.number}]: {diagnostic.message}"
    if diagnostic.span is None:
        return text
    source = sources.get(diagnostic.span.path)
    if source is None:
        return f"{diagnostic.span.path}: {text}"
    place = source.position(diagnostic.span.start)
    return f"{source.path}:{place.line}:{place.column}: {text}"
