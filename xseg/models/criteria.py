"""How a number of clusters is chosen among those that were tried, and the reason in words."""

from collections.abc import Sequence
from typing import assert_never

import numpy as np

from xseg.models.trained import Candidate
from xseg.project.model import Choice, ModelDeclaration


def best_candidate(candidates: Sequence[Candidate], chosen_by: Choice) -> int:
    """The index of the candidate that a criterion takes; the fewer clusters on a tie, and where none is defined."""
    match chosen_by:
        case "fixed" | "silhouette":
            values = [score_of(candidate.silhouette) for candidate in candidates]
        case "bic":
            values = [score_of(None if candidate.bic is None else -candidate.bic) for candidate in candidates]
        case "stability":
            values = [score_of(candidate.stability) for candidate in candidates]
        case "elbow":
            return elbow(candidates)
        case _:
            assert_never(chosen_by)
    return max(range(len(candidates)), key=lambda index: (values[index], -index))


def elbow(candidates: Sequence[Candidate]) -> int:
    """Where the inertia bends most: farthest below the line from the first candidate to the last (Satopää 2011)."""
    first, last = candidates[0], candidates[-1]
    if len(candidates) < 3 or first.inertia <= last.inertia:
        return 0
    along = np.array([one.clusters - first.clusters for one in candidates]) / (last.clusters - first.clusters)
    fallen = np.array([first.inertia - one.inertia for one in candidates]) / (first.inertia - last.inertia)
    return int(np.argmax(fallen - along))


def score_of(value: float | None) -> float:
    """The value, below every other where none is defined."""
    return float("-inf") if value is None else value


def reason_for(declaration: ModelDeclaration, candidates: Sequence[Candidate], best: int) -> str:
    """Why this number of clusters, in words."""
    won, how = candidates[best], declaration.chosen_by
    span = f"{candidates[0].clusters} to {candidates[-1].clusters}"
    if how == "fixed":
        return f"{won.clusters} as declared"
    value = value_by(won, how)
    if value is None:
        return f"{won.clusters}, the fewest asked for: no {how} is defined on this data"
    others = [candidate for candidate in candidates if candidate is not won and value_by(candidate, how) is not None]
    if not others:
        return f"{won.clusters}: {how} {shown(value)}, the only one that could be tried"
    if how == "elbow":
        return f"{won.clusters}: the inertia of {span} bends most there"
    second = others[best_candidate(others, how)]
    most = "lowest" if how == "bic" else "highest"
    return (
        f"{won.clusters}: {how} {shown(value)} is the {most} of {span}; next {shown(value_by(second, how))} with "
        f"{second.clusters}"
    )


def disagreements(declaration: ModelDeclaration, candidates: Sequence[Candidate], best: int) -> list[str]:
    """What the other criteria would have taken, where they differ."""
    if declaration.chosen_by == "fixed" or len(candidates) < 2:
        return []
    others: dict[int, list[str]] = {}
    how: Choice
    for how in ("silhouette", "elbow", "bic", "stability"):
        if how == declaration.chosen_by or (how == "elbow" and len(candidates) < 3):
            continue
        if all(value_by(candidate, how) is None for candidate in candidates):
            continue
        taken = best_candidate(candidates, how)
        if taken != best:
            others.setdefault(candidates[taken].clusters, []).append(how)
    return [f"{' and '.join(names)} would take {clusters}" for clusters, names in sorted(others.items())]


def value_by(candidate: Candidate, how: Choice) -> float | None:
    """The number that a criterion looks at."""
    match how:
        case "fixed" | "silhouette":
            return candidate.silhouette
        case "elbow":
            return candidate.inertia
        case "bic":
            return candidate.bic
        case "stability":
            return candidate.stability
        case _:
            assert_never(how)


def shown(value: float | None) -> str:
    """A criterion's number as people read it."""
    if value is None:
        return "none"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3f}"
