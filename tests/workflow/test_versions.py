"""Versions follow each other by promotion, rollback and retraining; every gate is asked, and what is old is told."""

from pathlib import Path

import pytest

from tests.workflow.conftest import RULES, write_orders
from xseg.diagnostics import Sink
from xseg.store import Store
from xseg.store import models as stored
from xseg.workflow.train import train
from xseg.workflow.versions import promote, roll_back, versions
from xseg.workflow.workspace import Workspace, open_workspace

JUNE = 1_748_728_800_000_000
DAY = 86_400_000_000


def opened(corner: Path, rules: str | None = None) -> Workspace:
    if rules is not None:
        (corner / "rules.seg").write_text(rules)
    workspace = open_workspace(corner)
    assert workspace.ready, list(workspace.sink)
    return workspace


def in_force(corner: Path) -> int:
    return stored.in_force(Store(corner / ".xseg"))["cluster"]


def test_a_candidate_is_listed_promoted_and_rolled_back(corner: Path) -> None:
    program = opened(corner).checked
    train(program, Sink(), now=JUNE - 3 * DAY)
    train(program, Sink(), now=JUNE - DAY)
    found = versions(program, Sink(), now=JUNE)
    assert found is not None
    assert [(one.version, one.state, one.days) for one in found] == [(2, "candidate", 1), (1, "in force", 3)]
    promoted = promote(program, Sink(), "cluster", 2, now=JUNE)
    assert promoted is not None
    assert (promoted.in_force, in_force(corner)) == (2, 2)
    assert roll_back(program, Sink(), "cluster") == 1
    assert in_force(corner) == 1
    again = versions(program, Sink(), now=JUNE, name="cluster")
    assert again is not None
    assert [one.state for one in again] == ["retired", "in force"]
    sink = Sink()
    assert roll_back(program, sink, "cluster") is None
    assert [found.message for found in sink] == ["no version of model `cluster` was in force before the present one"]


def test_rolling_back_goes_one_further_each_time(corner: Path) -> None:
    program = opened(corner).checked
    for _ in range(3):
        train(program, Sink(), now=JUNE, promote=True)
    assert in_force(corner) == 3
    assert [roll_back(program, Sink(), "cluster") for _ in range(3)] == [2, 1, None]


@pytest.mark.parametrize("what", ["model", "version"])
def test_what_is_not_there_is_told(corner: Path, what: str) -> None:
    program, sink = opened(corner).checked, Sink()
    train(program, Sink(), now=JUNE)
    name, version = ("clutser", 1) if what == "model" else ("cluster", 7)
    assert promote(program, sink, name, version, now=JUNE) is None
    assert [found.code.name for found in sink] == ["no-such-model"]


MOVING = RULES.replace('label "rich": highest total_spend', 'label "rich": lowest total_spend')


def test_the_segments_that_would_move_are_shown_and_a_gate_on_them_holds_back(corner: Path) -> None:
    train(opened(corner).checked, Sink(), now=JUNE)
    rules = MOVING.replace("at most 5% relabelled", "at most 50% of each segment moved")
    workspace = opened(corner, rules)
    trainings = train(workspace.checked, workspace.sink, now=JUNE, promote=True)
    assert trainings is not None
    (training,) = trainings
    assert (training.version, training.in_force) == (2, 1)
    (move,) = training.segments
    assert (move.segment, move.before, move.entered, move.left) == ("rich_here", 10, 40, 10)
    assert [gate.told for gate in training.gates] == ["segment `rich_here` would move by 500.0%"]
    assert any("segment `rich_here` would move by 500.0%" in found.message for found in workspace.sink)


