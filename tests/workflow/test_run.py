"""A run records who entered and left; twice the same gives the same bytes; a killed one leaves the last one whole."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import xseg
from tests.workflow.conftest import write_orders
from xseg.store import Store

PARTS = ("tables", "features", "membership", "identities", "quarantine")


def files_of(root: Path, parts: tuple[str, ...] = PARTS) -> dict[str, bytes]:
    """The last build's and run's files under names without their numbers."""
    state = root / ".xseg"
    found = {}
    for part in parts:
        folders = sorted((state / part).iterdir(), key=lambda folder: int(folder.name.rpartition("-")[2]))
        for file in sorted(folders[-1].rglob("*")):
            if file.is_file() and file.stem != "changes":
                found[f"{part}/{file.name}"] = file.read_bytes()
    return found


def test_members_are_those_of_the_rules(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    report = shop.run()
    assert report.profiles == 100
    assert {segment.name: segment.size for segment in report.segments} == {"big": 10, "rich_here": 10, "nobody": 0}
    assert report.clusters == {"cluster": {"cluster_1": 90, "rich": 10}}
    assert len(shop.members("rich_here")) == 10


def test_the_same_run_twice_gives_the_same_bytes(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    shop.run()
    first = files_of(corner)
    shop.run()
    assert files_of(corner) == first
    assert len(first) > 8


def test_who_entered_and_who_left_is_recorded(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    first = shop.run()
    write_orders(corner, people=50)
    second = shop.run()
    assert [(segment.entered, segment.exited) for segment in first.segments] == [(10, 0), (10, 0), (0, 0)]
    assert [(segment.entered, segment.exited) for segment in second.segments] == [(0, 5), (0, 5), (0, 0)]
    assert len(shop.members("big")) == 5
    assert len(shop.members("big", run=first.run)) == 10
    log = Store(corner / ".xseg").change_log()
    assert log.group_by("segment", "change", "run").len().sort("run", "segment", "change").rows() == [
        ("big", "entered", 1, 10),
        ("rich_here", "entered", 1, 10),
        ("big", "exited", 2, 5),
        ("rich_here", "exited", 2, 5),
    ]


KILLED = """
import os, signal, sys
from pathlib import Path
from xseg.workflow.run import run
from xseg.workflow.workspace import open_workspace
from xseg.plan.bind import to_micros

def progress(what, share):
    if what == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

workspace = open_workspace(Path(sys.argv[1]))
run(workspace, now=to_micros(workspace.checked.project.as_of), progress=progress)
"""


def stages(corner: Path) -> Iterator[str]:
    """Every stage that a run tells of."""
    from xseg.plan.bind import to_micros
    from xseg.workflow.run import run
    from xseg.workflow.workspace import open_workspace

    workspace = open_workspace(corner)
    told: list[str] = []
    as_of = workspace.checked.project.as_of
    assert as_of is not None
    run(workspace, now=to_micros(as_of), progress=lambda what, share: told.append(what))
    yield from dict.fromkeys(told)


def test_a_run_killed_anywhere_leaves_the_last_whole_one(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    told = [stage for stage in stages(corner) if stage != "done"]
    members, runs = shop.members("big"), len(Store(corner / ".xseg").runs())
    write_orders(corner, people=50)
    for stage in told:
        killed = subprocess.run([sys.executable, "-c", KILLED, str(corner), stage], check=False, capture_output=True)
        assert killed.returncode == -signal.SIGKILL, (stage, killed.stderr)
        assert len(Store(corner / ".xseg").runs()) == runs
        assert shop.members("big") == members
    assert len(told) >= 5
    shop.run()
    assert len(shop.members("big")) == 5


def test_a_missing_column_refuses_and_the_last_run_stands(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    shop.run()
    members = shop.members("big")
    orders = corner / "data" / "orders.csv"
    orders.write_text(orders.read_text().replace("amount", "amnt", 1))
    with pytest.raises(xseg.Refused) as refused:
        shop.run()
    assert any("amount" in found.message for found in refused.value.diagnostics)
    assert shop.members("big") == members


def test_an_empty_segment_names_the_clause_that_emptied_it(corner: Path) -> None:
    from xseg.plan.bind import to_micros
    from xseg.workflow.run import run
    from xseg.workflow.workspace import open_workspace

    xseg.open(corner).train()
    workspace = open_workspace(corner)
    as_of = workspace.checked.project.as_of
    assert as_of is not None
    run(workspace, now=to_micros(as_of))
    (told,) = [found for found in workspace.sink if found.code.name == "empty-segment"]
    assert told.message == "segment `nobody` is empty"
    assert told.help == ("nobody is left after `orders > 50`",)


def test_old_events_are_told_with_a_day_to_look_back_to(corner: Path) -> None:
    from xseg.workflow.clock import run_now
    from xseg.workflow.run import run
    from xseg.workflow.workspace import open_workspace

    xseg.open(corner).train()
    (corner / "recent.seg").write_text("segment recent { where did purchase within 30 days }\n")
    workspace = open_workspace(corner)
    project = workspace.checked.project
    assert project.as_of is not None
    now = run_now(project, "2026-06-01", wall=project.as_of, sink=workspace.sink)
    assert now is not None
    run(workspace, now=now)
    (told,) = [found for found in workspace.sink if found.code.name == "old-events"]
    assert told.message == "the newest `purchase` is 392 days before now, older than a window that reads it"
    assert told.help == ("bring newer exports, or look back with `--as-of 2025-05-06`",)
