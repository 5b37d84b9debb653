"""When a value is not missing, as a formula."""

from abc import abstractmethod
from dataclasses import dataclass, field

from xseg.logic.formula import FALSE, TRUE, Atom, Formula, Low, Missing, both, depth, either, opposite, size, truth
from xseg.logic.variables import ALWAYS_KNOWN, Variables
from xseg.plan.nodes import (
    Absolute,
    Aggregate,
    Align,
    Arithmetic,
    Coalesce,
    Folded,
    If,
    Length,
    Literal_,
    LocalDate,
    OfProfile,
    PartOf,
    Ref,
    ToNumber,
    YearsBetween,
)
from xseg.plan.plan import operands
from xseg.project.types import ExactType, NumberType

MOST_TESTS, DEEPEST = 2000, 120
"""A larger formula is taken as a statement of which nothing is known."""


@dataclass(slots=True)
class Knowing(Variables):
    """For each node when its value is known, each made once."""

    _known: dict[Ref, Formula] = field(default_factory=dict)

    @abstractmethod
    def formula(self, ref: Ref) -> Formula:
        """What a predicate says: an `if` is known where its chosen branch is."""

    def known(self, ref: Ref) -> Formula:
        """The value is not missing; its operands are read first, so that no chain is too long."""
        waiting, found = [ref], set[Ref]()
        while waiting:
            place = waiting.pop()
            if place not in found and place not in self._known:
                found.add(place)
                operation = self.nodes[place].operation
                if not isinstance(operation, (Aggregate, *ALWAYS_KNOWN)):
                    waiting.extend(operands(operation))
        for place in sorted(found):
            self._known[place] = self._bounded_known(place)
        return self._known[ref]

    def _bounded_known(self, ref: Ref) -> Formula:
        formula = self._is_known(ref)
        return truth(("known", ref)) if size(formula) > MOST_TESTS or depth(formula) > DEEPEST else formula

    def _is_known(self, ref: Ref) -> Formula:
        node = self.nodes[ref]
        match node.operation:
            case Literal_(value):
                return TRUE if value is not None else FALSE
            case operation if isinstance(operation, ALWAYS_KNOWN):
                return TRUE
            case (
                Align(operand)
                | LocalDate(operand)
                | Absolute(operand)
                | Folded(operand)
                | PartOf(operand=operand)
                | Length(operand)
                | OfProfile(operand)
                | ToNumber(operand)
            ):
                return self.known(operand)
            case YearsBetween(start, end):
                return both(self.known(start), self.known(end))
            case Arithmetic(_, left, right) if not isinstance(node.type, NumberType):
                return both(self.known(left), self.known(right))
            case Arithmetic(_, left, right):
                return both(self.known(left), self.known(right), self._not_missing(ref))
            case Coalesce(many):
                return either(*map(self.known, many))
            case If(condition, then, otherwise):
                chosen = self.formula(condition)
                return either(both(chosen, self.known(then)), both(opposite(chosen), self.known(otherwise)))
            case Aggregate(function="count" | "distinct"):
                return TRUE
            case Aggregate(function="sum") if isinstance(node.type, ExactType):
                return TRUE
            case _:
                return self._not_missing(ref)

    def at_least_one(self, count: Ref) -> Formula:
        """The count is not zero."""
        return Atom(self.variable(count), Low(1, closed=True))

    def _not_missing(self, ref: Ref) -> Formula:
        return Atom(self.variable(ref), Missing(), holds=False)
