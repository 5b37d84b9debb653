"""Which profiles a model is trained on, and what keeps it from being trained at all."""

from collections.abc import Sequence

import numpy as np

from xseg.diagnostics import Sink
from xseg.models import messages
from xseg.models.matrix import Column, Matrix, Rows, complete_rows
from xseg.project.model import ModelDeclaration

LARGEST = 1e100
"""Squares of larger values, added up, may not fit into a double."""


def training_rows(declaration: ModelDeclaration, columns: Sequence[Column], sink: Sink) -> Rows | None:
    """The numbers of the rows to train on, or None where `sink` says why there are none.

    All of them where missing values are imputed, else those where every feature is known. A feature that does not vary
    is only warned of.
    """
    profiles = len(columns[0])
    if not profiles:
        sink.add(messages.no_profiles(declaration))
        return None
    named = list(zip(declaration.features, columns, strict=True))
    if missing := [name for name, column in named if np.isnan(column).all()]:
        sink.add(messages.all_missing(declaration, missing, profiles))
        return None
    if large := [name for name, column in named if np.nanmax(np.abs(column)) > LARGEST]:
        sink.add(messages.too_large(declaration, large))
        return None
    rows = complete_rows(columns)
    if (len(rows) and declaration.impute == "knn") or declaration.impute in ("median", "mode"):
        rows = np.arange(profiles, dtype=np.int64)
    if not len(rows):  # neighbours too have to be complete
        sink.add(messages.none_complete(declaration, missing_counts(columns), profiles))
        return None
    if constant := [name for name, column in named if np.nanmin(column[rows]) == np.nanmax(column[rows])]:
        sink.add(messages.constant(declaration, constant))
    return rows


def missing_counts(columns: Sequence[Column]) -> tuple[int, ...]:
    """How many profiles have no value, by feature."""
    return tuple(int(np.isnan(column).sum()) for column in columns)


def most_clusters(declaration: ModelDeclaration, sample: Matrix) -> int:
    """The largest number of clusters that the scaled rows bear: no more than asked for, no more than differ."""
    seen: set[bytes] = set()
    for row in sample + 0.0:  # −0 and 0 are one value
        seen.add(row.tobytes())
        if len(seen) == declaration.clusters_high:
            break
    return len(seen)
