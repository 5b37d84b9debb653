"""Whether a candidate may take the place of the version in force: how many profiles would change their label."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xseg.project.model import GateDeclaration, ModelDeclaration


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate, what was measured (exact), and whether it holds."""

    gate: GateDeclaration
    measured: Fraction
    holds: bool


def relabelled(before: Sequence[str | None], after: Sequence[str | None]) -> Fraction:
    """The share of profiles whose label differs (having one and having none differ too); 0 of no profiles.

    Both give the labels of the same profiles, in one order, as the engine scored them.
    """
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    return Fraction(changed, len(before)) if before else Fraction(0)


def check_gates(
    declaration: ModelDeclaration, before: Sequence[str | None], after: Sequence[str | None]
) -> tuple[GateResult, ...]:
    """Every gate of the model block, judged on the labels by the version in force and by the candidate."""
    measured = relabelled(before, after)
    return tuple(
        GateResult(gate, measured, measured <= Fraction(gate.share, 100 * 10**gate.share_scale))
        for gate in declaration.gates
    )
