"""One broken declaration costs one finding, and never its neighbours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from xseg.diagnostics import Diagnostic, Sink
from xseg.syntax import nodes, parse_file, read_source
from xseg.syntax.nodes import File

Whole = Callable[[str], tuple[File, list[Diagnostic]]]

BROKEN = [
    "segment x { where a > }",
    "segment x { where a > 3",
    "segment x { where (a > 3 }",
    "segment x { where a > 3 b }",
    'segment x { owner "me" where a }',
    "segment x { a > 3 }",
    "segment x where a > 3",
    "segment x { where a > 3 } }",
    'segment x { where a ==  "never closed }',
    "segment { where a }",
    "trait x = ",
    "trait x 3",
    "trait x = a b",
    "model x { algorithm kmeans }",
    'model x { label "a" highest b }',
    "model x { algorithm: kmeans",
    "test { expect in x }",
    'test "x" { }',
    'test "x" { profile { a 1 } expect in s }',
    'test "x" { expect in s profile { } }',
    "use rfm with a",
    "sgment x { where a }",
    "where a > 3",
    "segment x { where a @ b }",
    "segment x { where " + "(" * 65 + "a" + ")" * 65 + " }",
]


@pytest.mark.parametrize("broken", BROKEN)
def test_one_broken_declaration_costs_one_finding(broken: str, file: Whole) -> None:
    before, after = "segment one { where a }\n", "\nsegment two { where b }\ntrait more = 1\n"
    tree, found = file(before + broken + after)
    assert len(found) == 1, [one.message for one in found]
    names = [one.title.value if isinstance(one, nodes.Test) else one.name.text for one in tree.declarations]
    assert names[0] == "one"
    assert names[-2:] == ["two", "more"]


def test_six_mistakes_in_six_declarations_are_six_findings(file: Whole) -> None:
    text = "\n".join(
        (
            "segment a { where x > }",
            "segment b { where x > 3",
            "trait c = ",
            "segment d where x",
            "model e { k }",
            'test "f" { expect s }',
        )
    )
    tree, found = file(text)
    assert not tree.declarations
    assert [text[: one.span.start].count("\n") if one.span else None for one in found] == [0, 1, 2, 3, 4, 5]


def test_what_stands_behind_a_whole_declaration_costs_only_itself(file: Whole) -> None:
    tree, found = file("segment a { where x } and y\nsegment b { where z }")
    assert [one.message for one in found] == ["`and` begins no declaration"]
    assert len(tree.declarations) == 2


def test_what_stands_before_the_first_declaration_is_told(file: Whole) -> None:
    _, (found,) = file("# header\nhello\nsegment a { where x }")
    assert found.message == "`hello` begins no declaration"


def test_words_in_comments_texts_and_backticks_begin_nothing(file: Whole) -> None:
    text = '# segment c { where\nsegment a { where x == "segment b { where" and `trait d = 1` # trait e = 2\n and y }'
    tree, found = file(text)
    assert not found
    assert len(tree.declarations) == 1


def test_a_slip_leaves_the_declaration_standing(file: Whole) -> None:
    tree, found = file("segment a { where x = 1 && y = 2 }")
    assert len(found) == 3
    assert len(tree.declarations) == 1


def test_more_than_a_hundred_mistakes_end_the_reading(file: Whole) -> None:
    _, found = file("segment a { where x > }\n" * 500)
    assert len(found) <= 102
    assert "not read" in found[-1].message


def test_a_file_is_read_with_its_mark_its_line_ends_and_composed_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.seg"
    path.write_bytes("\ufeffsegment gro\u0308\u00dfe {\r\n  where x # c\r\n}\r\n".encode())
    source, sink = read_source(path, name="a.seg"), Sink()
    tree = parse_file(source, sink)
    assert not sink.found
    assert source.slice(tree.declarations[0].name.span) == "gr\u00f6\u00dfe"  # type: ignore[union-attr]


def test_a_lone_carriage_return_ends_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "a.seg"
    path.write_bytes(b"# old line ends\rsegment a { where x }\r")
    assert len(parse_file(read_source(path, name="a"), Sink()).declarations) == 1


@pytest.mark.parametrize(
    "raw", [b"# caf\xe9\nsegment a { where x }", "segment a { where x }".encode("utf-16"), b"\xff"]
)
def test_bytes_that_are_no_text_are_a_finding(raw: bytes, tmp_path: Path) -> None:
    path, sink = tmp_path / "a.seg", Sink()
    path.write_bytes(raw)
    parse_file(read_source(path, name="a.seg"), sink)
    assert sink.found[0].message == "this is no text in UTF-8"


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    sink = Sink()
    assert not read_source(tmp_path / "no.seg", name="no.seg", sink=sink).text
    assert "`no.seg` cannot be opened" in sink.found[0].message
    with pytest.raises(FileNotFoundError):
        read_source(tmp_path / "no.seg", name="no.seg")
