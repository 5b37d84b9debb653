"""Findings as a JSON document with a schema version, for programs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from xseg.diagnostics.diagnostic import Diagnostic, Fix, Label
from xseg.diagnostics.render.place import in_order, located
from xseg.diagnostics.source import Position, Source, Span

SCHEMA = "xseg.diagnostics/1"
"""Grows with every change that a reader could stumble over."""


def render_json(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """One document. Lines and columns count from 1, offsets from 0; all count code points of the text as read."""
    found = [_diagnostic(diagnostic, sources) for diagnostic in in_order(diagnostics)]
    return json.dumps({"schema": SCHEMA, "diagnostics": found}, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(found: Diagnostic, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "code": found.code.number,
        "name": found.code.name,
        "severity": found.severity,
        "message": found.message,
        "place": _place(found.span, sources),
        "label": found.label,
        "help": list(found.help),
        "fix": _fix(found.fix, sources),
        "related": [_label(label, sources) for label in found.related],
    }


def _place(span: Span | None, sources: Mapping[str, Source]) -> dict[str, Any] | None:
    if span is None:
        return None
    place: dict[str, Any] = {"path": span.path, "start": {"offset": span.start}, "end": {"offset": span.end}}
    known = located(span, sources)
    if known is not None:
        _, start, end = known
        place["start"] |= _position(start)
        place["end"] |= _position(end)
    return place


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _fix(fix: Fix | None, sources: Mapping[str, Source]) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{"place": _place(edit.span, sources), "replacement": edit.replacement} for edit in fix.edits]
    return {"title": fix.title, "edits": edits}


def _label(label: Label, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {"place": _place(label.span, sources), "text": label.text}
