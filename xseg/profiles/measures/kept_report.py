"""The report of a build as it is kept, so that later builds can be held against it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from xseg.profiles.measures.report import (
    Answers,
    BuildReport,
    Fences,
    Filled,
    Graph,
    IdChange,
    KeyReport,
    ListReport,
    Newest,
    SourceReport,
)
from xseg.profiles.measures.shape import Change, Seen, Shape


def as_json(report: BuildReport) -> dict[str, Any]:
    """Plain values that JSON can hold."""
    return asdict(report)


def from_json(document: Mapping[str, Any]) -> BuildReport | None:
    """What `as_json` made, also before or after JSON; None of a report in the form of another version: then there is
    nothing to compare with.
    """
    try:
        return _report(document)
    except (KeyError, TypeError):
        return None


def _report(document: Mapping[str, Any]) -> BuildReport:
    graph = document.get("graph")
    return BuildReport(
        **{
            **document,
            "sources": tuple(map(_source, document["sources"])),
            "newest": tuple(Newest(**one) for one in document["newest"]),
            "lists": tuple(ListReport(**one) for one in document["lists"]),
            "graph": None if graph is None else _graph(graph),
            "answers": tuple(Answers(**one) for one in document["answers"]),
            "ids": tuple(IdChange(**one) for one in document.get("ids", ())),
        }
    )


def _source(document: Mapping[str, Any]) -> SourceReport:
    return SourceReport(
        **{
            **document,
            "filled": tuple(Filled(**one) for one in document["filled"]),
            "fences": tuple(Fences(**one) for one in document["fences"]),
            "shapes": tuple(map(_shape, document["shapes"])),
            "changes": tuple(Change(**{**one, "units": tuple(one["units"])}) for one in document["changes"]),
        }
    )


def _shape(document: Mapping[str, Any]) -> Shape:
    return Shape(**{**document, "columns": {name: Seen(**one) for name, one in document["columns"].items()}})


def _graph(document: Mapping[str, Any]) -> Graph:
    return Graph(**{**document, "keys": tuple(KeyReport(**one) for one in document["keys"])})
