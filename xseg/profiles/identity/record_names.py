"""How a record is known: by a key and its value, as a text `key=value` and as one number, in their order."""

from collections.abc import Sequence

import polars as pl

from xseg.profiles.identity.vocabulary import NONE, Vocabularies, series
from xseg.profiles.values.keys import rewritten
from xseg.project.project import Key

CODE_BITS = 32


def in_order(keys: Sequence[Key]) -> list[Key]:
    """The keys as the texts that begin with them are ordered."""
    return sorted(keys, key=_begin)


def number(values: pl.Expr, key: Key, keys: Sequence[Key]) -> pl.Expr:
    """Numbers of values of a key (vocabulary.py) → numbers of records."""
    return pl.lit(in_order(keys).index(key) << CODE_BITS, pl.Int64) + values.cast(pl.Int64)


def texts(numbers: pl.Series, keys: Sequence[Key], known: Vocabularies) -> pl.Series:
    """Numbers of records → texts."""
    found = pl.Series(numbers.name, [None], dtype=pl.String).new_from_index(0, len(numbers))
    of, code = (numbers // (1 << CODE_BITS)), (numbers % (1 << CODE_BITS)).cast(pl.UInt32)
    for place, key in enumerate(in_order(keys)):
        mine = (of == place).arg_true()
        values = known[list(keys).index(key)].told(code.gather(mine))
        found = found.scatter(mine, pl.select(pl.lit(_begin(key)) + values).to_series())
    return found


def numbers(told: pl.Series, keys: Sequence[Key], known: Vocabularies) -> pl.Series:
    """Texts → numbers of records; null where no record is there that is known so. A text may be older than the way in
    which values of its key are written now.
    """
    found = pl.Series(told.name, [None], dtype=pl.Int64).new_from_index(0, len(told))
    for key, vocabulary in zip(keys, known, strict=True):
        mine = told.str.starts_with(_begin(key)).arg_true()
        values = told.gather(mine).str.slice(len(_begin(key)))
        codes = vocabulary.find(values)
        absent = codes == NONE
        codes[absent] = vocabulary.find(rewritten(values.filter(pl.Series(absent)), key))
        record = pl.select(number(pl.lit(series("", codes)), key, keys)).to_series()
        found = found.scatter(mine, record)
    return found


def _begin(key: Key) -> str:
    return f"{key.name}="
