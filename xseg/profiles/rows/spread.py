"""Where the values of a column lie: quartiles, mean and deviation, exact and the same in whatever order they come."""

from dataclasses import dataclass
from fractions import Fraction
from math import fsum, isqrt, sqrt

import polars as pl


@dataclass(frozen=True, slots=True)
class Spread:
    """`total` and `squares` of whole values are exact sums; those of doubles are the nearest doubles, in no order."""

    count: int
    total: int | float
    squares: int | float
    """Of whole values the sum of squares; of doubles that of squared differences from the mean."""

    @property
    def mean(self) -> float:
        """The nearest double."""
        return self.total / self.count

    @property
    def deviation(self) -> float:
        """The standard deviation of the population."""
        if isinstance(self.total, int) and isinstance(self.squares, int):
            return sqrt(self.count * self.squares - self.total**2) / self.count
        return sqrt(self.squares / self.count)


def lower_value(ordered: pl.Series, part: Fraction) -> int | float:
    """The value below which this part of sorted known values lies: of two between which it falls the lower."""
    return ordered[int((len(ordered) - 1) * part)]  # type: ignore[no-any-return]


def spread(known: pl.Series) -> Spread:
    """Of known values, whole or doubles; there is at least one."""
    if known.dtype.is_float():
        values = known.to_list()
        mean = fsum(values) / len(values)
        return Spread(len(values), fsum(values), fsum((value - mean) ** 2 for value in values))
    wide = known.cast(pl.Int128)
    return Spread(len(known), int(wide.sum()), int((wide * wide).sum()))


def floor_above(found: Spread, factor: Fraction) -> int:
    """The largest whole value within mean + factor · deviation, without rounding on the way."""
    assert isinstance(found.total, int)
    assert isinstance(found.squares, int)
    variance = found.count * found.squares - found.total**2
    p, q = factor.numerator, factor.denominator
    return (q * found.total + isqrt(p * p * variance)) // (q * found.count)


def ceiling_below(found: Spread, factor: Fraction) -> int:
    """The smallest whole value within mean − factor · deviation."""
    assert isinstance(found.total, int)
    return -floor_above(Spread(found.count, -found.total, found.squares), factor)
