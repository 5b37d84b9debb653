"""`drift`: whether the models in force still fit the profiles of now, and whether segments go as they used to."""

from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.measure.drift import Present, measured
from xseg.measure.figures import ModelDrift
from xseg.measure.history import RunOfSegment, SegmentDrift, drift_of
from xseg.models.baseline import rows_digest
from xseg.models.matrix import columns_of
from xseg.plan import Plan, lower
from xseg.profiles.progress import Progress, quiet
from xseg.project.model import drift_bounds
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.workflow import messages
from xseg.workflow.building import as_of, ready
from xseg.workflow.definitions import feature_fingerprints
from xseg.workflow.evaluating import InForce, is_stale, load_version, models_in_force
from xseg.workflow.masking import personal_features
from xseg.workflow.retraining import Due
from xseg.workflow.train import in_order_of_need, needed, training_table

RUNS_MOST = 60
"""A segment's history goes back so many runs."""


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What was measured at `now`; `untrained` are the models without a version in force."""

    now: int
    models: tuple[ModelDrift, ...]
    segments: tuple[SegmentDrift, ...]
    untrained: tuple[str, ...] = ()

    @property
    def drifted(self) -> bool:
        return any(one.drifted for one in self.models) or any(one.drifted for one in self.segments)


def drift(
    program: Program,
    sink: Sink,
    *,
    now: int,
    clock: int | None = None,
    name: str | None = None,
    progress: Progress = quiet,
) -> DriftReport | None:
    """Measures every model in force and every segment, or the one named; `clock` is that of a build (building.built),
    unless it is `now`. None, told in the sink, where that cannot
    be; nothing is recorded and no version is made.
    """
    if name is not None and name not in program.models and name not in program.segments:
        sink.add(messages.no_model_or_segment(name, (*program.models, *program.segments)))
        return None
    store = Store(program.project.state)
    known = stored.in_force(store)
    asked = [one for one in program.models if name in (None, one)]
    if name is not None and name in program.models and name not in known:
        sink.add(messages.not_in_force(name))
        return None
    models: list[ModelDrift] = []
    if any(one in known for one in asked):
        if not ready(program.project, sink, now=now, clock=clock, progress=progress):
            return None
        plan = lower(program)
        snapshot = as_of(program.project, plan, now=now)
        for model in in_order_of_need(plan, tuple(one for one in asked if one in known)):
            progress(f"drift of {model}", 0.5)
            found = model_drift(program, plan, snapshot, model, sink, now=now, shadow=True)
            if found is None:
                return None
            models.append(found)
    segments = () if name in program.models else segments_drift(program, name)
    progress("done", 1.0)
    return DriftReport(now, tuple(models), segments, tuple(one for one in asked if one not in known))


def model_drift(
    program: Program, plan: Plan, snapshot: Snapshot, name: str, sink: Sink, *, now: int, shadow: bool
) -> ModelDrift | None:
    """One model in force, measured on the profiles that it would be trained on now."""
    declaration = program.models[name].model
    store = Store(program.project.state)
    models = models_in_force(store, program, plan, [plan.models[name], *needed(plan, declaration)], sink)
    if models is None:
        return None
    own = models[name]
    present = present_of(program, plan, snapshot, name, models, sink, now=now)
    if present is None:
        return None
    return measured(declaration, own.trained, present, version=own.version, now=now, shadow=shadow)


def present_of(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    name: str,
    models: dict[str, InForce],
    sink: Sink,
    *,
    now: int,
) -> Present | None:
    """The profiles that a model would be trained on now; None, told in the sink, where it cannot be scored."""
    declaration = program.models[name].model
    table = training_table(program, plan, snapshot, declaration, models, sink, now=now)
    if table is None:
        return None
    fingerprints = feature_fingerprints(program, plan, declaration)
    return Present(
        table,
        fingerprints,
        declaration.trusted,
        least=program.project.smallest_group,
        hidden=personal_features(program, plan, name),
    )


def due_by_drift(program: Program, *, now: int) -> list[Due]:
    """The models with `retrain: on drift` whose version in force crosses a bound at `now`, and that have no candidate
    that answers it. A shadow is trained only where the block bounds `agreement`. Tables are those of the last build.
    """
    store = Store(program.project.state)
    waiting = {
        name: checked.model
        for name, checked in program.models.items()
        if checked.model.retrain is not None and checked.model.retrain.count is None
    }
    known = stored.in_force(store)
    due = [name for name in waiting if name in known]
    if not due:
        return []
    plan = lower(program)
    snapshot = as_of(program.project, plan, now=now)
    found: list[Due] = []
    for name in due:
        shadow = any(bound.measure == "agreement" for bound in drift_bounds(waiting[name]))
        drift = model_drift(program, plan, snapshot, name, Sink(), now=now, shadow=shadow)
        if drift is None or not drift.drifted or answered(program, plan, snapshot, name, now=now, shadow=shadow):
            continue
        more = f" and {len(drift.crossings) - 1} more" if len(drift.crossings) > 1 else ""
        afresh = any(crossing.measure == "agreement" for crossing in drift.crossings)
        found.append(Due(name, f"on drift: {drift.crossings[0].told}{more}", afresh=afresh))
    return found


def answered(program: Program, plan: Plan, snapshot: Snapshot, name: str, *, now: int, shadow: bool) -> bool:
    """Whether a candidate waits that was trained on these very people, or that crosses no bound on them. A version that
    was taken back is no candidate.
    """
    store, declaration = Store(program.project.state), program.models[name].model
    version = next(reversed(stored.candidates(store, name)), None)
    trained = None if version is None else load_version(store, name, version, Sink())
    if version is None or trained is None or is_stale(program, plan, declaration, version, trained, Sink()):
        return False
    models = models_in_force(store, program, plan, needed(plan, declaration), Sink())
    present = None if models is None else present_of(program, plan, snapshot, name, models, Sink(), now=now)
    if present is None:
        return False
    if trained.report.made.rows == rows_digest(columns_of(present.table, declaration.features)):
        return True
    return not measured(declaration, trained, present, version=version, now=now, shadow=shadow).drifted


def segments_drift(program: Program, name: str | None) -> tuple[SegmentDrift, ...]:
    """Every segment declared, or the one named, against its own history."""
    histories = history(Store(program.project.state))
    return tuple(
        drift_of(segment, histories.get(segment, [])) for segment in program.segments if name in (None, segment)
    )


def history(store: Store) -> dict[str, list[RunOfSegment]]:
    """Segment → what the last RUNS_MOST runs recorded of it, oldest first."""
    runs = [run for run in store.runs() if run.has_members and run.has_features][-RUNS_MOST:]
    if not runs:
        return {}
    log = store.change_log().group_by("run", "segment", "change").len()
    moved = {(run, segment, change): count for run, segment, change, count in log.iter_rows()}
    found: dict[str, list[RunOfSegment]] = {}
    for run in runs:
        profiles = store.features(run.id).select(pl.len()).item()
        for segment, size in store.sizes(run.id).items():
            entered, left = (moved.get((run.id, segment, change), 0) for change in ("entered", "exited"))
            found.setdefault(segment, []).append(RunOfSegment(run.id, run.now, profiles, size, entered, left))
    return found
