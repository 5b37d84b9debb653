"""Late and future events, known shares and changed columns of a source, from what its parts counted."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles.test_expectations import REPORT
from xseg.profiles.identity.owners import NOBODY
from xseg.profiles.measures import kept_report
from xseg.profiles.measures.graph import answers, graph
from xseg.profiles.measures.report import Answers, KeyReport
from xseg.profiles.measures.shape import Seen, Shape
from xseg.profiles.measures.timely import late, timely
from xseg.project.project import Key

DAYS = st.lists(st.integers(0, 30), max_size=20)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=DAYS, new=DAYS, then=st.integers(0, 30), now=st.integers(0, 30), cut=st.integers(0, 20))
def test_late_is_what_came_since_and_lies_not_after_what_was_newest_then(
    old: list[int], new: list[int], then: int, now: int, cut: int
) -> None:
    first = timely([pl.Series(old, dtype=pl.Int64)], now=then, before=None)
    every = pl.Series(old + new, dtype=pl.Int64)
    second = timely([every[:cut], every[cut:]], now=now, before=first.newest)
    assert late(first, kept_before=0) is None
    assert second.future == sum(day > now for day in old + new)
    found = late(second, kept_before=len(old) - first.future)
    if first.newest is None:
        assert found is None
    else:
        future_then_and_old = sum(day > then and day <= first.newest for day in old)
        assert future_then_and_old == 0
        assert found == sum(day <= first.newest for day in new)


def test_rows_without_a_time_are_neither_late_nor_of_the_future() -> None:
    found = timely([pl.Series([None, 5, None], dtype=pl.Int64)], now=4, before=9)
    assert (found.future, found.newest, found.not_after_before) == (1, None, 1)


def test_a_report_is_kept_whole() -> None:
    shapes = (Shape("web.csv", 9, True, {"at": Seen("times", 9, False)}),)
    report = replace(
        REPORT,
        sources=(replace(REPORT.sources[0], shapes=shapes),),
        answers=(Answers("email", 1, 2, 3),),
    )
    assert kept_report.from_json(json.loads(json.dumps(kept_report.as_json(report)))) == report


def test_a_report_in_the_form_of_another_version_is_none() -> None:
    document = kept_report.as_json(REPORT)
    assert kept_report.from_json({}) is None
    assert kept_report.from_json({**document, "unheard_of": 1}) is None
    assert kept_report.from_json({name: value for name, value in document.items() if name != "lists"}) is None


KEYS = (Key("customer", ("customer",)), Key("email", ("email",)))


def test_the_graph_tells_sizes_the_biggest_and_conflicts() -> None:
    whose = np.array([0, 1, 1, 2, 2, 2], np.uint32)
    owners = [np.array([0, 1, 1], np.uint32), np.array([NOBODY, 2], np.uint32)]
    people = pl.Series(["p000001", "p000002", "p000003"])
    found = graph(whose, owners, people, keys=KEYS, over_limit={"email": (2, 9)}, hands=[(0, 0)] * 2)
    assert {size: people for size, people in found.sizes.items() if people} == {"1": 1, "2": 1, "3–5": 1}
    assert (found.records, found.biggest, found.biggest_person, found.conflicts) == (6, 3, "p000003", 1)
    assert found.keys == (KeyReport("customer", 3, 2), KeyReport("email", 1, 1, 2, 9))


def test_a_graph_of_nobody_is_empty() -> None:
    none = np.zeros(0, np.uint32)
    found = graph(none, [none, none], pl.Series([], dtype=pl.String), keys=KEYS, over_limit={}, hands=[(0, 0)] * 2)
    assert (found.records, found.biggest, found.biggest_person, found.conflicts) == (0, 0, None, 0)


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [("news", Answers("news", 1, 2, 5)), ("sms", Answers("sms", 0, 0, 0))],
)
def test_of_answers_the_latest_counts_and_of_one_instant_the_strictest(purpose: str, expected: Answers) -> None:
    rows = [("ann", 1, False), ("ann", 2, True), ("bob", 1, True), ("bob", 1, False), ("cem", 9, False)]
    table = pl.DataFrame(rows, schema=["@scope", "@time", "@granted"], orient="row").lazy()
    assert answers(table.with_columns(pl.lit("news").alias("@purpose")), [purpose]) == (expected,)
