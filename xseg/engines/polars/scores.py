"""Scores of a closed model: the nearest centre, in doubles, one operation at a time in the written order.

Profiles are scored a few thousand at a time, so that a large table costs no memory to speak of. Where only labels are
asked for, `nearest` says them faster; the answer is that of ClosedModel either way, to the last bit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xseg.engines.polars.exact import complete_rows, filled, scaled_rows, squared_distances
from xseg.engines.polars.nearest import CHUNK, nearest
from xseg.tables import ClosedModel

Doubles = NDArray[np.float64]
Codes = NDArray[np.uint32]
Output = Literal["label", "confidence", "distance"]
OUTPUTS: tuple[Output, ...] = ("label", "confidence", "distance")
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Scored:
    """One value a profile; missing where a feature is missing that the model does not impute."""

    label: pl.Series
    confidence: pl.Series
    distance: pl.Series


def scored(features: pl.DataFrame, model: ClosedModel) -> Scored:
    """All three scores from one column a feature, in the model's order; see ClosedModel for the formulas."""
    found = scores(features, model, OUTPUTS)
    return Scored(found["label"], found["confidence"], found["distance"])


def scores(features: pl.DataFrame, model: ClosedModel, outputs: Collection[Output]) -> dict[Output, pl.Series]:
    """The scores that are asked for."""
    assert features.width == len(model.features), f"{model.name} has {len(model.features)} features"
    complete = complete_rows(features, model)
    found: dict[Output, pl.Series] = {}
    if set(outputs) == {"label"}:
        found["label"] = labels(model, nearest(features, model), complete)
        return found
    codes = np.empty(features.height, dtype=np.uint32)
    distances, shares = np.empty(features.height), np.empty(features.height)
    for start in range(0, features.height, CHUNK):
        place = slice(start, start + CHUNK)
        values = [filled(one, impute) for one, impute in zip(features[place].iter_columns(), model.impute, strict=True)]
        codes[place], first, second = two_nearest(scaled_rows(values, model), model)
        distances[place], shares[place] = first, confidence(first, second)
    found = {"confidence": known(shares, complete), "distance": known(distances, complete)}
    found["label"] = labels(model, codes, complete)
    return {output: found[output] for output in outputs}


def labels(model: ClosedModel, codes: NDArray[np.unsignedinteger[Any]], complete: NDArray[np.bool_]) -> pl.Series:
    """The labels of centres, missing where a feature is."""
    texts = pl.Series(model.labels, dtype=pl.String).gather(pl.Series(codes.astype(np.uint32, copy=False)))
    return texts if complete.all() else texts.set(pl.Series(~complete), None)


def two_nearest(scaled: Doubles, model: ClosedModel) -> tuple[Codes, Doubles, Doubles]:
    """The nearest centre of each profile, the distance to it, and that to the second nearest (the same where there is
    one centre only, which `confidence` knows by NaN).
    """
    squares = squared_distances(scaled, model)
    codes = np.argmin(squares, axis=0).astype(np.uint32)
    if len(squares) == 1:
        return codes, np.sqrt(squares[0]), np.full(squares.shape[1], np.nan)
    ordered = np.partition(squares, 1, axis=0)
    return codes, np.sqrt(ordered[0]), np.sqrt(ordered[1])


def confidence(first: Doubles, second: Doubles) -> Doubles:
    """1 − d1 / d2 in whole millionths; 1 where there is one centre, 0 where d2 is 0."""
    if np.isnan(second).all() and len(second):
        return np.ones(len(first))
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Doubles = np.where(second == 0, 0.0, 1 - first / second)
        rounded: Doubles = np.floor(share * MILLION + 0.5) / MILLION
    return rounded


def known(values: Doubles, complete: NDArray[np.bool_]) -> pl.Series:
    """The values as a column, missing where they are not known or not finite."""
    return pl.Series(values, dtype=pl.Float64).set(pl.Series(~(complete & np.isfinite(values))), None)
