"""Reads a plan's predicates as formulas: what is known of each value, and what each test asks of it."""

from dataclasses import dataclass, field
from fractions import Fraction

from xseg.logic.formula import (
    FALSE,
    TRUE,
    Among,
    Atom,
    Cut,
    Formula,
    High,
    Like,
    Low,
    Test,
    Variable,
    both,
    depth,
    either,
    exact,
    opposite,
    size,
    truth,
)
from xseg.logic.knowing import DEEPEST, MOST_TESTS, Knowing
from xseg.logic.variables import ORDERED, PREDICATES
from xseg.plan.nodes import (
    Align,
    And,
    Coalesce,
    Compare,
    Has,
    If,
    InRange,
    IsTrue,
    Known,
    Literal_,
    Member,
    Not,
    OfProfile,
    OneOf,
    Or,
    Query,
    Ranked,
    Ref,
    Sampled,
    TextTest,
)

MOST_BRANCHES = 5
"""How deep an `if` in an `if` is followed into its branches."""


@dataclass(slots=True)
class Reading(Knowing):
    """The formulas of a plan's predicates, each made once."""

    closed: set[Ref] = field(default_factory=set)
    """Predicates that are taken as statements of which nothing is known."""
    empty: dict[Query, bool] = field(default_factory=dict)
    within: dict[tuple[Query, Query], bool] = field(default_factory=dict)
    """What has been found out of queries: whether one can have events at all, whether one's are all the other's."""
    _formulas: dict[Ref, Formula] = field(default_factory=dict)
    _branches: int = 0

    def formula(self, ref: Ref) -> Formula:
        """What the predicate says; its operands are read first, so that no depth is too deep."""
        for place in self._below(ref):
            self._formulas[place] = self._bounded(place, self._predicate(place))
        return self._formulas[ref]

    def _below(self, ref: Ref) -> list[Ref]:
        """The predicates that have to be read before and with this one, in the plan's order."""
        found: set[Ref] = set()
        waiting = [ref]
        while waiting:
            place = waiting.pop()
            if place in found or place in self._formulas:
                continue
            found.add(place)
            match self.nodes[place].operation:
                case And(many) | Or(many):
                    waiting.extend(many)
                case Not(operand) | Member(_, operand):
                    waiting.append(operand)
                case _:
                    pass
        return sorted(found)

    def _bounded(self, ref: Ref, formula: Formula) -> Formula:
        return truth(("ref", ref)) if size(formula) > MOST_TESTS or depth(formula) > DEEPEST else formula

    def _predicate(self, ref: Ref) -> Formula:
        operation = self.nodes[ref].operation
        match operation:
            case Literal_(value):
                return TRUE if value else FALSE
            case OfProfile(operand):
                return self.formula(operand)
            case And(many):
                return both(*(self._formulas[operand] for operand in many))
            case Or(many):
                return either(*(self._formulas[operand] for operand in many))
            case Not(operand):
                return opposite(self._formulas[operand])
            case Member(_, operand):
                return truth(("member", operand)) if operand in self.closed else self._formulas[operand]
            case Known(operand):
                return self.known(operand)
            case IsTrue(operand):
                return self._test(operand, Among(frozenset({True})))
            case Compare():
                return self._compare(operation)
            case InRange(operand, low, low_in, high, high_in):
                return both(
                    self.known(operand),
                    TRUE if low is None else self._end(operand, ">=" if low_in else ">", low),
                    TRUE if high is None else self._end(operand, "<=" if high_in else "<", high),
                )
            case OneOf(operand, values):
                return self._one_of(operand, values)
            case TextTest(kind, operand, text):
                return self._test(operand, Like(kind, text))
            case Has(operand, quantity, values):
                each = [truth(("has", operand, value)) for value in values]
                return both(self.known(operand), both(*each) if quantity == "all" else either(*each))
            case Ranked():
                return self._ranked(operation)
            case Sampled(a, b, c, limit):
                place = Variable(("sample", a, b, c), "ordered", may_miss=False, whole=True, low=0)
                return Atom(place, High(limit, closed=False))
            case If() | Coalesce():
                return self._test(ref, Among(frozenset({True})))
            case _:
                return truth(("ref", ref))

    # --- comparisons ---

    def _compare(self, operation: Compare) -> Formula:
        left, right = operation.left, operation.right
        if self._cut(left) is not None or self._constant(left):
            mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
            left, right = right, left
            return self._end(left, mirrored.get(operation.operator, "=="), right)
        return self._end(left, operation.operator, right)

    def _end(self, operand: Ref, operator: str, end: Ref) -> Formula:
        """Both known, and the operand stands so to the end."""
        cut = self._cut(end)
        if cut is not None and isinstance(self.nodes[operand].type, ORDERED):
            return self._against(operand, operator, cut)
        constant = self.nodes[end].operation
        if isinstance(constant, Literal_):
            if constant.value is None:
                return FALSE
            if operator == "==":
                return self._test(operand, Among(frozenset({constant.value})))
        return both(self.known(operand), self.known(end), self._pair(operand, operator, end))

    def _against(self, operand: Ref, operator: str, cut: Cut) -> Formula:
        match operator:
            case "<" | "<=":
                return self._test(operand, High(cut, closed=operator == "<="))
            case ">" | ">=":
                return self._test(operand, Low(cut, closed=operator == ">="))
            case _:
                return both(self._test(operand, Low(cut, closed=True)), self._test(operand, High(cut, closed=True)))

    def _pair(self, left: Ref, operator: str, right: Ref) -> Formula:
        """How two values stand to each other: one of three ways."""
        ways = {"==": {0}, "<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}}[operator]
        if left == right:
            return TRUE if 0 in ways else FALSE
        if left > right:
            left, right, ways = right, left, {-way for way in ways}
        pair = Variable(("pair", left, right), "text", may_miss=False, values=(-1, 0, 1))
        return Atom(pair, Among(frozenset(ways)))

    def _one_of(self, operand: Ref, values: tuple[object, ...]) -> Formula:
        if isinstance(self.nodes[operand].type, ORDERED):
            cuts = [self._held(value, operand) for value in values]
            return either(*(self._against(operand, "==", cut) for cut in cuts))
        return self._test(operand, Among(frozenset(values)))  # type: ignore[arg-type]

    def _ranked(self, operation: Ranked) -> Formula:
        """A larger share holds everybody of a smaller one."""
        key = ("rank", operation.operand, operation.edge, operation.percent, operation.among)
        place = Variable(key, "ordered", may_miss=False)
        share = High(exact(Fraction(operation.share, 10**operation.scale)), closed=not operation.percent)
        among = TRUE if operation.among is None else self.formula(operation.among)
        return both(self.known(operation.operand), Atom(place, share), among)

    # --- values ---

    def _test(self, ref: Ref, test: Test) -> Formula:
        """The value is known, and the test holds of it."""
        node = self.nodes[ref]
        if isinstance(node.operation, If | Coalesce):
            return self._test_branches(ref, test)
        match node.operation:
            case Literal_(value) if isinstance(test, Among):
                return TRUE if value is not None and value in test.values else FALSE
            case Align(operand, factor) if isinstance(test, Low | High) and isinstance(test.cut, int | Fraction):
                return self._test(operand, type(test)(exact(Fraction(test.cut, factor)), closed=test.closed))
            case OfProfile(operand):
                return self._test(operand, test)
            case operation if isinstance(operation, PREDICATES) and isinstance(test, Among):
                asked = self.formula(ref)
                return both(
                    *((opposite(asked),) if True not in test.values else ()),
                    *((asked,) if False not in test.values else ()),
                )
            case _:
                return both(self.known(ref), Atom(self.variable(ref), test))

    def _test_branches(self, ref: Ref, test: Test) -> Formula:
        """The test of whichever value is chosen."""
        if self._branches == MOST_BRANCHES:
            return both(self.known(ref), Atom(self.variable(ref), test))
        self._branches += 1
        match self.nodes[ref].operation:
            case If(condition, then, otherwise):
                chosen = self.formula(condition)
                found = either(
                    both(chosen, self._test(then, test)), both(opposite(chosen), self._test(otherwise, test))
                )
            case Coalesce((*rest, last)):
                found = self._test(last, test)
                for operand in reversed(rest):
                    is_known = self.known(operand)
                    found = either(both(is_known, self._test(operand, test)), both(opposite(is_known), found))
            case other:
                raise AssertionError(f"{other} has no branches")
        self._branches -= 1
        return found
