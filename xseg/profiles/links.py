"""Shared values → components: rows that share a value of a key, directly or through others, are one.

The values are the nodes, not the rows: a row holds its values together, one beside the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from xseg.profiles.vocabulary import NONE, Codes

Nodes = npt.NDArray[np.uint32]
Labels = npt.NDArray[np.int32]
MOST_NODES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of nodes that are one."""

    first: Nodes
    second: Nodes


def joined(columns: Sequence[Codes], more: Links | None = None) -> Labels:
    """For each row the first row of its component. `columns` are numbers of the values of a key each, NONE where a row
    has none, and are as long as there are rows; `more` are pairs of rows that are one besides.
    """
    rows = len(columns[0]) if columns else 0
    nodes, held, links = 0, np.full(rows, NONE), []
    for codes in columns:
        known = codes != NONE
        mine = codes[known] + np.uint32(nodes)
        beside = held[known]
        both = beside != NONE
        links.append(Links(beside[both], mine[both]))
        held[known] = mine
        nodes += int(codes.max(where=known, initial=0)) + 1
    alone = held == NONE
    held[alone] = np.arange(nodes, nodes + int(alone.sum()), dtype=np.uint32)
    nodes += int(alone.sum())
    if more is not None:
        links.append(Links(held[more.first], held[more.second]))
    return _first_rows(components(nodes, links)[held], nodes)


def _first_rows(labels: Labels, most: int) -> Labels:
    """Labels by the first row that has each."""
    firsts = np.zeros(most, np.int32)
    firsts[labels[::-1]] = np.arange(len(labels) - 1, -1, -1, dtype=np.int32)
    return firsts[labels]


def components(nodes: int, found: Sequence[Links]) -> Labels:
    """The component of each of so many nodes."""
    assert nodes <= MOST_NODES, "components are counted in 32 bits"
    first, second = (
        np.concatenate(ends).view(np.int32) for ends in ([one.first for one in found], [one.second for one in found])
    )
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(nodes, nodes)).tocsr()
    del first, second
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, np.int32)
