"""A model comes back from plain content as it was, and content that is damaged is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xseg.diagnostics import Sink
from xseg.models import TrainedModel
from xseg.models.content import from_content, to_content
from xseg.project.model import ModelDeclaration
from xseg.store import models as kept
from xseg.store.store import Store

Declare = Callable[..., ModelDeclaration]
Fit = Callable[..., TrainedModel]


@pytest.fixture
def model(declare: Declare, fit: Fit) -> TrainedModel:
    rows = np.random.default_rng(0).normal(size=(200, 2))
    return fit(declare(2, clusters=3, labels={"loyal": "highest f0"}), rows)


def back(document: Any, arrays: Any) -> tuple[TrainedModel | None, Sink]:
    sink = Sink()
    return from_content(document, arrays, where="models/cluster/3", sink=sink), sink


def test_a_model_comes_back_to_the_last_bit(model: TrainedModel) -> None:
    document, arrays = to_content(model)
    again, sink = back(json.loads(json.dumps(document, allow_nan=False)), arrays)
    assert again == model
    assert not sink.found


def test_a_model_comes_back_without_imputation_and_with_one_cluster(declare: Declare, fit: Fit) -> None:
    rows = np.random.default_rng(0).normal(size=(200, 2))
    model = fit(declare(2, clusters=1, impute=None), rows)
    document, arrays = to_content(model)
    assert back(json.loads(json.dumps(document)), arrays)[0] == model


def test_a_model_comes_back_from_the_store(model: TrainedModel, tmp_path: Path) -> None:
    store = Store(tmp_path)
    version = kept.save(store, model.name, *to_content(model))
    assert back(*kept.load(store, model.name, version))[0] == model


def without(*path: str) -> Callable[[Any], None]:
    def damage(document: Any) -> None:
        *parents, last = path
        for step in parents:
            document = document[step]
        del document[last]

    return damage


def setting(value: Any, *path: Any) -> Callable[[Any], None]:
    def damage(document: Any) -> None:
        *parents, last = path
        for step in parents:
            document = document[step]
        document[last] = value

    return damage


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (without("name"), "`model.name` is missing"),
        (without("schema"), "`model.schema` is missing"),
        (setting(1, "more"), "`model.more` is unknown"),
        (setting(1, "name"), "`model.name` is not"),
        (setting(["f0", "f0"], "features"), "`model.features` has an empty or repeated name"),
        (setting([], "labels"), "`model.labels` has an empty or repeated name, or none"),
        (setting(["x"], "fingerprints"), "`model.fingerprints` does not"),
        (setting("f0", "features"), "`model.features` is not"),
        (setting(True, "report", "profiles"), "`model.report.profiles` is not"),
        (setting(float("nan"), "report", "clusters", 0, "share"), "`model.report.clusters[0].share` is not"),
        (setting("other", "report", "clusters", 0, "label"), "`model.report` is about other labels"),
        (setting([1.0], "report", "clusters", 1, "means"), "`model.report` is about another number of features"),
        (setting([], "report"), "`model.report` is not"),
        (setting([{"label": "loyal"}], "rules"), "`model.rules[0].rule` is missing"),
        (setting("nonsense", "algorithm"), "`model.algorithm` is none that there is"),
        (setting("dbscan", "algorithm"), "it is not scored as a model of `dbscan` is"),
        (setting("tier", "column"), "it is not scored as a model of `kmeans` is"),
        (setting(10**30, "report", "trained_at"), "`model.report.trained_at` is no time"),
    ],
)
def test_a_damaged_document_is_refused(model: TrainedModel, damage: Callable[[Any], None], what: str) -> None:
    document, arrays = to_content(model)
    damage(document)
    assert_damaged(document, arrays, what)


@pytest.mark.parametrize(
    ("array", "value", "what"),
    [
        ("centres", np.zeros((3, 3)), "array `centres` is not of 3 × 2 doubles"),
        ("centres", np.full((3, 2), np.nan), "array `centres` has a number that is not finite"),
        ("shift", np.zeros(2, dtype=np.float32), "array `shift` is not of 2 doubles"),
        ("scale", np.array([1.0, 0.0]), "array `scale` has a number that is not above 0"),
        ("impute", np.array([1.0, np.inf]), "array `impute` has a number that is not finite"),
        ("quantiles", np.zeros((2, 0)), "array `quantiles` is not of 2 × 1001 doubles"),
        ("quantiles", np.array([np.linspace(1, 0, 1001)] * 2), "array `quantiles` does not rise"),
        ("more", np.zeros(2), "its arrays are not impute, shift, scale, centres"),
    ],
)
def test_a_damaged_array_is_refused(model: TrainedModel, array: str, value: Any, what: str) -> None:
    document, arrays = to_content(model)
    assert_damaged(document, arrays | {array: value}, what)


@pytest.mark.parametrize("document", [None, [], "model", {}])
def test_what_is_no_document_is_refused(model: TrainedModel, document: Any) -> None:
    assert_damaged(document, to_content(model)[1], "")


def test_another_schema_is_told_from_damage(model: TrainedModel) -> None:
    document, arrays = to_content(model)
    again, sink = back(document | {"schema": "xseg.model/9"}, arrays)
    assert again is None
    assert [diagnostic.code.name for diagnostic in sink] == ["model-schema"]


def assert_damaged(document: Any, arrays: Any, what: str) -> None:
    again, sink = back(document, arrays)
    assert again is None
    assert [diagnostic.code.name for diagnostic in sink] == ["model-damaged"]
    assert sink.found[0].message.startswith(f"the stored model at models/cluster/3 is damaged: {what}")