def test_a_cluster_that_dissolves_is_named_and_its_gate_holds_the_promotion_back(corner: Path) -> None:
    rules = RULES.replace("clusters: 2", "clusters: 2 to 3").replace('label "rich": highest total_spend', "")
    rules = rules.replace('cluster == "rich"', 'cluster == "cluster_2"')
    gated = rules.replace("at most 5% relabelled", "no cluster dissolved")
    train(opened(corner, gated).checked, Sink(), now=JUNE)
    write_orders(corner, people=100, factor=0)
    lines = (corner / "data" / "orders.csv").read_text().splitlines()
    more = [f"x{row},2025-05-02T00:00Z,p{row}@example.com,1.5" for row in range(0, 100, 3)]
    (corner / "data" / "orders.csv").write_text("\n".join([*lines, *more]) + "\n")
    workspace = opened(corner)
    trainings = train(workspace.checked, workspace.sink, now=JUNE, promote=True)
    assert trainings is not None
    (training,) = trainings
    assert training.trained.report.dissolved == ("cluster_2",)
    assert (training.version, training.in_force) == (2, 1)
    assert any('"cluster_2" would dissolve' in found.message for found in workspace.sink)


def test_gates_that_cannot_be_measured_do_not_hold(corner: Path) -> None:
    train(opened(corner, RULES).checked, Sink(), now=JUNE)
    document = corner / ".xseg" / "models" / "cluster" / "1" / "model.json"
    document.write_text(document.read_text() + " ")
    workspace = opened(corner)
    trainings = train(workspace.checked, workspace.sink, now=JUNE, promote=True)
    assert trainings is not None
    (training,) = trainings
    assert (training.version, training.in_force) == (2, 1)
    assert any("version 1, which is in force, cannot be compared" in found.message for found in workspace.sink)


MONTHLY = RULES.replace("gate: at most 5% relabelled", "gate: at most 5% relabelled\n  retrain: every 1 month")
AUTOMATIC = MONTHLY.replace("every 1 month", "every 1 month\n  promote: automatic")


def run_at(corner: Path, as_of: str) -> list[tuple[str, str]]:
    from xseg.workflow.clock import run_now
    from xseg.workflow.run import run

    workspace = opened(corner)
    project = workspace.checked.project
    assert project.as_of is not None
    now = run_now(project, as_of, wall=project.as_of, sink=workspace.sink)
    assert now is not None
    assert run(workspace, now=now) is not None
    return [
        (found.code.name, found.message) for found in workspace.sink if found.code.name in ("retrained", "model-old")
    ]


def test_a_run_prepares_a_candidate_when_a_model_is_due_and_warns_until_it_is_promoted(corner: Path) -> None:
    program = opened(corner, MONTHLY).checked
    train(program, Sink(), now=JUNE)
    assert run_at(corner, "2025-06-30") == []
    due, old = run_at(corner, "2025-07-01")
    assert due == ("retrained", "model `cluster` was due (every 1 month): version 2 is a candidate")
    assert old[0] == "model-old"
    assert in_force(corner) == 1
    (still,) = run_at(corner, "2025-07-02")  # the candidate is young: no third version
    assert still[0] == "model-old"
    assert stored.versions(Store(corner / ".xseg"), "cluster") == (1, 2)


def test_under_automatic_promotion_a_due_model_is_replaced_if_its_gates_hold(corner: Path) -> None:
    train(opened(corner, AUTOMATIC).checked, Sink(), now=JUNE)
    (due,) = run_at(corner, "2025-07-01")
    assert due == ("retrained", "model `cluster` was due (every 1 month): version 2 is in force")
    assert in_force(corner) == 2
    write_orders(corner, people=100, factor=0)
    lines = (corner / "data" / "orders.csv").read_text().splitlines()
    more = [f"x{row},2025-05-02T00:00Z,p{row}@example.com,1.5" for row in range(0, 100, 3)]
    (corner / "data" / "orders.csv").write_text("\n".join([*lines, *more]) + "\n")
    due, old = run_at(corner, "2025-08-01")
    assert "version 3 stays a candidate: 34.0% of all profiles would be relabelled" in due[1]
    assert in_force(corner) == 2
    assert old[0] == "model-old"


