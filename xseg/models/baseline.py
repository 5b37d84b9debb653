"""What a model remembers of the rows it was trained on: quantiles for drift, digests for "was it the same"."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version

import numpy as np

from xseg.models.matrix import Column, Rows
from xseg.models.trained import Made
from xseg.models.trained import Rows as Table
from xseg.project.model import ModelDeclaration

THOUSANDTHS = 1_001
"""Quantiles kept of each feature: 0 % to 100 % in steps of a thousandth."""
QUANTILE_ROWS = 500_000


def quantiles(columns: Sequence[Column], rows: Rows) -> Table:
    """[features × THOUSANDTHS] of the known values in the features' own units, of a regular sample of many rows.

    Each is a value that occurs: the smallest that so large a share does not exceed.
    """
    step = max(1, -(-len(rows) // QUANTILE_ROWS))
    found: list[tuple[float, ...]] = []
    for column in columns:
        values = np.sort(column[rows[::step]])
        values = values[~np.isnan(values)]
        if not len(values):
            values = np.sort(column[~np.isnan(column)])
        places = np.ceil(np.linspace(0.0, 1.0, THOUSANDTHS) * len(values)).astype(np.int64) - 1
        found.append(tuple(float(value) for value in values[np.maximum(places, 0)] + 0.0))
    return tuple(found)


def made(
    declaration: ModelDeclaration,
    columns: Sequence[Column],
    fingerprints: Mapping[str, str],
    window: tuple[int, int] | None,
) -> Made:
    """Digests of the definition and of the rows, and what trained."""
    definition = repr((declaration, sorted(fingerprints.items())))
    first, last = window or (None, None)
    return Made(hashlib.sha256(definition.encode()).hexdigest(), rows_digest(columns), versions(), first, last)


def rows_digest(columns: Sequence[Column]) -> str:
    """SHA-256 of the features' values, in the order of the rows."""
    rows = hashlib.sha256()
    for column in columns:
        rows.update(np.ascontiguousarray(column).data)
    return rows.hexdigest()


@cache
def versions() -> str:
    """`xseg 0.1.0, scikit-learn 1.9.0, numpy 2.3.0`."""
    return ", ".join(f"{name} {version(name)}" for name in ("xseg", "scikit-learn", "numpy", "scipy"))
