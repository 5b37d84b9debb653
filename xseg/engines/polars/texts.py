"""Functions on texts that Polars works out differently from Python, applied once to each different text."""

from collections.abc import Callable

import polars as pl


def each_text(texts: pl.Expr, function: Callable[[str], str | None]) -> pl.Expr:
    """The function of each text; missing stays missing."""

    def applied(series: pl.Series) -> pl.Series:  # without Polars: a query in a query may wait for itself
        held = series.to_list()
        answers: dict[str | None, str | None] = {text: function(text) for text in set(held) - {None}}
        return pl.Series(series.name, [answers.get(text) for text in held], dtype=pl.String)

    return texts.map_batches(applied, return_dtype=pl.String, is_elementwise=True)
