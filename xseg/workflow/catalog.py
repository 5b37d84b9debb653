"""`catalog`: what a rule may say in this project, with an example of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from xseg.project.model import possible_labels
from xseg.project.project import EventKind
from xseg.project.types import (
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ListType,
    TextType,
    TimestampType,
    Type,
    describe,
)
from xseg.semantics import Program
from xseg.semantics.functions import FORMS
from xseg.semantics.messages import written

_STANDS_IN = {
    "median": "the median",
    "mode": "the most frequent value",
    "knn": "the mean of its nearest neighbours",
    "constant": "a constant",
}
Kind = Literal["attribute", "trait", "model", "event", "property", "channel", "segment", "list", "purpose", "function"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a rule may name. `values` are those of a closed set, `of` the event of a property, `use` the standard
    traits that it is one of.
    """

    kind: Kind
    name: str
    type: str
    example: str
    label: str = ""
    values: tuple[str, ...] = ()
    of: str = ""
    use: str = ""


def catalog(program: Program, word: str | None = None) -> list[Entry]:
    """Every entry, or those in whose name, label or values the word stands (in any case)."""
    wanted = (word or "").casefold()
    return [
        entry
        for entry in _entries(program)
        if any(wanted in text.casefold() for text in (entry.name, entry.label, entry.of, entry.use, *entry.values))
    ]


def _entries(program: Program) -> Iterator[Entry]:
    project = program.project
    for name, attribute in project.attributes.items():
        yield _value("attribute", name, attribute.type, attribute.description)
        if attribute.impute is not None:
            call = f"imputed({written(name)})"
            label = f"the attribute; where it is missing, {_STANDS_IN[attribute.impute.method]}"
            example = example_of(name, attribute.type).replace(written(name), call)
            yield Entry("attribute", call, describe(attribute.type), example, label, closed_values(attribute.type))
    for name, trait in program.traits.items():
        entry = _value("trait", name, program.trait_types[name], trait.label.value if trait.label else "")
        yield replace(entry, use=program.standard.get(name, ""))
    for name, checked in program.models.items():
        labels = possible_labels(checked.model)
        example = f'{written(name)} == "{labels[0]}"'
        yield Entry("model", name, "category", example, checked.model.label or "", labels)
    for name, kind in project.events.items():
        yield Entry("event", name, "event", f"did {written(name)} within 30 days", _comes(kind))
        for property_ in kind.properties.values():
            test = example_of(property_.name, property_.type)
            values = closed_values(property_.type)
            yield Entry(
                "property", property_.name, describe(property_.type), f"did {written(name)}[{test}]", "", values, name
            )
    for name, channel in project.channels.items():
        yield Entry("channel", name, "channel", f"did any on {written(name)} within 30 days", channel.label)
    for name, segment in program.segments.items():
        yield Entry("segment", name, "segment", f"in segment {written(name)}", segment.title)
    for name, list_ in project.lists.items():
        yield Entry("list", name, "list", f"in list {written(name)}", f"by {list_.key}")
    for name, purpose in project.purposes.items():
        yield Entry("purpose", name, "boolean", f"consent.{name} is true", f"{purpose.default} where nobody was asked")
    for name, form in FORMS.items():
        yield Entry("function", name, "function", form)


def _comes(kind: EventKind) -> str:
    """Where events of a kind come from."""
    channels = ", ".join(kind.channels)
    return f"made out of what happens on {channels}" if kind.made else f"on {channels}"


def _value(kind: Kind, name: str, type_: Type, label: str) -> Entry:
    return Entry(kind, name, describe(type_), example_of(name, type_), label, closed_values(type_))


def closed_values(type_: Type) -> tuple[str, ...]:
    """The values of a closed set, none where it is open."""
    return type_.values or () if isinstance(type_, CategoryType) else ()


def example_of(name: str, type_: Type) -> str:
    """A test of a value that this type can have."""
    shown = written(name)
    match type_:
        case BooleanType():
            return f"{shown} is true"
        case CategoryType(values) if values:
            return f'{shown} == "{values[0]}"'
        case CategoryType() | TextType():
            return f"{shown} is known"
        case DateType():
            return f"years_since({shown}) >= 18"
        case TimestampType():
            return f"{shown} within 30 days"
        case ListType():
            return f'{shown} has "x"'
        case DurationType():
            return f"{shown} > 5 minutes"
        case _:
            return f"{shown} > 0"
