"""Findings as a JUnit report: a test suite a file, a failed test case a finding."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.render.full import render_full
from xseg.diagnostics.render.place import in_order, located
from xseg.diagnostics.source import Source

_ALLOWED = {"\t", "\n"}


def render_junit(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """One document; a file without findings is a suite with one case that passed. Infos are told, but do not fail."""
    found: dict[str, list[Diagnostic]] = {path: [] for path in sources}
    for one in in_order(diagnostics):
        found.setdefault(one.span.path if one.span else "project", []).append(one)
    suites = [_suite(path, many, sources) for path, many in found.items()]
    tests = sum(max(len(many), 1) for many in found.values())
    failures = sum(_fails(one) for many in found.values() for one in many)
    head = f'<testsuites name="xseg check" tests="{tests}" failures="{failures}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>", ""])


def _suite(path: str, found: list[Diagnostic], sources: Mapping[str, Source]) -> str:
    failures = sum(map(_fails, found))
    cases = [_case(path, one, sources) for one in found] or [
        f'    <testcase name="checked" classname={_quoted(path)}/>'
    ]
    head = f'  <testsuite name={_quoted(path)} tests="{len(cases)}" failures="{failures}">'
    return "\n".join([head, *cases, "  </testsuite>"])


def _case(path: str, found: Diagnostic, sources: Mapping[str, Source]) -> str:
    place = located(found.span, sources)
    line = f":{place[1].line}:{place[1].column}" if place else ""
    name = _quoted(f"{found.code.number} {found.code.name}{line}")
    text = escape(_plain(render_full([found], sources)))
    if not _fails(found):
        return f"    <testcase name={name} classname={_quoted(path)}><system-out>{text}</system-out></testcase>"
    failure = f"<failure type={_quoted(found.severity)} message={_quoted(found.message)}>{text}</failure>"
    return f"    <testcase name={name} classname={_quoted(path)}>{failure}</testcase>"


def _fails(found: Diagnostic) -> bool:
    return found.severity != "info"


def _quoted(text: str) -> str:
    return quoteattr(_plain(text))


def _plain(text: str) -> str:
    """Without characters that no XML may hold."""
    return "".join(one if one in _ALLOWED or (one >= " " and one not in "\ufffe\uffff") else "\ufffd" for one in text)
