"""The grammar file and its parser, read from the installed package or from the checkout."""

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from lark import Lark

from xseg.syntax.build import Builder, Calls
from xseg.syntax.lexer import OffsetLexer, OffsetThread
from xseg.syntax.packed import belongs_to, unpack


def grammar_text() -> str:
    """The text of `xseg.lark`."""
    return _folder().joinpath("xseg.lark").read_text(encoding="utf-8")


@cache
def builder() -> Builder:
    """The one builder, whose methods the parser calls bottom-up."""
    return Builder()


@cache
def parser() -> Lark:
    """The one parser of this process, made at its first use; starts are `declaration` and `rule`."""
    tables = _folder().joinpath("xseg.tables.json")
    if tables.is_file():
        packed = json.loads(tables.read_text(encoding="utf-8"))
        if packed["for"] == belongs_to(grammar_text()):
            return unpack(packed, **_options())
    return built(**_options())


def built(**options: Any) -> Lark:
    """A parser worked out from the grammar, whatever tables there are."""
    return Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start=["declaration", "rule"],
        maybe_placeholders=True,
        **options,
    )


def _options() -> dict[str, Any]:
    return {
        "transformer": Calls(builder()),
        "_plugins": {"ContextualLexer": OffsetLexer, "LexerThread": OffsetThread},
    }


def _folder() -> Traversable:
    """In a wheel the grammar lies inside the package, in a checkout in `grammar/` at the top."""
    packed = files("xseg").joinpath("grammar")
    return packed if packed.joinpath("xseg.lark").is_file() else Path(__file__).resolve().parents[2] / "grammar"
