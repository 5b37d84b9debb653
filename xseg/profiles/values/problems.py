"""Values with the reasons why some of them could not be read."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Cast:
    """`values`, null where missing or unreadable, and `problem`: why, where unreadable, else null (None: nowhere)."""

    values: pl.Series
    problem: pl.Series | None = None

    @property
    def told(self) -> pl.Series:
        """The problems as a series, also where there are none."""
        if self.problem is not None:
            return self.problem
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(self.values))


def problem_where(values: pl.Series, wrong: pl.Series, reason: str) -> Cast:
    """The values, with one reason where `wrong` is true."""
    return Cast(values, marked(wrong, reason))


def marked(wrong: pl.Series, reason: str) -> pl.Series | None:
    """The reason where `wrong` is true, null elsewhere; None where it nowhere is."""
    if not wrong.any():
        return None
    return pl.select(pl.when(wrong).then(pl.lit(reason))).to_series()


def first(*problems: pl.Series | None) -> pl.Series | None:
    """Row by row the first problem of several."""
    found = [problem for problem in problems if problem is not None]
    return pl.select(pl.coalesce(found)).to_series() if found else None


def of_column(column: str, problem: pl.Series | None) -> pl.Series | None:
    """The problem with the name of the column that has it."""
    return None if problem is None else pl.select(pl.lit(f"`{column}`: ") + problem).to_series()
