"""The law of the language: a rule that checks never fails to evaluate, and every engine means the same people by it."""

from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings

from tests.strategies.rules import GIVEN, RECORDED, crowds, rules
from tests.support.corner import ask, checked, told
from xseg.plan import fingerprint, lower
from xseg.tables import ClosedModel, Person

LENIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
KIND = ClosedModel(
    name="kind",
    version="1",
    features=("spend", "visits"),
    impute=(0.5, None),
    shift=(0.1, 1.0),
    scale=(0.7, 2.0),
    centres=((0.0, 0.0), (1.0, -0.3)),
    labels=("cluster_1", "loyal"),
)


@given(crowds(), rules())
@settings(max_examples=100, deadline=None, suppress_health_check=LENIENT)
def test_a_rule_that_checks_is_answered_alike_everywhere(crowd: tuple[list[Person], int, ZoneInfo], rule: str) -> None:
    people, now, zone = crowd
    program, sink = checked(GIVEN, rules={"asked": rule, "opposite": f"not ({rule})"})
    assume(not any(finding.code.name == "too-many-digits" for finding in sink))
    assert told(sink) == [], rule
    plan = lower(program)
    answers, opposite = (
        ask(plan, plan.segments[name], people, now=now, zone=zone, models={"kind": KIND}, recorded=RECORDED)
        for name in ("asked", "opposite")
    )
    assert [not answer for answer in answers] == opposite


@given(rules(), rules())
@settings(max_examples=60, deadline=None, suppress_health_check=LENIENT)
def test_a_definition_is_the_same_whatever_stands_beside_it(rule: str, other: str) -> None:
    alone, sink = checked(GIVEN, rules={"asked": rule})
    among, found = checked(GIVEN, rules={"other": other, "asked": rule})
    assume(not sink.failed and not found.failed)
    first, second = lower(alone), lower(among)
    assert fingerprint(first, first.segments["asked"]) == fingerprint(second, second.segments["asked"])
