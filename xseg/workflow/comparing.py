"""What a version of a model would change: every profile's label, and the segments that read it."""

from collections.abc import Mapping

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.models.gates import Compared, SegmentMove
from xseg.plan import Plan
from xseg.plan.nodes import Ref
from xseg.semantics import Program
from xseg.store import Store
from xseg.tables import PROFILE
from xseg.workflow.evaluating import InForce, answers, models_in_force, models_read
from xseg.workflow.scoring import with_scores


def compared(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    before: InForce | None,
    after: InForce,
    *,
    models: Mapping[str, InForce],
    now: int,
) -> Compared | None:
    """Labels by the version in force and by another one, and what that does to segments; None without one in force.

    A version in force whose features are not those of today cannot be asked anew: its labels of the last run count, and
    nothing is said of segments. `models` are the others that the features need. None too where a version cannot be
    scored, which scoring tells by itself.
    """
    if before is None:
        return None
    name = after.name
    label = plan.models[name]
    segments, others = reading(program, plan, name)
    known = {**others, **models}
    new = _answers(program, plan, snapshot, {**known, name: after}, label, segments, now=now)
    if new is None:
        return None
    if (before.trained.features, before.trained.column) == (after.trained.features, after.trained.column):
        old = _answers(program, plan, snapshot, {**known, name: before}, label, segments, now=now)
        if old is None:
            return None
        moved = [_moved(segment, old.get_column(segment), new.get_column(segment)) for segment in segments]
        moving = sorted((one for one in moved if one.entered or one.left), key=lambda one: (-one.share, one.segment))
    else:
        last = _last_labels(Store(program.project.state), name)
        old = new.select(PROFILE).join(last, on=PROFILE, how="left", maintain_order="left")
        moving = []
    return Compared(old.get_column(LABEL).to_list(), new.get_column(LABEL).to_list(), moving)


LABEL = "@compared"


def reading(program: Program, plan: Plan, name: str) -> tuple[dict[str, Ref], dict[str, InForce]]:
    """The segments that read a model, directly or through others, and can be asked, with the other models that they
    read: all of these are in force.
    """
    store = Store(program.project.state)
    read = {segment: models_read(plan, [ref]) for segment, ref in plan.segments.items()}
    known: dict[str, InForce] = {}
    for other in sorted({model for models in read.values() if name in models for model in models} - {name}):
        known.update(models_in_force(store, program, plan, [plan.models[other]], Sink()) or {})
    asked = [segment for segment, models in read.items() if name in models and set(models) <= {name, *known}]
    return {segment: plan.segments[segment] for segment in asked}, known


def _answers(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    models: Mapping[str, InForce],
    label: Ref,
    segments: Mapping[str, Ref],
    *,
    now: int,
) -> pl.DataFrame | None:
    """`@profile`, the label and a column for each segment."""
    scored = with_scores(snapshot, plan, models, Sink(), project=program.project, now=now)
    if scored is None:
        return None
    return answers(plan, {LABEL: label, **segments}, scored, project=program.project, now=now, models=models)


def _moved(segment: str, before: pl.Series, after: pl.Series) -> SegmentMove:
    return SegmentMove(segment, int(before.sum()), int((after & ~before).sum()), int((before & ~after).sum()))


def _last_labels(store: Store, name: str) -> pl.DataFrame:
    """`@profile` and the label that the last run gave; empty where none did."""
    runs = [run for run in store.runs() if run.has_features]
    features = store.features(runs[-1].id) if runs else pl.DataFrame()
    if name not in features.columns:
        return pl.DataFrame(schema={PROFILE: pl.String, LABEL: pl.String})
    return features.select(PROFILE, pl.col(name).alias(LABEL))
