"""Hierarchical clustering: one tree of the sample, cut at any number of clusters; rows go to the nearest centre."""

import numpy as np

from xseg.models.clustering import Clustering, in_order, means_of
from xseg.models.fitted import Fitted
from xseg.models.matrix import Matrix
from xseg.models.threads import one_thread
from xseg.project.model import Linkage


def tree_of(sample: Matrix, linkage: Linkage) -> Matrix:
    """The tree of merges of the scaled sample; needs all distances, so memory grows with the square of the rows."""
    from scipy.cluster import hierarchy

    with one_thread():
        tree: Matrix = hierarchy.linkage(sample, method=linkage)
    return tree


def cut(sample: Matrix, tree: Matrix, clusters: int) -> Clustering | None:
    """The tree cut into so many clusters, None where ties in it leave another number."""
    from scipy.cluster import hierarchy

    assigned = hierarchy.fcluster(tree, clusters, criterion="maxclust").astype(np.intp) - 1
    if len(np.unique(assigned)) < clusters:
        return None
    return in_order(sample, assigned, Fitted(means_of(sample, assigned, clusters)))
