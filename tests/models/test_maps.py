"""Pictures are drawn of any model, also of one feature, of equal rows and of one cluster."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from xseg.models import TrainedModel
from xseg.models.maps import maps
from xseg.project.model import ModelDeclaration

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]
PAIR = np.concatenate([np.random.default_rng(0).normal(0, 1, (40, 3)), np.random.default_rng(1).normal(30, 1, (20, 3))])


@pytest.mark.parametrize("features", [1, 2, 3])
@pytest.mark.parametrize("clusters", [1, 2])
def test_every_row_of_the_sample_has_its_places(declare: Declare, fit: Fit, features: int, clusters: int) -> None:
    rows = PAIR[:, :features]
    model = fit(declare(features, clusters=clusters), rows)
    found = maps(model, pl.DataFrame(rows, schema=list(model.features)), least=10)
    assert found is not None
    assert found.tsne is not None
    assert found.pca.shape == found.tsne.shape == (60, 2)
    assert np.isfinite(found.pca).all()
    assert np.isfinite(found.tsne).all()


def test_clusters_of_few_are_not_drawn(declare: Declare, fit: Fit) -> None:
    model = fit(declare(2, clusters=2), PAIR[:, :2])
    found = maps(model, pl.DataFrame(PAIR[:, :2], schema=list(model.features)), least=21)
    assert found is not None
    assert set(found.clusters) == {0}
