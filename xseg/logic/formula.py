"""What a predicate says, as `and`, `or` and tests on variables; `not` stands only at the tests."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Literal

from xseg.plan.times import Moment
from xseg.tables.person import Value

Exact = int | Fraction
"""A number without any rounding, an `int` where it is whole."""

Cut = Exact | Moment
"""Where an ordered variable is cut: a known value, or a moment that depends on `now`."""


@dataclass(frozen=True, slots=True, repr=False)
class Variable:
    """A value of the profile (or event) that may be whatever its domain has, whatever the others are.

    `key` is what makes it the same variable. Finite ones have `values`; ordered ones lie between `low` and `high`
    (both in; None: no limit), on whole numbers where `whole`; texts are all other.
    """

    key: Hashable
    kind: Literal["ordered", "text"]
    may_miss: bool
    values: tuple[Value, ...] | None = None
    whole: bool = False
    days: bool = False
    low: Exact | None = None
    high: Exact | None = None

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True, repr=False)
class Missing:
    """The variable has no value."""


@dataclass(frozen=True, slots=True, repr=False)
class Low:
    """The value lies above the cut, or on it where `closed`."""

    cut: Cut
    closed: bool


@dataclass(frozen=True, slots=True, repr=False)
class High:
    """The value lies below the cut, or on it where `closed`."""

    cut: Cut
    closed: bool


@dataclass(frozen=True, slots=True, repr=False)
class Among:
    """The value is one of these."""

    values: frozenset[Value]


@dataclass(frozen=True, slots=True, repr=False)
class Like:
    """The text contains, starts with or ends with another."""

    kind: Literal["contains", "starts with", "ends with"]
    text: str


Test = Missing | Low | High | Among | Like


@dataclass(frozen=True, slots=True, repr=False)
class Atom:
    """A test on a variable, or its opposite; every test but `Missing` is false where the value is missing."""

    variable: Variable
    test: Test
    holds: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class All:
    """Everything of it holds; of nothing: true."""

    parts: tuple["Formula", ...]
    size: int = field(init=False, compare=False)
    depth: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(map(size, self.parts)))
        object.__setattr__(self, "depth", 1 + max(map(depth, self.parts), default=0))


@dataclass(frozen=True, slots=True, repr=False)
class Some:
    """Something of it holds; of nothing: false."""

    parts: tuple["Formula", ...]
    size: int = field(init=False, compare=False)
    depth: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(map(size, self.parts)))
        object.__setattr__(self, "depth", 1 + max(map(depth, self.parts), default=0))


Formula = Atom | All | Some


def size(formula: Formula) -> int:
    """How many tests stand in it, each place counted."""
    return 1 if isinstance(formula, Atom) else formula.size


def depth(formula: Formula) -> int:
    """How deep `and` and `or` stand in each other."""
    return 0 if isinstance(formula, Atom) else formula.depth


TRUE, FALSE = All(()), Some(())


def both(*parts: Formula) -> Formula:
    """All of them."""
    kept = tuple(part for part in parts if part != TRUE)
    return FALSE if FALSE in kept else kept[0] if len(kept) == 1 else All(kept)


def either(*parts: Formula) -> Formula:
    """Some of them."""
    kept = tuple(part for part in parts if part != FALSE)
    return TRUE if TRUE in kept else kept[0] if len(kept) == 1 else Some(kept)


def opposite(formula: Formula) -> Formula:
    """What holds exactly where the formula does not."""
    match formula:
        case Atom(variable, test, holds):
            return Atom(variable, test, not holds)
        case All(parts):
            return Some(tuple(map(opposite, parts)))
        case Some(parts):
            return All(tuple(map(opposite, parts)))


def atoms(formula: Formula) -> Iterator[Atom]:
    """The tests that stand in it."""
    waiting = [formula]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Atom):
            yield part
        else:
            waiting.extend(part.parts)


def variables(formula: Formula) -> set[Variable]:
    """The variables that it asks about."""
    return {atom.variable for atom in atoms(formula)}


def exact(number: float | Fraction) -> Exact:
    """The number itself."""
    found = Fraction(number)
    return found.numerator if found.denominator == 1 else found


@cache
def truth(key: Hashable) -> Atom:
    """A statement that is true or false, and no more is known of it."""
    return Atom(Variable(key, "text", may_miss=False, values=(False, True)), Among(frozenset({True})))
