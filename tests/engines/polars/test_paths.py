"""Paths, step by step: what must follow, what must stay away, and how long each may take."""

import pytest

from tests.engines.polars.test_aggregates import NOW, event, world
from tests.engines.sketch import Sketch, answers, query
from tests.engines.worlds import World
from xseg.plan.nodes import Path, Step
from xseg.project.types import TEXT
from xseg.tables import Event

HOUR = 3_600_000_000
BUY, VIEW, NEVER = query("buy"), query("view"), query("never")
ITEM = 0
"""The node that steps are tied by: the first of each sketch."""


def line(text: str) -> list[Event]:
    """`view@1 buy@2:shoes` as events: kind, hour, item."""
    happened = []
    for place, word in enumerate(text.split()):
        kind, _, rest = word.partition("@")
        hour, _, item = rest.partition(":")
        happened.append(event(kind, str(place), float(hour), item=item or None))
    return happened


def counts(path: Path, *lines: str) -> list[object]:
    sketch = tied()
    ref = sketch.count(path)
    return list(answers(world(*(line(text) for text in lines)), sketch, ref))


def tied() -> Sketch:
    """A sketch that holds what steps are tied by."""
    sketch = Sketch()
    assert sketch.property("item", TEXT) == ITEM
    return sketch


def test_a_later_step_lies_strictly_later() -> None:
    path = Path((Step(VIEW), Step(BUY)), None)
    assert counts(path, "view@1 buy@2", "view@1 buy@1", "buy@1 view@2", "view@1 view@2 buy@3", "") == [1, 0, 0, 2, 0]


def test_within_and_after_are_seen_from_the_step_before() -> None:
    path = Path((Step(VIEW), Step(BUY, after=HOUR, within=3 * HOUR)), None)
    assert counts(path, "view@1 buy@2", "view@1 buy@2.01", "view@1 buy@4", "view@1 buy@4.01", "view@1 buy@2 buy@3") == [
        0,
        1,
        1,
        0,
        1,
    ]


def test_same_means_equal_and_known_on_both_sides() -> None:
    path = Path((Step(VIEW), Step(BUY, same=(ITEM,))), None)
    assert counts(path, "view@1:a buy@2:a", "view@1:a buy@2:b", "view@1 buy@2", "view@1:a buy@2:b buy@3:a") == [
        1,
        0,
        0,
        1,
    ]


def test_nothing_of_a_negative_step_lies_strictly_between() -> None:
    path = Path((Step(VIEW), Step(NEVER, negated=True), Step(BUY)), None)
    assert counts(
        path, "view@1 never@2 buy@3", "view@1 never@1 never@3 buy@3", "view@1 buy@3", "view@1 never@2 view@3 buy@4"
    ) == [0, 1, 1, 1]


def test_a_negative_step_may_be_tied_too() -> None:
    path = Path((Step(VIEW), Step(NEVER, negated=True, same=(ITEM,)), Step(BUY)), None)
    assert counts(path, "view@1:a never@2:a buy@3", "view@1:a never@2:b buy@3", "view@1 never@2 buy@3") == [0, 1, 1]


def test_a_closing_negative_step_looks_up_to_now() -> None:
    path = Path((Step(VIEW), Step(BUY, negated=True)), None)
    assert counts(path, "view@1", "view@1 buy@2", "view@1 buy@1", "buy@1 view@2", "view@1 buy@2 view@3") == [
        1,
        0,
        1,
        1,
        1,
    ]


def test_a_closing_negative_step_within_a_time_needs_that_time_to_be_over() -> None:
    path = Path((Step(VIEW), Step(BUY, negated=True, within=2 * HOUR)), None)
    assert counts(path, "view@1 buy@3", "view@1 buy@3.01", "view@98", "view@98.01") == [0, 1, 1, 0]


def test_a_silence_that_lasts_is_over_by_nothing_at_all() -> None:
    path = Path((Step(VIEW), Step(BUY, negated=True, lasting=2 * HOUR)), None)
    assert counts(path, "view@1 buy@3", "view@1 buy@50", "view@98", "view@98.01") == [0, 0, 1, 0]


def test_the_closing_step_looks_from_the_last_positive_one() -> None:
    path = Path((Step(VIEW), Step(BUY), Step(NEVER, negated=True, lasting=HOUR)), None)
    assert counts(path, "view@1 never@2 buy@3", "view@1 buy@2 never@3", "view@1 buy@2 never@3 buy@4") == [1, 0, 1]


def test_the_whole_path_may_be_bounded() -> None:
    path = Path((Step(VIEW), Step(BUY), Step(NEVER)), 4 * HOUR)
    assert counts(path, "view@1 buy@2 never@5", "view@1 buy@2 never@5.01", "view@1 view@2 buy@3 never@6") == [1, 0, 1]


def test_the_bound_asks_for_the_soonest_end_not_the_soonest_step() -> None:
    path = Path((Step(VIEW), Step(BUY), Step(NEVER, same=(ITEM,))), 4 * HOUR)
    assert counts(path, "view@1 buy@2:a buy@3:b never@4:b never@9:a", "view@1 buy@2:a never@9:a") == [1, 0]


def test_the_bound_keeps_each_steps_own_window() -> None:
    path = Path((Step(VIEW), Step(BUY, within=HOUR), Step(NEVER, after=HOUR)), 4 * HOUR)
    found = counts(
        path, "view@1 buy@2 never@4", "view@1 buy@2.01 never@4", "view@1 buy@2 never@3", "view@1 buy@2 never@3 never@5"
    )
    assert found == [1, 0, 0, 1]


def test_a_step_may_follow_one_of_its_own_kind() -> None:
    path = Path((Step(BUY), Step(BUY, same=(ITEM,), within=2 * HOUR)), None)
    assert counts(path, "buy@1:a", "buy@1:a buy@2:a buy@3:a", "buy@1:a buy@1:a", "buy@1:a buy@4:a") == [0, 2, 0, 0]


def test_other_aggregates_look_at_the_first_steps_that_can_be_completed() -> None:
    sketch = tied()
    path = Path((Step(VIEW), Step(BUY, same=(ITEM,))), None)
    ref = sketch.aggregate("distinct", path, ITEM)
    assert answers(world(line("view@1:a view@2:a view@3:b buy@4:a"), line("")), sketch, ref) == [1, 0]


def test_spans_longer_than_time_are_no_limit_or_never_over() -> None:
    for_ever = Path((Step(VIEW), Step(BUY, within=10**30)), 10**30)
    assert counts(for_ever, "view@1 buy@99") == [1]
    never_over = Path((Step(VIEW), Step(BUY, negated=True, lasting=10**30)), None)
    assert counts(never_over, "view@1") == [0]


@pytest.mark.parametrize("all_within", [None, HOUR])
def test_paths_in_an_empty_world(all_within: int | None) -> None:
    sketch = tied()
    ref = sketch.count(Path((Step(VIEW), Step(BUY, same=(ITEM,)), Step(NEVER, negated=True)), all_within))
    assert answers(world([], []), sketch, ref) == [0, 0]
    assert answers(World([], NOW), sketch, ref) == []
