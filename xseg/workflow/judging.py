"""A version held against the one in force: who would move, which gates let it through, and what is told of it."""

from dataclasses import dataclass

from xseg.diagnostics import Sink
from xseg.measure.groups import Group, groups
from xseg.models.gates import Compared, GateResult, Incomparable, SegmentMove, check_gates, moves
from xseg.models.trained import TrainedModel
from xseg.plan import Plan
from xseg.project.model import ModelDeclaration
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.workflow import messages
from xseg.workflow.evaluating import InForce, as_declared, load_version
from xseg.workflow.masking import personal_features


@dataclass(frozen=True, slots=True)
class Move:
    """So many profiles would change from one label to another."""

    before: str | None
    after: str | None
    profiles: int


@dataclass(frozen=True, slots=True)
class Training:
    """A version that was made; `moves` compares it with the version in force before, largest first.

    `profiles` is how many there are. `gates` are those of the block, judged; all of them hold where it was promoted.
    `since` is the run that it was compared with, where the version in force could not be asked anew, and `unknown` why
    it was not compared at all. `groups` are the clusters as they may be told, with no figure of fewer people than
    `smallest`.
    """

    model: str
    version: int
    in_force: int
    trained: TrainedModel
    moves: tuple[Move, ...]
    profiles: int
    segments: tuple[SegmentMove, ...] = ()
    gates: tuple[GateResult, ...] = ()
    since: int | None = None
    unknown: str = ""
    groups: tuple[Group, ...] = ()
    smallest: int = 1


def replaced_by(store: Store, declaration: ModelDeclaration, sink: Sink) -> InForce | Incomparable | None:
    """The version in force, which a candidate is compared with; None where there is none. One that is damaged, told in
    the sink, can be compared with nothing.
    """
    name = declaration.name
    version = stored.in_force(store).get(name)
    if version is None:
        return None
    trained = load_version(store, name, version, sink)
    return (
        Incomparable(f"for version {version}, which is in force, cannot be compared: it is damaged")
        if trained is None
        else as_declared(declaration, version, trained)
    )


def judged(
    declaration: ModelDeclaration, candidate: TrainedModel, found: Compared | Incomparable | None, *, least: int
) -> tuple[GateResult, ...]:
    """Every gate of the block; a first version passes all. Of fewer people than `least` no share is told."""
    return () if found is None else check_gates(declaration, candidate, found, least=least)


def result_of(
    program: Program,
    plan: Plan,
    version: InForce,
    found: Compared | Incomparable | None,
    gates: tuple[GateResult, ...],
    *,
    profiles: int,
) -> Training:
    """What was made of a version, after it was promoted or not."""
    project = program.project
    told = found if isinstance(found, Compared) else None
    return Training(
        model=version.name,
        version=version.version,
        in_force=stored.in_force(Store(project.state))[version.name],
        trained=version.trained,
        moves=moves_of(told),
        profiles=profiles,
        segments=() if told is None else tuple(told.segments),
        gates=gates,
        since=None if told is None else told.since,
        unknown=found.why if isinstance(found, Incomparable) else "",
        groups=groups(
            version.trained, hidden=personal_features(program, plan, version.name), least=project.smallest_group
        ),
        smallest=project.smallest_group,
    )


def moves_of(changes: Compared | None) -> tuple[Move, ...]:
    """Who would change label, the largest move first."""
    found = {} if changes is None else moves(changes)
    return tuple(Move(before, after, profiles) for (before, after), profiles in found.items())


def gates_hold(name: str, version: int, gates: tuple[GateResult, ...], sink: Sink) -> bool:
    """Whether every gate lets the version through; one that does not is told."""
    closed = [result for result in gates if not result.holds]
    for result in closed:
        tell = messages.gate_closed if result.measured else messages.gate_unmeasured
        sink.add(tell(name, version, result.told, result.gate.span))
    return not closed
