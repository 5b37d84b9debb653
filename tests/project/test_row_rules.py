"""What [sources.rows] may say: bounds of numbers and days, lengths, and that values come once."""

from datetime import date, datetime
from pathlib import Path

import pytest

from xseg.diagnostics import Sink, Source
from xseg.project.load import project_from
from xseg.project.project import RowRule

SHOP = """
[project]
timezone = "Europe/Berlin"
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.parquet"
keys = { id = "id" }
[sources.attributes]
born = { type = "date", column = "b" }
since = "timestamp"
spend = "decimal"
name = "string"
likes = { type = "list of string" }
[sources.rows]
"""


def read(rules: str) -> tuple[tuple[RowRule, ...], list[tuple[str, str]]]:
    sink = Sink()
    project = project_from(Source("xseg.toml", SHOP + rules), sink, root=Path())
    told = [(found.code.number, found.message) for found in sink if found.code.number != "XS822"]
    return (project.sources[0].rows if project is not None else ()), told


def test_bounds_are_numbers_days_or_instants() -> None:
    rules, told = read("""
born = { min = 1900-01-01, max = "2020-12-31" }
since = { min = "2000-01-01T08:00", max = 2025-06-01T00:00:00 }
spend = { min = 0, max = 1e4 }
name = { length = { min = 2, max = 80 }, unique = true }
likes = { length = { max = 3 } }
raw = { min = 1900-01-01, allowed = ["x"] }
""")
    assert not told
    assert rules == (
        RowRule("b", min=date(1900, 1, 1), max=date(2020, 12, 31)),
        RowRule("since", min=datetime(2000, 1, 1, 8), max=datetime(2025, 6, 1)),
        RowRule("spend", min=0, max=1e4),
        RowRule("name", length_min=2, length_max=80, unique=True),
        RowRule("likes", length_max=3),
        RowRule("raw", min=date(1900, 1, 1), allowed=("x",)),
    )


@pytest.mark.parametrize(
    ("rule", "code", "said"),
    [
        ("name = {}", "XS804", "asks for nothing"),
        ("name = { unique = false, required = false }", "XS804", "asks for nothing"),
        ("born = { min = 2020-01-01, max = 1900-01-01 }", "XS804", "above its `max`"),
        ("since = { min = 2020-01-01T10:00:00, max = 2020-01-01T09:00:00 }", "XS804", "above its `max`"),
        ("name = { length = { min = 3, max = 2 } }", "XS804", "above its `max`"),
        ("raw = { min = 1, max = 2020-01-01 }", "XS804", "a number and by a date"),
        ("spend = { min = 2020-01-01 }", "XS813", "does not fit the type `decimal`"),
        ("born = { max = 3 }", "XS813", "does not fit the type `date`"),
        ("born = { max = 2020-01-01T09:00:00 }", "XS813", "does not fit the type `date`"),
        ("name = { min = 1 }", "XS813", "does not fit the type `string`"),
        ("spend = { length = { max = 3 } }", "XS813", "does not fit the type `decimal`"),
        ('born = { min = "yesterday" }', "XS804", "a number within ±10^15, a date or a time"),
        ("name = { length = { max = -1 } }", "XS804", "a number of at least 0"),
    ],
)
def test_a_rule_that_its_column_cannot_keep_is_told(rule: str, code: str, said: str) -> None:
    _, told = read(rule)
    assert [number for number, _ in told] == [code]
    assert said in told[0][1]
