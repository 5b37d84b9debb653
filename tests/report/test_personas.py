"""Portraits of the shop: rules that check and do what they say, nothing sensitive, no small group."""

import json
from pathlib import Path

import pytest

from tests.report.conftest import JUNE
from xseg.cli import main
from xseg.cli.portraits import personas_json
from xseg.diagnostics import Sink
from xseg.plan import lower
from xseg.store import Store
from xseg.workflow.building import as_of
from xseg.workflow.evaluating import answers, models_in_force
from xseg.workflow.personas import PersonaReport, personas, tellable
from xseg.workflow.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def report(shop_folder: Path) -> PersonaReport:
    found = personas(open_workspace(shop_folder), now=JUNE)
    assert found is not None
    return found


def test_every_rule_is_a_segment_that_checks(report: PersonaReport, shop_folder: Path) -> None:
    rules = {one.label: one.stand_in.condition for one in report.personas if one.stand_in is not None}
    assert len(rules) >= 10
    again = open_workspace(shop_folder, rules=rules)
    assert [found.message for found in again.sink if found.severity == "error"] == []


def test_precision_and_recall_are_those_of_the_very_rule_in_the_engine(report: PersonaReport, shop: Workspace) -> None:
    made = [one for one in report.personas if one.kind == "cluster" and one.stand_in is not None]
    assert made
    rules = {f"r{place}": one.stand_in.condition for place, one in enumerate(made) if one.stand_in is not None}
    program = open_workspace(shop.root, rules=rules).checked
    plan = lower(program)
    models = models_in_force(Store(program.project.state), program, plan, plan.models.values(), Sink())
    assert models is not None
    outputs = {**{name: plan.segments[name] for name in rules}, "label": plan.models["cluster"]}
    table = answers(
        plan, outputs, as_of(program.project, plan, now=JUNE), project=program.project, now=JUNE, models=models
    )
    for place, one in enumerate(made):
        assert one.stand_in is not None
        inside = table.get_column("label") == one.label
        let_in = table.get_column(f"r{place}")
        both = int((inside & let_in).sum())
        assert one.stand_in.recall == both / int(inside.sum())
        assert one.stand_in.precision == both / int(let_in.sum())
        assert 2 * both / (int(inside.sum()) + int(let_in.sum())) > 0.7


def test_no_attribute_that_is_sensitive_or_names_somebody_is_told(report: PersonaReport, shop: Workspace) -> None:
    program = shop.checked
    told = json.dumps(personas_json(report, program.project.timezone))
    for name in ("birth_date", "first_name", "customer_id", "email ==", "handle"):
        assert name not in told
    hidden = {"birth_date", "customer_id", "email"}
    assert not hidden & tellable(program, lower(program), {}).keys()


def test_a_trait_made_of_what_is_sensitive_is_not_told(shop_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "extra.seg").write_text("trait grey = years_since(birth_date) > 60\ntrait plain = count(purchase)\n")
    (tmp_path / "xseg.toml").write_text((shop_folder / "xseg.toml").read_text())
    workspace = open_workspace(tmp_path)
    program = workspace.checked
    found = tellable(program, lower(program), {})
    assert "plain" in found
    assert "grey" not in found


def test_groups_below_the_smallest_have_no_figures(report: PersonaReport) -> None:
    small = [one for one in report.personas if one.size is None]
    assert small, "four hundred people have segments of fewer than ten"
    for one in small:
        assert (one.share, one.differences, one.stand_in, one.journeys, one.channels, one.lifts) == (
            None, (), None, (), (), ()
        )  # fmt: skip
    assert all(one.size >= report.smallest for one in report.personas if one.size is not None)


def test_shares_and_lifts_are_of_groups_that_may_be_shown(report: PersonaReport) -> None:
    for one in report.personas:
        assert all(channel.people >= report.smallest for channel in one.channels)
        assert all(lift.lift > 1 for lift in one.lifts)


def test_the_command_prints_one_document_with_a_schema(shop_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["personas", "cluster", "--json", "--project", str(shop_folder)])
    assert left.value.code == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "xseg.personas/1"
    assert {one["of"] for one in document["personas"]} == {"cluster"}


def test_a_name_that_is_nothing_is_told(shop: Workspace) -> None:
    assert personas(shop, now=JUNE, name="clutser") is None
    (found,) = (found for found in shop.sink if found.severity == "error")
    assert found.help == ("did you mean `cluster`?",)
