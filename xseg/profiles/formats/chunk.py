"""Rows as a source brought them, as many as fit into memory: nothing is believed yet, and each knows its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from xseg.diagnostics import Diagnostic

LINE = "@@line"
"""The column of chunks with the row's line (from 1; the row's number where there are no lines); it goes on through the
chunks of a unit."""


class Unreadable(Exception):
    """A source cannot be read, or read on; `found` tells people what and why."""

    def __init__(self, *found: Diagnostic) -> None:
        super().__init__("; ".join(diagnostic.message for diagnostic in found))
        self.found = found


class Twice(Exception):
    """Two columns of one name: `outer.inner`, and `inner` of an object `outer`. Its text is the name."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """`frame` has the source's own columns in reading order, with `@@line`.

    How a value is read must not depend on what else is in its chunk: columns are text, or have a type that a value has
    for itself (whole numbers and booleans of NDJSON, the types of a Parquet file).
    """

    frame: pl.DataFrame
    bad: tuple[tuple[int, str, str], ...] = ()
    """What could not be split into fields: line, reason, text."""
    written: pl.Series | None = None
    """Each row as it was written, for the quarantine; None: as JSON of its columns."""
    file: str | None = None
    """Whose lines these are, where that is not the unit."""
    loose: pl.Series | None = None
    """What else a row holds, where rows have too many different columns for a frame: JSON of column → text, or null."""
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Column with a point in its name → the names on the way to it, in objects inside each other."""
    share: float = 1.0
    """How much of the unit is read with it."""

    @property
    def read(self) -> int:
        """How many rows there were, readable or not."""
        return self.frame.height + len(self.bad)

    @property
    def columns(self) -> list[str]:
        """The source's own columns."""
        return [name for name in self.frame.columns if name != LINE]


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Objects inside as columns `outer.inner`. Raises Twice where there is a column of such a name already."""
    while nested := [name for name, type_ in frame.schema.items() if isinstance(type_, pl.Struct)]:
        names = [name for name in frame.columns if name not in nested]
        for outer in nested:
            for inner in frame.get_column(outer).struct.fields:
                name = f"{outer}.{inner}"
                if name in names:
                    raise Twice(name)
                names.append(name)
        frame = frame.unnest(nested, separator=".")
    return frame


def paths(frame: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """The paths of a frame that `flat` makes flat (see Chunk)."""
    found: dict[str, tuple[str, ...]] = {}

    def look(fields: Mapping[str, pl.DataType], above: tuple[str, ...]) -> None:
        for name, type_ in fields.items():
            path = (*above, name)
            if isinstance(type_, pl.Struct):
                look({field.name: field.dtype for field in type_.fields}, path)  # type: ignore[misc]
            elif len(path) > 1 or "." in name:
                agree(found, {".".join(path): path})

    look(frame.schema, ())
    return found


def agree(known: dict[str, tuple[str, ...]], more: Mapping[str, tuple[str, ...]]) -> None:
    """Adds paths to those known. Raises Twice where two lead to one name."""
    for name, path in more.items():
        if known.setdefault(name, path) != path:
            raise Twice(name)
