"""Which cluster of a new training carries on which of the version in force."""

from collections.abc import Sequence

import numpy as np

from xseg.models.assign import squared_distances
from xseg.models.matrix import Matrix
from xseg.tables import ClosedModel


def carried_on(
    previous: ClosedModel, features: Sequence[str], *, shift: Sequence[float], scale: Sequence[float], centres: Matrix
) -> dict[int, str]:
    """New cluster → label of the old one that it carries on: one to one, with the least sum of distances (Kuhn 1955).

    Distances are between centres, over the features that both have, each by the wider of its two scales. A pair of
    which neither is the other's nearest was only left over, and is none: a cluster that dissolved does not pass its
    name on.
    """
    from scipy.optimize import linear_sum_assignment

    shared = [name for name in features if name in previous.features]
    if not shared:
        return {}
    here = [features.index(name) for name in shared]
    there = [previous.features.index(name) for name in shared]
    new = (centres * np.array(scale) + np.array(shift))[:, here]
    old = (np.array(previous.centres) * np.array(previous.scale) + np.array(previous.shift))[:, there]
    wider = np.maximum(np.array(scale)[here], np.array(previous.scale)[there])
    apart = np.sqrt(squared_distances(new / wider, old / wider))
    pairs = zip(*linear_sum_assignment(apart), strict=True)
    return {
        int(cluster): previous.labels[int(match)]
        for cluster, match in pairs
        if apart[cluster, match] == apart[cluster].min() or apart[cluster, match] == apart[:, match].min()
    }
