"""Gaussian mixtures for one number of components: scikit-learn's EM, with factors of precisions that stay plain."""

import warnings

import numpy as np
from numpy.typing import NDArray

from xseg.models.clustering import Clustering, in_order
from xseg.models.fitted import Fitted, Mixture, assigned
from xseg.models.matrix import Matrix
from xseg.models.threads import one_thread
from xseg.project.model import Covariance


def gaussian_mixture(
    sample: Matrix, clusters: int, *, covariance: Covariance, starts: int, seed: int
) -> Clustering | None:
    """The mixture of the scaled sample, the best of `starts`; None where a component has no row of its own."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            found = GaussianMixture(clusters, covariance_type=covariance, n_init=starts, random_state=seed).fit(sample)
        except ValueError:  # components that collapse: rows differ by too little
            return None
        bic = float(found.bic(sample))
    factors = full(found.precisions_cholesky_, covariance, clusters, sample.shape[1])
    fitted = Fitted(found.means_, Mixture(found.weights_, factors))
    own = assigned(fitted, sample).clusters
    if len(np.unique(own)) < clusters or not np.isfinite(factors).all():
        return None
    return in_order(sample, own, fitted, bic=bic)


def full(found: NDArray[np.float64], covariance: Covariance, clusters: int, features: int) -> NDArray[np.float64]:
    """The factors [clusters × features × features] of any kind of covariance."""
    match covariance:
        case "full":
            return found
        case "tied":
            return np.tile(found, (clusters, 1, 1))
        case "diag":
            return np.stack([np.diag(row) for row in found])
        case "spherical":
            return np.stack([np.eye(features) * number for number in found])
