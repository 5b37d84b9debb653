"""What holds of everybody, between values that a formula asks about: no purchase within a month if there is none."""

from fractions import Fraction

from xseg.logic.formula import (
    Atom,
    Exact,
    Formula,
    High,
    Low,
    Missing,
    Variable,
    atoms,
    both,
    either,
    opposite,
    variables,
)
from xseg.logic.reading import Reading
from xseg.logic.solve import Budget, unsatisfiable
from xseg.plan.nodes import Aggregate, EventTime, Path, Query, Ref, Step
from xseg.plan.times import NowMoment

MOST_AGGREGATES = 30
"""Among more aggregates none is compared with another."""

_EDGES = ("min", "max", "first", "last", "median", "most_frequent")


def with_facts(reading: Reading, formula: Formula, budget: Budget) -> Formula:
    """The formula and what always holds between its variables."""
    found = {
        ref: operation
        for variable in variables(formula)
        if (ref := _ref(variable)) is not None
        and isinstance(operation := reading.nodes[ref].operation, Aggregate | EventTime)
    }
    aggregates = {ref: one for ref, one in found.items() if isinstance(one, Aggregate)}
    facts: list[Formula] = []
    for ref, operation in found.items():
        if _is_past(reading, operation):
            before = Atom(reading.variable(ref), High(NowMoment(), closed=True))
            facts.append(either(opposite(reading.known(ref)), before))
    for ref, aggregate in aggregates.items():
        if _is_empty(reading, aggregate.over, budget):
            facts.append(_none(reading, ref, aggregate))
    if len(aggregates) <= MOST_AGGREGATES:
        facts += _compared(reading, formula, aggregates)
    return both(formula, *facts)


def _ref(variable: Variable) -> Ref | None:
    match variable.key:
        case ("ref", int(ref)):
            return ref
        case _:
            return None


def _is_past(reading: Reading, operation: Aggregate | EventTime) -> bool:
    """Events after `now` do not exist."""
    match operation:
        case EventTime():
            return True
        case Aggregate(function=function, operand=int(operand)):
            return function in _EDGES and isinstance(reading.nodes[operand].operation, EventTime)
        case _:
            return False


def _none(reading: Reading, ref: Ref, aggregate: Aggregate) -> Formula:
    """What the aggregate is where there is no event."""
    if aggregate.function in ("count", "distinct", "sum"):
        zero = 0
        variable = reading.variable(ref)
        return both(Atom(variable, Low(zero, closed=True)), Atom(variable, High(zero, closed=True)))
    return opposite(reading.known(ref))


def _is_empty(reading: Reading, over: Query | Path, budget: Budget) -> bool:
    """Whether certainly no event fits."""
    if isinstance(over, Path):
        happened = [step for step in over.steps if not step.negated]
        return any(_at_one_time(reading, step) or _is_empty(reading, step.query, budget) for step in happened)
    if over.filter is None and over.window is None:
        return False
    if over not in reading.empty:
        reading.empty[over] = unsatisfiable(of_event(reading, over), budget)
    return reading.empty[over]


def _at_one_time(reading: Reading, step: Step) -> bool:
    """`same time`: no event lies strictly after another and at its instant."""
    return any(isinstance(reading.nodes[ref].operation, EventTime) for ref in step.same)


def of_event(reading: Reading, query: Query) -> Formula:
    """What an event that fits says of itself."""
    parts = [reading.formula(ref) for ref in (query.filter, query.window) if ref is not None]
    asked = both(*parts)
    times = {
        variable
        for variable in variables(asked)
        if (ref := _ref(variable)) is not None and isinstance(reading.nodes[ref].operation, EventTime)
    }
    return both(asked, *(Atom(variable, High(NowMoment(), closed=True)) for variable in times))


def _compared(reading: Reading, formula: Formula, aggregates: dict[Ref, Aggregate]) -> list[Formula]:
    """At least k of the fewer are at least k of the more; and a value is known only of events that there are."""
    cuts: dict[Ref, set[Exact]] = {}
    for atom in atoms(formula):
        ref = _ref(atom.variable)
        if ref in aggregates and isinstance(atom.test, Low | High) and isinstance(atom.test.cut, int | Fraction):
            cuts.setdefault(ref, set()).update(
                (atom.test.cut,) if atom.test.closed is isinstance(atom.test, Low) else (atom.test.cut + 1,)
            )
    counts = {ref: one for ref, one in aggregates.items() if one.function == "count"}
    facts: list[Formula] = []
    for ref, one in aggregates.items():
        for other_ref, other in counts.items():
            if ref == other_ref or not _within(reading, one.over, other.over):
                continue
            variable, larger = reading.variable(ref), reading.variable(other_ref)
            if one.function in ("count", "distinct"):
                facts += [
                    either(Atom(variable, Low(cut, closed=True), holds=False), Atom(larger, Low(cut, closed=True)))
                    for cut in cuts.get(ref, set()) | cuts.get(other_ref, set())
                ]
            elif one.function != "sum":
                some = Atom(larger, Low(1, closed=True))
                facts.append(either(opposite(reading.known(ref)), some))
            elif _ref(variable) is not None:
                zero = 0
                nothing = both(Atom(variable, Low(zero, closed=True)), Atom(variable, High(zero, closed=True)))
                facts.append(either(nothing, Atom(larger, Low(1, closed=True))))
        if one.function in ("min", "max") and one.operand is not None:
            facts += _edges_of_none(reading, ref, one, counts)
    return facts


def _edges_of_none(reading: Reading, ref: Ref, edge: Aggregate, counts: dict[Ref, Aggregate]) -> list[Formula]:
    """There is a last purchase wherever there is a purchase."""
    assert edge.operand is not None
    if not isinstance(reading.nodes[edge.operand].operation, EventTime):
        return []
    missing = Atom(reading.variable(ref), Missing())
    return [
        either(opposite(missing), Atom(reading.variable(other_ref), Low(1, closed=True), holds=False))
        for other_ref, other in counts.items()
        if _within(reading, other.over, edge.over)
    ]


def _within(reading: Reading, one: Query | Path, other: Query | Path) -> bool:
    """Whether certainly every event (or beginning of a path) of the first is one of the second."""
    if one == other:
        return True
    if isinstance(other, Path):
        return False
    first = one.steps[0].query if isinstance(one, Path) else one
    if first == other:
        return True
    kinds = other.kinds is None or (first.kinds is not None and set(first.kinds) <= set(other.kinds))
    channels = other.channels is None or (first.channels is not None and set(first.channels) <= set(other.channels))
    if not kinds or not channels:
        return False
    asked = [ref for ref in (other.filter, other.window) if ref is not None and ref not in (first.filter, first.window)]
    if not asked:
        return True
    if (first, other) not in reading.within:
        reading.within[first, other] = _implied(reading, first, asked)
    return reading.within[first, other]


def _implied(reading: Reading, first: Query, asked: list[Ref]) -> bool:
    wanted = both(*(reading.formula(ref) for ref in asked))
    return unsatisfiable(both(of_event(reading, first), opposite(wanted)), Budget(400))
