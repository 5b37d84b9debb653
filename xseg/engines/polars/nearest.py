"""The nearest centre of many profiles at once: a product in single precision, and exact squares where that may err.

With y = x / scale and t = shift / scale, |y − t − c|² is |y|² + (|c|² + 2 t·c − 2 y·c) and what is the same for all
centres, so one matrix product of a chunk says which centre is nearest. In single precision it is off by far less than
(4 d + 64) ε (|y|² + |c|² + |t|²); where another centre is as near as that, or a number does not fit, the squares of
`exact` decide. So labels are those of ClosedModel to the last bit, whatever the processor adds up in which order.
"""

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from xseg.engines.polars.exact import PLAIN, filled, scaled_rows, squared_distances
from xseg.tables import ClosedModel

CHUNK = 1 << 15
"""Profiles at once: few enough for the caches, many enough that threads seldom wait for the interpreter."""
ALONE = 2 * CHUNK
"""Up to so many profiles one thread is enough."""
Singles = NDArray[np.float32]
Codes = NDArray[np.uint16]
Inverse = tuple[np.float32, np.float64]
"""One over a scale, for numbers of either precision."""


def nearest(features: pl.DataFrame, model: ClosedModel) -> Codes:
    """The place of the nearest centre of each profile, the smaller place on a tie; any place where a feature is missing
    that is not imputed. Memory beyond input and answer does not grow with the number of profiles.
    """
    codes = np.empty(features.height, dtype=np.uint16)
    workers = 1 if features.height <= ALONE else pl.thread_pool_size()
    edges = [features.height * part // workers // CHUNK * CHUNK for part in range(workers)] + [features.height]
    with threadpool_limits(limits=1, user_api="blas"):  # cores are shared out here
        if workers == 1:
            part_of(features, model, codes, 0, features.height)
        else:
            with ThreadPoolExecutor(workers) as pool:
                jobs = [
                    pool.submit(part_of, features, model, codes, first, last)
                    for first, last in itertools.pairwise(edges)
                ]
                for job in jobs:
                    job.result()
    return codes


def part_of(features: pl.DataFrame, model: ClosedModel, codes: Codes, first: int, last: int) -> None:
    """Work out the codes of the profiles from `first` up to `last`, chunk by chunk."""
    centres, scales, away = (
        np.array(model.centres),
        np.array(model.scale),
        np.array(model.shift) / np.array(model.scale),
    )
    squares = np.einsum("ij,ij->i", centres, centres)
    with np.errstate(over="ignore", divide="ignore"):
        doubles = 1.0 / scales
        inverses = list(zip(doubles.astype(np.float32), doubles, strict=True))
    with np.errstate(over="ignore", invalid="ignore"):
        folded = np.column_stack([-2.0 * centres, squares + 2.0 * (centres @ away)]).astype(np.float32)
        fixed = float(squares.max() + away @ away)
    room = np.ones((features.width + 1, CHUNK), dtype=np.float32)  # the last feature is always 1
    whole = [feature.to_numpy() if is_plain(feature) else None for feature in features.iter_columns()]
    waiting: list[tuple[NDArray[np.intp], list[NDArray[Any]]]] = []
    for start in range(first, last, CHUNK):
        stop = min(start + CHUNK, last)
        values = [
            filled(features.to_series(place)[start:stop], model.impute[place]) if found is None else found[start:stop]
            for place, found in enumerate(whole)
        ]
        codes[start:stop], unsure = by_product(times(inverses, values, room[:, : stop - start]), folded, fixed)
        if len(unsure):
            waiting.append((unsure + start, [one[unsure] for one in values]))
        if sum(len(rows) for rows, _ in waiting) > CHUNK or (waiting and stop == last):
            rows = np.concatenate([rows for rows, _ in waiting])
            together = [np.concatenate(one) for one in zip(*(values for _, values in waiting), strict=True)]
            codes[rows] = np.argmin(squared_distances(scaled_rows(together, model), model), axis=0)
            waiting.clear()


def is_plain(feature: pl.Series) -> bool:
    """Whether a column can be looked at where it lies: nothing is missing, and it is in one piece."""
    return not feature.null_count() and feature.n_chunks() == 1 and feature.dtype in PLAIN


def times(inverses: Sequence[Inverse], values: list[NDArray[Any]], room: Singles) -> Singles:
    """The features over their scales, rounded to single precision, in `room` [features + 1 × profiles]."""
    with np.errstate(over="ignore", invalid="ignore"):
        for row, one, (single, double) in zip(room, values, inverses, strict=False):
            np.multiply(one, single if one.dtype == np.float32 else double, out=row, casting="same_kind")
    return room


def by_product(divided: Singles, folded: Singles, fixed: float) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """The place of the smallest product of each profile, and the profiles for which that is in doubt."""
    count = np.uint8 if len(folded) < 256 else np.uint16
    with np.errstate(over="ignore", invalid="ignore"):
        products = folded @ divided
        best = np.minimum.reduce(products, axis=0)
        doubt = np.einsum("ij,ij->j", divided, divided)
        doubt += np.float32(fixed)
        doubt *= np.float32((4 * len(divided) + 64) * np.finfo(np.float32).eps)
        best += doubt
        near = (products <= best).view(np.uint8)
    sure = np.add.reduce(near, axis=0, dtype=count) == 1
    places = np.arange(len(folded), dtype=count)
    codes: NDArray[Any] = np.add.reduce(near * places[:, np.newaxis], axis=0, dtype=count)
    return codes, np.flatnonzero(~sure)
