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
    """What a missing value of this column is taken for: the lower of two middle values as the median, the smallest of
    the most frequent ones as the mode; None where nothing is imputed, or neighbours say it.

    The values have a known one among them.
    """
    match impute:
        case None:
            return None
        case "median":
            known = column[~np.isnan(column)]
            middle = (len(known) - 1) // 2
            return plain(np.partition(known, middle)[middle])
        case "mode":
            values, counts = np.unique(column[~np.isnan(column)], return_counts=True)
            return plain(values[np.argmax(counts)])
        case "knn":
            return None


def shift_and_scale(column: Column, scale: "Scale") -> tuple[float, float]:
    """The two numbers of z = (x − shift) / scale, for a column without missing values.

    `zscore`: mean and standard deviation (of the population), `log` those of the logarithms that the column has already
    become; `minmax`: smallest value and range; `robust`: median and the range of the middle half, where that is 0 the
    standard deviation. A feature that does not vary has scale 1. A number that does not fit into a double comes out
    infinite or NaN.
    """
    low, high = column.min(), column.max()
    with np.errstate(over="ignore", invalid="ignore"):
        match scale:
            case "none":
                return 0.0, 1.0
            case "minmax":
                return plain(low), plain(high - low) or 1.0
            case "zscore" | "log" | "robust" if low == high:
                return plain(low), 1.0
            case "zscore" | "log":
                return plain(column.mean()), deviation(column)
            case "robust":
                first, middle, third = np.quantile(column, (0.25, 0.5, 0.75))
                return plain(middle), plain(third - first) or deviation(column)


def deviation(column: Column) -> float:
    """The standard deviation of the population, 1 where it comes out as 0."""
    return plain(np.sqrt(np.mean((column - column.mean()) ** 2))) or 1.0


def logarithms(column: Column) -> Column:
    """sign(x) · log(1 + |x|): 0 stays 0, and what is negative stays so."""
    return np.sign(column) * np.log1p(np.abs(column))


def powers(column: Column) -> Column:
    """The values whose logarithms these are."""
    return np.sign(column) * np.expm1(np.abs(column))


def plain(value: Any) -> float:
    """A Python float, and never −0."""
    return float(value) + 0.0


@dataclass(frozen=True, slots=True)
class Scaling:
    """Columns with what makes of them what the model sees, by feature: z = (x or its stand-in − shift) / scale, of
    logarithms where `logged`; what is still missing then is filled from the donors [donors × features], if there are
    any.
    """

    columns: tuple[Column, ...]
    impute: tuple[float | None, ...]
    shift: tuple[float, ...]
    scale: tuple[float, ...]
    logged: bool = False
    donors: Matrix | None = None


def scaling(columns: Sequence[Column], rows: Rows, *, impute: "Impute | None", scale: "Scale") -> Scaling:
    """Work out stand-ins, shifts and scales on these rows; for neighbours on what is known, and without donors."""
    logged = scale == "log"
    stand_ins = tuple(stand_in(column[rows], impute) for column in columns)
    lines: list[tuple[float, float]] = []
    for column, known in zip(columns, stand_ins, strict=True):
        values = filled(column[rows], known)
        values = values[~np.isnan(values)] if impute == "knn" else values
        lines.append(shift_and_scale(logarithms(values) if logged else values, scale))
    return Scaling(
        tuple(columns), stand_ins, tuple(line[0] for line in lines), tuple(line[1] for line in lines), logged
    )


def own_units(scaling: Scaling, seen: Matrix, rows: Rows) -> Matrix:
    """These rows in the features' own units, from what the model sees of them: known values as they are."""
    own = np.empty_like(seen)
    for feature, column in enumerate(scaling.columns):
        values = filled(column[rows], scaling.impute[feature])
        gaps = np.isnan(values)
        own[:, feature] = values
        if gaps.any():
            own[gaps, feature] = unscaled(scaling, seen[gaps])[:, feature]
    return own


def unscaled(scaling: Scaling, seen: Matrix) -> Matrix:
    """Rows of the scaled space [rows × features] in the features' own units."""
    plain_units: Matrix = seen * np.array(scaling.scale) + np.array(scaling.shift)
    return powers(plain_units) if scaling.logged else plain_units


def scaled(scaling: Scaling, rows: Rows) -> Matrix:
    """These rows as the model sees them: [rows × features], NaN where nothing stands in for what is missing."""
    from xseg.models.donors import filled_from

    matrix = np.empty((len(rows), len(scaling.columns)))
    for feature, column in enumerate(scaling.columns):
        values = filled(column[rows], scaling.impute[feature])
        values = logarithms(values) if scaling.logged else values
        with np.errstate(over="ignore"):
            matrix[:, feature] = (values - scaling.shift[feature]) / scaling.scale[feature]
    return matrix if scaling.donors is None else filled_from(scaling.donors, matrix)


def filled(values: Column, known: float | None) -> Column:
    """The values, with `known` for what is missing."""
    return values if known is None else np.where(np.isnan(values), known, values)


def chunks(rows: Rows) -> Iterator[Rows]:
    """The rows in parts small enough for their matrices to cost no memory to speak of."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
