"""Decimal commas and signs between digits: what is a number in the dialect is read, and nothing else."""

import polars as pl
import pytest

from xseg.profiles.values.local_numbers import plainly
from xseg.profiles.values.numbers import exact
from xseg.project.place import Dialect
from xseg.project.types import decimal

GERMAN = Dialect(decimal=",", thousands=".")
FRENCH = Dialect(decimal=",", thousands=" ")
SWISS = Dialect(thousands="'")


@pytest.mark.parametrize(
    ("dialect", "written", "read"),
    [
        (GERMAN, "1.234,50", 123450),
        (GERMAN, "1234,5", 123450),
        (GERMAN, "-0,05", -5),
        (GERMAN, "+1.000.000", 100000000),
        (GERMAN, " 7 ", 700),
        (GERMAN, ",5", 50),
        (GERMAN, "1,5e2", 15000),
        (GERMAN, "1.5", None),
        (GERMAN, "1.23,4", None),
        (GERMAN, "1,234.50", None),
        (GERMAN, "1,2,3", None),
        (GERMAN, "12,50 €", None),
        (Dialect(decimal=","), "1.234,50", None),
        (Dialect(decimal=","), "12,5", 1250),
        (FRENCH, "1 234,50", 123450),
        (FRENCH, "1\u202f234\u00a0567,5", 123456750),
        (FRENCH, "1.5", None),
        (SWISS, "1'234.50", 123450),
        (SWISS, "1,5", None),
        (Dialect(thousands=","), "1,234.50", 123450),
        (Dialect(thousands=","), "12,34", None),
        (Dialect(), "1,5", None),
        (Dialect(), "1.5", 150),
    ],
)
def test_a_number_is_read_in_its_own_dialect(dialect: Dialect, written: str, read: int | None) -> None:
    found = exact(plainly(pl.Series("amount", [written]), dialect), decimal())
    assert found.values.to_list() == [read]
    assert (found.told.null_count() == 0) is (read is None)


def test_what_is_missing_stays_missing() -> None:
    found = exact(plainly(pl.Series("amount", [None, "", "  "], dtype=pl.String), GERMAN), decimal())
    assert found.values.to_list() == [None] * 3
    assert found.told.null_count() == 3


def test_numbers_of_the_file_itself_stay() -> None:
    series = pl.Series("amount", [1.5, 2.0])
    assert plainly(series, GERMAN) is series
