"""Equal values → links between rows → components: each row is linked to the next that has its value.

Values are hashed and the hashes sorted, so that equal values lie side by side; neighbours are then compared as texts,
once. A hash is never kept: it differs between versions and says nothing that the value does not.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Rows = npt.NDArray[np.uint32]
Labels = npt.NDArray[np.int32]
Hashing = Callable[[pl.Series], "npt.NDArray[np.uint64]"]
MOST_ROWS = 2**31 - 1
AT_ONCE = 2
"""So many keys are sorted at one time: more would cost memory, not save time."""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of rows, `first[i]` < `second[i]`, that are one person."""

    first: Rows
    second: Rows


def hashed(values: pl.Series) -> npt.NDArray[np.uint64]:
    """A number for each value; equal values have the same, and few others. Numbers of 32 bits are their own."""
    if values.dtype == pl.UInt32:
        return values.fill_null(0).to_numpy().astype(np.uint64) << np.uint64(32)
    return values.hash().to_numpy()


def links(values: pl.Series, *, hashing: Hashing = hashed) -> Links:
    """Each row with a known value, linked to the next row with the same one. Needs some 24 bytes a row at its peak."""
    size = len(values)
    assert size <= MOST_ROWS, "components are counted in 32 bits"
    bits = np.uint64(max(size - 1, 1).bit_length())
    low = np.uint64((1 << int(bits)) - 1)
    packed = hashing(values) & ~low  # the upper bits of the hash, below them the row: one sort brings both in order
    packed |= np.arange(size, dtype=np.uint64)
    if values.null_count():
        packed = packed[values.is_not_null().to_numpy()]
    packed.sort()
    alike = (packed[1:] ^ packed[:-1]) <= low
    rows = (packed & low).astype(np.uint32)
    del packed
    first, second = rows[:-1][alike], rows[1:][alike]
    equal = _same(values, first, second)
    if equal.all():
        return Links(first, second)
    return _apart(values, rows, alike, equal)


def links_of(columns: Sequence[pl.Series]) -> list[Links]:
    """The links of each key."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(links, columns))


def _same(values: pl.Series, first: Rows, second: Rows) -> npt.NDArray[np.bool_]:
    return (values.gather(pl.Series(first)) == values.gather(pl.Series(second))).to_numpy()


def _apart(values: pl.Series, rows: Rows, alike: npt.NDArray[np.bool_], equal: npt.NDArray[np.bool_]) -> Links:
    """As `links`, where different values lie side by side: those runs are sorted by the values themselves."""
    run = np.concatenate([[0], np.cumsum(~alike)])
    pairs = np.flatnonzero(alike)
    mixed = np.unique(run[pairs[~equal]])
    sound = pairs[~np.isin(run[pairs], mixed)]
    doubtful = pl.Series("row", np.sort(rows[np.isin(run, mixed)]))
    ordered = pl.DataFrame([doubtful, values.gather(doubtful).alias("value")]).sort("value", "row")
    beside = ordered.get_column("row").to_numpy()
    same = _same(values, beside[:-1], beside[1:])
    return Links(np.concatenate([rows[sound], beside[:-1][same]]), np.concatenate([rows[sound + 1], beside[1:][same]]))


def components(size: int, found: Sequence[Links]) -> Labels:
    """The component of each of `size` rows, numbered from 0 in the order of their first rows."""
    if not size:
        return np.zeros(0, np.int32)
    total = sum(len(one.first) for one in found)
    edges = np.empty(total, np.uint64)
    at = 0
    for one in found:
        part = edges[at : at + len(one.first)]
        np.left_shift(one.first, np.uint64(32), out=part, casting="unsafe", dtype=np.uint64)
        part |= one.second
        at += len(one.first)
    edges.sort()
    starts = np.bincount((edges >> np.uint64(32)).astype(np.int64), minlength=size)
    ends = np.concatenate([[0], np.cumsum(starts)]).astype(np.int32)
    graph = csr_array((np.ones(total), edges.astype(np.uint32).view(np.int32), ends), shape=(size, size))
    del edges, starts, ends
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, np.int32)
