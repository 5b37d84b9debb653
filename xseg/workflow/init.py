"""`init`: a commented project to start from, or one that is proposed from the exports themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from xseg.diagnostics import Sink
from xseg.profiles.guess import Proposal, example_rules
from xseg.project.load import FILE_NAME
from xseg.workflow.guessing import RULES_NAME, may_write, project_name, proposed, text_for, write_files
from xseg.workflow.template import PROJECT, RULES


@dataclass(frozen=True, slots=True)
class Started:
    """The files written, and what they were proposed from, if they were."""

    folder: Path
    files: tuple[Path, ...]
    proposal: Proposal | None


def init(
    folder: Path, files: Sequence[Path], *, timezone: str, now: int, keys: Collection[str] = ()
) -> tuple[Started | None, Sink]:
    """Writes a project into `folder`; None where that cannot be, and nothing is written then. `now` is in microseconds
    of UTC. Only a folder without a project takes one.
    """
    sink = Sink()
    if not may_write(folder, sink):
        return None, sink
    name = project_name(folder)
    if files:
        proposal = proposed(files, sink, name=name, timezone=timezone, now=now, keys=keys)
        if proposal is None:
            return None, sink
        texts = {FILE_NAME: text_for(proposal, folder), RULES_NAME: example_rules(proposal)}
    else:
        proposal = None
        texts = {FILE_NAME: PROJECT.replace("NAME", name).replace("TIMEZONE", timezone), RULES_NAME: RULES}
    written = write_files(folder, texts, sink, data=files)
    return (None if sink.failed else Started(folder, tuple(written), proposal)), sink
