"""The grammar file, read from the installed package or from the checkout beside it."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from lark import Lark

from xseg.syntax.build import Builder, Calls


def grammar_text() -> str:
    """The text of `xseg.lark`: in a wheel it lies inside the package, in a checkout in `grammar/` at the top."""
    packed = files("xseg").joinpath("grammar", "xseg.lark")
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parents[2] / "grammar" / "xseg.lark").read_text(encoding="utf-8")


@cache
def builder() -> Builder:
    """The one builder, whose methods the parser calls bottom-up."""
    return Builder()


@cache
def parser() -> Lark:
    """The one parser of this process, built at its first use; starts are `declaration` and `rule`."""
    return Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start=["declaration", "rule"],
        maybe_placeholders=True,
        transformer=Calls(builder()),
    )
