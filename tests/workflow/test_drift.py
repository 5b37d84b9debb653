"""A run retrains what drifted, once, as a candidate; drift names the feature and leaves with 1."""

from pathlib import Path

import pytest

from tests.workflow.conftest import RULES, write_orders
from xseg.cli import main
from xseg.diagnostics import Sink
from xseg.store import Store
from xseg.store import models as stored
from xseg.workflow.drift import drift
from xseg.workflow.run import run
from xseg.workflow.train import train
from xseg.workflow.versions import promote, roll_back
from xseg.workflow.workspace import Workspace, open_workspace

JUNE = 1_748_728_800_000_000
DAY = 86_400_000_000
ON_DRIFT = RULES.replace("gate: at most 5% relabelled", "gate: at most 5% relabelled\n  retrain: on drift")


def opened(corner: Path, rules: str = ON_DRIFT) -> Workspace:
    (corner / "rules.seg").write_text(rules)
    workspace = open_workspace(corner)
    assert workspace.ready, list(workspace.sink)
    return workspace


def everybody_buys_more(corner: Path) -> None:
    write_orders(corner, people=100, each=6)


def test_nothing_moved_is_no_drift(corner: Path) -> None:
    program = opened(corner).checked
    train(program, Sink(), now=JUNE)
    found = drift(program, Sink(), now=JUNE)
    assert found is not None
    assert not found.drifted
    assert all(feature.direction == "neither" for feature in found.models[0].features)


def test_what_moved_is_named_and_the_command_leaves_with_1(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(opened(corner).checked, Sink(), now=JUNE)
    everybody_buys_more(corner)
    with pytest.raises(SystemExit) as left:
        main(["drift", "cluster", "--project", str(corner)])
    assert left.value.code == 1
    told = capsys.readouterr().out
    assert "`orders` moved up (median 3 → 6)" in told
    assert "bound: psi at most 0.2" in told


def test_a_run_makes_one_candidate_of_what_drifted_and_none_of_what_did_not(corner: Path) -> None:
    train(opened(corner).checked, Sink(), now=JUNE)
    assert run(opened(corner), now=JUNE) is not None
    store = Store(corner / ".xseg")
    assert stored.versions(store, "cluster") == (1,)
    everybody_buys_more(corner)
    workspace = opened(corner)
    assert run(workspace, now=JUNE + DAY) is not None
    assert stored.versions(store, "cluster") == (1, 2)
    assert stored.in_force(store) == {"cluster": 1}
    (told,) = (found.message for found in workspace.sink if found.code.name == "retrained")
    assert "on drift: `orders` moved up" in told
    assert run(opened(corner), now=JUNE + 2 * DAY) is not None
    assert stored.versions(store, "cluster") == (1, 2), "a candidate that waits is not made again"


def test_a_segment_is_held_against_its_own_runs(corner: Path) -> None:
    train(opened(corner).checked, Sink(), now=JUNE)
    for day in range(7):
        assert run(opened(corner, RULES), now=JUNE + day * DAY) is not None
    found = drift(opened(corner, RULES).checked, Sink(), now=JUNE, name="big")
    assert found is not None
    assert [(one.segment, one.earlier, one.drifted) for one in found.segments] == [("big", 5, False)]
    write_orders(corner, people=100, factor=0)
    assert run(opened(corner, RULES), now=JUNE + 7 * DAY) is not None
    found = drift(opened(corner, RULES).checked, Sink(), now=JUNE, name="big")
    assert found is not None
    assert {band.figure for band in found.segments[0].bands if band.outside} >= {"left"}


def test_a_model_without_a_version_is_told(corner: Path) -> None:
    program = opened(corner).checked
    found = drift(program, Sink(), now=JUNE)
    assert found is not None
    assert (found.models, found.untrained) == ((), ("cluster",))
    sink = Sink()
    assert drift(program, sink, now=JUNE, name="cluster") is None
    assert [found.code.name for found in sink] == ["not-in-force"]


def test_a_version_that_was_taken_back_does_not_answer_a_drift(corner: Path) -> None:
    train(opened(corner).checked, Sink(), now=JUNE)
    everybody_buys_more(corner)
    program = opened(corner).checked
    train(program, Sink(), now=JUNE)
    assert promote(program, Sink(), "cluster", 2, now=JUNE) is not None
    assert roll_back(program, Sink(), "cluster") == 1
    store = Store(corner / ".xseg")
    assert run(opened(corner), now=JUNE + DAY) is not None
    assert stored.versions(store, "cluster") == (1, 2, 3)
    assert run(opened(corner), now=JUNE + 2 * DAY) is not None
    assert stored.versions(store, "cluster") == (1, 2, 3), "the third waits and answers it"


def test_a_candidate_that_drifted_itself_does_not_answer_a_drift(corner: Path) -> None:
    train(opened(corner).checked, Sink(), now=JUNE)
    train(opened(corner).checked, Sink(), now=JUNE)
    store = Store(corner / ".xseg")
    everybody_buys_more(corner)
    assert run(opened(corner), now=JUNE + DAY) is not None
    assert stored.versions(store, "cluster") == (1, 2, 3), "the second knows nothing of what moved"
    write_orders(corner, people=100, each=12)
    assert run(opened(corner), now=JUNE + 2 * DAY) is not None
    assert stored.versions(store, "cluster") == (1, 2, 3, 4)


def test_what_was_taken_back_is_not_put_in_force_again_by_itself(corner: Path) -> None:
    rules = ON_DRIFT.replace("retrain: on drift", "retrain: on drift\n  promote: automatic").replace("5%", "100%")
    train(opened(corner, rules).checked, Sink(), now=JUNE)
    everybody_buys_more(corner)
    assert run(opened(corner, rules), now=JUNE + DAY) is not None
    store = Store(corner / ".xseg")
    assert stored.in_force(store) == {"cluster": 2}
    assert roll_back(opened(corner, rules).checked, Sink(), "cluster") == 1
    workspace = opened(corner, rules)
    assert run(workspace, now=JUNE + 2 * DAY) is not None
    assert stored.in_force(store) == {"cluster": 1}
    (told,) = (found for found in workspace.sink if found.code.name == "retrained")
    assert "version 3 is a candidate" in told.message
