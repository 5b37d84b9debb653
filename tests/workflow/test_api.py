"""The Python API: the same verbs, and rules as Polars expressions over any frame."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import xseg

FRAME = pl.DataFrame(
    {
        "name": ["ann", "bob", "", None],
        "age": [17, 18, 40, None],
        "score": [0.5, float("nan"), 2.0, None],
        "paid": pl.Series([Decimal("1.10"), Decimal("2.20"), None, Decimal("9.99")], dtype=pl.Decimal(12, 2)),
        "tier": pl.Series(["gold", "none", "gold", None], dtype=pl.Enum(["none", "gold"])),
        "born": [date(2007, 6, 1), date(1990, 2, 28), None, date(2000, 2, 29)],
        "seen": [datetime(2025, 5, 30), datetime(2025, 4, 1), None, datetime(2025, 6, 2)],
        "likes": [["a", "b"], [], None, ["b"]],
        "flag": [True, False, None, True],
    }
)
NOW = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ("age >= 18", [1, 2]),
        ("not age >= 18", [0, 3]),
        ("score > 0", [0, 2]),
        ("score is missing", [1, 3]),
        ('name != "ann"', [1, 2, 3]),
        ("name is missing", [2, 3]),
        ("paid between 1.1 and 2.20", [0, 1]),
        ("paid * 2 > 4.39", [1, 3]),
        ('tier == "gold" and flag', [0]),
        ("born before 2000-03-01", [1, 3]),
        ("seen within 7 days", [0]),
        ("seen within next 7 days", [3]),
        ('likes has "b"', [0, 3]),
        ("years_since(born) >= 18", [0, 1, 3]),
        ('if(flag, "x", "y") == "x"', [0, 3]),
    ],
)
def test_a_rule_becomes_an_expression_over_a_frame(rule: str, rows: list[int]) -> None:
    expression = xseg.compile(rule, FRAME.schema, now=NOW)
    answers = FRAME.select(expression.alias("in")).get_column("in")
    assert answers.null_count() == 0
    assert [index for index, answer in enumerate(answers) if answer] == rows


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("agee > 3", "unknown-attribute"),
        ('tier == "silver"', "unknown-label"),
        ("age in top 10%", "beyond-a-row"),
        ("did purchase", "unknown-event"),
        ("age >", "unexpected"),
    ],
)
def test_a_rule_with_a_mistake_is_refused(rule: str, code: str) -> None:
    with pytest.raises(xseg.Refused) as refused:
        xseg.compile(rule, FRAME.schema, now=NOW)
    assert refused.value.diagnostics[0].code.name.startswith(code[:10])


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(xseg.Refused, match=r"no xseg\.toml"):
        xseg.open(tmp_path)


def test_the_verbs(corner: Path) -> None:
    shop = xseg.open(corner)
    assert shop.check() == []
    assert shop.build().people == 100
    shop.train()
    shop.run()
    assert [row.name for row in shop.list()] == ["big", "rich_here", "nobody"]
    assert shop.list()[1].guards == ("size 1% to 90%",)
    assert shop.preview("total_spend > 100 and orders >= 3").size == 10
    assert [(fall.clause, fall.left) for fall in shop.preview("rich_here").falls] == [
        ('cluster == "rich"', 10),
        ('country == "DE"', 10),
    ]
    assert {entry.name for entry in shop.catalog("spend")} == {"total_spend", "big"}


def test_near_misses_fail_one_clause_alone(corner: Path) -> None:
    shop = xseg.open(corner)
    found = shop.preview('total_spend > 100 and country == "AT"')
    assert (found.size, found.near.get_column("@fails").to_list()) == (0, [1, 1, 2, 2])
    assert shop.preview("total_spend > 100").near.height == 0
