"""`train`: a new version of each model, what it looks like, and who would move."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.models.content import to_content
from xseg.models.gates import check_gates
from xseg.models.train import train as train_model
from xseg.models.trained import TrainedModel
from xseg.plan import Plan, lower
from xseg.plan.nodes import Score
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.tables import PROFILE, ClosedModel
from xseg.workflow import messages
from xseg.workflow.building import Progress, as_of, quiet, ready
from xseg.workflow.evaluating import answers, closed_models, feature_fingerprints, features_of, load_version


@dataclass(frozen=True, slots=True)
class Move:
    """So many profiles would change from one label to another."""

    before: str | None
    after: str | None
    profiles: int


@dataclass(frozen=True, slots=True)
class Training:
    """A version that was made; `moves` compares it with the version in force before, largest first."""

    model: str
    version: int
    in_force: int
    trained: TrainedModel
    moves: tuple[Move, ...]
    profiles: int


def train(
    program: Program,
    sink: Sink,
    *,
    now: int,
    names: tuple[str, ...] = (),
    promote: bool = False,
    progress: Progress = quiet,
) -> list[Training] | None:
    """Trains the models named (all unless said) at `now`, those that others need first.

    The first version of a model goes in force by itself, a later one only with `promote` and if its gates hold. None,
    told in the sink, where a model cannot be trained; those before it are kept.
    """
    store = Store(program.project.state)
    for name in names:
        if name not in program.models:
            sink.add(messages.no_model(name, tuple(program.models)))
            return None
    if not ready(program.project, sink, progress=progress):
        return None
    plan = lower(program)
    snapshot = as_of(program.project, plan, now=now)
    done: list[Training] = []
    for name in in_order_of_need(plan, names or tuple(program.models)):
        training = _train_one(
            program, plan, snapshot, name, sink, store=store, now=now, promote=promote, progress=progress
        )
        if training is None:
            return None
        done.append(training)
    return done


def in_order_of_need(plan: Plan, names: tuple[str, ...]) -> list[str]:
    """Models in the order of their nodes: one that another's features read stands before it."""
    return sorted(names, key=lambda name: plan.models[name])


def _train_one(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    name: str,
    sink: Sink,
    *,
    store: Store,
    now: int,
    promote: bool,
    progress: Progress,
) -> Training | None:
    declaration = program.models[name].model
    score = plan.nodes[plan.models[name]].operation
    assert isinstance(score, Score)
    outputs = dict(zip(declaration.features, score.features, strict=True))
    needed = list(outputs.values())
    if declaration.train_on_segment is not None:
        needed.append(plan.segments[declaration.train_on_segment])
    models = closed_models(store, plan, needed, features_of(program), sink)
    if models is None:
        return None
    progress(f"features of {name}", 0.0)
    if declaration.train_on_segment is not None:
        asked = {**outputs, "@trained on": plan.segments[declaration.train_on_segment]}
        table = answers(plan, asked, snapshot, project=program.project, now=now, models=models)
        chosen = table.filter(pl.col("@trained on"))
    else:
        chosen = answers(plan, outputs, snapshot, project=program.project, now=now, models=models)
    before = _before(store, name, sink)
    trained = train_model(
        declaration,
        chosen.select(*declaration.features),
        now=now,
        fingerprints=feature_fingerprints(plan, name, declaration.features),
        sink=sink,
        previous=None if before is None else before.closed("before"),
        progress=lambda what, share: progress(f"{name}: {what}", share),
    )
    if trained is None:
        return None
    version = stored.save(store, name, *to_content(trained))
    labels = _labels(program, plan, snapshot, name, before, trained, now=now, models=models)
    if promote and _gates_hold(program, name, version, labels, sink):
        stored.promote(store, name, version)
    return Training(name, version, stored.in_force(store)[name], trained, _moves(labels), snapshot.profiles.height)


def _before(store: Store, name: str, sink: Sink) -> TrainedModel | None:
    version = stored.in_force(store).get(name)
    return None if version is None else load_version(store, name, version, sink)


def _labels(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    name: str,
    before: TrainedModel | None,
    after: TrainedModel,
    *,
    now: int,
    models: Mapping[str, ClosedModel],
) -> pl.DataFrame | None:
    """Each profile's label `before` and `after`; None where there was no version.

    A version in force whose features are not those of today cannot be asked anew: its labels of the last run count.
    """
    if before is None:
        return None
    asked = {"before": before, "after": after} if before.features == after.features else {"after": after}
    found = snapshot.profiles.select(PROFILE)
    for when, model in asked.items():
        known = {**models, name: model.closed("compared")}
        label = answers(plan, {when: plan.models[name]}, snapshot, project=program.project, now=now, models=known)
        found = found.with_columns(label.get_column(when))
    if "before" not in asked:
        found = found.join(
            _last_labels(Store(program.project.state), name), on=PROFILE, how="left", maintain_order="left"
        )
    return found.select("before", "after")


def _last_labels(store: Store, name: str) -> pl.DataFrame:
    """`@profile` and the label `before` that the last run gave; empty where none did."""
    runs = [run for run in store.runs() if run.has_features]
    features = store.features(runs[-1].id) if runs else pl.DataFrame()
    if name not in features.columns:
        return pl.DataFrame(schema={PROFILE: pl.String, "before": pl.String})
    return features.select(PROFILE, pl.col(name).alias("before"))


def _moves(labels: pl.DataFrame | None) -> tuple[Move, ...]:
    """Who would change label, the largest move first."""
    if labels is None:
        return ()
    moved = labels.filter(pl.col("before").ne_missing(pl.col("after"))).group_by("before", "after").len()
    ordered = moved.sort("len", "before", "after", descending=[True, False, False], nulls_last=True)
    return tuple(Move(*row) for row in ordered.iter_rows())


def _gates_hold(program: Program, name: str, version: int, labels: pl.DataFrame | None, sink: Sink) -> bool:
    """Whether every gate of the model lets the version through; one that does not is told."""
    if labels is None:
        return True
    before, after = labels.get_column("before").to_list(), labels.get_column("after").to_list()
    closed = [result for result in check_gates(program.models[name].model, before, after) if not result.holds]
    for result in closed:
        sink.add(messages.gate_closed(name, version, float(result.measured), result.gate.span))
    return not closed


def untrained(program: Program) -> list[str]:
    """The models of a program that have no version in force."""
    known = stored.in_force(Store(program.project.state))
    return [name for name in program.models if name not in known]
