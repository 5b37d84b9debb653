"""What the rows of a part look like, as counts that merge exactly: a part is looked at once, when it is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

from xseg.profiles.measures.shape import Seen, seen, together
from xseg.profiles.values.casting import boolean
from xseg.profiles.values.texts import text
from xseg.project.places import format_of
from xseg.project.project import Project, Source

DIFFERENT_MOST = 1_000
"""So many different values of an event column are counted one by one in a part."""
OTHERS = ""
"""Stands for all values beyond them; no event column holds an empty text."""
LETTERS_MOST = 60


@dataclass(frozen=True, slots=True)
class Known:
    """A column of kept rows: in how many it has a value, and the least and the most of its numbers as they are held
    (tables/columns.py); None where it holds none.
    """

    rows: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """What is counted of a part's rows; parts add up by `merged`."""

    kept: int = 0
    """Rows kept when the part was taken: before copies are settled across parts."""
    known: Mapping[str, Known] = field(default_factory=dict)
    """Properties and attributes, and identity keys as `@key.NAME`."""
    columns: Mapping[str, Seen] = field(default_factory=dict)
    """The source's own columns, of all rows that could be read."""
    unmapped: Mapping[str, int] = field(default_factory=dict)
    """Value of the event column that stands for no event → rows."""


def quality(source: Source, project: Project, frame: pl.DataFrame, kept: pl.DataFrame) -> Quality:
    """Of a chunk: `frame` as it was read (see raw.py), `kept` as it was taken (see taking.py)."""
    return Quality(
        kept=kept.height,
        known={column.name: _known(column) for column in kept.get_columns() if _counted(column.name)},
        columns=seen(frame, typed=_typed(source)),
        unmapped=_unmapped(source, project, frame),
    )


def merged(parts: Iterable[Quality]) -> Quality:
    """The counts of all parts together; the order of parts changes nothing but the order of columns."""
    kept = 0
    known: dict[str, Known] = {}
    unmapped: dict[str, int] = {}
    columns: list[Mapping[str, Seen]] = []
    for part in parts:
        kept += part.kept
        columns.append(part.columns)
        for name, one in part.known.items():
            known[name] = one if name not in known else _both(known[name], one)
        for value, rows in part.unmapped.items():
            unmapped[value] = unmapped.get(value, 0) + rows
    return Quality(kept, known, together(columns), unmapped)


def as_json(found: Quality) -> dict[str, Any]:
    """Plain values, to be kept beside the part."""
    return asdict(found)


def from_json(document: Mapping[str, Any]) -> Quality:
    """What `as_json` made."""
    return Quality(
        kept=document["kept"],
        known={name: Known(**one) for name, one in document["known"].items()},
        columns={name: Seen(**one) for name, one in document["columns"].items()},
        unmapped=dict(document["unmapped"]),
    )


def most_frequent(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """The values with the most rows, the most frequent first; those that were not counted one by one come last."""
    ranked = sorted(counts.items(), key=lambda entry: (entry[0] == OTHERS, -entry[1], entry[0]))
    return dict(ranked[:most])


# --- columns ---


def _typed(source: Source) -> bool:
    """Whether what is read says itself which of its columns are text."""
    place = source.place
    if place is not None and (place.sql is not None or place.delta is not None):
        return True
    return source.path is not None and (source.format or format_of(source.path)) == "parquet"


def _counted(name: str) -> bool:
    return not name.startswith("@") or name.startswith("@key.")


def _known(column: pl.Series) -> Known:
    rows = len(column) - column.null_count()
    if not rows or not column.dtype.is_numeric():
        return Known(rows)
    values = column.drop_nans() if column.dtype.is_float() else column
    low, high = values.min(), values.max()
    return Known(rows, _number(low), _number(high))


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None


def _both(one: Known, other: Known) -> Known:
    lows = [value for value in (one.low, other.low) if value is not None]
    highs = [value for value in (one.high, other.high) if value is not None]
    return Known(one.rows + other.rows, min(lows, default=None), max(highs, default=None))


# --- events ---


def _unmapped(source: Source, project: Project, frame: pl.DataFrame) -> dict[str, int]:
    column = source.event_column
    if source.kind != "events" or column is None or column not in frame.columns:
        return {}
    words = text(frame.get_column(column)).values
    foreign = words.is_not_null() & ~words.is_in(list(source.event_map) or list(project.events))
    if source.deleted is not None and source.deleted in frame.columns:
        foreign &= ~boolean(frame.get_column(source.deleted)).values.fill_null(value=False)
    if not foreign.any():
        return {}
    counts = words.filter(foreign).str.slice(0, LETTERS_MOST).value_counts(name="rows").rows()
    ranked = sorted(counts, key=lambda entry: (-entry[1], entry[0]))
    found = dict(ranked[:DIFFERENT_MOST])
    rest = sum(rows for _, rows in ranked[DIFFERENT_MOST:])
    return found | ({OTHERS: rest} if rest else {})
