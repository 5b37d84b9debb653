"""What sets a group apart from everybody: standardised differences, and a name made of the largest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xseg.measure.rules import Trait

NOTICED = 0.2
"""A standardised difference below this is small (Cohen 1988), and is not told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A trait on which the group stands out. `by` is (mean of the group − mean of the others) / deviation of all.

    Of booleans and categories the means are shares.
    """

    trait: str
    by: float
    group: float
    others: float
    share: bool


def differences(traits: Sequence[Trait], group: NDArray[np.bool_], *, most: int, least: int) -> tuple[Difference, ...]:
    """The largest differences, over those who have a value: at least `least` in the group and as many out of it."""
    found: list[Difference] = []
    for trait in traits:
        known = ~np.isnan(trait.values)
        inside, outside = trait.values[known & group], trait.values[known & ~group]
        if min(len(inside), len(outside)) < max(least, 2):
            continue
        deviation = float(trait.values[known].std())
        if deviation == 0.0:
            continue
        one, other = float(inside.mean()), float(outside.mean())
        by = (one - other) / deviation
        if abs(by) >= NOTICED:
            found.append(Difference(trait.shown, by, one, other, trait.kind in ("boolean", "category")))
    return tuple(sorted(found, key=lambda one: (-abs(one.by), one.trait))[:most])


def named(found: Sequence[Difference]) -> str:
    """`high total spend, low recency days`: the two largest differences, in words; a group like all others has none."""
    words = [said(one) for one in found[:2]]
    return ", ".join(words) if words else "like everybody"


def said(one: Difference) -> str:
    """One difference in words."""
    name = one.trait.replace("_", " ")
    if one.share:
        return name if one.by > 0 else f"not {name}"
    return f"{'high' if one.by > 0 else 'low'} {name}"
