"""All sources together: the attributes that profiles have, the kinds of events, and what belongs to each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xseg.diagnostics import Span
from xseg.project import messages
from xseg.project.cleaning import read_impute, read_wins
from xseg.project.project import Attribute, Channel, ColumnDeclaration, EventKind, Imputation, Property, Source
from xseg.project.types import CategoryType, ExactType, ListType, Type, UnknownType, describe, is_numeric
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import SourceTable

Placed = tuple[int, SourceTable, Source]
"""A source with its place in the file and its form."""


def attributes(file: ProjectFile, sources: Sequence[Placed]) -> dict[str, Attribute]:
    """The attributes of profiles; one that several sources bring has one type, its closed sets of values united."""
    found: dict[str, Attribute] = {}
    said: dict[tuple[str, str], Any] = {}
    for place, form, source in sources:
        for column in source.columns if source.kind == "profiles" else ():
            where = _span(file, place, "attributes", column)
            written = form.attributes[column.name]
            first = found.get(column.name)
            type_ = column.type
            if first is not None:
                united = unite(first.type, column.type)
                if united is None:
                    here, there = in_full(column.type), in_full(first.type)
                    file.add(messages.attribute_conflict(where, column.name, here=here, there=there, first=first.span))
                    continue
                type_ = united
            at = ("sources", place, "attributes", column.name)
            for what, says in (
                ("wins", read_wins(file, written, column.type, at)),
                ("impute", read_impute(file, written, column.type, at)),
            ):
                if says is not None and said.setdefault((column.name, what), says) != says:
                    file.add(messages.attribute_in_two_ways(file.key(*at, what), column.name, what))
            found[column.name] = Attribute(
                column.name,
                type_,
                tuple(dict.fromkeys((*(first.sensitive if first else ()), *written.sensitive))),
                (first.description if first else "") or written.description,
                first.span if first else where,
                said.get((column.name, "wins"), "newest"),
                said.get((column.name, "impute")),
            )
    _check_neighbours(file, found)
    return found


def _check_neighbours(file: ProjectFile, attributes: Mapping[str, Attribute]) -> None:
    """People are neighbours by other numbers than the one that is missing."""
    numeric = [attribute for attribute in attributes.values() if is_numeric(attribute.type)]
    for attribute in attributes.values():
        if attribute.impute == Imputation("knn") and numeric == [attribute]:
            file.add(messages.no_neighbours(attribute.span, attribute.name))


def event_kinds(file: ProjectFile, sources: Sequence[Placed], channels: Mapping[str, Channel]) -> dict[str, EventKind]:
    """The kinds of events; a kind has the properties of every source that brings it, and comes from their channels."""
    properties: dict[str, dict[str, Property]] = {}
    ways: dict[str, set[str]] = {}
    for place, _, source in sources:
        for kind in kinds_of(source):
            ways.setdefault(kind, set()).update(channels if source.channel_column else ())
            ways[kind].update((source.channel,) if source.channel else ())
            known = properties.setdefault(kind, {})
            for column in source.columns:
                _add_property(file, known, kind, column, _span(file, place, "properties", column))
    return {
        kind: EventKind(kind, known, tuple(name for name in channels if name in ways[kind]))
        for kind, known in properties.items()
    }


def kinds_of(source: Source) -> Iterable[str]:
    """The kinds of events that a source brings, each once."""
    if source.kind != "events":
        return ()
    return (source.event,) if source.event is not None else dict.fromkeys(source.event_map.values())


def unite(one: Type, other: Type) -> Type | None:
    """The type of what two sources bring under one name; None if they differ by more than their closed values."""
    match one, other:
        case (UnknownType(), _):
            return other
        case (_, UnknownType()):
            return one
        case (CategoryType(values), CategoryType(more)):
            if values is None or more is None:
                return CategoryType()
            return CategoryType(tuple(dict.fromkeys((*values, *more))))
        case (ListType(element), ListType(another)):
            united = unite(element, another)
            return ListType(united) if united is not None else None
        case _:
            return one if one == other else None


def in_full(type_: Type) -> str:
    """The type with what two of its kind may differ in."""
    if isinstance(type_, ExactType) and type_.scale:
        return f"decimal with {type_.scale} places"
    return describe(type_)


def _add_property(
    file: ProjectFile, known: dict[str, Property], kind: str, column: ColumnDeclaration, where: Span
) -> None:
    first = known.get(column.name)
    united = unite(first.type, column.type) if first is not None else column.type
    if united is None and first is not None:
        here, there = in_full(column.type), in_full(first.type)
        file.add(messages.property_conflict(where, column.name, kind, here=here, there=there, first=first.span))
    elif united is not None:
        known[column.name] = Property(column.name, united, first.span if first is not None else where)


def _span(file: ProjectFile, place: int, table: str, column: ColumnDeclaration) -> Span:
    return file.key("sources", place, table, column.name)
