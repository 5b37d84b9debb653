"""`report`: gathers what the picture book tells, and writes the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xseg.explain.values import instant
from xseg.measure.groups import groups
from xseg.measure.overlap import overlap
from xseg.models.maps import ROWS, maps
from xseg.profiles.progress import Progress, quiet
from xseg.report.book import Book, ModelPage, SegmentRow, SourceRow
from xseg.report.page import Lacking, equipped, rendered
from xseg.store import RunRecord, Store
from xseg.workflow import messages
from xseg.workflow.drift import RUNS_MOST, model_drift, segments_drift
from xseg.workflow.evaluating import InForce
from xseg.workflow.masking import personal_features
from xseg.workflow.personas import PersonaReport, Seen, personas_of, seen
from xseg.workflow.quality import last_builds
from xseg.workflow.scoring import features_table
from xseg.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Written:
    """The page that was written; `bytes` is how long it is."""

    path: Path
    bytes: int
    models: int
    segments: int


def report(
    workspace: Workspace, out: Path, *, now: int, clock: int | None = None, progress: Progress = quiet, rows: int = ROWS
) -> Written | None:
    """Writes the page for `now` to `out`; `clock` is that of a build (building.built), unless it is `now`. None, told
    in the workspace's sink, where that cannot be. Pictures show `rows` people.
    """
    try:
        equipped()
    except Lacking as lacking:
        workspace.sink.add(messages.report_lacks(str(lacking)))
        return None
    found = book(workspace, now=now, clock=clock, progress=progress, rows=rows)
    if found is None:
        return None
    progress("page", 0.95)
    try:
        out.write_text(rendered(found), encoding="utf-8")
    except OSError as error:
        workspace.sink.add(messages.not_written(out, error.strerror or "it cannot be written"))
        return None
    progress("done", 1.0)
    return Written(out, out.stat().st_size, len(found.models), len(found.segments))


def book(
    workspace: Workspace, *, now: int, clock: int | None = None, progress: Progress = quiet, rows: int = ROWS
) -> Book | None:
    """Everything on the page."""
    program, sink = workspace.checked, workspace.sink
    project = program.project
    people = seen(program, sink, now=now, clock=clock, progress=progress)
    if people is None:
        return None
    progress("personas", 0.5)
    portraits = personas_of(workspace, people, now=now)
    pages = []
    for place, (name, force) in enumerate(people.models.items()):
        progress(f"pictures of {name}", 0.7 + 0.2 * place / len(people.models))
        pages.append(model_page(workspace, people, portraits, name, force, now=now, rows=rows))
    members = {name: people.table.get_column(f"segment {name}") for name in people.plan.segments}
    return Book(
        project=project.name,
        as_of=instant(now, project.timezone),
        profiles=people.table.height,
        smallest=project.smallest_group,
        runs=tuple(instant(run.now, project.timezone) for run in recent_runs(project.state)),
        models=tuple(pages),
        segments=segment_rows(workspace, people),
        personas=tuple(one for one in portraits.personas if one.kind == "segment"),
        overlap=overlap(members, least=project.smallest_group) if members else None,
        sources=source_rows(workspace),
        channels={name: channel.label for name, channel in project.channels.items()},
    )


def model_page(
    workspace: Workspace, people: Seen, portraits: PersonaReport, name: str, force: InForce, *, now: int, rows: int
) -> ModelPage:
    """One model in force."""
    program = workspace.checked
    project = program.project
    features = features_table(people.plan, name, force, people.snapshot, people.models, project=project, now=now)
    return ModelPage(
        name=name,
        title=program.models[name].model.label or name,
        version=force.version,
        trained_on=instant(force.trained.report.trained_at, project.timezone),
        trained=force.trained,
        groups=groups(
            force.trained, hidden=personal_features(program, people.plan, name), least=project.smallest_group
        ),
        maps=maps(force.trained, features, least=project.smallest_group, rows=rows, trusted=force.trusted),
        drift=model_drift(program, people.plan, people.snapshot, name, workspace.sink, now=now, shadow=True),
        personas=tuple(one for one in portraits.personas if one.kind == "cluster" and one.of == name),
    )


def recent_runs(state: Path) -> list[RunRecord]:
    """The runs that recorded members, one for each `now`, the last ones in the order of that."""
    runs = {run.now: run for run in Store(state).runs() if run.has_members}
    return [runs[now] for now in sorted(runs)][-RUNS_MOST:]


def segment_rows(workspace: Workspace, people: Seen) -> tuple[SegmentRow, ...]:
    """The segments that can be answered, the largest first, with their sizes over the last runs."""
    program = workspace.checked
    store = Store(program.project.state)
    least = program.project.smallest_group
    sizes = [store.sizes(run.id) for run in recent_runs(program.project.state)]
    drifts = {one.segment: one for one in segments_drift(program, None)}
    rows = []
    for name in people.plan.segments:
        size = int(people.table.get_column(f"segment {name}").sum())
        small = size < least
        over = [run.get(name) for run in sizes]
        rows.append(
            SegmentRow(
                name=name,
                title=program.segments[name].title,
                size=None if small else size,
                share=None if small else size / max(people.table.height, 1),
                sizes=() if small else tuple(one if one is None or one >= least else None for one in over),
                drift=None if small else drifts[name],
            )
        )
    return tuple(sorted(rows, key=lambda row: (-(row.size or 0), row.name)))


def source_rows(workspace: Workspace) -> tuple[SourceRow, ...]:
    """The sources and lists of the last build."""
    project = workspace.checked.project
    builds = last_builds(project, workspace.sink, most=1)
    if not builds:
        return ()
    rows = [
        SourceRow(
            name=source.name,
            read=source.read,
            kept=source.kept,
            dropped=sum(source.dropped.values()),
            quarantined=source.aside,
            newest="–" if source.newest is None else instant(source.newest, project.timezone),
            why=reasons(source.quarantined),
        )
        for source in builds[-1].sources
    ]
    rows.extend(
        SourceRow(
            f"list {one.name}", one.read, one.kept, 0, sum(one.quarantined.values()), "–", reasons(one.quarantined)
        )
        for one in builds[-1].lists
    )
    return tuple(rows)


def reasons(found: Mapping[str, int]) -> str:
    """The two most frequent reasons, with their rows."""
    most = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:2]
    return ", ".join(f"{reason} ({rows:,})" for reason, rows in most)
