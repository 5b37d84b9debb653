"""Shared values → components: rows that share a value of a key, directly or through others, are one.

The values are the nodes, not the rows: a row holds its values together, one beside the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from xseg.profiles.identity.vocabulary import NONE, Codes, looked_up, picked

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
        mine, several = _shared(codes, nodes)
        both = (mine != NONE) & (held != NONE)
        links.append(Links(picked(held, both), picked(mine, both)))
        held = np.where(mine != NONE, mine, held)
        nodes += several
    if more is not None:
        alone = held == NONE
        held[alone] = np.arange(nodes, nodes + int(alone.sum()), dtype=np.uint32)
        nodes += int(alone.sum())
        links.append(Links(held[more.first], held[more.second]))
    return _first_rows(held, components(nodes, links))


def _shared(codes: Codes, first: int) -> tuple[Codes, int]:
    """Nodes of the values that stand in several rows, from `first` on; and how many there are. A value that stands in
    one row joins nobody.
    """
    several = np.bincount(picked(codes, codes != NONE)) > 1
    nodes = np.full(len(several) + 1, NONE)
    nodes[:-1][several] = np.arange(first, first + int(several.sum()), dtype=np.uint32)
    return looked_up(nodes, np.minimum(codes, np.uint32(len(several)))), int(several.sum())


def _first_rows(held: Nodes, labels: Labels) -> Labels:
    """The first row with the label that each row's node has; a row with no node is alone."""
    there = np.flatnonzero(held != NONE).astype(np.int32)
    mine = looked_up(labels, picked(held, held != NONE))
    firsts = np.zeros(len(labels), np.int32)
    firsts[mine[::-1]] = there[::-1]
    found = np.arange(len(held), dtype=np.int32)
    found[there] = looked_up(firsts, mine.view(np.uint32))
    return found


def components(nodes: int, found: Sequence[Links]) -> Labels:
    """The component of each of so many nodes."""
    assert nodes <= MOST_NODES, "components are counted in 32 bits"
    first = np.concatenate([one.first for one in found]).view(np.int32)
    second = np.concatenate([one.second for one in found]).view(np.int32)
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(nodes, nodes))
    del first, second
    graph.has_canonical_format = True  # a pair may come twice: it need not be looked for
    graph = graph.tocsr()
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, np.int32)
