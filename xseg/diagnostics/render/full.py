"""Diagnostics for people: the sentence, the place with its line, a caret under the characters, what to do."""

from collections.abc import Iterable, Iterator, Mapping
from unicodedata import combining, east_asian_width

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.source import Source, Span

TAB = "    "
COLOURS = {"error": "\033[1;31m", "warning": "\033[1;33m", "info": "\033[1;36m"}
RESET = "\033[0m"


def render_full(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], *, colour: bool = False) -> str:
    """Every diagnostic with its place, a blank line between two; empty text for none. Colour loses nothing when off."""
    return "\n".join(
        "".join(f"{line}\n" for line in _lines(diagnostic, sources, colour=colour)) for diagnostic in diagnostics
    )


def _lines(diagnostic: Diagnostic, sources: Mapping[str, Source], *, colour: bool) -> Iterator[str]:
    head = f"{diagnostic.severity}[{diagnostic.code.number} {diagnostic.code.name}]"
    yield (f"{COLOURS[diagnostic.severity]}{head}{RESET}" if colour else head) + f": {diagnostic.message}"
    shown = [(diagnostic.span, diagnostic.label, "-->")] if diagnostic.span else []
    shown += [(label.span, label.text, "::: ") for label in diagnostic.related]
    places = [(sources[span.path], span, text, arrow) for span, text, arrow in shown if span.path in sources]
    margin = max((len(str(source.position(span.start).line)) for source, span, _, _ in places), default=1)
    for source, span, text, arrow in places:
        yield from _snippet(source, span, text, arrow=arrow.strip(), margin=margin)
    if diagnostic.span is not None and diagnostic.span.path not in sources:
        yield f"{' ' * margin}--> {diagnostic.span.path}"
    for line in diagnostic.help:
        yield f"{' ' * margin} = help: {line}"


def _snippet(source: Source, span: Span, text: str, *, arrow: str, margin: int) -> Iterator[str]:
    start = source.position(span.start)
    line = source.line(start.line)
    before = line[: start.column - 1]
    on_line = line[start.column - 1 :][: max(span.end - span.start, 0)]
    more = span.end - span.start > len(on_line) + 1
    marked = _width(_visible(on_line)) or 1
    gutter = " " * margin
    yield f"{gutter}{arrow} {source.path}:{start.line}:{start.column}"
    yield f"{gutter} |"
    yield f"{start.line:>{margin}} | {_visible(line)}".rstrip()
    carets = " " * _width(_visible(before)) + "^" * marked + (" …" if more else "")
    yield f"{gutter} | {carets}{' ' + text if text else ''}"


def _visible(text: str) -> str:
    """The text as a terminal shows it: tabs as four columns, control characters as a mark."""
    return "".join(TAB if one == "\t" else one if one.isprintable() or combining(one) else "␦" for one in text)


def _width(text: str) -> int:
    """How many columns a terminal takes for the text."""
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)
