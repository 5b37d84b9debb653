"""Held values as JSON has them: decimals as numbers, dates and instants as ISO 8601."""

from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from xseg.explain.values import day
from xseg.plan.bind import from_micros
from xseg.project.types import DateType, ExactType, TimestampType, Type


def plain(value: Any, type_: Type | None, zone: ZoneInfo) -> Any:
    """A held value as JSON has it; instants are told on the project's clock."""
    match value, type_:
        case (int(), ExactType(scale)) if scale:
            return value / 10**scale
        case (int(), DateType()):
            return day(value).isoformat()
        case (int(), TimestampType()):
            return from_micros(value, zone).isoformat()
        case _:
            return value


def plain_rows(frame: pl.DataFrame, types: dict[str, Type], zone: ZoneInfo) -> list[dict[str, Any]]:
    """A frame's rows as JSON has them."""
    return [
        {name: plain(value, types.get(name), zone) for name, value in row.items()}
        for row in frame.iter_rows(named=True)
    ]
