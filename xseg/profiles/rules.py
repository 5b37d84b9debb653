"""Rules about rows: a row that breaks one is set aside with the rule as its reason."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import polars as pl

from xseg.profiles.casting import Clocks, Reading, cast
from xseg.profiles.numbers import number
from xseg.profiles.problems import marked, of_column
from xseg.profiles.texts import text
from xseg.project.project import RowRule
from xseg.project.types import ExactType, NumberType


def broken(
    rule: RowRule, column: pl.Series, declared: ExactType | NumberType | None, clocks: Clocks
) -> list[pl.Series | None]:
    """A problem where a row breaks the rule; a missing value breaks only `required`."""
    found: list[pl.Series | None] = []
    words = text(column).values
    if rule.required:
        found.append(marked(words.is_null(), f"`{rule.column}` is required"))
    if rule.allowed is not None:
        wrong = words.is_not_null() & ~words.is_in(list(rule.allowed))
        found.append(marked(wrong.fill_null(value=False), f"`{rule.column}` is not allowed"))
    if rule.min is None and rule.max is None:
        return found
    scale = declared.scale if isinstance(declared, ExactType) else None
    values = number(column) if scale is None or declared is None else cast(column, Reading(declared, clocks))
    found.append(of_column(rule.column, values.problem))
    if rule.min is not None:
        low = rule.min if scale is None else _units(rule.min, scale, ROUND_CEILING)
        found.append(marked((values.values < low).fill_null(value=False), f"`{rule.column}` is below {rule.min}"))
    if rule.max is not None:
        high = rule.max if scale is None else _units(rule.max, scale, ROUND_FLOOR)
        found.append(marked((values.values > high).fill_null(value=False), f"`{rule.column}` is above {rule.max}"))
    return found


def _units(bound: float, scale: int, rounding: str) -> int:
    return int(Decimal(repr(bound)).scaleb(scale).to_integral_value(rounding))
