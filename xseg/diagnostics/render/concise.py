"""One line a finding, for editors, logs and `grep`."""

from collections.abc import Iterable, Mapping

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.render.place import in_order, located, title
from xseg.diagnostics.render.visible import visible
from xseg.diagnostics.source import Source


def render_concise(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """`path:line:column: error[XS204 unknown-attribute]: message`, each line ended."""
    return "".join(
        visible(f"{_where(found, sources)}{title(found)}: {found.message}\n") for found in in_order(diagnostics)
    )


def _where(found: Diagnostic, sources: Mapping[str, Source]) -> str:
    place = located(found.span, sources)
    if place is None:
        return f"{found.span.path}: " if found.span else ""
    source, start, _ = place
    return f"{source.path}:{start.line}:{start.column}: "
