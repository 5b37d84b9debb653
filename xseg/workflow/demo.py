"""`demo`: makes the shop, trains its model and runs its segments, from nothing to members."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xseg.demo import generate, write_project
from xseg.diagnostics import Sink
from xseg.profiles.progress import Progress, quiet, within
from xseg.workflow import messages
from xseg.workflow.building import built
from xseg.workflow.clock import run_now
from xseg.workflow.judging import Training
from xseg.workflow.preview import Preview, preview
from xseg.workflow.run import RunReport, run
from xseg.workflow.train import train, untrained
from xseg.workflow.workspace import Workspace, open_workspace

SHOWN = "cart_rescue"
"""The segment that the demo previews."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made, ready to be looked at."""

    root: Path
    trainings: tuple[Training, ...]
    report: RunReport
    preview: Preview


def demo(
    root: Path, *, profiles: int, seed: int, wall: datetime, progress: Progress = quiet
) -> tuple[Demo | None, Workspace | None, Sink]:
    """Writes the shop into `root`, builds, trains and runs it. Where that fails, the sink says why."""
    if profiles < 100:
        sink = Sink()
        sink.add(messages.no_such_profile_count(profiles))
        return None, None, sink
    progress("making a shop", 0.0)
    write_project(root)
    generate(root, profiles=profiles, seed=seed)
    workspace = open_workspace(root)
    if not workspace.ready:
        return None, workspace, workspace.sink
    program = workspace.checked
    now = run_now(program.project, None, wall=wall, sink=workspace.sink)
    assert now is not None
    build = built(program.project, workspace.sink, clock=now, progress=within(progress, 0.2, 0.6))
    if build is None:
        return None, workspace, workspace.sink
    names = tuple(untrained(program))
    trainings: list[Training] | None = []
    if names:
        trainings = train(program, workspace.sink, now=now, names=names, progress=within(progress, 0.6, 0.8))
    report = None if trainings is None else run(workspace, now=now, build=build, progress=within(progress, 0.8, 0.95))
    if trainings is None or report is None:
        return None, workspace, workspace.sink
    shown = preview(workspace, SHOWN, now=now, progress=within(progress, 0.95, 1.0))
    if shown is None:
        return None, workspace, workspace.sink
    return Demo(root, tuple(trainings), report, shown), workspace, workspace.sink
