"""Findings as GitHub's workflow commands: each stands beside its line in a pull request."""

from collections.abc import Iterable, Mapping

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.render.place import in_order, located
from xseg.diagnostics.source import Source

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render_github(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """`::error file=…,line=…::message`, one line a finding; the lines of its help follow the message."""
    return "".join(f"{_command(found, sources)}\n" for found in in_order(diagnostics))


def _command(found: Diagnostic, sources: Mapping[str, Source]) -> str:
    properties = {"title": f"{found.code.number} {found.code.name}"}
    place = located(found.span, sources)
    if found.span is not None:
        properties = {"file": found.span.path, **properties}
    if place is not None:
        _, start, end = place
        properties |= {"line": str(start.line), "endLine": str(end.line)}
        if start.line == end.line:  # columns mean nothing to it over several lines
            properties |= {"col": str(start.column), "endColumn": str(end.column)}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[found.severity]} {told}::{_escaped(chr(10).join([found.message, *found.help]))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
