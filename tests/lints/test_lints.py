"""What each lint tells, at which characters, and where it keeps silent."""

import pytest

from tests.support.corner import checked, told
from xseg.diagnostics import Diagnostic, Source
from xseg.logic import lint

GIVEN = """
trait spend = sum(amount of purchase)
trait orders = count(purchase within 90 days)
segment best { where spend > 500 }
"""


def linted(text: str, *, strict: bool = False) -> list[Diagnostic]:
    program, sink = checked(text)
    assert not sink.failed, told(sink)
    return lint(program, {"test.seg": Source("test.seg", text)}, strict=strict)


def codes(text: str, *, strict: bool = False) -> list[tuple[str, str]]:
    """Each finding: its code and the characters it points at."""
    found = linted(text, strict=strict)
    assert all(one.span is not None and one.help for one in found)
    return [(one.code.number, text[one.span.start : one.span.end]) for one in found if one.span]


def of_rule(rule: str) -> list[tuple[str, str]]:
    return codes(f"{GIVEN}\nsegment asked {{ where {rule} }}")


TOLD = [
    # which way `ago` goes
    ("last purchase > 30 days ago", "XS513", "last purchase > 30 days ago"),
    ("30 days ago >= last purchase", "XS513", "30 days ago >= last purchase"),
    # never
    ("age < 18 and age > 65", "XS503", "age < 18 and age > 65"),
    ("flag and age < 18 and balance > 3 and age > 65", "XS503", "age < 18 and balance > 3 and age > 65"),
    ("age < 18 and (age > 65 or age == 60)", "XS503", "age < 18 and (age > 65 or age == 60)"),
    ("age > 17 and age < 18", "XS503", "age > 17 and age < 18"),
    ("age == 1.5", "XS503", "age == 1.5"),
    ("age between 30 and 18", "XS503", "age between 30 and 18"),
    ("count(purchase) < 0", "XS503", "count(purchase) < 0"),
    ("month(born) == 13", "XS503", "month(born) == 13"),
    ('tier == "gold" and tier == "silver"', "XS503", 'tier == "gold" and tier == "silver"'),
    ('tier != "gold" and tier not in ("silver", "bronze") and tier is known', "XS503",
     'tier != "gold" and tier not in ("silver", "bronze") and tier is known'),
    ("flag is true and flag is false", "XS503", "flag is true and flag is false"),
    ("age is missing and age > 3", "XS503", "age is missing and age > 3"),
    ('country contains "DE" and country == "FR"', "XS503", 'country contains "DE" and country == "FR"'),
    ('country starts with "DE" and not country contains "D"', "XS503",
     'country starts with "DE" and not country contains "D"'),
    ("seen within 7 days and seen more than 30 days ago", "XS503", "seen within 7 days and seen more than 30 days ago"),
    ("seen within next 7 days and seen before now", "XS503", "seen within next 7 days and seen before now"),
    ("seen during last month and seen during this month", "XS503", "seen during last month and seen during this month"),
    ("seen after 2025-06-01 and seen before 2025-01-01", "XS503", "seen after 2025-06-01 and seen before 2025-01-01"),
    ("last purchase within next 7 days", "XS503", "last purchase within next 7 days"),
    ("did purchase within next 7 days", "XS503", "did purchase within next 7 days"),
    ("did purchase within 7 days and did not purchase", "XS503", "did purchase within 7 days and did not purchase"),
    ("did purchase on web and did not any", "XS503", "did purchase on web and did not any"),
    ("did purchase and last purchase is missing", "XS503", "did purchase and last purchase is missing"),
    ("spend > 500 and did not purchase", "XS503", "spend > 500 and did not purchase"),
    ("did view then purchase and did not view", "XS503", "did view then purchase and did not view"),
    ("in segment best and spend < 100", "XS503", "in segment best and spend < 100"),
    ('balance in top 5% and balance is missing', "XS503", "balance in top 5% and balance is missing"),
    ('sample 10% by "a" and not sample 20% by "a"', "XS503", 'sample 10% by "a" and not sample 20% by "a"'),
    ("did purchase[amount < 5 and amount > 10]", "XS503", "amount < 5 and amount > 10"),
    ("age > balance and age < balance", "XS503", "age > balance and age < balance"),
    # always
    ('country != "US" or country != "CA"', "XS501", 'country != "US" or country != "CA"'),
    ("age is known or age is missing", "XS501", "age is known or age is missing"),
    ("flag or not flag", "XS501", "flag or not flag"),
    ("count(purchase) >= 0", "XS501", "count(purchase) >= 0"),
    ("did purchase or did not purchase", "XS501", "did purchase or did not purchase"),
    # changes nothing
    ("age > 30 and age > 20", "XS502", "age > 20"),
    ("age > 30 or age > 20", "XS502", "age > 30"),
    ("age is known and age > 20", "XS502", "age is known"),
    ("flag and age > 3 and flag", "XS502", "flag"),
    ("seen within 7 days and seen within 30 days", "XS502", "seen within 30 days"),
    ("did purchase and did purchase within 7 days", "XS502", "did purchase"),
    ("did purchase at least 2 times and did purchase", "XS502", "did purchase"),
    ("balance in top 5% and balance in top 10%", "XS502", "balance in top 10%"),
    ("in segment best and flag and spend > 100", "XS502", "spend > 100"),
    # the unknown
    ('country != "US"', "XS505", 'country != "US"'),
    ('country not in ("US", "CA")', "XS505", 'country not in ("US", "CA")'),
    ('not (country == "US")', "XS505", 'not (country == "US")'),
    ("not (age > 18)", "XS505", "not (age > 18)"),
    ("flag is not true", "XS505", "flag is not true"),
    ("balance not in top 10%", "XS505", "balance not in top 10%"),
    ("not (last purchase within 30 days)", "XS505", "not (last purchase within 30 days)"),
    ('did purchase[item != "x"]', "XS505", 'item != "x"'),
    ('flag and (country != "US" or age > 18)', "XS505", 'country != "US"'),
    # those with none
    ("count(purchase) < 3", "XS506", "count(purchase) < 3"),
    ("3 > count(purchase)", "XS506", "3 > count(purchase)"),
    ("orders <= 1", "XS506", "orders <= 1"),
    ("spend < 50", "XS506", "spend < 50"),
    ("not (spend >= 50)", "XS506", "(spend >= 50)"),
    ("orders < 3 and did purchase", "XS506", "orders < 3"),
    ("distinct(item of purchase) < 3 and did view", "XS506", "distinct(item of purchase) < 3"),
    # or beside a guard
    ("did purchase or consent.news", "XS507", "consent.news"),
    ("did purchase or (did view and consent.news is true)", "XS507", "consent.news is true"),
    ("did purchase or not in list staff", "XS507", "not in list staff"),
    ("not in list staff or not in segment best", "XS507", "not in list staff or not in segment best"),
    ("consent.news and (did not view or did not purchase)", "XS507", "(did not view or did not purchase)"),
    # what reads otherwise
    ("age > 18 and balance in top 10%", "XS508", "balance in top 10%"),
    ("age > 60 or age > 30 and flag", "XS509", "age > 30 and flag"),
    ("did view then cart then purchase within 3 days", "XS510", "within 3 days"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "code", "at"), TOLD, ids=[rule for rule, _, _ in TOLD])
