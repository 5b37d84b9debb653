"""How far the values of a feature are from those a model was trained on: PSI, KS, and the way they went.

The values of then are a sketch: 1,001 quantiles, 0 % to 100 % in thousandths, in the feature's own units.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from xseg.models.matrix import Column

BINS = 10
EMPTY = 1e-4
"""What an empty bin counts as, so that its logarithm is finite."""
LEAST = 100
"""With fewer known values PSI and KS say more about chance than about drift, and are not told."""
SOME = 0.02
"""A shift of ranks below this has no direction."""

Direction = Literal["up", "down", "neither"]


@dataclass(frozen=True, slots=True)
class FeatureShift:
    """One feature then and now. `psi` and `ks` are None with fewer than LEAST known values."""

    feature: str
    psi: float | None
    ks: float | None
    direction: Direction
    """Where the values went, by ranks: `neither` where they only spread, or stayed."""
    median_then: float | None
    median_now: float | None
    """None of fewer known values than may be told."""
    missing_then: float
    missing_now: float
    """Shares of the profiles without a value."""


def shift(feature: str, sketch: Column, values: Column, *, missing_then: float) -> FeatureShift:
    """What became of a feature: `sketch` is what training kept, `values` are those of now, NaN where missing."""
    known = np.sort(values[~np.isnan(values)])
    enough = len(known) >= LEAST
    return FeatureShift(
        feature=feature,
        psi=psi(sketch, known) if enough else None,
        ks=ks(sketch, known) if enough else None,
        direction=direction(sketch, known),
        median_then=float(sketch[len(sketch) // 2]),
        median_now=float(known[(len(known) - 1) // 2]) if len(known) else None,
        missing_then=missing_then,
        missing_now=1.0 - len(known) / len(values) if len(values) else 0.0,
    )


def psi(sketch: Column, known: Column) -> float:
    """The population stability index: Σ (now − then) · ln(now / then) over the tenths of then; 0 where nothing moved.

    Tenths that end at the same value are one bin, so a feature that is mostly 0 has fewer bins. Where the first one
    stands at the least value, what is below that is a bin of its own. Both are sorted.
    """
    edges = np.unique(sketch[:: (len(sketch) - 1) // BINS][1:-1])
    if edges[0] == sketch[0]:
        edges = np.concatenate([[np.nextafter(sketch[0], -np.inf)], edges])
    then = np.maximum(shares(sketch[1:], edges), EMPTY)
    now = np.maximum(shares(known, edges), EMPTY)
    return float(np.sum((now - then) * np.log(now / then)))


def shares(values: Column, edges: Column) -> Column:
    """The share of the values up to the first edge, up to the second …, and beyond the last."""
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return counts / len(values)


def ks(sketch: Column, known: Column) -> float:
    """The largest distance between the two distribution functions (Kolmogorov, Smirnov); both are sorted."""
    then = sketch[1:]
    points = np.concatenate([then, known])
    apart = np.searchsorted(then, points, side="right") / len(then)
    apart -= np.searchsorted(known, points, side="right") / len(known)
    return float(np.max(np.abs(apart)))


def direction(sketch: Column, known: Column) -> Direction:
    """Up where a value of now is more often above one of then than below, by more than SOME; down the other way."""
    if not len(known):
        return "neither"
    then = sketch[1:]
    below = np.searchsorted(then, known, side="left") + np.searchsorted(then, known, side="right")
    by = float(np.mean(below)) / len(then) - 1.0
    return "up" if by > SOME else "down" if by < -SOME else "neither"
