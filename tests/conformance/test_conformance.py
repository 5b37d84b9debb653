"""The corpus, case by case and engine by engine: whom each rule means, and what is told of mistakes."""

from collections.abc import Callable, Mapping

import pytest

from tests.conformance.corpus import Case, cases, project
from tests.engines.worlds import World, snapshot
from xseg.diagnostics import Sink, Source
from xseg.engines import polars, reference
from xseg.plan import Bound, bind, lower
from xseg.plan.nodes import Ref
from xseg.semantics import check
from xseg.syntax import parse_file, parse_rule
from xseg.tables import ClosedModel

Engine = Callable[[Bound, Ref, World, Mapping[str, ClosedModel]], list[str]]
"""The ids of those of a world for whom a node of a bound plan is true, in order of number."""
CASES = list(cases())
CLAIMS, MISTAKES = [case for case in CASES if not case.told], [case for case in CASES if case.told]


def on_reference(bound: Bound, asked: Ref, world: World, models: Mapping[str, ClosedModel]) -> list[str]:
    rows = reference.evaluate(bound, {"asked": asked}, world.people, models=models)
    return [person.id for person, row in zip(world.people, rows, strict=True) if row["asked"]]


def on_polars(bound: Bound, asked: Ref, world: World, models: Mapping[str, ClosedModel]) -> list[str]:
    found = polars.evaluate(bound, {"asked": asked}, snapshot(world), models=models)
    answers = found.get_column("asked").to_list()
    return [person.id for person, answer in zip(world.people, answers, strict=True) if answer]


ENGINES: dict[str, Engine] = {"reference": on_reference, "polars": on_polars}


@pytest.mark.parametrize("case", CLAIMS, ids=str)
def test_everybody_who_is_meant_is_in_and_nobody_else(case: Case) -> None:
    bound, asked = planned(case)
    expected = [person.id for person in case.world.people if person.id in case.members]
    for name, engine in ENGINES.items():
        found = engine(bound, asked, case.world, case.models)
        wrong = f"on {name} wrongly in: {_less(found, expected)}; wrongly out: {_less(expected, found)}"
        assert found == expected, f"{case}\n{case.rule}\n{wrong}"


@pytest.mark.parametrize("case", MISTAKES, ids=str)
def test_a_mistake_is_told(case: Case) -> None:
    assert errors(case) == sorted(case.told), f"{case}\n{case.text}\n{case.rule}"


def test_the_corpus_is_large_and_no_claim_stands_twice() -> None:
    assert len(CASES) >= 300
    assert len({str(case) for case in CASES}) == len(CASES)


def planned(case: Case) -> tuple[Bound, Ref]:
    """The case's rule, bound to its clock."""
    sink = Sink()
    file = parse_file(Source("case.seg", case.text), sink)
    rule = parse_rule(Source("rule", case.rule or ""), sink)
    assert rule is not None, [finding.message for finding in sink]
    program = check(project(), [file], sink, rules={"rule": rule})
    assert not sink.failed, [finding.message for finding in sink]
    plan = lower(program)
    return bind(plan, now=case.world.now, zone=case.world.zone), plan.segments["rule"]


def errors(case: Case) -> list[str]:
    """The codes of the errors that are told of a case's declarations and rule."""
    sink = Sink()
    file = parse_file(Source("case.seg", case.text), sink)
    rule = None if case.rule is None else parse_rule(Source("rule", case.rule), sink)
    check(project(), [file], sink, rules={} if rule is None else {"rule": rule})
    return sorted(f"{found.code.number} {found.code.name}" for found in sink if found.severity == "error")


def _less(these: list[str], those: list[str]) -> str:
    return ", ".join(name for name in these if name not in those) or "nobody"
