"""Clusters that somebody else found: the values of a column, or what an estimator predicts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.models.clustering import means_of
from xseg.models.estimator import Estimator
from xseg.models.fitted import Assigned, Indices
from xseg.models.matrix import Matrix, Rows, Scaling, chunks, scaled
from xseg.models.scoring import UNSCORED, Assign


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The clusters of all rows trained on, the largest first; `names` are their values or classes."""

    names: tuple[str, ...]
    rows: Rows
    clusters: Indices
    centres: Matrix


def of_values(column: pl.Series, seen: Scaling, rows: Rows) -> Found:
    """The clusters by the values of a column, of the rows that have one."""
    texts = column.cast(pl.String)
    own = rows[texts.is_not_null().to_numpy()[rows]]
    return found_in(texts.to_numpy()[own].astype(str), seen, own)


def of_estimator(estimator: Estimator, seen: Scaling, rows: Rows) -> Found:
    """The clusters by what an estimator predicts."""
    parts = [estimator.classes(scaled(seen, part)) for part in chunks(rows)]
    return found_in(np.concatenate(parts), seen, rows)


def found_in(texts: "np.ndarray[tuple[int], np.dtype[np.str_]]", seen: Scaling, rows: Rows) -> Found:
    """The clusters by the text that each row has, the most frequent text first, the smaller one on a tie."""
    names, codes, counts = np.unique(texts, return_inverse=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda place: (-int(counts[place]), str(names[place])))
    place = np.empty(max(len(names), 1), dtype=np.intp)
    place[order] = np.arange(len(names))
    clusters: Indices = place[codes.reshape(-1)] if len(names) else np.empty(0, dtype=np.intp)
    centres = sums_over(seen, rows, clusters, len(names))
    return Found(tuple(str(names[index]) for index in order), rows, clusters, centres)


def sums_over(seen: Scaling, rows: Rows, clusters: Indices, count: int) -> Matrix:
    """The means of scaled rows by cluster."""
    sums = np.zeros((count, len(seen.columns)))
    start = 0
    for part in chunks(rows):
        own = clusters[start : start + len(part)]
        sizes = np.bincount(own, minlength=count)[:, np.newaxis]
        with np.errstate(invalid="ignore"):
            sums += np.nan_to_num(means_of(scaled(seen, part), own, count)) * sizes
        start += len(part)
    sizes = np.bincount(clusters, minlength=count)[:, np.newaxis]
    centres: Matrix = sums / np.maximum(sizes, 1)
    return centres


def by_place(found: Found, height: int) -> Assign:
    """The clusters as they were found, by the rows' numbers."""
    places = np.full(height, UNSCORED, dtype=np.intp)
    places[found.rows] = found.clusters

    def assign(matrix: Matrix, rows: Rows) -> Assigned:
        nothing = np.full(len(matrix), np.nan)
        return Assigned(places[rows], nothing, nothing)

    return assign


def different(names: Sequence[str], possible: Sequence[str]) -> list[str]:
    """The names that are not possible."""
    return [name for name in names if name not in possible]
