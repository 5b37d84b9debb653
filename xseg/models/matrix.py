"""Features as columns of doubles: what is missing, what stands in for it, how they are scaled.

Columns stay apart, so that no second copy of a large table is made; whatever is not finite is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars as pl

    from xseg.project.model import Impute, Scale

Column: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64]

CHUNK = 1 << 16


def columns_of(features: "pl.DataFrame | NDArray[Any]", names: Sequence[str]) -> list[Column]:
    """One column of doubles a feature, NaN where missing: by name out of a frame, by position out of [profiles ×
    features]. A matrix of another width is a ValueError.
    """
    if isinstance(features, np.ndarray):
        if features.ndim != 2 or features.shape[1] != len(names):
            raise ValueError(f"expected profiles × {len(names)} features, got shape {features.shape}")
        given = [features[:, index] for index in range(len(names))]
    else:
        given = [features.get_column(name).to_numpy() for name in names]
    return [finite(np.asarray(column, dtype=np.float64)) for column in given]


def finite(column: Column) -> Column:
    """The column with NaN for what is infinite."""
    infinite = np.isinf(column)
    return np.where(infinite, np.nan, column) if infinite.any() else column


def complete_rows(columns: Sequence[Column]) -> Rows:
    """The numbers of the rows where every feature is known."""
    known = np.ones(len(columns[0]), dtype=np.bool_)
    for column in columns:
        known &= ~np.isnan(column)
    return np.flatnonzero(known)


def stand_in(column: Column, impute: "Impute | None") -> float | None:
    """What a missing value of this column is taken for. The median is the lower of two middle values.

    The values have a known one among them.
    """
    match impute:
        case None:
            return None
        case "median":
            known = column[~np.isnan(column)]
            middle = (len(known) - 1) // 2
            return plain(np.partition(known, middle)[middle])
        case "mode" | "knn":
            raise ValueError(f"impute: {impute} is not built; the checker refuses it")


def shift_and_scale(column: Column, scale: "Scale") -> tuple[float, float]:
    """The two numbers of z = (x − shift) / scale, for a column without missing values.

    `zscore`: mean and standard deviation (of the population); `minmax`: smallest value and range. A feature that does
    not vary has scale 1. A number that does not fit into a double comes out infinite or NaN.
    """
    low, high = column.min(), column.max()
    with np.errstate(over="ignore", invalid="ignore"):
        match scale:
            case "none":
                return 0.0, 1.0
            case "minmax":
                return plain(low), plain(high - low) or 1.0
            case "zscore" if low == high:
                return plain(low), 1.0
            case "zscore":
                mean = column.mean()
                return plain(mean), plain(np.sqrt(np.mean((column - mean) ** 2))) or 1.0
            case "robust" | "log":
                raise ValueError(f"scale: {scale} is not built; the checker refuses it")


def plain(value: Any) -> float:
    """A Python float, and never −0."""
    return float(value) + 0.0


@dataclass(frozen=True, slots=True)
class Scaling:
    """Columns with what makes of them what the model sees, by feature: z = (x or its stand-in − shift) / scale."""

    columns: tuple[Column, ...]
    impute: tuple[float | None, ...]
    shift: tuple[float, ...]
    scale: tuple[float, ...]


def scaling(columns: Sequence[Column], rows: Rows, *, impute: "Impute | None", scale: "Scale") -> Scaling:
    """Work out stand-ins, shifts and scales on these rows."""
    stand_ins = tuple(stand_in(column[rows], impute) for column in columns)
    lines = [
        shift_and_scale(filled(column[rows], known), scale) for column, known in zip(columns, stand_ins, strict=True)
    ]
    return Scaling(tuple(columns), stand_ins, tuple(line[0] for line in lines), tuple(line[1] for line in lines))


def own_unit(scaling: Scaling, feature: int, rows: Rows) -> Column:
    """The values of these rows in the feature's own unit, stand-ins included."""
    return filled(scaling.columns[feature][rows], scaling.impute[feature])


def scaled(scaling: Scaling, rows: Rows) -> Matrix:
    """These rows as the model sees them: [rows × features]."""
    matrix = np.empty((len(rows), len(scaling.columns)))
    for feature in range(len(scaling.columns)):
        matrix[:, feature] = (own_unit(scaling, feature, rows) - scaling.shift[feature]) / scaling.scale[feature]
    return matrix


def filled(values: Column, known: float | None) -> Column:
    """The values, with `known` for what is missing."""
    return values if known is None else np.where(np.isnan(values), known, values)


def chunks(rows: Rows) -> Iterator[Rows]:
    """The rows in parts small enough for their matrices to cost no memory to speak of."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
