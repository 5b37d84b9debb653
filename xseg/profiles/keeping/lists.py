"""Lists: the values of one identity key out of a file; every row gives a value or is set aside with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import messages
from xseg.profiles.formats.chunk import Chunk, Unreadable
from xseg.profiles.rows.aside import ASIDE, PLACED, of_source, told, unreadable
from xseg.profiles.sources.form import Origin
from xseg.profiles.sources.places import Wanted, units_at
from xseg.profiles.sources.units import Known, Unit
from xseg.profiles.values.keys import key_values
from xseg.profiles.values.problems import first, marked
from xseg.project.project import Key, ListDeclaration, Project

NO_VALUE = "no value"
PREFIX = "lists."
"""Before the name of a list, where sources are told."""


@dataclass(frozen=True, slots=True)
class TakenList:
    """`values` are different, sorted and written as keys are compared; `kept` rows held them."""

    name: str
    key: str
    values: pl.Series
    read: int
    kept: int
    aside: pl.DataFrame
    units: Sequence[Unit]

    @property
    def quarantined(self) -> Mapping[str, int]:
        """Reason → rows set aside, the most frequent first."""
        counts = self.aside.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
        return dict(counts.iter_rows())


def take_lists(
    project: Project, known: Mapping[str, Mapping[str, Known]], sink: Sink, *, chunk: int
) -> list[TakenList] | None:
    """Every list of the project; one without rows is a list of nobody. None, told in the sink, where one cannot be
    read, or holds rows of which none is of use: whoever asks `not in list` must not be answered by a list that was
    lost. `known` are units of the last build by source.
    """
    found = [_take(declared, project, known, sink, chunk) for declared in project.lists.values()]
    read = [list_ for list_ in found if list_ is not None]
    return read if len(read) == len(found) else None


def wanted(
    declared: ListDeclaration, project: Project, known: Mapping[str, Mapping[str, Known]], *, chunk: int
) -> Wanted:
    """The place of a list."""
    name = PREFIX + declared.name
    place = declared.place
    return Wanted(place, Origin(name, declared.span), project, known.get(name, {}), (declared.column,), chunk)


def _take(
    declared: ListDeclaration, project: Project, known: Mapping[str, Mapping[str, Known]], sink: Sink, chunk: int
) -> TakenList | None:
    name, span = PREFIX + declared.name, declared.span
    units = units_at(wanted(declared, project, known, chunk=chunk), sink)
    if units is None:
        return None
    key = next((key for key in project.keys if key.name == declared.key), None)
    if key is None:
        sink.add(messages.list_of_a_part(declared.name, declared.key, span))
        return None
    values, asides = [pl.Series(dtype=pl.String)], [pl.DataFrame(schema=ASIDE)]
    columns: dict[str, None] = {}
    read = 0
    try:
        for unit in units:
            for rows in unit.chunks():
                read += rows.read
                columns |= dict.fromkeys(rows.columns)
                found, aside = _values(rows, declared, key)
                values.append(found)
                asides.append(of_source(aside, name, unit.name))
    except Unreadable as unreadable:
        sink.extend(unreadable.found)
        return None
    if not read and units and not columns:  # not even a header, so nothing says that it is whole
        sink.add(messages.empty_source(name, [unit.name for unit in units], span))
        return None
    if columns and declared.column not in columns:
        sink.add(messages.missing_column(declared.column, units[0].name, name, list(columns), span))
        return None
    kept = pl.concat(values)
    taken = TakenList(declared.name, declared.key, kept.unique().sort(), read, len(kept), pl.concat(asides), units)
    if not read:
        sink.add(messages.empty_list(declared.name, span))
    elif not len(kept):
        sink.add(messages.nothing_kept(name, list(taken.quarantined.items()), span))
        return None
    return taken


def _values(chunk: Chunk, declared: ListDeclaration, key: Key) -> tuple[pl.Series, pl.DataFrame]:
    """The values that are of use, and the rows that have none."""
    aside = [pl.DataFrame(schema=PLACED), unreadable(chunk)]
    found = key_values(chunk.frame, key, dict.fromkeys(key.parts, declared.column))
    if found is None:  # JSON may leave it out
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, chunk.frame.height)
        values, problem = nothing, marked(nothing.is_null(), NO_VALUE)
    else:
        values = found.values
        problem = first(found.problem, marked(values.is_null(), NO_VALUE))
    if problem is not None:
        wrong = problem.is_not_null()
        aside.append(told(chunk, wrong, problem.filter(wrong)))
    return values.drop_nulls().rename(""), pl.concat(aside)
