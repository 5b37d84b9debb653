"""k-NN imputation: a missing number is the mean of that of the five nearest people who have it.

People stand in the space of the project's other numeric attributes. Each axis counts in standard deviations from the
mean, both over the known values; a missing coordinate is 0, the mean. Coordinates are rounded to steps of 1/1024 and
end at 64 either way, so that distances are exact: people at one distance are all in or all out. The neighbours are the
five nearest and whoever is as near as the fifth; with fewer than five all. Whole values (integers, decimals) are
averaged exactly and rounded to their own place, halves up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from xseg.profiles.rows.spread import spread

NEIGHBOURS = 5
STEPS = 1024
FAR = 64 * STEPS
CANDIDATES = 16
"""So many points are looked at before ties beyond them are searched for one by one."""
CHUNK = 1 << 16
HIGH = 20
"""Whole values are summed in two parts, of which the lower has so many bits."""

Points = NDArray[np.float64]
Places = NDArray[np.int64]


def mean_of_neighbours(values: pl.Series, by: Sequence[pl.Series], *, threads: int | None) -> pl.Series:
    """The values, missing ones filled in; at least one is known. `by` are the other numbers of the same people."""
    if not values.null_count():
        return values
    axes = [_axis(series).alias(f"axis {place}") for place, series in enumerate(by)]
    names = [axis.name for axis in axes]
    people = pl.DataFrame([*axes, values.alias("value")]).with_row_index("row")
    donors = _gathered(people.filter(pl.col("value").is_not_null()), names)
    asking = people.filter(pl.col("value").is_null())
    asked = asking.select(names).unique().sort(names)
    tree = cKDTree(donors.points)
    points = asked.to_numpy().astype(np.float64)
    found = [
        _means(donors, *_near(tree, donors, points[start : start + CHUNK], workers=threads or -1))
        for start in range(0, len(points), CHUNK)
    ]
    means = pl.concat([pl.Series("mean", part, dtype=values.dtype) for part in found])
    told = asking.select("row", *names).join(asked.with_columns(means), on=names, how="left")
    return values.scatter(told.get_column("row"), told.get_column("mean"))


def _axis(series: pl.Series) -> pl.Series:
    """Whole steps from the mean, 0 where missing; everywhere where nothing varies."""
    known = series.drop_nulls()
    found = spread(known) if len(known) else None
    if found is None or not found.deviation:
        return pl.Series([0], dtype=pl.Int64).new_from_index(0, len(series))
    steps = (series.cast(pl.Float64) - found.mean) / found.deviation * STEPS
    return steps.clip(-FAR, FAR).fill_null(0.0).round().cast(pl.Int64)


@dataclass(frozen=True, slots=True)
class _Donors:
    """People who know the value, by the points where they stand: how many there are at each, and the sum of values."""

    points: Points
    counts: Places
    high: NDArray[np.float64] | Places
    """Of whole values the sum of those above the lower bits; of doubles the sum."""
    low: Places | None
    """Of whole values the sum of the lower bits; None for doubles."""


def _gathered(known: pl.DataFrame, names: list[str]) -> _Donors:
    known = known.sort(*names, "value")
    first = known.select(pl.struct(names) != pl.struct(names).shift(1)).to_series().fill_null(value=True)
    starts = first.arg_true().to_numpy().astype(np.int64)
    points = known.select(names).to_numpy().astype(np.float64)[starts]
    counts = np.diff(np.append(starts, known.height))
    values = known.get_column("value").to_numpy()
    if known.get_column("value").dtype.is_float():
        return _Donors(points, counts, np.add.reduceat(values, starts), None)
    lower = (1 << HIGH) - 1
    return _Donors(points, counts, np.add.reduceat(values >> HIGH, starts), np.add.reduceat(values & lower, starts))


def _near(tree: cKDTree, donors: _Donors, points: Points, *, workers: int) -> tuple[Places, Places]:
    """Pairs of an asking point and a donors' point that is near enough, sorted."""
    most = min(CANDIDATES, len(donors.points))
    distances, places = tree.query(points, k=most, workers=workers)
    squares = np.rint(distances.reshape(len(points), most) ** 2)
    places = places.reshape(len(points), most)
    enough = np.cumsum(donors.counts[places], axis=1) >= NEIGHBOURS
    fifth = np.where(enough.any(axis=1), enough.argmax(axis=1), most - 1)
    radius = squares[np.arange(len(points)), fifth]
    near = squares <= radius[:, None]
    asking, column = np.nonzero(near)
    donor = places[asking, column]
    if most < len(donors.points):
        tied = np.flatnonzero(near[:, -1])  # there may be more at this distance than were looked at
        if len(tied):
            whole = tree.query_ball_point(points[tied], np.sqrt(radius[tied] + 0.5), workers=workers)
            keep = ~near[:, -1][asking]
            more = np.repeat(tied, [len(found) for found in whole])
            asking = np.concatenate([asking[keep], more])
            donor = np.concatenate([donor[keep], np.concatenate([np.asarray(found) for found in whole])])
    order = np.lexsort((donor, asking))
    return asking[order].astype(np.int64), donor[order].astype(np.int64)


def _means(donors: _Donors, asking: Places, donor: Places) -> list[int] | list[float]:
    """The mean of the neighbours of each asking point."""
    starts = np.flatnonzero(np.diff(asking, prepend=-1))
    counts = np.add.reduceat(donors.counts[donor], starts)
    high = np.add.reduceat(donors.high[donor], starts)
    if donors.low is None:
        return [float(mean) for mean in high / counts]
    low = np.add.reduceat(donors.low[donor], starts)
    totals = [(int(h) << HIGH) + int(rest) for h, rest in zip(high, low, strict=True)]
    return [(2 * total + count) // (2 * count) for total, count in zip(totals, counts.tolist(), strict=True)]
