"""Which cluster of a new training carries on which of the version in force: by their members, else by their centres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xseg.models.assign import squared_distances
from xseg.models.matrix import Matrix, Scaling, unscaled
from xseg.models.scoring import seen_by
from xseg.models.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class Carried:
    """The label of the cluster that is carried on, and the members of both of all members of either (None: unknown)."""

    label: str
    shared: float | None


def carried_on(
    previous: TrainedModel,
    features: Sequence[str],
    same: Sequence[str],
    seen: Scaling,
    centres: Matrix,
    shared: Matrix | None,
) -> Mapping[int, Carried]:
    """New cluster → the old one that it carries on: one to one, with the least sum of differences (Kuhn 1955).

    `shared` counts members [new clusters × old clusters]. Two clusters differ by the share of members that are not in
    both and by the distance d between their centres, as d / (1 + d), over the features that both have and that are
    defined the `same`, each by the wider of its two scales; without members by that distance alone. A pair counts only
    if it holds half the members of one of them, or, without members, if one is the other's nearest: a cluster that
    dissolved does not pass its name on.
    """
    from scipy.optimize import linear_sum_assignment

    apart = distances(previous, features, same, seen, centres)
    if shared is None:
        if apart is None:
            return {}
        pairs = zip(*linear_sum_assignment(apart), strict=True)
        return {
            int(new): Carried(previous.labels[int(old)], None)
            for new, old in pairs
            if apart[new, old] == apart[new].min() or apart[new, old] == apart[:, old].min()
        }
    both = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    overlap = np.divide(shared, both, out=np.zeros_like(shared), where=both > 0)
    away = 0.0 if apart is None else apart / (1.0 + apart)
    found: dict[int, Carried] = {}
    for new, old in zip(*linear_sum_assignment(1.0 - overlap + away), strict=True):
        most = max(shared[new, old] / max(shared[new].sum(), 1), shared[new, old] / max(shared[:, old].sum(), 1))
        if most >= 0.5:
            found[int(new)] = Carried(previous.labels[int(old)], round(float(overlap[new, old]), 6))
    return found


def distances(
    previous: TrainedModel, features: Sequence[str], same: Sequence[str], seen: Scaling, centres: Matrix
) -> Matrix | None:
    """[new centres × old centres], None where the two have no feature in common."""
    shared = [name for name in features if name in same]
    if not shared:
        return None
    here = [list(features).index(name) for name in shared]
    there = [previous.features.index(name) for name in shared]
    new = unscaled(seen, centres)[:, here]
    old = unscaled(seen_by(previous, ()), np.array(previous.centres))[:, there]
    if seen.logged or previous.logged:  # scales of logarithms say nothing of plain units
        wider = np.maximum(np.abs(new).max(axis=0), np.abs(old).max(axis=0))
        wider[wider == 0.0] = 1.0
    else:
        wider = np.maximum(np.array(seen.scale)[here], np.array(previous.scale)[there])
    return np.sqrt(squared_distances(new / wider, old / wider))
