"""Whether key values are of whom they were after the last build: ids that went to others would tell nobody."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from xseg.profiles.identity.owners import NOBODY, Numbers, Owners
from xseg.profiles.identity.vocabulary import Vocabularies, Vocabulary
from xseg.project.project import Key
from xseg.store import Store

LOOKED_AT = 100_000
"""About so many values of a key are looked at, evenly over all in their order."""


def changed_hands(
    of: Owners, ids: pl.Series, aliases: pl.DataFrame, keys: Sequence[Key], known: Vocabularies, store: Store
) -> list[tuple[int, int]]:
    """For each key how many of the values that were looked at somebody had after the last build, and how many of these
    have another id now, under whatever name. `of` and `known` are those of this build, `ids` its ids by person.
    """
    if store.last_build() is None or not keys:
        return [(0, 0) for _ in keys]
    told = [_sample(key, mine, ids, words) for key, mine, words in zip(keys, of, known, strict=True)]
    had = store.holders(pl.concat(told)).join(aliases, left_on="@profile", right_on="alias", how="left")
    moved = pl.col("profile").fill_null(pl.col("@profile")) != pl.col("now")
    counted = had.group_by("key").agg(pl.len(), moved.sum().alias("moved"))
    found = {key: (values, of_others) for key, values, of_others in counted.iter_rows()}
    return [found.get(key.name, (0, 0)) for key in keys]


def _sample(key: Key, mine: Numbers, ids: pl.Series, words: Vocabulary) -> pl.DataFrame:
    """`key`, `value` and the id of `now` of the values of a key that are looked at."""
    some = np.arange(0, len(words), max(1, len(words) // LOOKED_AT), dtype=np.uint32)
    some = some[mine[some] != NOBODY]
    told = pl.DataFrame([words.told(pl.Series("value", some)), ids.gather(mine[some]).alias("now")])
    return told.with_columns(pl.lit(key.name).alias("key"))