def test_a_lint_is_told_once_at_its_characters(rule: str, code: str, at: str) -> None:
    assert of_rule(rule) == [(code, at)]


SILENT = [
    "true",
    "age > 18 and age < 65",
    "age > 17 and age < 19",
    "balance > 17 and balance < 18",
    "seen within 30 days and not (seen within 7 days)",
    "seen within 1 month and seen more than 30 days ago",
    "seen within 24 hours and seen more than 1 day ago",
    "seen during this week and seen during last month",
    "seen before 2025-01-01 and seen within 30 days",
    "did purchase and did not purchase within 30 days",
    "did purchase on web and did not purchase on store",
    "did purchase[amount > 5] and did not purchase[amount > 10]",
    "did view then purchase and did cart",
    'country != "US" and country is known',
    'country != "US" or country is missing',
    'country != "US" and country contains "U"',
    'country in ("DE", "FR")',
    "not in segment best",
    "did not purchase",
    "not (age > 18) and age is known",
    "count(purchase) between 0 and 2",
    "did purchase 0 to 2 times",
    "count(purchase) < 3 and did purchase",
    "spend < 50 and did purchase",
    "spend < 50 and spend > 10",
    "count(purchase) == 0",
    "consent.news and (did purchase or did view)",
    "consent.news or consent.sms",
    "did purchase or did view",
    "balance in top 10% and age > 18",
    "age > 18 and balance in top 10% of segment best",
    "consent.news and not in list staff",
    "age > 60 or (age > 30 and flag)",
    "did view then cart then purchase all within 3 days",
    "did view within 30 days then cart then purchase within 3 days",
    "did view then purchase within 3 days",
    "interests has \"a\" and interests has \"b\"",
    "balance in top 10% and balance in bottom 95%",
]  # fmt: skip


@pytest.mark.parametrize("rule", SILENT)
def test_what_is_meant_is_let_be(rule: str) -> None:
    assert of_rule(rule) == []


