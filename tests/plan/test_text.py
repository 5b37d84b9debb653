"""The text form tells what a definition is, and nothing of the clock or of what else is declared."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.plan.lowered import GIVEN, rules
from tests.support.corner import checked, instant, planned
from xseg.diagnostics import Sink, Source
from xseg.plan import bind, fingerprint, lower, render
from xseg.plan.nodes import Time
from xseg.plan.plan import operands
from xseg.project.load import project_from

OTHERS = """
trait amounts = sum(amount of purchase within 30 days)
trait later   = if(seen within 3 days, 1, 0)
segment zoo   { where seen within 30 days and flag and age > 3 }
segment adult { where age > 3 or flag or in list staff or did view then purchase[same item] }
segment best2 { where spend > 500 and days_since(born) > 30 }
"""


@pytest.mark.parametrize("rule", rules())
def test_other_declarations_do_not_change_a_fingerprint(rule: str) -> None:
    alone, _ = planned(GIVEN, asked=rule)
    among, _ = planned(OTHERS + GIVEN, before="flag and seen within 3 hours and balance > 3.125", asked=rule)
    assert fingerprint(alone, alone.segments["asked"]) == fingerprint(among, among.segments["asked"])


def test_different_rules_have_different_fingerprints() -> None:
    prints: dict[str, list[str]] = {}
    for rule in rules():
        plan, _ = planned(GIVEN, asked=rule)
        prints.setdefault(fingerprint(plan, plan.segments["asked"]), []).append(rule)
    assert [found for found in prints.values() if len(found) > 1] == [
        # each two ways to say one thing
        ["age is known", "age is not missing"],
        ["flag is true", "flag"],
        ["flag is not true", "not flag"],
        ["seen within 30 days", "seen from 30 days ago to now"],
        ["spend > 500", "sum(amount of purchase) > 500"],
    ]


def test_equal_nodes_are_one_node_across_segments() -> None:
    plan, _ = planned(
        "segment a { where age > 3 and flag } segment b { where flag or age > 3 } segment c { where not (age > 3) }"
    )
    assert len(plan.nodes) == len(set(plan.nodes))
    assert sum(type(node.operation).__name__ == "Compare" for node in plan.nodes) == 1


def test_a_trait_is_worked_out_once_wherever_it_is_read() -> None:
    plan, _ = planned(GIVEN, one="spend > 3 and spend < 10", two="did purchase[amount > profile.spend]")
    assert sum(type(node.operation).__name__ == "Aggregate" for node in plan.nodes) == 2


@pytest.mark.parametrize("rule", rules())
def test_operands_stand_before_their_users(rule: str) -> None:
    plan, _ = planned(GIVEN, asked=rule)
    assert all(operand < ref for ref, node in enumerate(plan.nodes) for operand in operands(node.operation))


def test_binding_replaces_every_moment_and_nothing_else() -> None:
    plan, _ = planned("", asked="seen within 30 days and born < today and age > 3")
    bound = bind(plan, now=instant("2025-06-01T12:00", ZoneInfo("UTC")), zone=ZoneInfo("UTC"))
    for before, after in zip(plan.nodes, bound.plan.nodes, strict=True):
        assert before.type == after.type
        assert (before == after) != isinstance(before.operation, Time)


def test_a_long_sum_is_rendered_without_deep_recursion() -> None:
    plan, _ = planned("", asked=" + ".join(["score"] * 1500) + " > 3")
    assert render(plan, plan.segments["asked"]).count("\n") == 1502


def test_what_reads_sessions_means_something_else_when_they_are_made_otherwise() -> None:
    def fingerprints(gap: str) -> tuple[str, str]:
        toml = (Path(__file__).parents[1] / "docs" / "shop.toml").read_text("utf-8")
        text = toml.replace("[sessions]\n", f'[sessions]\ngap = "{gap}"\n')
        project = project_from(Source("xseg.toml", text), Sink(), root=Path())
        program, sink = checked("trait a = count(session)\ntrait b = count(view)", project=project)
        assert not sink.found
        plan = lower(program)
        return fingerprint(plan, plan.traits["a"]), fingerprint(plan, plan.traits["b"])

    half, hour = fingerprints("30 minutes"), fingerprints("60 minutes")
    assert half[0] != hour[0]
    assert half[1] == hour[1]
    assert fingerprints("1 hour") == hour
