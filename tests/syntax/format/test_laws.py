"""What formatting never does: say something else, lose a comment, or change its mind."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies.programs import classes_in, files, spellings, texts
from xseg.diagnostics import Sink
from xseg.syntax import nodes, parse_file, source_of
from xseg.syntax.format import formatted, same
from xseg.syntax.format.scan import comments_of
from xseg.syntax.nodes import File, Node

ROOT = Path(__file__).parents[3]
SEGMENTS = sorted(ROOT.glob("segments/*/*.seg"))
RULES = [
    text
    for line in (ROOT / "tests/syntax/rules.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for _, _, text in [line.partition(" | ")]
]
LARGE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(text: str) -> File:
    sink = Sink()
    tree = parse_file(source_of(text, name="a.seg"), sink)
    assert not sink.found, (sink.found[0].message, text)
    return tree


def laid_out(text: str) -> str:
    sink = Sink()
    after = formatted(source_of(text, name="a.seg"), sink)
    assert after is not None, (sink.found[0].message, text)
    return after


def holds(text: str) -> str:
    """All laws at once: the same tree, the same comments, and nothing more to do."""
    after = laid_out(text)
    assert same(read(after), read(text))
    assert comments_of(after) == comments_of(source_of(text, name="").text)
    assert laid_out(after) == after
    assert not any(line != line.rstrip() for line in after.split("\n"))
    assert after == "" or (after.endswith("\n") and not after.startswith("\n") and not after.endswith("\n\n"))
    assert "\n\n\n" not in after
    return after


@LARGE
@given(st.data())
def test_every_spelling_of_a_tree_is_read_as_that_tree(data: st.DataObject) -> None:
    tree = data.draw(files(most=2))
    assert same(read(data.draw(spellings(tree))), tree)


@LARGE
@given(texts())
def test_formatting_keeps_the_tree_and_the_comments_and_is_done_after_one_time(text: str) -> None:
    holds(text)


@LARGE
@given(st.data())
def test_all_spellings_without_comments_have_one_layout(data: st.DataObject) -> None:
    tree = data.draw(files(most=1))
    bare = [" ".join(data.draw(spellings(tree)).replace("\r", "").split("\n")) for _ in range(2)]
    assert len({laid_out(text) for text in bare if "#" not in text}) <= 1


@pytest.mark.parametrize("path", SEGMENTS, ids=lambda path: path.name)
def test_the_worked_projects(path: Path) -> None:
    holds(path.read_text("utf-8"))


@pytest.mark.parametrize("text", RULES)
def test_what_marketers_ask_for(text: str) -> None:
    holds(text if text.startswith(("trait ", "test ")) else f"segment s {{ where {text} }}")


def test_the_trees_have_every_class_of_node() -> None:
    found: set[type[Node]] = set()

    @settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(files(most=6))
    def collect(tree: File) -> None:
        found.update(classes_in(tree))

    collect()
    every = {one for one in vars(nodes).values() if isinstance(one, type) and issubclass(one, Node)}
    assert every - found == {Node}
