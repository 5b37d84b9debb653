"""Survivorship: of all the values that records bring for one attribute of one person, the one that is theirs.

A record without a time loses to one with a time; missing values never count. Ties go to the source declared first.

- `newest`: only the sources of the highest `priority` that know a value; of their values that of the latest record; of
  records at one time the source declared first, then the row read last.
- `first`: the value of the earliest record, whatever its source; of records at one time the higher `priority`, then the
  source declared first, then the row read first, by the first of equal rows.
- `last`: the value of the latest record, whatever its source; of records at one time the higher `priority`, then the
  source declared first, then the row read last.
- `longest`: the text with most code points; of equally long ones the one that `newest` would take.
- `union`: every element that any record has.
"""

from collections.abc import Mapping, Sequence
from typing import assert_never

import polars as pl

from xseg.profiles.rows.taking import FIRST, ORDER
from xseg.project.project import Attribute, Wins
from xseg.tables import NUMBER, TIME
from xseg.tables.columns import raw_column

PRIORITY = "@priority"
DECLARED = "@declared"


def survivors(records: pl.DataFrame, attributes: Mapping[str, Attribute]) -> pl.DataFrame:
    """One row a `@number`, a column an attribute, and `@raw.ATTRIBUTE` beside it where records have one.

    `records` have `@number`, `@time`, `@order`, `@first`, `@priority`, `@declared` (of the source) and values.
    """
    present = {name: attribute for name, attribute in attributes.items() if name in records.columns}
    raw = [raw_column(name) for name in present if raw_column(name) in records.columns]
    if records.get_column(NUMBER).is_unique().all():
        return records.select(NUMBER, *present, *raw)
    found: list[pl.DataFrame] = []
    for how in dict.fromkeys(_order(attribute.wins) for attribute in present.values()):
        mine = {name: attribute for name, attribute in present.items() if _order(attribute.wins) == how}
        found.append(_decided(_sorted(records, how), mine))
    whole = found[0]
    for more in found[1:]:
        whole = whole.join(more, on=NUMBER, how="left", maintain_order="left")
    return whole.select(NUMBER, *present, *raw)


def _order(wins: Wins) -> Wins:
    """The order that decides; `longest` and `union` go by that of `newest`."""
    return wins if wins in ("first", "last") else "newest"


def _sorted(records: pl.DataFrame, order: Wins) -> pl.DataFrame:
    """The records of each person, that which wins as the last."""
    match order:
        case "first":
            keys, down, nulls_last = (NUMBER, TIME, PRIORITY, DECLARED, FIRST), (False, True, False, True, True), False
        case "last":
            keys, down, nulls_last = (
                (NUMBER, TIME, PRIORITY, DECLARED, ORDER),
                (False, False, False, True, False),
                False,
            )
        case _:
            keys, down, nulls_last = (
                (NUMBER, PRIORITY, TIME, DECLARED, ORDER),
                (False, False, False, True, False),
                False,
            )
    return records.sort(*keys, descending=list(down), nulls_last=nulls_last)


def _decided(records: pl.DataFrame, attributes: Mapping[str, Attribute]) -> pl.DataFrame:
    there = set(records.columns)
    values = [_value(name, attribute.wins).alias(name) for name, attribute in attributes.items()]
    raw = [_raw(name) for name in attributes if raw_column(name) in there]
    decided = records.group_by(NUMBER, maintain_order=True).agg(*values, *raw)
    united = _united(records, [name for name, attribute in attributes.items() if attribute.wins == "union"])
    return decided if not united else decided.with_columns(united)


def _value(name: str, wins: Wins) -> pl.Expr:
    known = pl.col(name).drop_nulls()
    match wins:
        case "newest" | "first" | "last":
            return known.last()
        case "longest":
            length = pl.col(name).str.len_chars()
            return pl.col(name).filter(length == length.max()).last()
        case "union":
            return known.last()  # in place until all are united
        case _:
            assert_never(wins)


def _raw(name: str) -> pl.Expr:
    """What the record of the winning value held before; where no value is known, what was taken for an outlier last."""
    raw, known = pl.col(raw_column(name)), pl.col(name).is_not_null()
    return (
        pl.when(known.any()).then(raw.filter(known).last()).otherwise(raw.drop_nulls().last()).alias(raw_column(name))
    )


def _united(records: pl.DataFrame, names: Sequence[str]) -> list[pl.Series]:
    """Each list as a column by number: its elements distinct and sorted."""
    found = []
    for name in names:
        long = records.select(NUMBER, name).drop_nulls().explode(name).unique().sort(NUMBER, name)
        lists = long.group_by(NUMBER, maintain_order=True).agg(pl.col(name))
        everyone = records.select(pl.col(NUMBER).unique(maintain_order=True))
        found.append(everyone.join(lists, on=NUMBER, how="left", maintain_order="left").get_column(name))
    return found