def test_a_mini_batch_model_goes_on_from_the_version_in_force_as_a_new_candidate(corner: Path) -> None:
    rules = MONTHLY.replace("kmeans", "minibatch_kmeans")
    (first,) = train(opened(corner, rules).checked, Sink(), now=JUNE) or []
    write_orders(corner, people=140)
    (due, _) = run_at(corner, "2025-07-01")
    assert due[0] == "retrained"
    program = opened(corner).checked
    found = versions(program, Sink(), now=JUNE)
    assert found is not None
    report = found[0].report
    assert report is not None
    assert report.choice == "2 clusters moved on from the version in force by `partial_fit`"
    assert report.notes == ("scaling and the number of clusters are those of the version in force",)
    assert {cluster.label for cluster in report.clusters} == {"rich", "cluster_1"}
    assert found[1].state == "in force"
    assert found[1].report == first.trained.report


def test_a_segment_that_reads_the_model_through_another_model_moves_too(corner: Path) -> None:
    more = """
trait sureness = confidence(cluster)
trait is_rich = if(cluster == "rich", 1, 0)
model again { features: is_rich, total_spend algorithm: kmeans clusters: 2 impute: median label "up": highest is_rich }
segment ups { where again == "up" }
segment sure { where sureness > 0.5 }
"""
    train(opened(corner, RULES + more).checked, Sink(), now=JUNE)
    trainings = train(opened(corner, MOVING + more).checked, Sink(), now=JUNE, names=("cluster",))
    assert trainings is not None
    moved = {one.segment: (one.before, one.entered, one.left) for one in trainings[0].segments}
    assert moved["rich_here"] == (10, 40, 10)
    assert "ups" in moved
    assert "sure" not in moved  # it reads the model, and nobody enters or leaves


MINIBATCH = RULES.replace("kmeans", "minibatch_kmeans")
NOT_UPDATED = {
    "another algorithm": (RULES, "`kmeans` is always trained in full"),
    "another scale": (MINIBATCH.replace("zscore", "minmax"), "`scale` or `impute` are not those of version 1 in force"),
    "other features": (
        MINIBATCH.replace("count(purchase)", "count(purchase[amount > 1])"),
        "its features are not those",
    ),
    "other clusters": (MINIBATCH.replace("clusters: 2", "clusters: 3"), "version 1 in force has 2 clusters"),
}


@pytest.mark.parametrize("change", NOT_UPDATED)
def test_a_model_that_cannot_go_on_is_not_trained_in_full_unasked(corner: Path, change: str) -> None:
    train(opened(corner, MINIBATCH).checked, Sink(), now=JUNE)
    rules, why = NOT_UPDATED[change]
    sink = Sink()
    assert train(opened(corner, rules).checked, sink, now=JUNE, further=True) is None
    (told,) = sink
    assert told.code.name == "not-updated"
    assert why in told.message
    assert "xseg train cluster" in told.help[0]
    assert stored.versions(Store(corner / ".xseg"), "cluster") == (1,)


def test_without_a_version_in_force_there_is_nothing_to_go_on_from(corner: Path) -> None:
    more = "model other { features: orders, total_spend algorithm: minibatch_kmeans clusters: 2 impute: median }"
    train(opened(corner, MINIBATCH + more).checked, Sink(), now=JUNE, names=("cluster",))
    sink = Sink()
    assert train(opened(corner).checked, sink, now=JUNE, further=True) is None
    assert [found.message for found in sink] == [
        "model `other` cannot go on from its version in force: it has no version in force. Nothing was trained"
    ]
    assert sink.found[0].help == (
        "train it in full: xseg train other, or name those that can go on: xseg train cluster --update",
    )
    (training,) = train(opened(corner).checked, Sink(), now=JUNE, names=("cluster",), further=True) or []
    assert "partial_fit" in training.trained.report.choice
