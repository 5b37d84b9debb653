"""What a version of a model would change: every profile's label, and the segments that read it."""

from collections.abc import Mapping

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.models.definition import changes
from xseg.models.gates import Compared, Incomparable, SegmentMove
from xseg.plan import Plan
from xseg.plan.nodes import Ref
from xseg.semantics import Program
from xseg.store import Store
from xseg.tables import PROFILE
from xseg.workflow.definitions import definition_of
from xseg.workflow.evaluating import InForce, answers, models_in_force, models_read
from xseg.workflow.scoring import with_scores


def compared(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    before: InForce | Incomparable | None,
    after: InForce,
    *,
    models: Mapping[str, InForce],
    now: int,
    sink: Sink,
) -> Compared | Incomparable | None:
    """Labels by the version in force and by another one, and what that does to segments; None without one in force.

    A version in force whose features are defined otherwise today is not asked: it would take the new values for the
    old ones. The labels and members that the last run with it recorded count instead. `models` are the others that the
    features need. Where the other version cannot be scored, scoring tells why in the sink.
    """
    if before is None:
        return None
    segments, others = reading(program, plan, after, before if isinstance(before, InForce) else after)
    known = {**others, **models}
    new = _answers(program, plan, snapshot, {**known, after.name: after}, after.name, segments, now=now, sink=sink)
    if new is None:
        return Incomparable(f"for version {after.version} cannot be scored")
    if isinstance(before, Incomparable):
        return before
    declaration = program.models[after.name].model
    otherwise = changes(before.trained.definition, definition_of(program, plan, declaration)).features
    if otherwise:
        return since_last_run(Store(program.project.state), before, new, otherwise, _reading(plan, after.name))
    told = Sink()
    old = _answers(program, plan, snapshot, {**known, after.name: before}, after.name, segments, now=now, sink=told)
    if old is None:
        return Incomparable(
            f"for version {before.version}, which is in force, cannot be compared: {next(iter(told)).message}"
        )
    moved = [_moved(segment, old.get_column(segment), new.get_column(segment)) for segment in segments]
    unknown = [segment for segment in _reading(plan, after.name) if segment not in segments]
    return Compared(old.get_column(LABEL).to_list(), new.get_column(LABEL).to_list(), moving(moved), unknown)


LABEL = "@compared"


def reading(program: Program, plan: Plan, model: InForce, before: InForce) -> tuple[dict[str, Ref], dict[str, InForce]]:
    """The segments that read a model, directly or through others, and can be asked, with the other models that they
    read: all of these are in force, and were trained on the labels of this version or of the one `before`.
    """
    store = Store(program.project.state)
    name = model.name
    read = _reading(plan, name)
    known: dict[str, InForce] = {}
    for other in sorted({model for models in read.values() for model in models} - {name}):
        roots = [plan.models[other]]
        for labels in (before, model):
            known.update(models_in_force(store, program, plan, roots, Sink(), given={name: labels}) or {})
    known.pop(name, None)
    asked = [segment for segment, models in read.items() if set(models) <= {name, *known}]
    return {segment: plan.segments[segment] for segment in asked}, known


def _reading(plan: Plan, name: str) -> dict[str, list[str]]:
    """Segment that reads a model → all models that it reads."""
    read = {segment: models_read(plan, [ref]) for segment, ref in plan.segments.items()}
    return {segment: models for segment, models in read.items() if name in models}


def _answers(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    models: Mapping[str, InForce],
    name: str,
    segments: Mapping[str, Ref],
    *,
    now: int,
    sink: Sink,
) -> pl.DataFrame | None:
    """`@profile`, the label and a column for each segment."""
    scored = with_scores(snapshot, plan, models, sink, project=program.project, now=now)
    if scored is None:
        return None
    outputs = {LABEL: plan.models[name], **segments}
    return answers(plan, outputs, scored, project=program.project, now=now, models=models)


def since_last_run(
    store: Store, before: InForce, new: pl.DataFrame, otherwise: tuple[str, ...], segments: Mapping[str, object]
) -> Compared | Incomparable:
    """Labels and members as the last run with this version recorded them, of the profiles that were there."""
    runs = [run.id for run in store.runs() if run.has_features and run.has_members]
    run = next((run for run in reversed(runs) if store.scored_by(run).get(before.name) == before.version), None)
    if run is None:
        names = ", ".join(f"`{name}`" for name in otherwise)
        return Incomparable(
            f"for {names} changed and no run recorded whom version {before.version} labels: take the change back, run "
            "`xseg run` and make it again"
        )
    last = store.features(run).select(PROFILE, pl.col(before.name).alias("@before"))
    both = new.join(last, on=PROFILE, how="inner", maintain_order="left")
    if both.is_empty():
        return Incomparable(f"for nobody of run {run}, the last one with version {before.version}, is there any more")
    recorded, members = store.sizes(run), store.membership(run)
    moved = []
    for segment in (name for name in segments if name in recorded and name in new.columns):
        inside = members.filter(pl.col("segment") == segment).get_column("profile")
        was = both.get_column(PROFILE).is_in(inside.implode())
        moved.append(_moved(segment, was, both.get_column(segment)))
    unknown = [name for name in segments if name in recorded and name not in new.columns]
    return Compared(
        both.get_column("@before").to_list(), both.get_column(LABEL).to_list(), moving(moved), unknown, since=run
    )


def _moved(segment: str, before: pl.Series, after: pl.Series) -> SegmentMove:
    return SegmentMove(segment, int(before.sum()), int((after & ~before).sum()), int((before & ~after).sum()))


def moving(moved: list[SegmentMove]) -> list[SegmentMove]:
    """Those that anybody enters or leaves, the largest share first."""
    return sorted((one for one in moved if one.entered or one.left), key=lambda one: (-one.share, one.segment))
