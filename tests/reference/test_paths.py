"""Paths: some choice of events fits, each positive step strictly after the one before, windows between steps exact."""

from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.corner import Happened, event, holds, members, someone, value

START = datetime.fromisoformat("2025-05-01T00:00")


def claims(file: str) -> list[tuple[str, list[str], list[str]]]:
    """Each path of a file with the stories that fit it and those that do not."""
    found: list[tuple[str, list[str], list[str]]] = []
    for line in (Path(__file__).parent / file).read_text("utf-8").splitlines():
        if line.startswith("  "):
            verdict, _, told = line.strip().partition(" ")
            _, fitting, others = found[-1]
            (fitting if verdict == "in" else others).append(told.strip().replace("nothing", ""))
        elif line and not line.startswith("#"):
            found.append((line, [], []))
    return found


def story(text: str, *, start: datetime = START) -> list[Happened]:
    """`view:0 purchase:24` are events so many hours after the start; `view:0=hat` is about an item."""
    events = []
    for word in text.split():
        kind, _, rest = word.partition(":")
        hours, _, item = rest.partition("=")
        at = start + timedelta(hours=float(hours))
        events.append(event(kind, at.isoformat(), **({"item": item} if item else {})))
    return events


PATHS = claims("paths.txt")


@pytest.mark.parametrize(("path", "fitting", "others"), PATHS, ids=[path for path, _, _ in PATHS])
def test_a_path(path: str, fitting: list[str], others: list[str]) -> None:
    people = [someone(text, *story(text)) for text in (*fitting, *others)]
    assert members(f"did {path}", people) == fitting
    assert members(f"not (did {path})", people) == others


# --- a closing silence; now is noon of 1 June 2025 ---

BEFORE = datetime.fromisoformat("2025-06-01T10:00")
SILENCES = claims("silences.txt")


@pytest.mark.parametrize(("path", "fitting", "others"), SILENCES, ids=[path for path, _, _ in SILENCES])
def test_a_closing_silence(path: str, fitting: list[str], others: list[str]) -> None:
    people = [someone(text, *story(text, start=BEFORE)) for text in (*fitting, *others)]
    assert members(f"did {path}", people) == fitting


def test_between_events_a_day_is_24_hours_whatever_the_clock_does() -> None:
    night = datetime.fromisoformat("2025-03-29T12:00")
    short = story("view:0 purchase:24", start=night)  # read as local: 23 hours really pass
    assert holds("did view then purchase within 23 hours", *short)
    exact = [event("view", "2025-03-29T11:00Z"), event("purchase", "2025-03-30T11:00Z")]
    assert holds("did view then purchase within 1 day", *exact)
    assert holds("did view then purchase within 24 hours", *exact)
    assert not holds("did view then purchase after 1 day", *exact)


def test_a_path_counts_the_first_step_events_that_can_be_completed() -> None:
    events = story("view:0=hat view:1=shoe view:2=hat purchase:30=hat view:40=hat cart:50")
    assert value("count(view then purchase)", *events) == 3
    assert value("count(view then purchase[same item])", *events) == 2
    assert value("count(view then purchase within 29 hours)", *events) == 2
    assert value("distinct(item of view then purchase)", *events) == 2
    assert value("distinct(item of view then purchase[same item])", *events) == 1
    assert value("last(time of view then purchase) == last view", *events) is False
    assert value("count(view then not purchase)", *events) == 1
    assert value("count(view then view)", *events) == 3
    assert value("count(cart then purchase)", *events) == 0


def test_several_events_at_one_instant() -> None:
    assert not holds("did view then view", *story("view:0 view:0"))
    assert holds("did view then view", *story("view:0 view:0 view:1"))
    assert value("count(view then purchase)", *story("view:0 view:0 purchase:0 purchase:1")) == 2
    assert holds("did view then not cart then purchase", *story("view:0 cart:0 purchase:1 cart:1"))


def test_a_later_event_can_be_out_of_reach_where_a_nearer_one_is_not() -> None:
    path = "did view then cart within 10 hours then purchase after 5 hours within 10 hours"
    assert holds(path, *story("view:0 cart:1 cart:8 purchase:9"))
    assert holds(path, *story("view:0 cart:1 cart:8 purchase:18"))
    assert not holds(path, *story("view:0 cart:6 purchase:9"))


def test_a_path_may_have_very_many_steps() -> None:
    events = story(" ".join(f"view:{hour}" for hour in range(12)))
    assert holds("did view" + " then view" * 11, *events)
    assert not holds("did view" + " then view" * 12, *events)
    assert not holds("did view" + " then view" * 1000, *events)


# --- every choice of events, tried one by one ---

KINDS = ("view", "cart", "purchase")


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Up to eight events, at few hours, so that many stand at one instant."""
    return draw(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 6)), max_size=8))


@given(
    stories(),
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2), st.integers(1, 6)), min_size=2, max_size=4),
    st.integers(1, 6) | st.none(),
)
@settings(max_examples=60, deadline=None)
def test_a_path_fits_when_some_choice_of_events_does(
    told: list[tuple[str, int]], steps: list[tuple[str, int, int]], most: int | None
) -> None:
    path = steps[0][0]
    for kind, after, more in steps[1:]:
        path += f" then {kind}" + (f" after {after} hours" if after else "") + f" within {after + more} hours"
    path += f" all within {most} hours" if most is not None else ""
    events = story(" ".join(f"{kind}:{hour}" for kind, hour in told))
    assert holds(f"did {path}", *events) is _some_choice(told, steps, most)


def _some_choice(told: list[tuple[str, int]], steps: list[tuple[str, int, int]], most: int | None) -> bool:
    for chosen in combinations(sorted(told, key=lambda one: one[1]), len(steps)):
        kinds, hours = [kind for kind, _ in chosen], [hour for _, hour in chosen]
        gaps = [later - before for before, later in pairwise(hours)]
        if (
            kinds == [kind for kind, _, _ in steps]
            and all(after < gap <= after + more for gap, (_, after, more) in zip(gaps, steps[1:], strict=True))
            and (most is None or hours[-1] - hours[0] <= most)
        ):
            return True
    return False
