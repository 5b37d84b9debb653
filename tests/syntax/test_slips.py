"""Well-known slips are read, refused with a finding, and mended by a fix that says the same."""

from collections.abc import Callable

import pytest

from xseg.diagnostics import Diagnostic
from xseg.syntax.nodes import Expression, File

Rule = Callable[[str], tuple[Expression | None, list[Diagnostic]]]
Whole = Callable[[str], tuple[File, list[Diagnostic]]]
Mended = Callable[[str, list[Diagnostic]], str]

# What is written, and what the fix makes of it.
MENDED = [
    ("a = 3", "a == 3"),
    ("a=3", "a==3"),
    ("a === 3 or a !== 4", "a == 3 or a != 4"),
    ("a <> 3", "a != 3"),
    ("a => 3 and b =< 4", "a >= 3 and b <= 4"),
    ("a ≠ 3 or b ≤ 4 or c ≥ 5", "a != 3 or b <= 4 or c >= 5"),
    ("a && b || c", "a and b or c"),
    ("a&&b", "a and b"),
    ("(a)|(b)", "(a) or (b)"),
    ("!a and !(b)", "not a and not (b)"),
    ("a and and b", "a and b"),
    ("a or or b", "a or b"),
    ("18 < age < 30", "18 < age and age < 30"),
    ("1 < a.b+2 <= 3 and x", "1 < a.b+2 and a.b+2 <= 3 and x"),
    ("not 1 < a < 3 or b", "not (1 < a and a < 3) or b"),
    ("!1 < a < 3", "not (1 < a and a < 3)"),
    ("age not between 1 and 3 and b", "not age between 1 and 3 and b"),
    ("b and age NOT   between 1 and 3", "b and not age between 1 and 3"),
    ('x does not contain "a"', 'not x contains "a"'),
    ('x doesn\'t start with "a" ignoring case', 'not x starts with "a" ignoring case'),
    ('x doesn’t end with "a"', 'not x ends with "a"'),
    ('x not contains "a"', 'not x contains "a"'),
    ('x not starts with "a"', 'not x starts with "a"'),
    ('xs not has "a"', 'not xs has "a"'),
    ('xs does not have "a"', 'not xs has "a"'),
    ("x == “abc”", 'x == "abc"'),
    ("x == „abc“", 'x == "abc"'),
    ("x == 'ab\"c'", 'x == "ab\\"c"'),
    ("x in ['a', \"b\"]", 'x in ("a", "b")'),
    ("x in (DE, AT)", 'x in ("DE", "AT")'),
    ('x in "a"', 'x in ("a")'),
    ('x is "a"', 'x == "a"'),
    ("x is not 3", "x != 3"),
    ("x is 2025-06-01", "x == 2025-06-01"),
    ("x is null", "x is missing"),
    ("x is not empty", "x is not missing"),
    ('x is in ("a", "b")', 'x in ("a", "b")'),
    ('x is not in ("a", "b")', 'x not in ("a", "b")'),
    ("did not a then b", "not (did a then b)"),
    ("did not a at least 3 times", "not did a at least 3 times"),
    ("did a more than 3 times", "did a at least 4 times"),
    ("did a in the last 30 days", "did a within 30 days"),
    ("t within the past 30 days", "t within 30 days"),
    ("t in last 2 weeks", "t within 2 weeks"),
    ("t after 2025-06-01 09:30", "t after 2025-06-01T09:30"),
    ("x > 007", "x > 7"),
    ("x > 00.5", "x > 0.5"),
    ("x > 1__0", "x > 10"),
    ("x > 30days", "x > 30 days"),
    ("x > .5", "x > 0.5"),
    ('x == "a\\n"', 'x == "a\\\\n"'),
    ("_id == 3", "`_id` == 3"),
    ("2nd == 3", "`2nd` == 3"),
    ("from == 3", "`from` == 3"),
    ("did purchase wihtin 30 days", "did purchase within 30 days"),
    ('x cotains "a"', 'x contains "a"'),
    ("did a 3 to 1 times", "did a 1 to 3 times"),
    ("a > 3)", "a > 3"),
]

# What has no safe fix, and words of the advice.
ADVISED = [
    ("a and or b", "two things"),
    ("a and/or b", "two things"),
    ("t before 2025-02-30", "no day `2025-02-30`"),
    ("t before 0000-01-01", "no day"),
    ("t after 2025-6-1", "not how a date is written"),
    ("t after 01.06.2025", "not how a date is written"),
    ("t after 6/1/2025", "not how a date is written"),
    ("t after 2025-06-01T25:00", "no instant"),
    ("t during 2025-13", "no month"),
    ("t during 0000", "no year"),
    ("t within 0 days", "from 1"),
    ("did a in at least 0 of the last 4 weeks", "from 1"),
    ("did a in at least 5 of the last 4 weeks", "can never be"),
    ("x > 1,000", "1_000.50"),
    (f"x > {'9' * 50}", "38 digits"),
    ("x is active", "`known`"),
    ("x == null(", "never closed"),
    ("sum(purchase)", "`sum` of what"),
    ("count(x of purchase)", "distinct(x of Q)"),
    ('x == "abc', "never closed"),
    ("x == `abc", "never closed"),
    ("(a > 3", "never closed"),
    ("did purchase[amount > 3", "never closed"),
    ("(a > 3]", "never closed"),
    ("count purchase > 3", "stands in brackets"),
    ("a equals 3", "`==`"),
    ('email like "x"', "`contains`"),
    ("a > 3 b > 4", "`b` cannot follow `3`"),
    ("a >", "missing after `>`"),
    ("x in ()", "cannot follow `(`"),
    ("did a at least 3 times then b", "`then` cannot follow `times`"),
    ("", "nothing stands here"),
    ('x == "a" // why', "`#`"),
    ("a\u200b == 1", "zero width space"),
    ('a == "\u202e"', "right-to-left override"),
    ("a\x00b", "UTF-8"),
]


@pytest.mark.parametrize(("text", "right"), MENDED)
def test_a_slip_is_refused_and_its_fix_says_the_same(text: str, right: str, rule: Rule, mended: Mended) -> None:
    tree, found = rule(text)
    assert found
    assert all(one.severity == "error" for one in found)
    assert mended(text, found) == right
    again, none = rule(right)
    assert not none
    assert tree is None or tree == again or " and age < 30" in right or "a.b+2 <= 3" in right  # `and` in its own place


@pytest.mark.parametrize(("text", "words"), ADVISED)
def test_what_cannot_be_mended_safely_is_explained(text: str, words: str, rule: Rule) -> None:
    _, found = rule(text)
    (one,) = found
    assert one.fix is None or one.fix.title == "take it out"
    assert words in " ".join((one.message, one.label, *one.help))


@pytest.mark.parametrize(
    ("text", "right"), [(text, right) for text, right in MENDED if not text.startswith(("2", "a > 3)"))]
)
def test_slips_are_found_inside_declarations_too(text: str, right: str, file: Whole, mended: Mended) -> None:
    whole = f'# c\nsegment s {{ owner: "x"\n where {text} }}\ntrait t = 1'
    tree, found = file(whole)
    assert found
    assert mended(whole, found) == whole.replace(text, right)
    assert not file(mended(whole, found))[1]
    assert len(tree.declarations) >= 1
