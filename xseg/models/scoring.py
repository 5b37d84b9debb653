"""Scores of any trained model, of many profiles at once: what engines read of those that are no arithmetic.

`score(model, features)` is the one implementation. A closed model goes through the engine's own arithmetic; everything
else is worked out here, a chunk at a time, with confidence and distance in whole millionths.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xseg.engines.polars.scores import Scored, scored
from xseg.models.estimator import opened
from xseg.models.fitted import NOBODY, Assigned, Fitted, Mixture, Points, assigned
from xseg.models.matrix import Column, Matrix, Rows, Scaling, chunks, columns_of, scaled
from xseg.models.trained import TrainedModel
from xseg.project.model import NOISE

if TYPE_CHECKING:
    from xseg.models.fitted import Indices

MILLION = 1e6
Assign = Callable[[Matrix, Rows], Assigned]
"""The clusters of scaled rows that have no NaN, and their numbers among all."""


def score(trained: TrainedModel, features: "pl.DataFrame | NDArray[Any]", *, trusted: Sequence[str] = ()) -> Scored:
    """Label, confidence and distance of each profile, missing where a feature is missing that is not imputed.

    `features` has a column a feature in the model's order (a frame: by name), and by its own name the column of a model
    that is one. `trusted` are the types that an estimator's file may hold beyond the plain ones, out of the declaration
    and never out of the file. Raises `estimator.Refused` where it holds others.
    """
    if not trained.stored and isinstance(features, pl.DataFrame):
        return scored(features.select(trained.features), trained.closed("scored"))
    clusters, confidence, distance = clusters_of(trained, features, trusted=trusted)
    known = clusters > UNSCORED
    names = np.array([NOISE, *trained.labels], dtype=object)
    labels = pl.Series([*names], dtype=pl.String).gather(np.maximum(clusters, NOBODY) + 1)
    if trained.column:
        assert isinstance(features, pl.DataFrame)
        labels = features.get_column(trained.column).cast(pl.String)
    return Scored(
        labels if trained.column else labels.set(pl.Series(~known), None),
        millionths(np.where(known, confidence, np.nan)),
        millionths(np.where(known, distance, np.nan)),
    )


UNSCORED = -2
"""The cluster of a profile that lacks a feature."""


def clusters_of(
    trained: TrainedModel, features: "pl.DataFrame | NDArray[Any]", *, trusted: Sequence[str] = ()
) -> "tuple[Indices, Column, Column]":
    """Of each profile the number of its cluster (−1 for noise, −2 without a score), confidence and distance."""
    seen = seen_by(trained, columns_of(features, trained.features))
    column = features.get_column(trained.column) if trained.column and isinstance(features, pl.DataFrame) else None
    assign = assigner(trained, column, trusted=trusted)
    height = len(seen.columns[0])
    clusters = np.full(height, UNSCORED, dtype=np.intp)
    confidence, distance = np.full(height, np.nan), np.full(height, np.nan)
    for part in chunks(np.arange(height, dtype=np.int64)):
        matrix = scaled(seen, part)
        whole = np.isfinite(matrix).all(axis=1)
        rows = part[whole]
        if len(rows):
            found = assign(matrix[whole], rows)
            clusters[rows], confidence[rows], distance[rows] = found.clusters, found.confidence, found.distance
    return clusters, confidence, distance


def assigner(trained: TrainedModel, column: pl.Series | None, *, trusted: Sequence[str]) -> Assign:
    """How a model finds the clusters of scaled rows."""
    centres = np.array(trained.centres)
    if trained.estimator:
        estimator = opened(trained.estimator, trusted)
        return lambda matrix, _rows: estimator.assigned(matrix, centres, trained.classes)
    if column is not None:
        return of_column(column, trained.labels, centres)
    fitted = fitted_of(trained)
    return lambda matrix, _rows: assigned(fitted, matrix)


def of_column(column: pl.Series, labels: Sequence[str], centres: Matrix) -> Assign:
    """The cluster is what the column says; the distance is that to its centre, and nothing says how certain it is."""
    places = {label: place for place, label in enumerate(labels)}
    texts = column.cast(pl.String)
    codes = texts.replace_strict(places, default=UNSCORED, return_dtype=pl.Int64).fill_null(UNSCORED).to_numpy()

    def assign(matrix: Matrix, rows: Rows) -> Assigned:
        own = codes[rows].astype(np.intp)
        apart = matrix - centres[np.maximum(own, 0)]
        away = np.where(own >= 0, np.sqrt((apart * apart).sum(axis=1)), np.nan)
        return Assigned(own, np.full(len(rows), np.nan), away)

    return assign


def seen_by(trained: TrainedModel, columns: Sequence[Column]) -> Scaling:
    """The columns as the model sees them."""
    donors = np.array(trained.donors) if trained.donors else None
    return Scaling(tuple(columns), trained.impute, trained.shift, trained.scale, trained.logged, donors)


def fitted_of(trained: TrainedModel) -> Fitted:
    """What the model found, as arrays."""
    centres = np.array(trained.centres)
    mixture = points = None
    if trained.weights:
        width = len(trained.features)
        factors = np.array(trained.factors).reshape(len(trained.weights), width, width)
        mixture = Mixture(np.array(trained.weights), factors)
    if trained.points:
        members = np.array(trained.members, dtype=np.intp)
        points = Points(np.array(trained.points), members, np.array(trained.reach))
    return Fitted(centres, mixture, points)


def millionths(values: Column) -> pl.Series:
    """Rounded to six decimals, half up; missing where not finite."""
    with np.errstate(invalid="ignore", over="ignore"):
        rounded = np.floor(values * MILLION + 0.5) / MILLION
    return pl.Series(rounded, dtype=pl.Float64).set(pl.Series(~np.isfinite(rounded)), None)
