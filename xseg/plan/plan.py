"""A plan: the graph of operations with its named outputs, and a builder that makes equal nodes one node."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xseg.diagnostics import Span
from xseg.plan.nodes import (
    Absolute,
    Aggregate,
    Align,
    And,
    Anniversary,
    Arithmetic,
    Coalesce,
    Compare,
    Domain,
    Folded,
    Has,
    If,
    InRange,
    IsTrue,
    Known,
    Length,
    LocalDate,
    Member,
    Not,
    OfProfile,
    OneOf,
    Operation,
    Or,
    PartOf,
    Path,
    Query,
    Ranked,
    Ref,
    Score,
    TextTest,
    ToNumber,
    YearsBetween,
)
from xseg.project.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """An operation with the type of its value; spans are kept beside, since equal nodes may stand in many places."""

    operation: Operation
    type: Type


@dataclass(frozen=True, slots=True)
class Plan:
    """Nodes in an order where operands come first, and what they are called outside.

    `segments` name predicates, `traits` values, `models` the label scores. `spans` gives where a node was first
    written. A plan whose `Time` nodes are gone is *bound*.
    """

    nodes: tuple[Node, ...]
    segments: Mapping[str, Ref] = field(default_factory=dict)
    traits: Mapping[str, Ref] = field(default_factory=dict)
    models: Mapping[str, Ref] = field(default_factory=dict)
    spans: Mapping[Ref, Span] = field(default_factory=dict, compare=False)
    made: Mapping[str, str] = field(default_factory=dict)
    """Kinds of events that are made out of others, and how: what reads them means something else when that changes."""


def operands(operation: Operation) -> Iterator[Ref]:
    """The nodes that an operation reads directly, those of its queries included."""
    match operation:
        case (
            OfProfile(operand)
            | Align(operand)
            | ToNumber(operand)
            | Absolute(operand)
            | LocalDate(operand)
            | PartOf(operand=operand)
            | Length(operand)
            | Folded(operand)
            | Domain(operand)
            | OneOf(operand)
            | TextTest(operand=operand)
            | Has(operand)
            | Known(operand)
            | IsTrue(operand)
            | Not(operand)
            | Member(operand=operand)
        ):
            yield operand
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            yield left
            yield right
        case YearsBetween(start, end):
            yield start
            yield end
        case Coalesce(many) | And(many) | Or(many) | Score(features=many):
            yield from many
        case If(condition, then, otherwise):
            yield condition
            yield then
            yield otherwise
        case InRange(operand, low, _, high, _) | Anniversary(operand, low, high):
            yield operand
            if low is not None:
                yield low
            if high is not None:
                yield high
        case Ranked(operand=operand, among=among):
            yield operand
            if among is not None:
                yield among
        case Aggregate(over=over, operand=operand):
            for query in queries(over):
                if query.filter is not None:
                    yield query.filter
                if query.window is not None:
                    yield query.window
            if isinstance(over, Path):
                for step in over.steps:
                    yield from step.same
            if operand is not None:
                yield operand
        case _:
            return


def queries(over: Query | Path) -> Iterator[Query]:
    """The query of an aggregate, or the queries of its path's steps."""
    match over:
        case Query():
            yield over
        case Path(steps):
            for step in steps:
                yield step.query


class Builder:
    """Adds nodes, giving the index of an equal one where there is one."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.spans: dict[Ref, Span] = {}
        self._index: dict[Node, Ref] = {}

    def add(self, operation: Operation, type_: Type, span: Span | None = None) -> Ref:
        """The index of the node; `span` is kept for the first place it was written."""
        node = Node(operation, type_)
        ref = self._index.get(node)
        if ref is None:
            ref = len(self.nodes)
            self.nodes.append(node)
            self._index[node] = ref
        if span is not None:
            self.spans.setdefault(ref, span)
        return ref
