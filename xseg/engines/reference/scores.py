"""A model's answer for one profile, in doubles and in the order that ClosedModel writes down."""

import math
from collections.abc import Sequence
from typing import Any

from xseg.engines.reference.operations import finite
from xseg.plan.nodes import Score
from xseg.tables.model import ClosedModel
from xseg.tables.person import Value


def score(operation: Score, model: ClosedModel, features: Sequence[Any]) -> Value:
    """Label, confidence or distance; missing where a feature is missing that the model does not impute."""
    scaled: list[float] = []
    for value, impute, shift, scale in zip(features, model.impute, model.shift, model.scale, strict=True):
        filled = impute if value is None else value
        if filled is None:
            return None
        scaled.append((filled - shift) / scale)
    squared = [_squared_distance(scaled, centre) for centre in model.centres]
    nearest = min(range(len(squared)), key=lambda index: (squared[index], index))
    match operation.output:
        case "label":
            return model.labels[nearest]
        case "distance":
            return finite(math.sqrt(squared[nearest]))
        case "confidence":
            others = [value for index, value in enumerate(squared) if index != nearest]
            if not others:
                return 1.0
            second = math.sqrt(min(others))
            return 0.0 if second == 0.0 else millionths(1.0 - math.sqrt(squared[nearest]) / second)


def _squared_distance(point: Sequence[float], centre: Sequence[float]) -> float:
    total = 0.0
    for value, other in zip(point, centre, strict=True):
        total = total + (value - other) * (value - other)
    return total


def millionths(value: float) -> float | None:
    """Rounded to six decimals, half up; missing where it is not finite, since a feature was too large."""
    return math.floor(value * 1e6 + 0.5) / 1e6 if math.isfinite(value) else None
