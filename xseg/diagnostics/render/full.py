"""Findings for people: the sentence, the line with a caret under the place, and what to do."""

from collections.abc import Iterable, Mapping

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.render.excerpt import Excerpt, excerpts
from xseg.diagnostics.render.place import in_order, located, title
from xseg.diagnostics.render.visible import visible
from xseg.diagnostics.source import Source, Span

_COLOURS = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "frame": "\x1b[34m",
    "bold": "\x1b[1m",
}
_PLAIN = "\x1b[0m"


def render_full(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], *, colour: bool = False) -> str:
    """Each finding as a block of lines, a blank line between two; nothing for no findings.

    Carets stand right in a terminal with any script: wide characters count two columns, tabs go to the next fourth.
    """
    paint = _Paint(colour)
    return "\n".join(_block(found, sources, paint) for found in in_order(diagnostics))


class _Paint:
    """Colour around a text, or none; the text is the same."""

    def __init__(self, colour: bool) -> None:  # noqa: FBT001  the one switch
        self._colours = _COLOURS if colour else {}

    def __call__(self, colour: str, text: str) -> str:
        code = self._colours.get(colour)
        return f"{code}{text}{_PLAIN}" if code and text else text


def _block(found: Diagnostic, sources: Mapping[str, Source], paint: _Paint) -> str:
    places = [(found.span, found.label, "^")] + [(label.span, label.text, "-") for label in found.related]
    shown = [one for one in places if located(one[0], sources) is not None]
    gutter = max((_gutter(span, sources) for span, _, _ in shown), default=1)
    lines = [f"{paint(found.severity, title(found))}: {paint('bold', visible(found.message))}"]
    if found.span is not None and located(found.span, sources) is None:
        lines.append(f"{' ' * gutter} {paint('frame', '-->')} {visible(found.span.path)}")
    for span, label, mark in shown:
        assert span is not None
        colour = found.severity if mark == "^" else "frame"
        lines += _snippet(span, label, sources, gutter, _Marked(mark, colour), paint)
    frame = paint("frame", "=")
    lines += [f"{' ' * (gutter + 2)}{frame} help: {visible(line)}" for line in found.help]
    if found.fix is not None and found.fix.title not in found.help:
        lines.append(f"{' ' * (gutter + 2)}{frame} fix: {visible(found.fix.title)}")
    return "\n".join(lines) + "\n"


class _Marked:
    """The mark under a place and its colour."""

    def __init__(self, mark: str, colour: str) -> None:
        self.mark = mark
        self.colour = colour


def _snippet(
    span: Span, label: str, sources: Mapping[str, Source], gutter: int, marked: _Marked, paint: _Paint
) -> list[str]:
    """The place, its lines, and the marks under them; the label stands behind the last mark."""
    place = located(span, sources)
    assert place is not None
    source, start, _ = place
    arrow = "-->" if marked.mark == "^" else ":::"
    bar = paint("frame", "|")
    empty = f" {' ' * gutter} {bar}"
    lines = [f" {' ' * gutter}{paint('frame', arrow)} {visible(source.path)}:{start.line}:{start.column}", empty]
    parts: list[Excerpt] = excerpts(source, span)
    for index, part in enumerate(parts):
        if index and part.line > parts[index - 1].line + 1:
            lines.append(f" {' ' * gutter} {paint('frame', '…')}")
        number = paint("frame", str(part.line).rjust(gutter))
        marks = paint(marked.colour, marked.mark * part.width)
        said = f" {paint(marked.colour, visible(label))}" if label and index == len(parts) - 1 else ""
        lines.append(f" {number} {bar} {part.text}".rstrip())
        lines.append(f"{empty} {' ' * part.indent}{marks}{said}")
    return lines


def _gutter(span: Span | None, sources: Mapping[str, Source]) -> int:
    place = located(span, sources)
    return 1 if place is None else len(str(place[2].line))
