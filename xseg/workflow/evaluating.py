"""What every verb that looks at people shares: the models in force, a snapshot, and the outputs asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.evaluate import evaluate
from xseg.engines.polars.snapshot import Snapshot
from xseg.models import changed_features
from xseg.models.content import from_content
from xseg.models.trained import TrainedModel
from xseg.plan import Bound, Plan, bind, fingerprint
from xseg.plan.nodes import Ref, Score
from xseg.plan.reach import reachable
from xseg.project.project import Project
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.tables import PROFILE, Model
from xseg.workflow import messages


@dataclass(frozen=True, slots=True)
class InForce:
    """A model's version in force; `trusted` are the types that its block trusts an estimator's file with."""

    name: str
    version: int
    trained: TrainedModel
    trusted: tuple[str, ...] = ()

    @property
    def in_engine(self) -> Model:
        return self.trained.in_engine(str(self.version))


def models_read(plan: Plan, roots: Iterable[Ref]) -> list[str]:
    """The models that some nodes need, sorted."""
    operations = (plan.nodes[ref].operation for ref in reachable(plan, roots))
    return sorted({operation.model for operation in operations if isinstance(operation, Score)})


def feature_fingerprints(plan: Plan, model: str, features: tuple[str, ...]) -> dict[str, str]:
    """Feature → fingerprint of its definition, without the clock."""
    score = plan.nodes[plan.models[model]].operation
    assert isinstance(score, Score)
    return {name: fingerprint(plan, ref) for name, ref in zip(features, score.features, strict=False)}


def in_force(store: Store, name: str, sink: Sink) -> InForce | None:
    """The version in force; None, told in the sink, where there is none or it is damaged."""
    version = stored.in_force(store).get(name)
    if version is None:
        sink.add(messages.not_in_force(name))
        return None
    trained = load_version(store, name, version, sink)
    return None if trained is None else InForce(name, version, trained)


def load_version(store: Store, name: str, version: int, sink: Sink) -> TrainedModel | None:
    """A stored version of a model, checked."""
    try:
        document, arrays = stored.load(store, name, version)
    except stored.Damaged as error:
        sink.add(messages.damaged_model(name, version, str(error)))
        return None
    return from_content(document, arrays, where=f"models/{name}/{version}", sink=sink)


def models_in_force(
    store: Store, program: Program, plan: Plan, roots: Iterable[Ref], sink: Sink
) -> dict[str, InForce] | None:
    """Every model that the roots need; None where one has no version in force, or a stale one: trained on other
    definitions of its features, or on another column.
    """
    found: dict[str, InForce] = {}
    missing = False
    for name in models_read(plan, roots):
        version = in_force(store, name, sink)
        if version is None:
            missing = True
            continue
        declared = program.models[name].model
        trained = dict(zip(version.trained.features, version.trained.fingerprints, strict=True))
        changed = changed_features(trained, feature_fingerprints(plan, name, declared.features))
        if version.trained.column != (declared.column or ""):
            changed = (*changed, declared.column or version.trained.column)
        if changed:
            sink.add(messages.stale_model(name, version.version, changed))
            missing = True
            continue
        found[name] = replace(version, trusted=declared.trusted)
    return None if missing else found


def answers(
    plan: Plan,
    outputs: Mapping[str, Ref],
    snapshot: Snapshot,
    *,
    project: Project,
    now: int,
    models: Mapping[str, InForce],
) -> pl.DataFrame:
    """`@profile` and a column for each output, one row a profile in order of their number. The snapshot has the scores
    of stored models (`xseg.workflow.scoring`).
    """
    bound: Bound = bind(plan, now=now, zone=project.timezone)
    found = evaluate(bound, outputs, snapshot, models=in_engine(models))
    return found.select(snapshot.profiles.get_column(PROFILE), *outputs)


def in_engine(models: Mapping[str, InForce]) -> dict[str, Model]:
    """What engines need to know of the models."""
    return {name: model.in_engine for name, model in models.items()}
