"""The verbs of the command line as a Python API."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xseg.diagnostics import Diagnostic, Sink
from xseg.diagnostics.render import render_full
from xseg.workflow import messages
from xseg.workflow.check import check
from xseg.workflow.clock import run_now
from xseg.workflow.workspace import RULE, Workspace, find_root, open_workspace

if TYPE_CHECKING:
    import polars as pl

    from xseg.profiles import BuildReport
    from xseg.workflow.catalog import Entry
    from xseg.workflow.explain import Explanation
    from xseg.workflow.judging import Training
    from xseg.workflow.listing import Row
    from xseg.workflow.preview import Preview
    from xseg.workflow.run import RunReport
    from xseg.workflow.test import TestReport

T = TypeVar("T")


class Refused(Exception):
    """What was asked for cannot be done as it stands; `diagnostics` say why and what to do."""

    def __init__(self, workspace: Workspace) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(workspace.sink)
        super().__init__(render_full(self.diagnostics, workspace.sources))


class OpenProject:
    """A project folder. Every verb reads the files anew, so edits between two calls count."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def check(self) -> list[Diagnostic]:
        """Every diagnostic of the project's files; needs no data."""
        return check(self.root)[1]

    def test(self, word: str = "") -> "TestReport":
        """The outcomes of the `test` blocks in whose titles the word stands; needs no data. Raises Refused."""
        from xseg.workflow.test import test

        return test(self._ready(), (), word=word)

    def catalog(self, word: str | None = None) -> "list[Entry]":
        """What a rule may say here."""
        from xseg.workflow.catalog import catalog

        return catalog(self._ready().checked, word)

    def build(self) -> "BuildReport":
        """Sources to tables. Raises Refused."""
        from xseg.workflow.building import built

        workspace = self._ready()
        return _given(workspace, built(workspace.checked.project, workspace.sink, clock=_now(workspace, None)))

    def train(self, *models: str, promote: bool = False, as_of: str | None = None) -> "list[Training]":
        """New versions of the models (all unless named). Raises Refused."""
        from xseg.workflow.train import train

        workspace = self._ready()
        now, clock = _now(workspace, as_of), _now(workspace, None)
        trainings = train(workspace.checked, workspace.sink, now=now, clock=clock, names=models, promote=promote)
        return _given(workspace, trainings)

    def run(self, *, as_of: str | None = None) -> "RunReport":
        """Builds, scores, evaluates and records every segment. Raises Refused."""
        from xseg.workflow.run import run

        workspace = self._ready()
        return _given(workspace, run(workspace, now=_now(workspace, as_of), clock=_now(workspace, None)))

    def members(self, segment: str, *, run: int | None = None) -> Sequence[str]:
        """The sorted profile ids in a segment after a run (the last one unless said). Raises Refused."""
        from xseg.workflow.members import members

        workspace = self._ready()
        program = workspace.checked
        found = members(program.project, segment, tuple(program.segments), workspace.sink, run=run)
        return _given(workspace, found).ids

    def preview(self, rule: str, *, as_of: str | None = None) -> "Preview":
        """Size, clauses and a sample of a segment, if `rule` is the name of one, else of the rule. Raises Refused."""
        from xseg.workflow.preview import preview

        workspace = self._ready()
        name = rule if rule in workspace.checked.segments else RULE
        if name == RULE:
            workspace = self._ready({RULE: rule})
        now, clock = _now(workspace, as_of), _now(workspace, None)
        return _given(workspace, preview(workspace, name, now=now, clock=clock))

    def explain(self, segment: str, person: str, *, as_of: str | None = None) -> "Explanation":
        """Why a person (a profile id, or `key:value`) is in the segment or out of it: by default as of the last run.

        Raises Refused.
        """
        from xseg.workflow.explain import explain, last_now

        workspace = self._ready()
        recorded = last_now(workspace.checked.project) if as_of is None else None
        now = _now(workspace, as_of) if recorded is None else recorded
        return _given(workspace, explain(workspace, segment, person, now=now))

    def list(self) -> "Sequence[Row]":
        """The segments with owner, size and share."""
        from xseg.workflow.listing import listing

        return listing(self._ready().checked)

    def _ready(self, rules: Mapping[str, str] | None = None) -> Workspace:
        workspace = open_workspace(self.root, rules=rules)
        if not workspace.ready:
            raise Refused(workspace)
        return workspace


def open(folder: str | PathLike[str] = ".") -> OpenProject:  # noqa: A001  the verb's own name
    """The project in `folder`, or in the nearest one above it. Raises Refused where there is none."""
    root = find_root(Path(folder))
    if root is None:
        sink = Sink()
        sink.add(messages.no_project(Path(folder)))
        raise Refused(Workspace(Path(folder), None, None, sink))
    return OpenProject(root)


def compile(  # noqa: A001  the verb's own name
    rule: str,
    schema: "Mapping[str, pl.DataType | type[pl.DataType]]",
    *,
    now: datetime | None = None,
    timezone: str = "UTC",
) -> "pl.Expr":
    """A rule on columns as a Polars expression: true or false for every row, never missing.

    `schema` names the columns a rule may read with their types: booleans, whole and floating numbers, decimals, text,
    enums, dates, timestamps and lists of text. Text that is empty and numbers that are not finite are missing. `now`
    (the wall clock unless given) and `timezone` are what windows count from. Raises Refused for a rule with a mistake,
    and for what looks beyond one row: events, ranks, models, segments.
    """
    from xseg.workflow.compiling import compiled

    moment = now or datetime.now(UTC)  # noqa: TID251  the edge at which time enters
    expression, workspace = compiled(rule, schema, now=moment, timezone=timezone)
    return _given(workspace, expression)


def _now(workspace: Workspace, as_of: str | None) -> int:
    wall = datetime.now(UTC)  # noqa: TID251  the edge at which time enters
    return _given(workspace, run_now(workspace.checked.project, as_of, wall=wall, sink=workspace.sink))


def _given(workspace: Workspace, value: T | None) -> T:
    if value is None:
        raise Refused(workspace)
    return value
