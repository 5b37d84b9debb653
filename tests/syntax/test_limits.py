"""Depth and length have limits that are told; no text makes the reading crash or hang."""

from collections.abc import Callable
from time import process_time

import pytest

from xseg.diagnostics import Diagnostic
from xseg.syntax.nodes import And, Arithmetic, Did, Expression, File, Path

Rule = Callable[[str], tuple[Expression | None, list[Diagnostic]]]
Whole = Callable[[str], tuple[File, list[Diagnostic]]]
MEGABYTE = 1_000_000


@pytest.mark.parametrize(("left", "right"), [("(", ")"), ("f(", ")"), ("not ", ""), ("did p[", "]"), ("not (", ")")])
def test_sixty_four_deep_works_and_sixty_five_is_told(left: str, right: str, rule: Rule, file: Whole) -> None:
    each = 2 if left == "not (" else 1
    for depth, works in ((64 // each, True), (64 // each + 1, False)):
        text = left * depth + "a" + right * depth
        for found in (rule(text)[1], file(f"segment s {{ where {text} }}")[1]):
            assert [one.code.name for one in found] == ([] if works else ["too-deep"])


def test_long_flat_rules_work(rule: Rule) -> None:
    clauses, found = rule(" and ".join(f"a{i} > {i}" for i in range(500)))
    assert not found
    assert isinstance(clauses, And)
    assert len(clauses.operands) == 500
    total, found = rule("a" + " + a" * 2000)
    assert not found
    assert isinstance(total, Arithmetic)
    path, found = rule("did a" + " then b[same p] within 3 days" * 11)
    assert not found
    assert isinstance(path, Did)
    assert isinstance(path.over, Path)
    assert len(path.over.steps) == 12
    assert not rule(f"a in ({', '.join(map(str, range(5000)))})")[1]


def test_more_signs_than_anyone_reads_are_told(rule: Rule) -> None:
    _, found = rule("a" + "+a" * 10_000)
    assert [one.code.name for one in found] == ["too-long"]


def test_a_word_has_an_end(rule: Rule) -> None:
    assert not rule("a" * 1000)[1]
    for word in ("a" * 1001, "9" * 1001, "a." * 501, f"`{'a' * 1001}`"):
        assert [one.code.name for one in rule(word)[1]] == ["too-long"]


def test_a_declaration_and_a_file_have_an_end(file: Whole) -> None:
    assert [one.code.name for one in file("segment s { where " + "a and " * 20_000 + "a }")[1]] == ["too-long"]
    assert [one.code.name for one in file("trait a = b\n" * 60_000)[1]] == ["too-long"]


def test_a_text_that_is_never_closed_is_told_soon(file: Whole) -> None:
    began = process_time()
    _, found = file('segment s { where name == "' + "x" * MEGABYTE)
    assert [one.code.name for one in found] == ["unclosed"]
    assert process_time() - began < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "(", "[", "{", ")", "}", "not ", "!", '"', "“", "'", "`", "#", "\\", " ", "\n", "\r", "\0", "\ufffd", "-", "+",
        "a+",
        "a and ", "a ", "a", "9", ".", "a.", ",", "1,", "use a\n", "use use ", "segment ", "segment a{", "segment a\n",
        'test "a" {\n', 'trait "', "any ", "any  of ", "a starts ", "same ", "same event ", "a : ", "=", "a<", "label ",
        'label "', "segment a { where x > }\n", "segment a { where x = 1 }\n", "trait a=\n", "in the ", "does not ",
    ],
)  # fmt: skip
def test_a_megabyte_of_anything_is_read_to_an_end(piece: str, rule: Rule, file: Whole) -> None:
    text = piece * (MEGABYTE // len(piece))
    rule(text)
    file(text)
    file("segment s { where x " + text)
