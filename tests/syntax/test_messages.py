"""What an author reads: the findings of `mistakes.seg`, as people see them, are those of `mistakes.txt`."""

from pathlib import Path

from xseg.diagnostics import Sink
from xseg.diagnostics.render import render_full
from xseg.syntax import parse_file, read_source

HERE = Path(__file__).parent


def test_what_an_author_reads() -> None:
    source, sink = read_source(HERE / "mistakes.seg", name="mistakes.seg"), Sink()
    parse_file(source, sink)
    assert render_full(sink, {source.path: source}) == (HERE / "mistakes.txt").read_text("utf-8")
