"""How the one layout looks: old text beside new."""

from pathlib import Path

import pytest

from tests.syntax.format.test_laws import holds

HERE = Path(__file__).parent
RULES = [
    ("a==1 AND b>2", "a == 1\n    and b > 2"),
    ("did p At Most 3 Times", "did p 0 to 3 times"),
    ("did p exactly 1", "did p exactly 1 time"),
    ("did any event at least 1 times", "did any at least 1 time"),
    ("did any of (a) on any of(web,)", "did a on web"),
    ('a in ("x","y",)', 'a in ("x", "y")'),
    ("t WITHIN 1 Days", "t within 1 day"),
    ("t since 2025-06-01T09:30:00+00:00", "t since 2025-06-01T09:30Z"),
    ("((a))>(1_000.50)", "a > 1_000.50"),
    ("(a+(b*c))-(d-1)", "a + b * c - (d - 1)"),
    ("(a and b)", "a\n    and b"),
    ("not(not a)", "not not a"),
    ("(a and b)or c", "(a and b)\n    or c"),
    ("a or b and c", "a\n    or b and c"),
    ("- (-a) - -1", "-(-a) - -1"),
    ("`country` == `from` and `day` == 1", "country == `from`\n    and `day` == 1"),
    ("f( )", "f()"),
    ("(sum(((first any))of any)) > 1", "sum((first any) of any) > 1"),
    ("`count`(a)", "`count`(a)"),
]


@pytest.mark.parametrize(("typed", "clauses"), RULES)
def test_a_rule_has_one_form(typed: str, clauses: str) -> None:
    assert holds(f"segment s {{where {typed}}}") == f"segment s {{\n  where {clauses}\n}}\n"


def test_the_example_of_the_language_page_stays_as_it_is() -> None:
    text = (HERE / "example.seg").read_text("utf-8")
    assert holds(text) == text


def test_comments_stay_where_they_stood() -> None:
    assert holds((HERE / "comments.before.seg").read_text("utf-8")) == (HERE / "comments.after.seg").read_text("utf-8")


def test_long_rules_break_where_they_can_be_read() -> None:
    assert holds((HERE / "long.before.seg").read_text("utf-8")) == (HERE / "long.after.seg").read_text("utf-8")


@pytest.mark.parametrize("text", ["", "\n\n", "\r\n# only a comment  \r\n\r\n\r\n\r\n# and one more"])
def test_a_file_without_declarations(text: str) -> None:
    assert holds(text) == ("# only a comment\n\n# and one more\n" if "#" in text else "")


def test_deep_and_long_rules_are_laid_out() -> None:
    holds("trait a = " + "(" * 64 + "a" + ")" * 64)
    holds("trait a = " + "f(" * 64 + "a" + ")" * 64)
    holds("trait a = " + "not " * 64 + "a")
    holds("trait a = did p" + "[did p" * 64 + "]" * 64)
    holds("trait a = a" + " + a" * 2000)
    holds("segment s { where " + " and ".join(f"a{place} > {place}" for place in range(500)) + " }")
    holds("segment s { where did a" + " then b[same p] within 3 days" * 11 + " }")
    holds(f"segment s {{ where a in ({', '.join(map(str, range(5000)))}) }}")


@pytest.mark.parametrize(
    "text",
    [
        "segment s { where count # why\n(purchase) > 3 }",
        'segment s { owner # why\n: "a" where true }',
        "segment s { where did a then b[same # why\n item] }",
        "segment s { where t on # why\n\n# not\n2025-06-01 }",
        'model m { features: a algorithm: kmeans clusters: 2 label # why\n"x": highest a }',
    ],
)
def test_a_comment_may_stand_between_any_two_words(text: str) -> None:
    holds(text)
