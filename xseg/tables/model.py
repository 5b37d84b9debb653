"""A trained model that is plain arithmetic, as every engine can work it out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClosedModel:
    """Nearest centre after linear scaling, for one profile x with features x_1 … x_n:

    a missing x_i is `impute[i]` (no label where that is None); z_i = (x_i − shift[i]) / scale[i]; the squared distance
    to centre c is the sum of (z_i − c_i) · (z_i − c_i), added left to right in doubles; the nearest centre gives the
    label, the smaller index on a tie. With d1, d2 the square roots of the smallest and second smallest squared
    distance, the distance is d1 and the confidence 1 − d1 / d2 (1 where there is one centre, 0 where d2 is 0), floored
    to whole millionths after adding a half: floor(x · 1e6 + 0.5) / 1e6.
    """

    name: str
    version: str
    features: tuple[str, ...]
    impute: tuple[float | None, ...]
    shift: tuple[float, ...]
    scale: tuple[float, ...]
    """Never 0: a feature that does not vary has scale 1."""
    centres: tuple[tuple[float, ...], ...]
    labels: tuple[str, ...]
    """The label of each centre."""


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A trained model whose scores are no arithmetic of a plan: they were worked out once and stand on the profile, in
    the columns `score_column` names; a row without them has no label.
    """

    name: str
    version: str


Model = ClosedModel | StoredModel
