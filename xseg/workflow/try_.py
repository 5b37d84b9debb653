"""`try`: answers a rule over files without any project: proposes one, builds it in a folder of its own, and asks it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from xseg.diagnostics import Sink, Source
from xseg.plan.bind import to_micros
from xseg.profiles import BuildReport
from xseg.profiles.guess import Proposal
from xseg.profiles.progress import Progress, quiet, within
from xseg.project.load import FILE_NAME
from xseg.semantics import Program
from xseg.workflow.building import built
from xseg.workflow.clock import run_now
from xseg.workflow.guessing import (
    RULES_NAME,
    may_write,
    project_name,
    proposed,
    text_anywhere,
    text_for,
    write_files,
)
from xseg.workflow.preview import Preview, preview
from xseg.workflow.workspace import RULE, open_workspace

NO_RULES = "# the rule was typed\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """The rule's size and members, over which build, and the files of the project where one was saved."""

    preview: Preview
    program: Program
    build: BuildReport
    now_reason: str
    saved: tuple[Path, ...]


@dataclass(slots=True)
class Trial:
    """What came of it: `proposal` is None where the files could not be used, `answer` where the rule could not."""

    sink: Sink
    sources: dict[str, Source] = field(default_factory=dict)
    proposal: Proposal | None = None
    answer: Answer | None = None


def try_rule(
    files: Sequence[Path],
    rule: str,
    *,
    timezone: str,
    wall: datetime,
    as_of: str | None = None,
    keys: Collection[str] = (),
    save: Path | None = None,
    reveal: bool = False,
    progress: Progress = quiet,
) -> Trial:
    """Answers the rule as of `as_of`, else of the wall clock, else, where the data stands still, of the day after its
    newest event. Nothing is left behind but the project in `save`, and that only after an answer.
    """
    trial = Trial(Sink())
    if save is not None and not may_write(save, trial.sink):
        return trial
    progress("looking", 0.0)
    name = project_name(save) if save is not None else "tried"
    trial.proposal = proposed(files, trial.sink, name=name, timezone=timezone, now=to_micros(wall), keys=keys)
    if trial.proposal is None:
        return trial
    with TemporaryDirectory(prefix="xseg-") as folder:
        trial.answer = _asked(trial, trial.proposal, Path(folder), rule, wall, as_of, reveal, progress)
    if trial.answer is not None and save is not None:
        texts = {FILE_NAME: text_for(trial.proposal, save), RULES_NAME: _saved(rule)}
        trial.answer = replace(trial.answer, saved=tuple(write_files(save, texts, trial.sink, data=files)))
    return trial


def _asked(
    trial: Trial,
    proposal: Proposal,
    folder: Path,
    rule: str,
    wall: datetime,
    as_of: str | None,
    reveal: bool,  # noqa: FBT001  handed on
    progress: Progress,
) -> Answer | None:
    (folder / FILE_NAME).write_text(text_anywhere(proposal), encoding="utf-8", newline="\n")
    (folder / RULES_NAME).write_text(NO_RULES, encoding="utf-8", newline="\n")
    workspace = open_workspace(folder, rules={RULE: rule})
    assert workspace.project is not None, f"a proposed project loads: {[one.message for one in workspace.sink]}"
    workspace.sink.found[:0] = trial.sink.found
    trial.sink, trial.sources = workspace.sink, workspace.sources
    if not workspace.ready:
        return None
    now = run_now(workspace.project, as_of, wall=wall, sink=workspace.sink)
    if now is None:
        return None
    build = built(workspace.project, workspace.sink, clock=now, progress=within(progress, 0.3, 0.9))
    found = None if build is None else preview(workspace, RULE, now=now, reveal=reveal, progress=progress)
    if build is None or found is None:
        return None
    reason = proposal.as_of_reason if as_of is None else "as asked"
    return Answer(found, workspace.checked, build, reason, ())


def _saved(rule: str) -> str:
    return (
        f'# The rule that was tried, as a segment.\n\nsegment tried "What was tried" {{\n  where {rule.strip()}\n}}\n'
    )
