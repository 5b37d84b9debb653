"""Scores of a closed model: the nearest centre, in doubles, one operation at a time in the written order."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xseg.tables import ClosedModel

Doubles = NDArray[np.float64]
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Scored:
    """One value a profile; missing where a feature is missing that the model does not impute."""

    label: pl.Series
    confidence: pl.Series
    distance: pl.Series


def scored(features: pl.DataFrame, model: ClosedModel) -> Scored:
    """The scores from one column a feature, in the model's order; see ClosedModel for the formulas."""
    assert features.width == len(model.features), f"{model.name} has {len(model.features)} features"
    complete = np.ones(features.height, dtype=bool)
    scaled: list[Doubles] = []
    for place, feature in enumerate(features.iter_columns()):
        impute = model.impute[place]
        if impute is None:
            complete &= feature.is_not_null().to_numpy()
        known = feature.cast(pl.Float64).fill_null(0.0 if impute is None else impute).to_numpy()
        with np.errstate(over="ignore"):
            scaled.append((known - model.shift[place]) / model.scale[place])
    squares = np.stack([_squared_distance(scaled, centre, features.height) for centre in model.centres])
    nearest = np.argmin(squares, axis=0)
    roots = np.sqrt(np.sort(squares, axis=0))
    first = roots[0]
    confidence = np.ones(features.height) if len(roots) == 1 else _confidence(first, roots[1])
    return Scored(
        pl.Series(model.labels, dtype=pl.String).gather(nearest).set(pl.Series(~complete), None),
        _known(confidence, complete),
        _known(first, complete),
    )


def _squared_distance(scaled: list[Doubles], centre: tuple[float, ...], height: int) -> Doubles:
    total = np.zeros(height)
    with np.errstate(over="ignore"):
        for values, middle in zip(scaled, centre, strict=True):
            away = values - middle
            total = total + away * away
    return total


def _confidence(first: Doubles, second: Doubles) -> Doubles:
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Doubles = np.where(second == 0, 0.0, 1 - first / second)
        rounded: Doubles = np.floor(share * MILLION + 0.5) / MILLION
    return rounded


def _known(values: Doubles, complete: NDArray[np.bool_]) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64).set(pl.Series(~(complete & np.isfinite(values))), None)
