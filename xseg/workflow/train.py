"""`train`: a new version of each model, what it looks like, and who would move."""

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.models.content import to_content
from xseg.models.messages import no_estimator
from xseg.models.train import Given
from xseg.models.train import train as train_model
from xseg.plan import Plan, lower
from xseg.plan.nodes import Score
from xseg.profiles.progress import Progress, quiet
from xseg.project.model import ModelDeclaration, inputs
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.tables import TIME
from xseg.workflow import messages
from xseg.workflow.building import as_of, ready
from xseg.workflow.comparing import compared
from xseg.workflow.definitions import feature_fingerprints
from xseg.workflow.evaluating import InForce, answers, as_declared, models_in_force
from xseg.workflow.judging import Training, gates_hold, judged, replaced_by, result_of
from xseg.workflow.scoring import with_scores
from xseg.workflow.updating import stands_against_update


def train(
    program: Program,
    sink: Sink,
    *,
    now: int,
    clock: int | None = None,
    names: tuple[str, ...] = (),
    promote: bool = False,
    further: bool = False,
    progress: Progress = quiet,
) -> list[Training] | None:
    """Trains the models named (all unless said) at `now`, those that others need first; `clock` is that of a build
    (building.built), unless it is `now`.

    The first version of a model goes in force by itself, a later one only with `promote` and if its gates hold. With
    `further` mini-batch models go on from their versions in force by `partial_fit`; where one of those asked cannot,
    none is trained. None, told in the sink, where a model cannot be trained; those before it are kept.
    """
    for name in names:
        if name not in program.models:
            sink.add(messages.no_model(name, tuple(program.models)))
            return None
    plan = lower(program)
    asked = in_order_of_need(plan, names or tuple(program.models))
    against = {name: stands_against_update(program, plan, name) for name in asked} if further else {}
    if any(against.values()):
        sink.extend(messages.not_updated(name, why, against) for name, why in against.items() if why)
        return None
    if not ready(program.project, sink, now=now, clock=clock, progress=progress):
        return None
    snapshot = as_of(program.project, plan, now=now)
    done: list[Training] = []
    for name in asked:
        training = _train_one(
            program, plan, snapshot, name, sink, now=now, promote=promote, further=further, progress=progress
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
    now: int,
    promote: bool,
    further: bool,
    progress: Progress,
) -> Training | None:
    store = Store(program.project.state)
    declaration = program.models[name].model
    models = models_in_force(store, program, plan, needed(plan, declaration), sink)
    if models is None:
        return None
    progress(f"features of {name}", 0.0)
    table = training_table(program, plan, snapshot, declaration, models, sink, now=now)
    estimator = estimator_of(program, declaration, sink)
    if table is None or estimator is None:
        return None
    before = replaced_by(store, declaration, sink)
    previous = before if isinstance(before, InForce) else None
    trained = train_model(
        declaration,
        table,
        now=now,
        fingerprints=feature_fingerprints(program, plan, declaration),
        sink=sink,
        given=Given(
            previous=None if previous is None else previous.trained,
            window=window(snapshot),
            estimator=estimator,
            further=further,
        ),
        progress=lambda what, share: progress(f"{name}: {what}", share),
    )
    if trained is None:
        return None
    version = stored.save(store, name, *to_content(trained))
    after = as_declared(declaration, version, trained)
    found = compared(program, plan, snapshot, before, after, models=models, now=now, sink=sink)
    gates = judged(declaration, trained, found, least=program.project.smallest_group)
    if promote and gates_hold(name, version, gates, sink):
        stored.promote(store, name, version)
    return result_of(program, plan, after, found, gates, profiles=snapshot.profiles.height)


def needed(plan: Plan, declaration: ModelDeclaration) -> list[int]:
    """What training reads: the features, and the segment to train on."""
    score = plan.nodes[plan.models[declaration.name]].operation
    assert isinstance(score, Score)
    segment = declaration.train_on_segment
    return [*score.features, *([] if segment is None else [plan.segments[segment]])]


def training_table(
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    declaration: ModelDeclaration,
    models: dict[str, InForce],
    sink: Sink,
    *,
    now: int,
) -> pl.DataFrame | None:
    """A row a profile to train on, a column a feature, and the column of a model that is one; None where a model that
    is read cannot be scored.
    """
    score = plan.nodes[plan.models[declaration.name]].operation
    assert isinstance(score, Score)
    asked = dict(zip(inputs(declaration), score.features, strict=True))
    segment = declaration.train_on_segment
    if segment is not None:
        asked["@trained on"] = plan.segments[segment]
    scored = with_scores(snapshot, plan, models, sink, project=program.project, now=now)
    if scored is None:
        return None
    table = answers(plan, asked, scored, project=program.project, now=now, models=models)
    return table if segment is None else table.filter(pl.col("@trained on"))


def estimator_of(program: Program, declaration: ModelDeclaration, sink: Sink) -> bytes | None:
    """The bytes of the estimator's file, empty for other models; None, told in the sink, where there is no file."""
    if declaration.path is None:
        return b""
    file = program.project.root / declaration.path
    if not file.is_file():
        sink.add(no_estimator(declaration))
        return None
    return file.read_bytes()


def window(snapshot: Snapshot) -> tuple[int, int] | None:
    """The earliest and the latest event, None where there are none."""
    times = [table.get_column(TIME) for table in snapshot.events.values() if table.height]
    if not times:
        return None
    return min(int(column.min()) for column in times), max(int(column.max()) for column in times)  # type: ignore[arg-type]


def untrained(program: Program) -> list[str]:
    """The models of a program that have no version in force."""
    known = stored.in_force(Store(program.project.state))
    return [name for name in program.models if name not in known]
