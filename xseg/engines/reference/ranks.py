"""Ranks among all profiles whose value is known."""

from collections.abc import Iterator
from typing import Any

from xseg.engines.reference.setting import Setting
from xseg.plan.nodes import Ranked


def ranked(setting: Setting, operation: Ranked) -> Iterator[bool]:
    """For each person, whether it is in the share: values tied across the edge are out."""
    values: list[Any] = [
        value if operation.among is None or setting.values[operation.among][index] else None
        for index, value in enumerate(setting.values[operation.operand])
    ]
    known = sorted((value for value in values if value is not None), reverse=operation.edge == "top")
    largest = {value: rank for rank, value in enumerate(known, start=1)}
    for value in values:
        yield value is not None and _within(operation, largest[value], len(known))


def _within(operation: Ranked, rank: int, known: int) -> bool:
    if not operation.percent:
        return rank <= operation.share
    return bool((rank - 1) * 100 * 10**operation.scale < operation.share * known)
