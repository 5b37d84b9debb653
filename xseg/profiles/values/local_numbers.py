"""Numbers as a country writes them, `1.234,50`, as those that are read everywhere, `1234.50`."""

import re

import polars as pl

from xseg.project.place import Dialect

BLANKS = " \u00a0\u202f"
"""A blank between digits may be one that does not break."""
REFUSED = "?"
"""Stands before what is no number in the dialect, so that it is none: `1.5` where decimals have a comma."""


def is_foreign(dialect: Dialect) -> bool:
    """Whether numbers have signs of their own."""
    return dialect.decimal != "." or dialect.thousands is not None


def plainly(series: pl.Series, dialect: Dialect) -> pl.Series:
    """A column of numbers with a point and without signs between digits; what is no number in the dialect becomes one
    nowhere. Columns that hold numbers already stay as they are.
    """
    if series.dtype != pl.String or not is_foreign(dialect):
        return series
    decimal = re.escape(dialect.decimal)
    between = "" if dialect.thousands is None else f"[{re.escape(_signs(dialect.thousands))}]"
    grouped = rf"|[0-9]{{1,3}}(?:{between}[0-9]{{3}})+" if between else ""
    number = rf"^[+-]?(?:(?:[0-9]+{grouped})(?:{decimal}[0-9]*)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]+)?$"
    words = series.str.strip_chars()
    plain = words.str.replace_all(between, "") if between else words
    if dialect.decimal != ".":
        plain = plain.str.replace(dialect.decimal, ".", literal=True)
    known = words.is_not_null() & (words != "")
    fits = words.str.contains(number)
    return pl.select(pl.when(known & ~fits).then(REFUSED + words).otherwise(plain)).to_series().alias(series.name)


def _signs(thousands: str) -> str:
    return BLANKS if thousands == " " else thousands
