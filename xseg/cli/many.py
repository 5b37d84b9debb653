"""A command whose `--from` takes every word up to the next option: `init shop --from a.csv b.csv`."""

from typing import TYPE_CHECKING

from typer.core import TyperCommand

if TYPE_CHECKING:
    from typer._click import Context

OPTION = "--from"


class ManyFrom(TyperCommand):
    """Says `--from` again before each of its words, since options take one word each."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args))


def spread(args: list[str]) -> list[str]:
    """`--from a b -x` as `--from a --from b -x`."""
    found: list[str] = []
    inside = False
    for word in args:
        if word.startswith("-") and word != "-":
            inside = word == OPTION
            found.append(word)
        elif inside and found[-1] != OPTION:
            found.extend((OPTION, word))
        else:
            found.append(word)
    return found
