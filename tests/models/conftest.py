"""Short ways to declare and train a model."""

from collections.abc import Callable
from typing import Any

import pytest

from xseg.diagnostics import Sink
from xseg.models import TrainedModel
from xseg.models.train import Given, train
from xseg.project.model import LabelRuleDeclaration, ModelDeclaration


def declared(width: int, **changes: Any) -> ModelDeclaration:
    """A k-means model on `f0`, `f1` … with median imputation, but for what is changed.

    `labels` may be written as `{"loyal": "highest f0"}`.
    """
    rules = tuple(LabelRuleDeclaration(label, *rule.split()) for label, rule in changes.pop("labels", {}).items())
    defaults: dict[str, Any] = {
        "name": "cluster",
        "label": None,
        "features": tuple(f"f{index}" for index in range(width)),
        "algorithm": "kmeans",
        "clusters_low": 2,
        "clusters_high": 8,
        "chosen_by": "silhouette",
        "impute": "median",
        "labels": rules,
    }
    if "clusters" in changes:
        changes |= {"clusters_low": changes["clusters"], "clusters_high": changes.pop("clusters"), "chosen_by": "fixed"}
    return ModelDeclaration(**(defaults | changes))


def tried(declaration: ModelDeclaration, features: Any, **options: Any) -> tuple[TrainedModel | None, Sink]:
    """What training gives, with what it says."""
    sink = Sink()
    fingerprints = {name: f"of {name}" for name in declaration.features}
    given = Given(**options)
    return train(declaration, features, now=7, fingerprints=fingerprints, sink=sink, given=given), sink


def trained_well(declaration: ModelDeclaration, features: Any, **options: Any) -> TrainedModel:
    """The model; nothing is said against it."""
    model, sink = tried(declaration, features, **options)
    assert model is not None, sink.found
    assert not sink.found
    return model


@pytest.fixture
def declare() -> Callable[..., ModelDeclaration]:
    return declared


@pytest.fixture
def attempt() -> Callable[..., tuple[TrainedModel | None, Sink]]:
    return tried


@pytest.fixture
def fit() -> Callable[..., TrainedModel]:
    return trained_well
