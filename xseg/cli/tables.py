"""Values as text for people: tables, numbers, shares, times."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xseg.diagnostics.render.visible import visible
from xseg.explain.values import instant, shown
from xseg.project.types import Type

__all__ = ["console", "count", "counted", "frame_rows", "instant", "percent", "print_table", "shown", "signed"]

WIDTH = 120
"""Text that is not for a terminal is laid out so wide, so that nothing is cut."""


def console() -> Console:
    """The output stream, as wide as the terminal or as 120 columns."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=WIDTH)


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()
) -> None:
    """A table without boxes that would be lost in a log; `right` are the columns of numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    numbers = set(right)
    for index, column in enumerate(columns):
        number = index in numbers  # a number cut in two cannot be read, a name can
        table.add_column(
            Text(visible(column)), justify="right" if number else "left", overflow="fold", no_wrap=number, style=None
        )
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))  # as it is: brackets of a rule are no markup
    if title:
        console().print(Text(title, style="bold"))
    console().print(table)


def count(number: int | None) -> str:
    """1234567 as 1,234,567; nothing as a dash."""
    return "–" if number is None else f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """`1 person`, `1,234 people`."""
    return f"{number:,} {one if number == 1 else many}"


def percent(share: float | None) -> str:
    """0.1234 as 12.3%."""
    return "–" if share is None else f"{share:.1%}"


def signed(number: int | None) -> str:
    """A change with its sign."""
    return "–" if number is None else f"{number:+,}" if number else "0"


def frame_rows(frame: pl.DataFrame, types: dict[str, Type], zone: ZoneInfo) -> list[list[str]]:
    """A frame's rows as text, each value by its column's type."""
    return [
        [shown(value, types.get(name), zone) for name, value in zip(frame.columns, row, strict=True)]
        for row in frame.iter_rows()
    ]
