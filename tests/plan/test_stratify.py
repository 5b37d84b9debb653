"""Barriers stand in levels: whatever one reads, through any nodes, stands in an earlier level."""

from tests.engines.sketch import Sketch, query
from xseg.plan.nodes import Compare, OfProfile, Ranked
from xseg.plan.stratify import stratify
from xseg.project.types import BOOLEAN, INTEGER


def test_levels_follow_what_is_read() -> None:
    sketch = Sketch()
    count = sketch.count(query("buy"))
    other = sketch.count(query("view"))
    unused = sketch.count(query("never"))
    rank = sketch.test(Ranked(count, "top", 10, 0, True, None))
    filter_ = sketch.add(OfProfile(rank), BOOLEAN)
    of_the_best = sketch.count(query("buy", filter_=filter_))
    root = sketch.test(Compare(">", of_the_best, other))
    assert stratify(sketch.plan(), [root]) == ((count, other), (rank,), (of_the_best,))
    assert unused not in {ref for level in stratify(sketch.plan(), [root]) for ref in level}


def test_a_plan_of_attributes_alone_has_no_levels() -> None:
    sketch = Sketch()
    x = sketch.attribute("x", INTEGER)
    root = sketch.test(Compare(">", x, x))
    assert stratify(sketch.plan(), [root]) == ()
