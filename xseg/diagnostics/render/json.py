"""Diagnostics as one JSON document with a versioned form."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from xseg.diagnostics.diagnostic import Diagnostic
from xseg.diagnostics.source import Source, Span

SCHEMA = "xseg.diagnostics/1"


def render_json(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """`{"schema": …, "diagnostics": […]}`; offsets count code points, lines and columns are from 1."""
    found = [_plain(diagnostic, sources) for diagnostic in diagnostics]
    return json.dumps({"schema": SCHEMA, "diagnostics": found}, ensure_ascii=False, indent=1)


def _plain(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> dict[str, Any]:
    fix = diagnostic.fix
    return {
        "code": diagnostic.code.number,
        "name": diagnostic.code.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "place": _place(diagnostic.span, sources),
        "label": diagnostic.label,
        "help": list(diagnostic.help),
        "related": [{"place": _place(label.span, sources), "text": label.text} for label in diagnostic.related],
        "fix": fix
        and {
            "title": fix.title,
            "edits": [{"place": _place(edit.span, sources), "replacement": edit.replacement} for edit in fix.edits],
        },
    }


def _place(span: Span | None, sources: Mapping[str, Source]) -> dict[str, Any] | None:
    if span is None:
        return None
    found: dict[str, Any] = {"path": span.path, "start": span.start, "end": span.end}
    source = sources.get(span.path)
    if source is not None:
        first, last = source.position(span.start), source.position(span.end)
        found |= {"line": first.line, "column": first.column, "end_line": last.line, "end_column": last.column}
    return found
