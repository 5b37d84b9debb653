"""How far segments are the same people: shares in common, near-duplicates, one inside another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

ALIKE = 0.8
"""Two segments with so large a share in common (of those in either) are near-duplicates."""
INSIDE = 0.98
"""A segment so far within another adds little to it."""
MANY = 8
"""Somebody in more segments than this is hardly told apart by them."""
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Pair:
    """Two segments: `common` members, of all in either (`jaccard`), of the first, of the second."""

    one: str
    other: str
    common: int
    jaccard: float
    of_one: float
    of_other: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Segments of at least the smallest group. `shares[row][column]`: of the row's members those in the column, None
    where so few are in both that they are not shown. `average` segments a person; `in_many` of all in more than MANY;
    `in_none` in no segment.
    """

    segments: tuple[str, ...]
    shares: tuple[tuple[float | None, ...], ...]
    alike: tuple[Pair, ...]
    inside: tuple[Pair, ...]
    average: float
    in_many: float
    in_none: float


def overlap(members: Mapping[str, pl.Series], *, least: int) -> Overlap:
    """Compares every pair; `members` are booleans, one for each profile."""
    names = [name for name, inside in members.items() if int(inside.sum()) >= least]
    counts, times = counted([members[name] for name in names])
    profiles = max(len(times), 1)
    sizes = np.diag(counts)
    pairs = [
        Pair(names[a], names[b], int(both), both / (sizes[a] + sizes[b] - both), both / sizes[a], both / sizes[b])
        for a in range(len(names))
        for b in range(a + 1, len(names))
        for both in (float(counts[a, b]),)
        if both >= least
    ]
    alike = [pair for pair in pairs if pair.jaccard >= ALIKE]
    inside = [pair for pair in pairs if pair.jaccard < ALIKE and max(pair.of_one, pair.of_other) >= INSIDE]
    return Overlap(
        tuple(names),
        tuple(shares_of(counts[row], int(sizes[row]), least) for row in range(len(names))),
        tuple(sorted(alike, key=lambda pair: -pair.jaccard)),
        tuple(sorted(inside, key=lambda pair: -pair.jaccard)),
        float(times.mean()) if len(times) else 0.0,
        int((times > MANY).sum()) / profiles,
        int((times == 0).sum()) / profiles,
    )


def shares_of(row: NDArray[np.int64], size: int, least: int) -> tuple[float | None, ...]:
    """One row of the matrix; nobody in common is 0, a few are not shown."""
    return tuple(float(both / size) if both == 0 or both >= least else None for both in row)


def counted(columns: Sequence[pl.Series]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """[segments × segments] members in both, and in how many segments each profile is."""
    if not columns:
        return np.zeros((0, 0), dtype=np.int64), np.zeros(0, dtype=np.int64)
    both = np.zeros((len(columns), len(columns)), dtype=np.int64)
    times = np.zeros(len(columns[0]), dtype=np.int64)
    for start in range(0, len(columns[0]), CHUNK):
        part = np.column_stack([column.slice(start, CHUNK).to_numpy() for column in columns]).astype(np.float32)
        both += np.rint(part.T @ part).astype(np.int64)
        times[start : start + CHUNK] = part.sum(axis=1)
    return both, times
