"""Rules on real households: Polars and the reference find the very people that an independent computation found."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from xseg.engines.reference import evaluate
from xseg.plan import bind, lower
from xseg.plan.bind import to_micros
from xseg.profiles import people, snapshot
from xseg.store import Store
from xseg.tables import PROFILE
from xseg.workflow.preview import preview
from xseg.workflow.run import run
from xseg.workflow.workspace import RULE, Workspace, open_workspace

EXPECTED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "expected.toml").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journey")]


@pytest.fixture(scope="module")
def ran(households: Path) -> Workspace:
    workspace = open_workspace(households)
    assert run(workspace, now=now_of(workspace)) is not None
    return workspace


def now_of(workspace: Workspace) -> int:
    as_of = workspace.checked.project.as_of
    assert as_of is not None
    return to_micros(as_of)


def household_ids(workspace: Workspace) -> dict[str, str]:
    keys = Store(workspace.checked.project.state).identities("keys")
    return {row[PROFILE]: row["value"] for row in keys.iter_rows(named=True) if row["key"] == "household_id"}


def digest(ids: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_run_on_polars_finds_the_expected_households(ran: Workspace, name: str) -> None:
    ids = household_ids(ran)
    found = [ids[profile] for profile in Store(ran.checked.project.state).members(name)]
    assert len(found) == EXPECTED[name]["count"]
    assert digest(found) == EXPECTED[name]["sha256"]


def test_the_reference_finds_the_same_households(ran: Workspace) -> None:
    program, now = ran.checked, now_of(ran)
    project = program.project
    plan = lower(program)
    everybody = people(project, snapshot(project, Store(project.state), now=now))
    outputs = {name: plan.segments[name] for name in EXPECTED}
    answers = evaluate(bind(plan, now=now, zone=project.timezone), outputs, everybody)
    ids = household_ids(ran)
    for name, expected in EXPECTED.items():
        members = [ids[person.id] for person, answer in zip(everybody, answers, strict=True) if answer[name]]
        assert (name, len(members), digest(members)) == (name, expected["count"], expected["sha256"])


@pytest.mark.parametrize("name", EXPECTED)
def test_the_table_holds_the_text_of_the_rule(ran: Workspace, name: str) -> None:
    """The rule as the table tells it, typed anew, is as large as the segment of the project."""
    workspace = open_workspace(ran.root, rules={RULE: EXPECTED[name]["rule"]})
    assert not workspace.sink.failed
    found = preview(workspace, RULE, now=now_of(workspace))
    assert found is not None
    assert found.size == EXPECTED[name]["count"]
