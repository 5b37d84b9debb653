"""What all parts of the lowering share: the program, the builder, and how a value is made to fit a type."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from xseg.diagnostics import Span
from xseg.plan.nodes import Align, Literal_, LocalDate, OfProfile, Operation, Ref, Time, ToNumber
from xseg.plan.plan import Builder
from xseg.project.types import BOOLEAN, DATE, INTEGER, DateType, ExactType, NumberType, TimestampType, Type
from xseg.semantics.program import Program
from xseg.syntax.nodes import Expression, Node

Level = Literal["profile", "event"]
"""Where an expression stands: on the profile, or inside an event's brackets."""


@dataclass(slots=True)
class Lowering:
    """A lowering under way: what has been lowered so far, by name.

    `stated` names traits and models whose value stands on the profile, as an attribute of their own name.
    """

    program: Program
    stated: Collection[str] = ()
    builder: Builder = field(default_factory=Builder)
    traits: dict[str, Ref] = field(default_factory=dict)
    models: dict[str, Ref] = field(default_factory=dict)
    segments: dict[str, Ref] = field(default_factory=dict)
    rules: dict[str, Ref] = field(default_factory=dict)
    refs: dict[int, Ref] = field(default_factory=dict)
    """By the identity of a tree's node, what it became: for those who reason about a rule as it is written."""
    in_standard: bool = False
    """Whether a standard trait is lowered: what stands in it is written nowhere, but where a rule says it too."""

    def type_of(self, node: Expression) -> Type:
        """The type that the checker found for a value."""
        return self.program.types[id(node)]

    def add(self, operation: Operation, type_: Type, node: Node | None = None) -> Ref:
        span: Span | None = None if node is None or self.in_standard else node.span
        ref = self.builder.add(operation, type_, span)
        if node is not None:
            self.refs[id(node)] = ref
        return ref

    def test(self, operation: Operation, node: Node | None = None) -> Ref:
        """Adds a predicate."""
        return self.add(operation, BOOLEAN, node)

    def integer(self, value: int) -> Ref:
        return self.add(Literal_(value), INTEGER)

    def ref_type(self, ref: Ref) -> Type:
        return self.builder.nodes[ref].type

    def lifted(self, ref: Ref, level: Level) -> Ref:
        """A profile's value as it is seen from where the level stands."""
        if level == "profile" or isinstance(self.builder.nodes[ref].operation, Literal_ | Time):
            return ref
        return self.add(OfProfile(ref), self.ref_type(ref))

    def fit(self, ref: Ref, wanted: Type) -> Ref:
        """The value as `wanted` holds it: exact values at its scale or as doubles, timestamps as local dates."""
        node = self.builder.nodes[ref]
        match node.type, wanted:
            case ExactType(scale), ExactType(other) if other > scale:
                if isinstance(node.operation, Literal_) and isinstance(node.operation.value, int):
                    return self.add(Literal_(node.operation.value * 10 ** (other - scale)), wanted)
                return self.add(Align(ref, 10 ** (other - scale)), wanted)
            case ExactType(scale), NumberType():
                if isinstance(node.operation, Literal_) and isinstance(node.operation.value, int):
                    return self.add(Literal_(to_number(node.operation.value, scale)), wanted)
                return self.add(ToNumber(ref, scale), wanted)
            case TimestampType(), DateType():
                if isinstance(node.operation, Time):
                    return self.add(node.operation, DATE)
                return self.add(LocalDate(ref), DATE)
            case _:
                return ref


def to_number(unscaled: int, scale: int) -> float:
    """An exact value as a double, as every engine works it out (see ToNumber)."""
    return float(unscaled) / 10.0**scale
