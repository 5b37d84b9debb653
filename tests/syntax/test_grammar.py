"""The grammar has no conflict, its tables belong to it, and it lies where an installed package finds it."""

import json
import logging
from pathlib import Path

import pytest
from lark import Lark, logger

from xseg.syntax import grammar
from xseg.syntax.build import Builder
from xseg.syntax.expected import plain_word
from xseg.syntax.packed import belongs_to, pack

TOP = Path(__file__).parents[2]


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.DEBUG)
    try:
        grammar.built(debug=True)
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(logging.CRITICAL)
    assert "conflict" not in caplog.text.lower()


def test_the_tables_belong_to_the_grammar() -> None:
    tables = json.loads((TOP / "grammar" / "xseg.tables.json").read_text("utf-8"))
    assert tables["for"] == belongs_to(grammar.grammar_text()), "run: python tools/grammar_tables.py"


def test_the_tables_give_the_parser_of_the_grammar() -> None:
    packed, built = grammar.parser(), grammar.built()
    assert {one.name: one.pattern.to_regexp() for one in packed.terminals} == {
        one.name: one.pattern.to_regexp() for one in built.terminals
    }
    assert [str(rule) for rule in packed.rules] == [str(rule) for rule in built.rules]
    assert len(pack(built, "")["content"]["parser"]["parser"]["states"]) == len(_states(packed))


def test_every_rule_of_the_grammar_has_its_method() -> None:
    made = {rule.alias or rule.origin.name for rule in grammar.parser().rules}
    kept = {name for name in made if not name.startswith(("_", "?"))} - _inlined()
    assert not {name for name in kept if not callable(getattr(Builder, name, None))}


def test_every_keyword_has_a_human_name() -> None:
    for terminal in grammar.parser().terminals:
        assert plain_word(terminal.name)
        assert "_" not in plain_word(terminal.name)


def test_a_package_that_holds_the_grammar_uses_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "grammar").mkdir()
    (tmp_path / "grammar" / "xseg.lark").write_text("the packed one", encoding="utf-8")
    assert grammar.grammar_text() == (TOP / "grammar" / "xseg.lark").read_text("utf-8")
    monkeypatch.setattr(grammar, "files", lambda _package: tmp_path)
    assert grammar.grammar_text() == "the packed one"


def _states(parser: Lark) -> dict[int, object]:
    table: dict[int, object] = parser.parser.parser._parse_table.states
    return table


def _inlined() -> set[str]:
    """Rules with `?` whose every alternative is one child or has a name of its own."""
    return {
        "expr", "conjunction", "negation", "predicate", "fixture", "member", "point", "period", "day", "value", "term",
        "factor", "atom", "literal",
    }  # fmt: skip
