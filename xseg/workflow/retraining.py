"""What a run does about models that are due: it prepares a candidate, and warns of a version that is too old."""

from dataclasses import dataclass
from typing import cast

from xseg.diagnostics import Sink
from xseg.plan import lower
from xseg.plan.bind import instant_of
from xseg.plan.times import Shifted, Unit
from xseg.profiles.progress import Progress, quiet
from xseg.project.model import ModelDeclaration
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.workflow import messages
from xseg.workflow.evaluating import load_version
from xseg.workflow.judging import Training
from xseg.workflow.train import train
from xseg.workflow.updating import stands_against_update


@dataclass(frozen=True, slots=True)
class Due:
    """A model whose newest version is older than its block allows, or that drifted; and why, in words.

    `afresh`: moving the present centres on would not answer it.
    """

    model: str
    why: str
    afresh: bool = False


def due_by_age(program: Program, *, now: int) -> list[Due]:
    """The models with `retrain: every …` whose newest version was trained so long before `now`, or longer."""
    store = Store(program.project.state)
    found: list[Due] = []
    for name, checked in program.models.items():
        versions = (load_version(store, name, one, Sink()) for one in reversed(stored.versions(store, name)))
        trained = next((one for one in versions if one is not None), None)
        if trained is not None and is_old(program, checked.model, trained.report.trained_at, now=now):
            found.append(Due(name, f"every {period(checked.model)}"))
    return found


def retrained(program: Program, due: list[Due], sink: Sink, *, now: int, progress: Progress = quiet) -> list[Training]:
    """A candidate of each model that is due, in force by itself only under `promote: automatic` and if its gates hold;
    not after somebody took a version back: then they look first. A mini-batch model goes on where it can.

    Everything about it is a warning: a run goes on with the version in force.
    """
    made: list[Training] = []
    if not due:
        return made
    store, plan = Store(program.project.state), lower(program)
    for one in due:
        declaration = program.models[one.model].model
        told = Sink()
        automatic = declaration.promote == "automatic" and not stored.taken_back(store, one.model)
        further = not one.afresh and not stands_against_update(program, plan, one.model)
        trainings = train(
            program, told, now=now, names=(one.model,), promote=automatic, further=further, progress=progress
        )
        if trainings is None:
            sink.add(messages.not_retrained(one.model, next(iter(told)).message))
            continue
        (training,) = trainings
        closed = [gate.told for gate in training.gates if not gate.holds] if automatic else []
        sink.add(messages.retrained(training.model, training.version, one.why, training.in_force, closed))
        made.append(training)
    return made


def warn_of_old(program: Program, sink: Sink, *, now: int) -> None:
    """A warning for each version in force that is older than `retrain: every …` says."""
    store = Store(program.project.state)
    for name, version in stored.in_force(store).items():
        checked = program.models.get(name)
        trained = None if checked is None else load_version(store, name, version, Sink())
        if checked is None or trained is None:
            continue
        if is_old(program, checked.model, trained.report.trained_at, now=now):
            days = (now - trained.report.trained_at) // 86_400_000_000
            newest = next(reversed(stored.candidates(store, name)), None)
            sink.add(messages.old_model(name, version, days, period(checked.model), newest))


def is_old(program: Program, declaration: ModelDeclaration, trained_at: int, *, now: int) -> bool:
    """Whether a version trained then is due at `now`, by the calendar of the project's zone."""
    retrain = declaration.retrain
    if retrain is None or retrain.count is None or retrain.unit is None:
        return False
    ago = Shifted(-retrain.count, cast(Unit, retrain.unit))
    return trained_at <= instant_of(ago, now=now, zone=program.project.timezone)


def period(declaration: ModelDeclaration) -> str:
    """`1 month`, `2 weeks`."""
    retrain = declaration.retrain
    assert retrain is not None
    return f"{retrain.count} {retrain.unit}{'s' * (retrain.count != 1)}"
