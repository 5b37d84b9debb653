"""Law: a path has a witness exactly where it has first steps, and the witness is one choice that fits."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xseg.engines.reference.paths import Look, first_steps, witness
from xseg.plan.nodes import Path, Query, Step
from xseg.tables.person import Event

NOW = 30
KINDS = st.sampled_from("abc")
EVENTS = st.lists(st.tuples(KINDS, st.integers(0, NOW)), max_size=12)


@st.composite
def paths(draw: st.DrawFn) -> Path:
    steps = [Step(Query((draw(KINDS),), None, None, None))]
    for place in range(draw(st.integers(1, 4))):
        query = Query((draw(KINDS),), None, None, None)
        within = draw(st.none() | st.integers(1, 20))
        if place > 0 and draw(st.booleans()):
            steps.append(Step(query, negated=True))
        steps.append(Step(query, after=0 if within is None else draw(st.integers(0, within - 1)), within=within))
    if draw(st.booleans()):
        query = Query((draw(KINDS),), None, None, None)
        steps.append(Step(query, negated=True, lasting=draw(st.none() | st.integers(1, 20))))
    return Path(tuple(steps), draw(st.none() | st.integers(1, 30)))


@given(paths(), EVENTS)
def test_a_witness_fits_where_there_is_a_first_step(path: Path, told: list[tuple[str, int]]) -> None:
    events = [Event(kind, f"{place:02}", "s", "", time) for place, (kind, time) in enumerate(told)]
    events.sort(key=lambda event: (event.time, event.source, event.id))

    def matching(query: Query) -> list[Event]:
        return [event for event in events if query.kinds is None or event.kind in query.kinds]

    look = Look(matching, lambda _, event: event.kind, NOW)
    starts = first_steps(path, look)
    chain = witness(path, look)
    assert (chain is None) == (not starts)
    if chain is None:
        return
    positive = [step for step in path.steps if not step.negated]
    assert chain[0] in starts
    assert [(event.kind,) for event in chain] == [step.query.kinds for step in positive]
    for (before, later), step in zip(pairwise(chain), positive[1:], strict=True):
        assert step.after < later.time - before.time <= (NOW if step.within is None else step.within)
    assert path.all_within is None or chain[-1].time - chain[0].time <= path.all_within