def test_a_part_that_cannot_hold_beside_another_is_told_as_the_pair_that_contradicts_itself() -> None:
    (found,) = linted("segment s { where flag and age < 18 and balance > 3 and age > 65 }")
    assert found.message == "no customer can match: `age < 18 and age > 65`"


def test_unequal_joined_by_or_is_told_what_was_meant() -> None:
    (found,) = linted('segment s { where country != "US" or country != "CA" }')
    assert found.help == ('whoever is one is not the other: write `country not in ("US", "CA")`',)


def test_two_segments_with_one_meaning_are_told_at_the_later() -> None:
    text = "segment a { where age > 18 and flag } segment b { where flag is true and not (age <= 18) and age is known }"
    assert ("XS504", "b") in codes(text)
    assert codes("segment a { where age > 18 } segment b { where age >= 19 }") == [("XS504", "b")]
    assert codes("segment a { where age > 18 } segment b { where in segment a }") == [("XS504", "b")]
    assert codes("segment a { where age > 18 } segment b { where age > 19 }") == []
    assert codes("segment a { purpose: news where age > 18 } segment b { purpose: sms where age > 18 }") == []


def test_neither_is_told_only_where_it_is_said() -> None:
    rule = "where not (did view and did purchase)"
    assert codes(f'segment s "Neither viewed nor bought" {{ {rule} }}') == [
        ("XS511", "not (did view and did purchase)")
    ]
    assert codes(f'segment s {{ description: "none of both" {rule} }}') == [
        ("XS511", "not (did view and did purchase)")
    ]
    assert codes(f'segment s "Not both" {{ {rule} }}') == []


def test_a_segment_that_nobody_can_be_in_is_told_once_though_others_read_it() -> None:
    text = "segment a { where age < 1 and age > 2 } segment b { where in segment a and flag }"
    assert codes(text) == [("XS503", "age < 1 and age > 2")]


def test_conditions_in_traits_are_looked_at_too() -> None:
    assert codes("trait t = count(purchase[amount < 1 and amount > 2])") == [("XS503", "amount < 1 and amount > 2")]
    assert codes("trait t = if(age > 3 and age < 2, 1, 0)") == [("XS503", "age > 3 and age < 2")]
    assert codes("trait t = age > 3 and age < 2") == [("XS503", "age > 3 and age < 2")]
    assert codes("trait t = if(age > 60 or age > 30 and flag, 1, 0)") == [("XS509", "age > 30 and flag")]
    assert codes("trait t = count(view then cart then purchase within 3 days)") == [("XS510", "within 3 days")]


def test_conditions_in_an_if_let_in_the_unknown_too() -> None:
    for text in (
        "segment s {{ where if({0}, 1, 0) > 0 }}",
        "trait t = if({0}, 1, 0)",
        "trait t = {0}",
        "trait t = avg(if(profile.{0}, amount, 0) of purchase)",
    ):
        told = codes(text.format('country != "US"'))
        assert [code for code, _ in told] == ["XS505"]
    assert codes("trait t = if(count(purchase) < 3, 1, 0)") == [("XS506", "count(purchase) < 3")]
    assert codes('trait t = if(country != "US" and country is known, 1, 0)') == []


def test_what_lets_the_unknown_in_is_an_error_where_it_is_strict() -> None:
    for rule, code in (('country != "US"', "XS505"), ("spend < 50", "XS506")):
        (found,) = linted(f"{GIVEN} segment s {{ where {rule} }}", strict=True)
        assert (found.code.number, found.severity) == (code, "error")
    (found,) = linted("segment s { where age > 60 or age > 30 and flag }", strict=True)
    assert found.severity == "warning"


ALLOWED = [
    'segment s { where country != "US" }  # xseg: allow XS505',
    '# xseg: allow XS505\nsegment s { where country != "US" }',
    '# why\n# xseg: allow XS501, XS505\n# more\nsegment s {\n  where flag\n    and country != "US"\n}',
    'segment s {\n  where flag\n    # xseg: allow XS505\n    and country != "US"\n}',
    'segment s {\n  where flag\n    and country != "US"  # xseg: allow xs505\n}',
]

NOT_ALLOWED = [
    '# xseg: allow XS501\nsegment s { where country != "US" }',
    'segment t { where flag }  # xseg: allow XS505\nsegment s { where country != "US" }',
    '# xseg: allow XS505\n\nsegment s { where country != "US" }',
    'segment s { description: "# xseg: allow XS505" where country != "US" }',
    '# allow XS505\nsegment s { where country != "US" }',
]


@pytest.mark.parametrize("text", ALLOWED)
def test_a_comment_that_names_the_code_allows_it(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text", NOT_ALLOWED)
def test_other_comments_do_not(text: str) -> None:
    assert [code for code, _ in codes(text)] == ["XS505"]
