"""Findings as a SARIF 2.1.0 log, for code scanning and editors."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from xseg.diagnostics.codes import Code
from xseg.diagnostics.diagnostic import Diagnostic, Fix
from xseg.diagnostics.render.place import in_order, located
from xseg.diagnostics.source import Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render_sarif(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """One log with one run. Lines and columns count from 1, columns in code points; ends are the first place behind."""
    found = in_order(diagnostics)
    rules: dict[str, Code] = {one.code.number: one.code for one in found}
    places = {number: index for index, number in enumerate(rules)}
    driver = {
        "name": "xseg",
        "rules": [
            {"id": code.number, "name": code.name, "shortDescription": {"text": code.name.replace("-", " ")}}
            for code in rules.values()
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, places[one.code.number], sources) for one in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(found: Diagnostic, rule: int, sources: Mapping[str, Source]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code.number,
        "ruleIndex": rule,
        "level": _LEVELS[found.severity],
        "message": {"text": "\n".join([found.message, *found.help])},
        "locations": [] if found.span is None else [{"physicalLocation": _place(found.span, sources)}],
    }
    if found.related:
        result["relatedLocations"] = [
            {"physicalLocation": _place(label.span, sources), "message": {"text": label.text}}
            for label in found.related
        ]
    if found.fix is not None:
        result["fixes"] = [_fix(found.fix, sources)]
    return result


def _fix(fix: Fix, sources: Mapping[str, Source]) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacement = {"deletedRegion": _region(edit.span, sources), "insertedContent": {"text": edit.replacement}}
        changes.setdefault(edit.span.path, []).append(replacement)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": {"uri": _uri(path)}, "replacements": made} for path, made in changes.items()
        ],
    }


def _place(span: Span, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(span.path)}, "region": _region(span, sources)}


def _region(span: Span, sources: Mapping[str, Source]) -> dict[str, int]:
    place = located(span, sources)
    if place is None:
        return {"startLine": 1}
    _, start, end = place
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _uri(path: str) -> str:
    """The path as a relative reference, whatever the machine's separator."""
    full = PurePath(path)
    return full.as_uri() if full.is_absolute() else quote(full.as_posix())
