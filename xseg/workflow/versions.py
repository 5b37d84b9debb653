"""`models`: the versions of every model, and which one is in force: promote another, or go back to the one before."""

from dataclasses import dataclass
from typing import Literal

from xseg.diagnostics import Sink
from xseg.models.trained import TrainingReport
from xseg.plan import lower
from xseg.profiles.progress import Progress, quiet
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.workflow import messages
from xseg.workflow.building import as_of, ready
from xseg.workflow.comparing import compared
from xseg.workflow.evaluating import as_declared, is_stale, load_version, models_in_force
from xseg.workflow.judging import Training, gates_hold, judged, replaced_by, result_of
from xseg.workflow.scoring import is_opened
from xseg.workflow.stale import tell_if_stale
from xseg.workflow.train import needed

DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Version:
    """One version; `days` is its age at the listing's `now`. `report` is None where its files are damaged."""

    model: str
    version: int
    state: Literal["in force", "candidate", "retired"]
    days: int | None
    report: TrainingReport | None
    algorithm: str = ""


def versions(program: Program, sink: Sink, *, now: int, name: str | None = None) -> list[Version] | None:
    """The versions of all models, or of one, the newest first. A `candidate` is newer than the one in force and was
    never in it; `retired` is everything else. None, told in the sink, where there is no such model.
    """
    if name is not None and name not in program.models:
        sink.add(messages.no_model(name, tuple(program.models)))
        return None
    store = Store(program.project.state)
    now_in_force = stored.in_force(store)
    found: list[Version] = []
    plan = lower(program)
    for model in [name] if name is not None else list(program.models):
        candidates = stored.candidates(store, model)
        for version in reversed(stored.versions(store, model)):
            trained = load_version(store, model, version, sink)
            state: Literal["in force", "candidate", "retired"] = "retired"
            if version == now_in_force.get(model):
                state = "in force"
                if trained is not None:
                    tell_if_stale(program, plan, program.models[model].model, version, trained.definition, sink)
            elif version in candidates:
                state = "candidate"
            report = None if trained is None else trained.report
            days = None if report is None else max(0, now - report.trained_at) // DAY
            found.append(Version(model, version, state, days, report, "" if trained is None else trained.algorithm))
    return found


def promote(
    program: Program,
    sink: Sink,
    name: str,
    version: int,
    *,
    now: int,
    clock: int | None = None,
    progress: Progress = quiet,
) -> Training | None:
    """Puts a version in force, if its gates hold at `now`; what it changes is given either way. `clock` is that of a
    build (building.built), unless it is `now`.

    None, told in the sink, where there is no such version, or it is damaged, stale or cannot be scored.
    """
    store = Store(program.project.state)
    if name not in program.models:
        sink.add(messages.no_model(name, tuple(program.models)))
        return None
    if version not in stored.versions(store, name):
        sink.add(messages.no_version(name, version, stored.versions(store, name)))
        return None
    trained = load_version(store, name, version, sink)
    if trained is None:
        return None
    if not ready(program.project, sink, now=now, clock=clock, progress=progress):
        return None
    declaration = program.models[name].model
    plan = lower(program)
    snapshot = as_of(program.project, plan, now=now)
    if is_stale(program, plan, declaration, version, trained, sink):
        return None
    models = models_in_force(store, program, plan, needed(plan, declaration), sink)
    if models is None:
        return None
    told = Sink()
    after = as_declared(declaration, version, trained)
    before = replaced_by(store, declaration, Sink())
    changes = compared(program, plan, snapshot, before, after, models=models, now=now, sink=told)
    sink.extend(told)
    if told.failed:
        return None
    gates = judged(declaration, trained, changes, least=program.project.smallest_group)
    if gates_hold(name, version, gates, sink):
        stored.promote(store, name, version)
    return result_of(program, plan, after, changes, gates, profiles=snapshot.profiles.height)


def roll_back(program: Program, sink: Sink, name: str) -> int | None:
    """Puts the version in force again that was in force before, and gives its number. No gate is asked: it was in force
    before. None, told in the sink, where there was none, or it is damaged or stale; then nothing changes.
    """
    if name not in program.models:
        sink.add(messages.no_model(name, tuple(program.models)))
        return None
    store = Store(program.project.state)
    earlier = stored.history(store, name)[:-1]
    if not earlier:
        sink.add(messages.nothing_before(name))
        return None
    if not is_usable(program, name, earlier[-1], sink):
        sink.add(messages.not_rolled_back(name, earlier))
        return None
    return stored.roll_back(store, name)


def is_usable(program: Program, name: str, version: int, sink: Sink) -> bool:
    """Whether runs could use a version: it is whole, means what the block says, and an estimator is trusted."""
    declaration = program.models[name].model
    trained = load_version(Store(program.project.state), name, version, sink)
    if trained is None or is_stale(program, lower(program), declaration, version, trained, sink):
        return False
    return is_opened(as_declared(declaration, version, trained), sink)
