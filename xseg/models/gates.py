"""Whether a candidate may take the place of the version in force: every gate of its block is measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from xseg.models.trained import TrainedModel
from xseg.project.model import GateDeclaration, ModelDeclaration


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate, what was measured in words, and whether it holds. Where it is not `measured`, `told` says why."""

    gate: GateDeclaration
    told: str
    holds: bool
    measured: bool = True


@dataclass(frozen=True, slots=True)
class SegmentMove:
    """What a candidate does to one segment: its size by the version in force, who would enter it and who leave."""

    segment: str
    before: int
    entered: int
    left: int

    @property
    def share(self) -> Fraction:
        """Of its size before; of an empty one any member that enters is all of it."""
        moved = self.entered + self.left
        return Fraction(moved, self.before) if self.before else Fraction(int(moved > 0))


@dataclass(frozen=True, slots=True)
class Compared:
    """Each profile's label by the version in force and by the candidate, in one order, and the segments that move.

    `unknown` are segments that read the model and cannot be asked. `since` is the run that labels and members before
    are those of, where the version in force cannot be asked anew.
    """

    before: Sequence[str | None]
    after: Sequence[str | None]
    segments: Sequence[SegmentMove] = ()
    unknown: Sequence[str] = ()
    since: int | None = None


ALONE = ("silhouette", "smallest")
"""What is measured of a candidate without the version in force."""


@dataclass(frozen=True, slots=True)
class Incomparable:
    """A candidate that cannot be held against the version in force, and why."""

    why: str


def relabelled(before: Sequence[str | None], after: Sequence[str | None]) -> Fraction:
    """The share of profiles whose label differs (having one and having none differ too); 0 of no profiles.

    Both give the labels of the same profiles, in one order, as the engine scored them.
    """
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    return Fraction(changed, len(before)) if before else Fraction(0)


def check_gates(
    declaration: ModelDeclaration, candidate: TrainedModel, compared: Compared | Incomparable, *, least: int = 1
) -> tuple[GateResult, ...]:
    """Every gate of the model block, judged on the candidate and on what it would change; what cannot be measured does
    not hold. Of a cluster of fewer people than `least` no share is told.
    """
    if isinstance(compared, Incomparable):
        return tuple(
            check_gate(gate, candidate, Compared((), ()), least)
            if gate.measure in ALONE
            else unmeasured(gate, compared.why)
            for gate in declaration.gates
        )
    return tuple(check_gate(gate, candidate, compared, least) for gate in declaration.gates)


def unmeasured(gate: GateDeclaration, why: str) -> GateResult:
    """A gate of which nothing is known."""
    return GateResult(gate, why, holds=False, measured=False)


def check_gate(gate: GateDeclaration, candidate: TrainedModel, compared: Compared, least: int) -> GateResult:
    """One gate, in exact numbers."""
    report = candidate.report
    bound = Fraction(gate.share, 10**gate.share_scale)
    match gate.measure:
        case "relabelled":
            share = relabelled(compared.before, compared.after)
            return GateResult(gate, f"{percent(share)} of all profiles would be relabelled", share * 100 <= bound)
        case "segments":
            if compared.unknown:
                names = ", ".join(f"`{name}`" for name in compared.unknown)
                return unmeasured(gate, f"for {names} reads other models too, of which one has no version to ask")
            moved = max(compared.segments, key=lambda move: move.share, default=None)
            if moved is None:
                return GateResult(gate, "no segment would move", holds=True)
            told = f"segment `{moved.segment}` would move by {percent(moved.share)}"
            return GateResult(gate, told, moved.share * 100 <= bound)
        case "silhouette":
            if report.silhouette is None:
                return GateResult(gate, "no silhouette is defined", holds=False)
            return GateResult(gate, f"its silhouette is {report.silhouette:.3f}", Fraction(report.silhouette) >= bound)
        case "smallest":
            total = report.profiles - report.left_out
            smallest = min(report.clusters, key=lambda cluster: cluster.size)
            share = Fraction(smallest.size, total) if total else Fraction(0)
            so_many = f"fewer than {least} people" if smallest.size < least else f"{percent(share)} of the profiles"
            return GateResult(gate, f'"{smallest.label}" has {so_many}', share * 100 >= bound)
        case "dissolved":
            names = ", ".join(f'"{label}"' for label in report.dissolved)
            told = f"{names} would dissolve" if names else "no cluster would dissolve"
            return GateResult(gate, told, holds=not names)
        case _:
            assert_never(gate.measure)


def percent(share: Fraction) -> str:
    """An exact share for people."""
    return f"{float(share):.1%}"


def moves(compared: Compared) -> Mapping[tuple[str | None, str | None], int]:
    """(label before, label after) → how many profiles would change so, the largest move first."""
    counted: dict[tuple[str | None, str | None], int] = {}
    for pair in zip(compared.before, compared.after, strict=True):
        if pair[0] != pair[1]:
            counted[pair] = counted.get(pair, 0) + 1
    order = sorted(counted.items(), key=lambda found: (-found[1], found[0][0] or "￿", found[0][1] or "￿"))
    return dict(order)
