"""Whatever is typed: a tree or a finding, never an exception, and every place lies in the text."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from xseg.diagnostics import Diagnostic, Sink
from xseg.diagnostics.render import render_concise, render_full, render_json
from xseg.syntax import parse_file, parse_rule, source_of
from xseg.syntax.names import RESERVED

HERE = Path(__file__).parent
RULES = [line.partition(" | ")[2] for line in (HERE / "rules.txt").read_text("utf-8").splitlines() if line[0] != "#"]
FILES = (HERE / "declarations.txt").read_text("utf-8").splitlines()[1::2]
WORDS = [
    *sorted(RESERVED),
    *'( ) [ ] { } , : = == != < > + - * / % ! && || "x" “x” \' ` # . 1 0.5 10% 2025-06-01 2025-13'.split(),
    *"a b trait model segment test use with profile event given expect because label list top sample".split(),
    *"30 days hours same starts at least most exactly times for all more than next full"
    " the periods ignoring case owner: \\ \n \t é \0".split(" "),
]
SOUP = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real text with a few places changed."""
    text = draw(st.sampled_from(RULES + FILES))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.integers(0, 8)), len(text))
        text = text[:start] + draw(st.sampled_from(["", " ", *WORDS])) + text[end:]
    return text


@settings(max_examples=300, deadline=None)
@given(st.one_of(SOUP, mutated(), st.text(max_size=60), SOUP.map("segment s {{ where {} }}".format)))
def test_nothing_typed_raises(text: str) -> None:
    for parse in (parse_rule, parse_file):
        source, sink = source_of(text, name="x"), Sink()
        tree = parse(source, sink)
        assert tree is not None or sink.failed
        for found in sink:
            _lies_in(found, len(source.text))
        for render in (render_full, render_concise, render_json):
            assert render(sink, {"x": source}) or not sink.found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(mutated(), SOUP), max_size=6).map("\n".join))
def test_whole_declarations_survive_whatever_stands_before_them(text: str) -> None:
    opened = text.count('"') % 2 or text.count("`") % 2 or "#" in text
    sink = Sink()
    tree = parse_file(source_of(f"{text}\nsegment the_last {{ where true }}", name="x"), sink)
    names = [getattr(one, "name", None) for one in tree.declarations]
    assert opened or any(name is not None and name.text == "the_last" for name in names)


def _lies_in(found: Diagnostic, size: int) -> None:
    spans = [
        found.span,
        *(label.span for label in found.related),
        *(edit.span for edit in (found.fix.edits if found.fix else ())),
    ]
    for span in spans:
        assert span is not None
        assert 0 <= span.start <= span.end <= size
