"""A condition clause by clause: how many each lets through alone, and how many are left after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Source
from xseg.explain.clauses import written
from xseg.plan import Plan
from xseg.plan.nodes import And, Ref
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression


@dataclass(frozen=True, slots=True)
class Fall:
    """One clause of an `and`: `alone` profiles meet it, `left` are left when those before it are asked too."""

    clause: str
    alone: int
    left: int
    without: int
    """How many would be members if this clause were taken out."""


def clauses(plan: Plan, root: Ref, where: Expression, sources: Mapping[str, Source]) -> dict[Ref, str]:
    """The clauses that must all hold, in the written order, each as its author wrote it; or the condition itself."""
    operation = plan.nodes[root].operation
    if isinstance(operation, And) and isinstance(where, ast.And):
        found: dict[Ref, str] = {}
        for ref, node in zip(operation.operands, where.operands, strict=True):
            found.setdefault(ref, written(sources, node.span))
        return found
    return {root: written(sources, where.span)}


def waterfall(texts: Sequence[str], table: pl.DataFrame) -> list[Fall]:
    """The falls of a table with one boolean column a clause, in order."""
    columns = [table.get_column(name) for name in table.columns]
    falls = []
    for index, (text, column) in enumerate(zip(texts, columns, strict=True)):
        falls.append(
            Fall(
                clause=text,
                alone=int(column.sum()),
                left=_all(columns[: index + 1], table.height),
                without=_all(columns[:index] + columns[index + 1 :], table.height),
            )
        )
    return falls


def emptied_by(falls: Sequence[Fall]) -> str:
    """The first clause after which nobody is left."""
    return next((fall.clause for fall in falls if fall.left == 0), "")


def _all(columns: Sequence[pl.Series], height: int) -> int:
    together = pl.repeat(True, height, eager=True, dtype=pl.Boolean)
    for column in columns:
        together = together & column
    return int(together.sum())
