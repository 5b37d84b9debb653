"""What an operation sees while it becomes an expression: its operands' expressions and types, and the clock."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import polars as pl

from xseg.plan.bind import Bound
from xseg.plan.nodes import Operation, Ref
from xseg.project.types import Type


def column(ref: Ref) -> str:
    """The column that holds a node's values; no attribute or property is called so."""
    return f"@node.{ref}"


class Scope:
    """Expressions of nodes over one frame; nodes that are `held` are columns of it already."""

    def __init__(self, bound: Bound, held: Iterable[Ref] = ()) -> None:
        self._bound = bound
        self._expressions = {ref: pl.col(column(ref)) for ref in held}

    def __getitem__(self, ref: Ref) -> pl.Expr:
        return self._expressions[ref]

    def __setitem__(self, ref: Ref, expression: pl.Expr) -> None:
        self._expressions[ref] = expression

    def __contains__(self, ref: Ref) -> bool:
        return ref in self._expressions

    def operation(self, ref: Ref) -> Operation:
        """What a node does."""
        return self._bound.plan.nodes[ref].operation

    def type(self, ref: Ref) -> Type:
        """The type of a node's values."""
        return self._bound.plan.nodes[ref].type

    @property
    def zone(self) -> ZoneInfo:
        """The project's clock."""
        return self._bound.zone
