"""A shallow tree that tells a group from everybody else, as boxes: bounds of a few columns that a rule can say."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xseg.models.matrix import Column, Matrix

DEPTH = 3
BOXES_MOST = 3
"""More alternatives than this nobody reads."""
MEMBERS_MOST = 20_000
OTHERS_MOST = 60_000
"""Rows of the group and of the others that the tree is grown on, at most."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Values of one column above `low` (None: any) and up to `high` (None: any)."""

    column: int
    low: float | None = None
    high: float | None = None


Box = tuple[Bound, ...]
"""Bounds that must all hold."""


def boxes(matrix: Matrix, group: NDArray[np.bool_], *, least: int) -> tuple[Box, ...]:
    """The boxes that together tell the group best (by F1, of precision and recall), the purest first; none where the
    columns say nothing. No leaf holds fewer than `least` rows. A missing value is filled in by the caller.

    Rows are a seeded sample; its weights make up for that.
    """
    from sklearn.tree import DecisionTreeClassifier

    rows, weights = sampled(group)
    seen, target = matrix[rows], group[rows]
    if target.all() or not target.any():
        return ()
    grown = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=min(least, max(len(rows) // 4, 1)), class_weight="balanced", random_state=0
    ).fit(seen, target, sample_weight=weights)
    tree = grown.tree_
    leaf_of = grown.apply(seen)
    leaves = np.unique(leaf_of)
    inside = {int(leaf): float(weights[(leaf_of == leaf) & target].sum()) for leaf in leaves}
    all_ = {int(leaf): float(weights[leaf_of == leaf].sum()) for leaf in leaves}
    chosen = best_leaves(inside, all_)
    found: list[tuple[float, Box]] = []
    collect(tree, 0, (), chosen, found, purity=lambda leaf: inside[leaf] / all_[leaf])
    return tuple(box for _, box in sorted(found, key=lambda one: -one[0]) if box)


def sampled(group: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Column]:
    """Rows of a seeded sample of the group and of the others, and what each of them stands for."""
    rng = np.random.default_rng(0)
    parts, weights = [], []
    for side, most in ((np.flatnonzero(group), MEMBERS_MOST), (np.flatnonzero(~group), OTHERS_MOST)):
        taken = side if len(side) <= most else np.sort(rng.choice(side, most, replace=False))
        parts.append(taken)
        weights.append(np.full(len(taken), len(side) / max(len(taken), 1)))
    return np.concatenate(parts), np.concatenate(weights)


def best_leaves(inside: dict[int, float], all_: dict[int, float]) -> set[int]:
    """The leaves whose union has the largest F1, taken purest first."""
    total = sum(inside.values())
    order = sorted(inside, key=lambda leaf: (-inside[leaf] / all_[leaf], leaf))
    best, chosen = 0.0, 0
    hits = taken = 0.0
    for number, leaf in enumerate(order[:BOXES_MOST], start=1):
        hits += inside[leaf]
        taken += all_[leaf]
        score = 2 * hits / (taken + total)
        if score > best + 1e-3:  # another alternative has to be worth reading
            best, chosen = score, number
    return set(order[:chosen])


def collect(tree: Any, node: int, path: Box, chosen: set[int], found: list[tuple[float, Box]], *, purity: Any) -> None:
    """The boxes of the chosen leaves; two leaves of one parent are the parent."""
    below = leaves_below(tree, node)
    if not below & chosen:
        return
    if below <= chosen:
        found.append((max(purity(leaf) for leaf in below), path))
        return
    column, at = int(tree.feature[node]), float(tree.threshold[node])
    collect(tree, int(tree.children_left[node]), bounded(path, column, high=at), chosen, found, purity=purity)
    collect(tree, int(tree.children_right[node]), bounded(path, column, low=at), chosen, found, purity=purity)


def leaves_below(tree: Any, node: int) -> set[int]:
    """The leaves under a node."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    return {node} if left < 0 else leaves_below(tree, left) | leaves_below(tree, right)


def bounded(path: Box, column: int, *, low: float | None = None, high: float | None = None) -> Box:
    """The path with one bound more; bounds of one column are one. Deeper ones are always the tighter ones."""
    before = next((bound for bound in path if bound.column == column), Bound(column))
    tighter = Bound(column, before.low if low is None else low, before.high if high is None else high)
    return (*(bound for bound in path if bound.column != column), tighter)
