"""Every node stands exactly where its author wrote it."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from xseg.diagnostics import Diagnostic, Sink, Source
from xseg.syntax import nodes, parse_file, parse_rule
from xseg.syntax.nodes import Expression, Node

HERE = Path(__file__).parent
Rule = Callable[[str], tuple[Expression | None, list[Diagnostic]]]

SPANS = [
    ("a and (b or c)", nodes.Or, "(b or c)"),
    ("a and ((b or c)) and d", nodes.Or, "((b or c))"),
    ("(a) and b", nodes.And, "(a) and b"),
    ("(a + 1) * 2", nodes.Arithmetic, "(a + 1) * 2"),
    ("x == `a b`", nodes.Name, "x"),
    ("`a b` == 1", nodes.Name, "`a b`"),
    ('x == "a\\"b"', nodes.Text, '"a\\"b"'),
    ("not (a or b)", nodes.Not, "not (a or b)"),
    ("f(a, b )", nodes.Call, "f(a, b )"),
    ("count( p within 3 days ) > 1", nodes.Aggregate, "count( p within 3 days )"),
    ("did p[x == 1] on any of (a, b) within 3 days and c", nodes.Query, "p[x == 1] on any of (a, b) within 3 days"),
    ("did p on any of (a, b)", nodes.Query, "p on any of (a, b)"),
    ("did p[x]", nodes.Query, "p[x]"),
    ("did p at least 3 times or b", nodes.Did, "did p at least 3 times"),
    ("did p exactly 2 and b", nodes.Times, "exactly 2"),
    ("did p in at least 3 of the last 4 full weeks", nodes.Spans, "4 full weeks"),
    ("did a then not b for 2 hours and c", nodes.Step, "a"),
    ("did a then not b for 2 hours and c", nodes.Path, "a then not b for 2 hours"),
    ("did a then b all within 1 day", nodes.Path, "a then b all within 1 day"),
    ('a in ( "x", "y" ) ignoring case', nodes.OneOf, 'a in ( "x", "y" ) ignoring case'),
    ("a in top 10% of segment s", nodes.Ranked, "a in top 10% of segment s"),
    ("a in top 10 %", nodes.Share, "10 %"),
    ("t from 3 days ago to now", nodes.FromTo, "from 3 days ago to now"),
    ("t after 2 days", nodes.Gap, "after 2 days"),
    ("t during last 7 full days", nodes.FullPeriods, "last 7 full days"),
    ("last p on web > now", nodes.EdgeTime, "last p on web"),
    ("a - -5 > 1", nodes.Negative, "-5"),
    ('größe == "日本" and b', nodes.Text, '"日本"'),
]


def _below(node: object) -> Iterator[Node]:
    if isinstance(node, Node):
        yield node
        for field in fields(node):
            yield from _below(getattr(node, field.name))
    elif isinstance(node, tuple):
        for item in node:
            yield from _below(item)


@pytest.mark.parametrize(("text", "kind", "expected"), SPANS)
def test_a_node_spans_its_own_characters(text: str, kind: type[Node], expected: str, rule: Rule) -> None:
    tree, found = rule(text)
    assert not found
    first = next(node for node in _below(tree) if isinstance(node, kind))
    assert text[first.span.start : first.span.end] == expected


def _texts() -> list[str]:
    rules = (HERE / "rules.txt").read_text("utf-8").splitlines()
    forms = (HERE / "forms.txt").read_text("utf-8").splitlines()[1::2]
    return [line.partition(" | ")[2] for line in rules if line[0] != "#"] + forms


@pytest.mark.parametrize("text", [text for text in _texts() if not text.startswith(("trait ", "test "))])
def test_what_a_node_spans_reads_as_the_same_again(text: str, rule: Rule) -> None:
    tree, _ = rule(text)
    assert tree is not None
    assert text[tree.span.start : tree.span.end] == text
    for node in _below(tree):
        assert not text[node.span.start : node.span.end][:1].isspace()
        for inner in (one for one in _below(node) if one is not node):
            assert node.span.start <= inner.span.start < inner.span.end <= node.span.end
        if isinstance(node, nodes.Compare | nodes.Arithmetic | nodes.Call | nodes.Did | nodes.And | nodes.Aggregate):
            again, found = rule(text[node.span.start : node.span.end])
            assert not found
            assert again == node


def test_a_declaration_spans_from_its_keyword_to_its_end() -> None:
    text = '# c\n trait a = (b) # d\nsegment s { where x } use r with a = b\n test "t" { expect in s }\n'
    tree = parse_file(Source("x", text), Sink())
    assert [text[one.span.start : one.span.end] for one in tree.declarations] == [
        "trait a = (b)",
        "segment s { where x }",
        "use r with a = b",
        'test "t" { expect in s }',
    ]
    assert {one.span.path for one in _below(tree)} == {"x"}


def test_a_word_in_the_midst_of_a_file_counts_from_its_beginning() -> None:
    text = "segment a { where x }\n\n\nsegment b { where größe = 1 }"
    sink, source = Sink(), Source("x", text)
    parse_file(source, sink)
    (found,) = sink.found
    assert found.span is not None
    assert source.slice(found.span) == "="
    assert source.position(found.span.start).line == 4


def test_a_finding_at_the_end_stands_behind_the_last_word() -> None:
    sink = Sink()
    parse_rule(Source("x", "a and   # comment\n\n"), sink)
    (found,) = sink.found
    assert found.span is not None
    assert (found.span.start, found.span.end) == (5, 5)
