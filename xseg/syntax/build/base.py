"""What every builder method stands on: spans from tokens, and a place for findings."""

from dataclasses import dataclass
from threading import local

from lark import Token

from xseg.diagnostics import Code, Diagnostic, Edit, Fix, Sink, Source, Span
from xseg.syntax.nodes import Node


class Refused(Exception):
    """A slip for which no node can be made; its diagnostic is in the sink."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a rule that is no node of its own, such as `on web`, and where it stands."""

    value: object
    span: Span


Child = Token | Node | Part


class _Reading(local):
    """What is being read, one for each thread."""

    source: Source
    sink: Sink


class Base:
    """The state of one reading; everything else is a pure function of the children."""

    def __init__(self) -> None:
        self._reading = _Reading()

    def begin(self, source: Source, sink: Sink) -> None:
        """Spans and findings belong to this source from here on."""
        self._reading.source = source
        self._reading.sink = sink

    def span(self, first: Child, last: Child | None = None) -> Span:
        """From the first character of one child to the last of another."""
        last = first if last is None else last
        return Span(self._reading.source.path, _start(first), _end(last))

    def text(self, span: Span) -> str:
        """The author's characters."""
        return self._reading.source.text[span.start : span.end]

    def refuse(
        self,
        code: Code,
        message: str,
        span: Span,
        *,
        label: str = "",
        hint: str = "",
        fix: tuple[str, tuple[tuple[Span, str], ...]] | None = None,
    ) -> None:
        """Note a finding; `fix` is its title and the edits (span, replacement)."""
        self._reading.sink.add(
            Diagnostic(
                code,
                message,
                span,
                label=label,
                help=(hint,) if hint else (),
                fix=fix and Fix(fix[0], tuple(Edit(place, text) for place, text in fix[1])),
            )
        )

    def at_start(self, child: Child) -> Span:
        """The empty span in front of a child."""
        return Span(self._reading.source.path, _start(child), _start(child))

    def at_end(self, child: Child) -> Span:
        """The empty span behind a child."""
        return Span(self._reading.source.path, _end(child), _end(child))

    def space(self, left: Child, right: Child) -> Span:
        """What stands between two children."""
        return Span(self._reading.source.path, _end(left), _start(right))


def _start(child: Child) -> int:
    if isinstance(child, Token):
        return child.start_pos or 0
    return child.span.start


def _end(child: Child) -> int:
    if isinstance(child, Token):
        return child.end_pos or 0
    return child.span.end
