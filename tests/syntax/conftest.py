"""What the syntax tests share: reading a rule or a file, and a tree in a compact form."""

from collections.abc import Callable
from dataclasses import MISSING, fields

import pytest

from xseg.diagnostics import Diagnostic, Sink
from xseg.syntax import parse_file, parse_rule, source_of
from xseg.syntax.nodes import Duration, Expression, File, Name, Node, Number, Text

Rule = tuple[Expression | None, list[Diagnostic]]
Whole = tuple[File, list[Diagnostic]]


@pytest.fixture(scope="session")
def rule() -> Callable[[str], Rule]:
    """Reads a rule: its tree and its findings."""

    def read(text: str) -> Rule:
        sink = Sink()
        return parse_rule(source_of(text, name="-e"), sink), sink.found

    return read


@pytest.fixture(scope="session")
def file() -> Callable[[str], Whole]:
    """Reads a file: its declarations and its findings."""

    def read(text: str) -> Whole:
        sink = Sink()
        return parse_file(source_of(text, name="a.seg"), sink), sink.found

    return read


@pytest.fixture(scope="session")
def mended() -> Callable[[str, list[Diagnostic]], str]:
    """Applies every fix of a list of findings to a text."""

    def mend(text: str, found: list[Diagnostic]) -> str:
        edits = [edit for one in found if one.fix for edit in one.fix.edits]
        for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
            text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
        return text

    return mend


@pytest.fixture(scope="session")
def compact() -> Callable[[object], str]:
    """A tree on one line, without spans and without what is left at its default."""
    return _compact


def _compact(value: object) -> str:
    match value:
        case Name(text=text):
            return text
        case Number(unscaled=unscaled, scale=scale):
            return f"{unscaled}e-{scale}" if scale else str(unscaled)
        case Text(value=text):
            return repr(text)
        case Duration(count=count, unit=unit):
            return f"{count} {unit}"
        case Node():
            parts = [
                f"{field.name}={_compact(getattr(value, field.name))}" if field.default is not MISSING else part
                for field in fields(value)
                if field.name != "span" and getattr(value, field.name) != field.default
                for part in [_compact(getattr(value, field.name))]
            ]
            return f"{type(value).__name__}({', '.join(parts)})"
        case tuple():
            return f"[{' '.join(map(_compact, value))}]"
        case _:
            return str(value)
