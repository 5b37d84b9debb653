"""`xseg code`: the page of a diagnostic, offline."""

import sys
from typing import Annotated

import typer

from xseg.cli import EXIT_USAGE
from xseg.cli.common import JsonOption, print_json
from xseg.diagnostics.pages import page


def command(
    code: Annotated[str, typer.Argument(help="Such as XS204.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Tell what a code means, with an example and how it is mended.

    Example: xseg code XS505
    """
    text = page(code)
    if text is None:
        print(f"there is no code `{code}`; a code is written such as XS204", file=sys.stderr)
        raise typer.Exit(EXIT_USAGE)
    if as_json:
        print_json("xseg.code/1", {"code": code.upper(), "page": text})
    else:
        print(text, end="")
