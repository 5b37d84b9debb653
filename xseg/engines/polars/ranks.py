"""Ranks, in whole numbers: who stands in the top or bottom of all, or of some."""

import polars as pl

from xseg.engines.polars.scope import column
from xseg.plan.nodes import Ranked


def ranked(operation: Ranked) -> pl.Expr:
    """The predicate over a frame that holds the columns of the operand and of `among`.

    Equal values share the largest rank, so a tie across the edge is out as a whole.
    """
    value = pl.col(column(operation.operand))
    if operation.among is not None:
        value = pl.when(pl.col(column(operation.among))).then(value)
    rank = value.rank("max", descending=operation.edge == "top").cast(pl.Int128)
    share = pl.lit(operation.share, dtype=pl.Int128)
    if operation.percent:
        part_of_all = pl.lit(100 * 10**operation.scale, dtype=pl.Int128)
        inside = (rank - 1) * part_of_all < share * value.count().cast(pl.Int128)
    else:
        inside = rank <= share
    return inside.fill_null(value=False)
