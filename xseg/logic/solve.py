"""Whether a formula can hold at all: cases are split within a budget, and beyond it nothing is claimed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from xseg.logic.cells import Masks, partition
from xseg.logic.formula import All, Atom, Formula, Some, Test, Variable, atoms, size

_EACH = 20
"""What a question costs by itself, in steps."""

Place = int
Literal_ = tuple[Place, int]
"""A part of a variable's domain, and the cells of it that are allowed."""


@dataclass(slots=True)
class Budget:
    """How many steps may still be taken, over all questions of a check; and the domains that were cut before."""

    steps: int
    cut: dict[tuple[Variable, frozenset[Test]], tuple[list[int], Masks]] = field(default_factory=dict)


class _Clause(NamedTuple):
    """One of several literals and conjunctions."""

    literals: tuple[Literal_, ...]
    others: tuple["_Branch", ...]


class _Branch(NamedTuple):
    """Literals that all hold, and clauses that all hold."""

    literals: tuple[Literal_, ...]
    clauses: tuple[_Clause, ...]


class _Spent(Exception):
    """The budget is used up."""


_EVER, _NEVER = _Branch((), ()), _Branch((), (_Clause((), ()),))


def unsatisfiable(formula: Formula, budget: Budget, *, most: int = 4000) -> bool:
    """Whether certainly no profile fits; False also where that could not be found out within `most` steps."""
    tests: dict[Variable, set[Test]] = {}
    for atom in atoms(formula):
        tests.setdefault(atom.variable, set()).add(atom.test)
    # To cut a domain takes the square of its cuts.
    budget.steps -= _EACH + 3 * size(formula) + sum(len(asked) ** 2 for asked in tests.values()) // 8
    if budget.steps <= 0:
        return False
    own = Budget(min(most, budget.steps))
    before = own.steps
    try:
        space = _Space(tests, budget)
        return not _fits(space.branch(formula), dict(enumerate(space.parts)), own)
    except _Spent:
        return False
    finally:
        budget.steps -= before - own.steps


class _Space:
    """The domains of the variables of one formula."""

    def __init__(self, tests: Mapping[Variable, set[Test]], budget: Budget) -> None:
        self.parts: list[int] = []
        self._masks: dict[Variable, tuple[int, Masks]] = {}
        for variable, asked in tests.items():
            key = variable, frozenset(asked)
            if key not in budget.cut:
                budget.cut[key] = partition(variable, asked)
            parts, masks = budget.cut[key]
            self._masks[variable] = len(self.parts), masks
            self.parts += parts

    def branch(self, formula: Formula) -> _Branch:
        """The formula over cells; tests on one part of a domain become one."""
        match formula:
            case Atom(variable, test, holds):
                return self._literal(variable, test, holds=holds)
            case All(parts):
                inner = [self.branch(part) for part in parts]
                if _NEVER in inner:
                    return _NEVER
                literals = _meet(literal for one in inner for literal in one.literals)
                if any(not mask for _, mask in literals):
                    return _NEVER
                return _Branch(literals, tuple(clause for one in inner for clause in one.clauses))
            case Some(parts):
                return self._some([self.branch(part) for part in parts])

    def _some(self, inner: list[_Branch]) -> _Branch:
        inner = [one for one in inner if one != _NEVER]
        if len(inner) == 1:
            return inner[0]
        if _EVER in inner:
            return _EVER
        single = _join(one.literals[0] for one in inner if not one.clauses and len(one.literals) == 1)
        if any(mask == self.parts[place] for place, mask in single):
            return _EVER
        # A disjunction within a disjunction is no level of its own.
        deeper = [one for one in inner if one.clauses or len(one.literals) != 1]
        flat = [one.clauses[0] for one in deeper if not one.literals and len(one.clauses) == 1]
        others = [one for one in deeper if one.literals or len(one.clauses) != 1]
        literals = _join([*single, *(literal for clause in flat for literal in clause.literals)])
        clause = _Clause(literals, (*others, *(other for clause in flat for other in clause.others)))
        if not clause.others and len(clause.literals) == 1:
            return _Branch(clause.literals, ())
        return _Branch((), (clause,))

    def _literal(self, variable: Variable, test: Test, *, holds: bool) -> _Branch:
        first, masks = self._masks[variable]
        index, mask = masks.get(test, (0, 0))
        place = first + index
        if holds:
            return _Branch(((place, mask),), ()) if mask else _NEVER
        rest = self.parts[place] & ~mask
        return _Branch(((place, rest),), ()) if rest != self.parts[place] else _EVER


def _meet(literals: Iterable[Literal_]) -> tuple[Literal_, ...]:
    met: dict[Place, int] = {}
    for place, mask in literals:
        met[place] = met.get(place, mask) & mask
    return tuple(met.items())


def _join(literals: Iterable[Literal_]) -> tuple[Literal_, ...]:
    joined: dict[Place, int] = {}
    for place, mask in literals:
        joined[place] = joined.get(place, 0) | mask
    return tuple(joined.items())


def _fits(branch: _Branch, allowed: dict[Place, int], budget: Budget) -> bool:
    """Whether some choice of cells among the allowed ones makes the branch hold."""
    waiting = [branch]
    clauses: list[_Clause] = []
    while waiting:
        one = waiting.pop()
        clauses += one.clauses
        for place, mask in one.literals:
            allowed[place] &= mask
            if not allowed[place]:
                return False
        if not waiting:
            open_: list[_Clause] = []
            for clause in clauses:
                budget.steps -= 1
                if budget.steps <= 0:
                    raise _Spent
                left = _left(clause, allowed)
                if left is None:
                    continue
                if not left.literals and not left.others:
                    return False
                if len(left.literals) + len(left.others) == 1:
                    waiting.append(_Branch(left.literals, ()) if left.literals else left.others[0])
                else:
                    open_.append(left)
            clauses = open_
    if not clauses:
        return True
    shortest = min(clauses, key=lambda clause: len(clause.literals) + len(clause.others))
    rest = tuple(clause for clause in clauses if clause is not shortest)
    choices = [_Branch((literal,), rest) for literal in shortest.literals]
    choices += [_Branch(other.literals, (*other.clauses, *rest)) for other in shortest.others]
    return any(_fits(choice, dict(allowed), budget) for choice in choices)


def _left(clause: _Clause, allowed: dict[Place, int]) -> _Clause | None:
    """What of a clause is still open; None where it holds already."""
    literals = []
    for place, mask in clause.literals:
        if allowed[place] & ~mask == 0:
            return None
        if allowed[place] & mask:
            literals.append((place, mask))
    others = []
    for other in clause.others:
        if all(allowed[place] & mask for place, mask in other.literals):
            if not other.clauses and all(allowed[place] & ~mask == 0 for place, mask in other.literals):
                return None
            others.append(other)
    return _Clause(tuple(literals), tuple(others))
