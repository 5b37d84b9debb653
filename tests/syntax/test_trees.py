"""Every form of the language page gives the tree that it means."""

from collections.abc import Callable
from pathlib import Path

import pytest

from xseg.diagnostics import Diagnostic
from xseg.syntax.nodes import And, Expression, File, Node, Or

HERE = Path(__file__).parent
Rule = Callable[[str], tuple[Expression | None, list[Diagnostic]]]
Whole = Callable[[str], tuple[File, list[Diagnostic]]]
Compact = Callable[[object], str]


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = [line for line in (HERE / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(text, tree.strip()) for text, tree in zip(lines[::2], lines[1::2], strict=True)]


def _rules() -> list[tuple[str, str]]:
    lines = [line for line in (HERE / "rules.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(name, text) for name, _, text in (line.partition(" | ") for line in lines)]


@pytest.mark.parametrize(("text", "tree"), _pairs("forms.txt"))
def test_a_rule_gives_its_tree(text: str, tree: str, rule: Rule, compact: Compact) -> None:
    expression, found = rule(text)
    assert not found
    assert compact(expression) == tree


@pytest.mark.parametrize(("text", "tree"), _pairs("declarations.txt"))
def test_a_declaration_gives_its_tree(text: str, tree: str, file: Whole, compact: Compact) -> None:
    (declaration,), found = file(text)[0].declarations, file(text)[1]
    assert not found
    assert compact(declaration) == tree


@pytest.mark.parametrize(("name", "text"), _rules())
def test_what_marketers_ask_for_can_be_said(name: str, text: str, rule: Rule, file: Whole) -> None:
    whole = text.startswith(("trait ", "test "))
    assert not (file(text) if whole else rule(text))[1], name


@pytest.mark.parametrize("path", sorted(HERE.parents[1].glob("segments/*/*.seg")), ids=lambda path: path.name)
def test_the_worked_projects_can_be_read(path: Path, file: Whole) -> None:
    tree, found = file(path.read_text("utf-8"))
    assert not found
    assert tree.declarations


def test_brackets_are_remembered_where_they_join(rule: Rule) -> None:
    tree, _ = rule("(a and b) and ((c or d))")
    assert isinstance(tree, And)
    left, right = tree.operands
    assert isinstance(left, And)
    assert isinstance(right, Or)
    assert (left.bracketed, right.bracketed, tree.bracketed) == (True, True, False)


def test_keywords_may_be_written_large(rule: Rule, compact: Compact) -> None:
    assert compact(rule("A AND NOT B In ('x') OR DID p Within 3 DAYS".replace("'", '"'))[0]) == compact(
        rule('A and not B in ("x") or did p within 3 days')[0]
    )


def test_names_keep_their_letters(rule: Rule) -> None:
    assert rule("Age")[0] != rule("age")[0]


def test_comments_and_line_breaks_mean_nothing(rule: Rule) -> None:
    assert rule("a # one\r\n  and # two\n\tb #")[0] == rule("a and b")[0]


def test_spans_take_no_part_in_equality(rule: Rule) -> None:
    assert rule("  a  ==  1 ")[0] == rule("a == 1")[0]


def test_a_file_is_its_declarations_in_order(file: Whole) -> None:
    tree, found = file(
        "trait a = last purchase trait model_x = b model m { algorithm: kmeans } use rfm segment s { where true }"
    )
    assert not found
    assert [type(one).__name__ for one in tree.declarations] == ["Trait", "Trait", "Model", "Use", "Segment"]
    assert all(isinstance(one, Node) for one in tree.declarations)


def test_an_empty_file_holds_nothing(file: Whole) -> None:
    assert file("  # only a comment\n") == (file("")[0], [])
