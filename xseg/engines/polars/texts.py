"""Functions on texts that Polars works out differently from Python, applied once to each different text."""

from collections.abc import Callable

import polars as pl


def each_text(texts: pl.Expr, function: Callable[[str], str | None]) -> pl.Expr:
    """The function of each text; missing stays missing."""

    def applied(series: pl.Series) -> pl.Series:
        distinct = series.drop_nulls().unique()
        answers = pl.Series([function(text) for text in distinct], dtype=pl.String)
        return series.replace_strict(distinct, answers, default=None, return_dtype=pl.String)

    return texts.map_batches(applied, return_dtype=pl.String, is_elementwise=True)
