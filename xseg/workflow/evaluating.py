"""What every verb that looks at people shares: the models in force, a snapshot, and the outputs asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.evaluate import evaluate
from xseg.engines.polars.snapshot import Snapshot
from xseg.models.content import from_content
from xseg.models.definition import changes
from xseg.models.trained import TrainedModel
from xseg.plan import Bound, Plan, bind
from xseg.plan.nodes import Ref, Score
from xseg.plan.reach import reachable
from xseg.project.model import ModelDeclaration, inputs
from xseg.project.project import Project
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.tables import PROFILE, Model, StoredModel
from xseg.workflow import messages
from xseg.workflow.definitions import AS_DECLARED, Rules, definition_of


@dataclass(frozen=True, slots=True)
class InForce:
    """A model's version in force, or one that is looked at as if it were.

    `inputs` are the names of what its score reads, in the order of the block, and `trusted` the types that the block
    trusts an estimator's file with.
    """

    name: str
    version: int
    trained: TrainedModel
    inputs: tuple[str, ...]
    trusted: tuple[str, ...] = ()

    @property
    def in_engine(self) -> Model:
        version = str(self.version)
        return StoredModel(self.name, version) if self.trained.stored else self.trained.closed(version, self.inputs)


def as_declared(declaration: ModelDeclaration, version: int, trained: TrainedModel) -> InForce:
    """A version as its block is today."""
    return InForce(declaration.name, version, trained, inputs(declaration), declaration.trusted)


def models_read(plan: Plan, roots: Iterable[Ref]) -> list[str]:
    """The models that some nodes need, sorted."""
    operations = (plan.nodes[ref].operation for ref in reachable(plan, roots))
    return sorted({operation.model for operation in operations if isinstance(operation, Score)})


def load_version(store: Store, name: str, version: int, sink: Sink) -> TrainedModel | None:
    """A stored version of a model, checked."""
    try:
        document, arrays = stored.load(store, name, version)
    except stored.Damaged as error:
        sink.add(messages.damaged_model(name, version, str(error)))
        return None
    trained = from_content(document, arrays, where=f"models/{name}/{version}", sink=sink)
    if trained is not None and trained.name != name:
        sink.add(messages.damaged_model(name, version, f"it is a version of `{trained.name}`"))
        return None
    return trained


def models_in_force(
    store: Store,
    program: Program,
    plan: Plan,
    roots: Iterable[Ref],
    sink: Sink,
    *,
    given: Mapping[str, InForce] = MappingProxyType({}),
) -> dict[str, InForce] | None:
    """Every model that the roots need, those `given` as they are, with the labels that they give; None, told in the
    sink, where one has no version in force, or a stale one.
    """
    rules = {name: model.trained.rules for name, model in given.items()}
    known = stored.in_force(store)
    found: dict[str, InForce] = {}
    missing = False
    for name in models_read(plan, roots):
        if name in given:
            found[name] = given[name]
            continue
        declaration = program.models[name].model
        version = known.get(name)
        if version is None:
            sink.add(messages.not_in_force(name))
        trained = None if version is None else load_version(store, name, version, sink)
        if (
            version is None
            or trained is None
            or is_stale(program, plan, declaration, version, trained, sink, rules=rules)
        ):
            missing = True
            continue
        found[name] = as_declared(declaration, version, trained)
    return None if missing else found


def is_stale(
    program: Program,
    plan: Plan,
    declaration: ModelDeclaration,
    version: int,
    trained: TrainedModel,
    sink: Sink,
    *,
    rules: Rules = AS_DECLARED,
) -> bool:
    """Whether a version means something else than the block says today, told in the sink: it was trained on other
    definitions of the features, another column or other labels.
    """
    found = changes(trained.definition, definition_of(program, plan, declaration, rules=rules))
    if found:
        sink.add(messages.stale_model(declaration.name, version, found))
    return bool(found)


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
