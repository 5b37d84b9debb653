"""Suggestions name what was meant, and a fix, when applied, checks cleanly."""

import pytest

from tests.support.corner import diagnose, findings, mended
from xseg.semantics.messages import surely

FIXED = [
    ("agee > 3", "age > 3"),
    ("did purchas", "did purchase"),
    ("did purchase[amout > 3]", "did purchase[amount > 3]"),
    ("did purchase[amount > profile.balanse]", "did purchase[amount > profile.balance]"),
    ("did purchase[profile.consent.nws]", "did purchase[profile.consent.news]"),
    ("did purchase on stor", "did purchase on store"),
    ("in list staf", "in list staff"),
    ("consent.nws is true", "consent.news is true"),
    ("days_sinse(born) > 3", "days_since(born) > 3"),
    ("in segment bests", "in segment best"),
    ('tier == "glod"', 'tier == "gold"'),
    ('tier in ("glod", "silvr")', 'tier in ("gold", "silver")'),
    ('name == ""', "name is missing"),
    ('name != ""', "name is known"),
    ('(name) == "" and age > 3', "(name) is missing and age > 3"),
    ("seen since 30 days ago", "seen within 30 days"),
    ("did view since 1 month ago", "did view within 1 month"),
    ("seen from 1 week ago to 1 month ago", "seen from 1 month ago to 1 week ago"),
    ("born from 2025-06-02 to 2025-06-01", "born from 2025-06-01 to 2025-06-02"),
    ("seen from now to 3 hours ago", "seen from 3 hours ago to now"),
    ("confidence(kin) > 0.5", "confidence(kind) > 0.5"),
    ("specialprice > 3", "`special price` > 3"),
]
GIVEN = """
segment best { where true }
model kind { features: age algorithm: kmeans clusters: 2 }
trait `special price` = max(amount of purchase)
"""


@pytest.mark.parametrize(("rule", "fine"), FIXED, ids=[rule for rule, _ in FIXED])
def test_a_fix_makes_the_rule_check(rule: str, fine: str) -> None:
    text = f"{GIVEN} segment s {{ where {rule} }}"
    assert mended(text) == f"{GIVEN} segment s {{ where {fine} }}"
    assert diagnose(mended(text)) == []


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ('segment s { ownr: "a" where true }', 'segment s { owner: "a" where true }'),
        ("segment s { purpose: nws where true }", "segment s { purpose: news where true }"),
        ("segment s { activate: outbx where true }", "segment s { activate: outbox where true }"),
        (
            "model m { features: age algorithm: kmeans clusters: 2 seeed: 3 }",
            "model m { features: age algorithm: kmeans clusters: 2 seed: 3 }",
        ),
        (
            'segment s { where true } test "t" { profile ann { agee: 3 } expect anne in s }',
            'segment s { where true } test "t" { profile ann { age: 3 } expect ann in s }',
        ),
    ],
)
def test_a_fix_makes_the_declaration_check(text: str, fine: str) -> None:
    assert mended(text) == fine
    assert diagnose(fine) == []


@pytest.mark.parametrize(
    ("word", "meant", "others", "sure"),
    [
        ("total_spnd", "total_spend", [], True),
        ("Total Spend", "total_spend", [], True),
        ("wieght", "weight", [], True),
        ("total_spent", "total_spend", [], True),
        ("winner", "winners", ["winter"], True),
        ("orders_30d", "orders_90d", [], False),
        ("spend_2m", "spend_12m", [], False),
        ("golf", "gold", [], False),
        ("store", "score", [], False),
        ("inactive", "active", [], False),
        ("unsubscribed", "subscribed", [], False),
        ("spend", "total_spend", [], False),
        ("order", "orders", ["ordered"], False),
    ],
)
def test_only_a_slip_is_mended_unasked(word: str, meant: str, others: list[str], sure: bool) -> None:
    assert surely(word, meant, [meant, *others]) is sure


def test_a_name_that_may_be_another_is_offered_and_not_put_in() -> None:
    (finding,) = findings("trait orders_90d = 1 segment s { where orders_30d >= 3 }")
    assert finding.help == ("did you mean `orders_90d`?",)
    assert finding.fix is None


def test_a_fix_escapes_what_a_text_cannot_hold_bare() -> None:
    model = 'model kind { features: age algorithm: kmeans clusters: 2 label "a \\"b\\" c": highest age }'
    assert mended(f'{model} segment s {{ where kind == "a b c" }}').endswith('{ where kind == "a \\"b\\" c" }')


def test_a_name_of_something_else_is_told_how_to_use_it() -> None:
    (event,) = findings("segment s { where purchase > 3 }")
    assert "`purchase` is an event: write `did purchase`, `count(purchase)` or `last purchase`" in event.help
    (segment,) = findings("segment best { where true } segment s { where best }")
    assert "`best` is a segment: write `in segment best`" in segment.help
    (list_,) = findings("segment s { where staff }")
    assert "`staff` is a list: write `in list staff`" in list_.help
    (profile,) = findings("segment s { where did purchase[age > 3] }")
    assert "`age` is on the profile: write `profile.age`" in profile.help


def test_where_nothing_is_near_at_most_eight_names_are_offered() -> None:
    (finding,) = findings("segment s { where quixotic > 3 }")
    assert finding.fix is None
    assert finding.help[-1].count("`") == 16
    assert finding.help[-1].endswith("in all)")


def test_a_duplicate_shows_where_the_first_stands() -> None:
    text = "trait a = 1 trait a = 2"
    (finding,) = findings(text)
    (first,) = finding.related
    assert text[first.span.start : first.span.end] == "a"
    assert first.span.start < (finding.span.start if finding.span else 0)


def test_swapping_ends_is_only_a_fix_where_something_lies_between() -> None:
    (finding,) = findings("segment s { where seen from 30 days ago to 30 days ago }")
    assert finding.fix is None


def test_types_are_named_behind_their_article() -> None:
    (integer,) = findings('segment s { where age contains "3" }')
    assert integer.message == "`contains` tests a text, this is an integer"
    (decimal,) = findings('segment s { where balance contains "3" }')
    assert decimal.message == "`contains` tests a text, this is a decimal"


def test_a_made_up_decimal_with_too_many_places_is_told_how_many_there_are() -> None:
    text = 'segment s { where age > 3 } test "t" { profile { balance: 3.505 } expect not in s }'
    (finding,) = findings(text)
    assert finding.help == ("`balance` is a decimal with 2 places, this is a decimal with 3 places",)
