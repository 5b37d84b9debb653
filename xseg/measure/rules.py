"""A group as a rule that a marketer could use in its place: columns that may stand in one, and boxes as `.seg` text."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xseg.models.leaves import Bound, Box, boxes
from xseg.models.matrix import Column
from xseg.project.types import BOOLEAN, CategoryType, ExactType, NumberType, Type

VALUES_MOST = 25
"""A category with more values is no trait that one would name."""


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """A named value of every profile: numbers as they are, a boolean or one value of a category as 1 and 0.

    `value` is None but for a category. NaN is missing.
    """

    name: str
    values: Column
    kind: str
    """`number`, `whole`, `boolean` or `category`."""
    value: str | None = None

    @property
    def shown(self) -> str:
        """`country is "DE"`, `total_spend`."""
        return self.name if self.value is None else f'{self.name} is "{self.value}"'


def traits_of(table: pl.DataFrame, types: dict[str, Type]) -> list[Trait]:
    """The columns that have numbers, truth values or few categories, as held by engines, in the units of rules."""
    found: list[Trait] = []
    for name, type_ in types.items():
        column = table.get_column(name)
        match type_:
            case ExactType(scale):
                values = column.cast(pl.Float64).to_numpy() / 10**scale
                found.append(Trait(name, values, "number" if scale else "whole"))
            case NumberType():
                found.append(Trait(name, column.cast(pl.Float64).to_numpy().astype(np.float64), "number"))
            case _ if type_ == BOOLEAN:
                found.append(Trait(name, column.cast(pl.Float64).to_numpy().astype(np.float64), "boolean"))
            case CategoryType():
                found.extend(of_category(name, column))
            case _:
                continue
    return [trait for trait in found if varies(trait.values)]


def of_category(name: str, column: pl.Series) -> list[Trait]:
    """One trait for each value of a category that has few."""
    seen = sorted(column.drop_nulls().unique().to_list())
    if len(seen) > VALUES_MOST:
        return []
    missing = column.is_null().to_numpy()
    return [
        Trait(name, np.where(missing, np.nan, (column == value).fill_null(False).to_numpy()), "category", value)
        for value in seen
    ]


def varies(values: Column) -> bool:
    """Whether a column tells anybody from anybody else."""
    known = values[~np.isnan(values)]
    return bool(len(known)) and bool(known.min() < known.max() or len(known) < len(values))


def rule_for(traits: Sequence[Trait], group: NDArray[np.bool_], *, least: int) -> str | None:
    """The condition that tells the group best, as `.seg` text; None where no trait does."""
    usable = [trait for trait in traits if not np.isnan(trait.values).all()]
    if not usable:
        return None
    matrix = np.column_stack([filled(trait) for trait in usable])
    found = boxes(matrix, group, least=least)
    if not found:
        return None
    parts = [written(usable, box) for box in found]
    if len(parts) == 1:
        return " and ".join(parts[0])
    return " or ".join(f"({' and '.join(part)})" for part in parts)


def filled(trait: Trait) -> Column:
    """What is missing is below everything known, and neither true nor of the category."""
    if trait.kind in ("boolean", "category"):
        return np.nan_to_num(trait.values, nan=0.0)
    low = np.nanmin(trait.values)
    return np.where(np.isnan(trait.values), low - max(1.0, abs(low)), trait.values)


def written(traits: Sequence[Trait], box: Box) -> list[str]:
    """A box as conditions in the order that the tree asked; one value of a category says that it is no other."""
    is_one = {traits[bound.column].name for bound in box if traits[bound.column].value and bound.low is not None}
    return [
        said(trait, bound)
        for bound in box
        for trait in (traits[bound.column],)
        if trait.value is None or bound.low is not None or trait.name not in is_one
    ]


def said(trait: Trait, bound: Bound) -> str:
    """One bound as a condition that is true of the same profiles."""
    name, lacking = trait.name, bool(np.isnan(trait.values).any())
    if trait.kind in ("boolean", "category"):
        yes = f"{name} is true" if trait.kind == "boolean" else f'{name} == "{escaped(trait.value or "")}"'
        no = f"{name} is false" if trait.kind == "boolean" else yes.replace(" == ", " != ", 1)
        if bound.low is not None:
            return yes
        if lacking:
            return f"({no} or {name} is missing)"
        return no if trait.kind == "boolean" else f"{no} and {name} is known"
    least = float(np.nanmin(trait.values))
    above = None if bound.low is None else f"{name} > {threshold(trait, bound.low)}"
    below = None if bound.high is None else f"{name} <= {threshold(trait, bound.high)}"
    if above is not None and bound.low is not None and bound.low < least:
        return f"{name} is known" if below is None else below
    if below is not None and bound.high is not None and bound.high < least:
        return f"{name} is missing"
    if above is not None and below is not None:
        return f"{above} and {below}"
    if above is not None:
        return above
    assert below is not None
    return f"({below} or {name} is missing)" if lacking else below


def threshold(trait: Trait, at: float) -> str:
    """The shortest number that parts the known values where `at` parts them."""
    known = trait.values[~np.isnan(trait.values)]
    low, high = float(known[known <= at].max(initial=-np.inf)), float(known[known > at].min(initial=np.inf))
    if not np.isfinite(low):
        low = at
    for digits in range(-9, 7):
        for rounded in (round(at, digits), floor(at * 10.0**digits) / 10.0**digits):
            if low <= rounded < high:
                return f"{rounded:.{max(digits, 0)}f}"
    return f"{low:.6f}"


def escaped(value: str) -> str:
    """A text within quotes."""
    return value.replace("\\", "\\\\").replace('"', '\\"')
