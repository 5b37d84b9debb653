"""`run`: build, score, evaluate every segment at one `now`, record who entered and who left."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from xseg.diagnostics import Diagnostic
from xseg.plan import Plan, lower
from xseg.plan.nodes import Ref
from xseg.profiles import BuildReport
from xseg.profiles.progress import Progress, quiet, within
from xseg.profiles.snapshots.retention import expired
from xseg.semantics import Program
from xseg.store import Store
from xseg.tables import PROFILE
from xseg.workflow import messages
from xseg.workflow.building import as_of, built
from xseg.workflow.drift import due_by_drift
from xseg.workflow.evaluating import answers, models_in_force
from xseg.workflow.freshness import old_events
from xseg.workflow.guards import broken_guards
from xseg.workflow.retraining import due_by_age, retrained, warn_of_old
from xseg.workflow.scoring import stored_scores, with_scores
from xseg.workflow.stale import tell_labels, tell_otherwise
from xseg.workflow.waterfall import clauses, emptied_by, waterfall
from xseg.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """One segment after a run; `clusters` counts its members by each model's label."""

    name: str
    title: str
    size: int
    share: float
    entered: int
    exited: int
    clusters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunReport:
    """A committed run; `clusters` counts all profiles by each model's label, None being without one."""

    run: int
    now: int
    profiles: int
    segments: tuple[SegmentResult, ...]
    clusters: Mapping[str, Mapping[str, int]]
    build: BuildReport
    broken_guards: tuple[Diagnostic, ...]
    """A finding for each `expect:` that does not hold; the run is recorded all the same."""
    past_retention: Mapping[str, int] = field(default_factory=dict)
    """Source with a `retention` → how many of its events do not exist at `now`, being older."""


def run(
    workspace: Workspace,
    *,
    now: int,
    clock: int | None = None,
    build: BuildReport | None = None,
    progress: Progress = quiet,
) -> RunReport | None:
    """Builds, works everything out at `now` and commits it; None, told in the workspace's sink, where that cannot be.

    `clock` is that of the build (building.built), unless it is `now`; `build` is the report of one made a moment ago,
    which is then not made again. Whatever stops a run, the last whole one stays as it was. The workspace is ready.
    """
    program, sink = workspace.checked, workspace.sink
    project = program.project
    store = Store(project.state)
    plan = lower(program)
    if build is None:
        build = built(project, sink, clock=now if clock is None else clock, progress=within(progress, 0, 0.7))
    if build is None:
        return None
    outputs = outputs_of(plan)
    due = [*due_by_age(program, now=now), *due_by_drift(program, now=now)]
    retrained(program, due, sink, now=now, progress=progress)
    models = models_in_force(store, program, plan, outputs.values(), sink)
    if models is None:
        return None
    progress("snapshot", 0.7)
    snapshot = with_scores(as_of(project, plan, now=now), plan, models, sink, project=project, now=now)
    if snapshot is None:
        return None
    progress("segments", 0.8)
    table = answers(plan, outputs, snapshot, project=project, now=now, models=models)
    warn_of_old(program, sink, now=now)
    for name, model in models.items():
        made = model.trained
        used = (made.algorithm, made.scaled_by, made.imputed_by)
        tell_otherwise(program.models[name].model, model.version, used, len(made.labels), sink)
        if not model.trained.column:
            tell_labels(program, plan, name, model.version, model.trained.labels, sink)
    old_events(plan, snapshot, sink, project=project, now=now)
    for name, ref in plan.segments.items():
        if not table.get_column(f"segment {name}").any():
            parts = clauses(plan, ref, program.segments[name].declaration.where, workspace.sources)
            asked = {str(index): part for index, part in enumerate(parts)}
            found = answers(plan, asked, snapshot, project=project, now=now, models=models)
            sink.add(messages.empty_segment(name, emptied_by(waterfall(list(parts.values()), found.select(*asked)))))
    earlier = [record for record in store.runs() if record.has_members]
    before = store.sizes(earlier[-1].id) if earlier else {}
    begun = store.begin_run(sink, now=now)
    if begun is None:
        return None
    with begun as writing:
        progress("membership", 0.9)
        writing.write_features(features_table(table, plan).with_columns(**stored_scores(snapshot, models)))
        writing.write_scorers({name: model.version for name, model in models.items()})
        changes = writing.write_members(members_of(table, plan))
        number = writing.commit()
    results = tuple(_result(program, plan, name, table, changes) for name in plan.segments)
    broken = tuple(broken_guards(program, table, before, workspace.sources))
    gone = expired(project, store, now=now)
    progress("done", 1.0)
    return RunReport(number, now, table.height, results, _clusters(table, plan), build, broken, gone)


def outputs_of(plan: Plan) -> dict[str, Ref]:
    """Everything a run works out, each under a name of its own kind."""
    return {
        **{f"trait {name}": ref for name, ref in plan.traits.items()},
        **{f"model {name}": ref for name, ref in plan.models.items()},
        **{f"segment {name}": ref for name, ref in plan.segments.items()},
    }


def features_table(table: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """`@profile`, every trait and every model's label under their own names (they share one namespace)."""
    named = {**{name: f"trait {name}" for name in plan.traits}, **{name: f"model {name}" for name in plan.models}}
    return table.select(PROFILE, *(pl.col(column).alias(name) for name, column in named.items()))


def members_of(table: pl.DataFrame, plan: Plan) -> dict[str, list[str]]:
    """Segment → the ids of its members."""
    return {name: table.filter(pl.col(f"segment {name}")).get_column(PROFILE).to_list() for name in plan.segments}


def _result(program: Program, plan: Plan, name: str, table: pl.DataFrame, changes: pl.DataFrame) -> SegmentResult:
    inside = table.filter(pl.col(f"segment {name}"))
    mine = changes.filter(pl.col("segment") == name).get_column("change")
    return SegmentResult(
        name=name,
        title=program.segments[name].title,
        size=inside.height,
        share=inside.height / table.height if table.height else 0.0,
        entered=int((mine == "entered").sum()),
        exited=int((mine == "exited").sum()),
        clusters=_clusters(inside, plan),
    )


def _clusters(table: pl.DataFrame, plan: Plan) -> dict[str, dict[str, int]]:
    """Model → label → number of profiles, the largest first; profiles without a label are left out."""
    return {name: _counts(table.get_column(f"model {name}")) for name in plan.models}


def _counts(labels: pl.Series) -> dict[str, int]:
    counted = labels.drop_nulls().alias("label").value_counts().sort("count", "label", descending=[True, False])
    return dict(counted.iter_rows())
