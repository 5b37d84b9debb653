"""Builds the tree bottom-up: one method a rule of the grammar, called by the parser as it reduces."""

from collections.abc import Callable
from typing import Any

from xseg.syntax.build.base import Refused
from xseg.syntax.build.declarations import Declarations

__all__ = ["Builder", "Calls", "Refused"]


class Builder(Declarations):
    """Every rule's method."""


class Calls:
    """A builder as the parser calls it: each rule's name with the list of its children."""

    def __init__(self, builder: Builder) -> None:
        for name in dir(builder):
            if not name.startswith("_"):
                setattr(self, name, _spread(getattr(builder, name)))


def _spread(method: Callable[..., Any]) -> Callable[[list[Any]], Any]:
    return lambda children: method(*children)
