"""The arithmetic of a closed model as it is written: scaled, then squares added up feature after feature."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xseg.tables import ClosedModel

Doubles = NDArray[np.float64]
PLAIN = (pl.Float64, pl.Float32, pl.Int64, pl.Int32)
"""What NumPy can look at as it is; anything else becomes doubles first."""


def complete_rows(features: pl.DataFrame, model: ClosedModel) -> NDArray[np.bool_]:
    """Whether each profile has every feature that is not imputed."""
    complete = np.ones(features.height, dtype=np.bool_)
    for feature, impute in zip(features.iter_columns(), model.impute, strict=True):
        if impute is None and feature.null_count():
            complete &= feature.is_not_null().to_numpy()
    return complete


def filled(feature: pl.Series, impute: float | None) -> NDArray[Any]:
    """The known values, and what stands in for the others: 0 where nothing does, for a profile without a label."""
    if not feature.null_count() and feature.dtype in PLAIN:
        return feature.to_numpy()
    return feature.cast(pl.Float64).fill_null(0.0 if impute is None else impute).to_numpy()


def scaled_rows(values: Sequence[NDArray[Any]], model: ClosedModel) -> Doubles:
    """[features × profiles]: (x − shift) / scale, in doubles, from the values of each feature."""
    scaled = np.empty((len(values), len(values[0])))
    with np.errstate(over="ignore"):
        for place, (row, one) in enumerate(zip(scaled, values, strict=True)):
            np.subtract(one, model.shift[place], out=row, dtype=np.float64)
            np.divide(row, model.scale[place], out=row)
    return scaled


def squared_distances(scaled: Doubles, model: ClosedModel) -> Doubles:
    """[centres × profiles], each added up over the features from left to right."""
    total = np.zeros((len(model.centres), scaled.shape[1]))
    away = np.empty(scaled.shape[1])
    with np.errstate(over="ignore"):
        for row, centre in zip(total, model.centres, strict=True):
            for values, middle in zip(scaled, centre, strict=True):
                np.subtract(values, middle, out=away)
                np.multiply(away, away, out=away)
                np.add(row, away, out=row)
    return total
