"""Rows with key values as texts → combinations as identity works on them, and back."""

from collections.abc import Sequence

import polars as pl

from xseg.profiles.identity.identify import PLACE
from xseg.profiles.identity.vocabulary import Vocabularies, Vocabulary, series, written
from xseg.profiles.rows.parts import UNDATED
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key
from xseg.tables import TIME


def coded(sources: Sequence[pl.DataFrame], keys: Sequence[Key]) -> tuple[pl.DataFrame, Vocabularies]:
    """The combinations of rows with a column a key and `@time`, source by source, and the vocabularies of the keys."""
    names = [key_column(key.name) for key in keys]
    known = [Vocabulary() for _ in keys]
    for rows in sources:
        for name, words in zip(names, known, strict=True):
            words.add(rows.get_column(name))
    known = [words.in_order()[0] for words in known]
    parts = []
    for place, rows in enumerate(sources):
        columns = [series(name, words.find(rows.get_column(name))) for name, words in zip(names, known, strict=True)]
        counted = pl.DataFrame(columns).with_columns(rows.get_column(TIME)).group_by(names)
        found = counted.agg(pl.col(TIME).min(), pl.col(TIME).is_null().any().alias(UNDATED)).sort(names)
        parts.append(found.with_columns(pl.lit(place, pl.UInt32).alias(PLACE)))
    return pl.concat(parts), known


def told(records: pl.DataFrame, keys: Sequence[Key], known: Vocabularies) -> pl.DataFrame:
    """Records with their key values as texts."""
    return records.with_columns(written(records, keys, known).get_columns())
