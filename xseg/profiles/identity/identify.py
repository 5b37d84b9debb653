"""Who is one person: records that share a value of a key, directly or through others, are one.

Keys are listed strongest first, and strength decides in two places. A key may have a `limit`: a value that stands on
more people, as the stronger keys tell them apart, joins nobody. And a stronger key may be `exclusive`: a person has one
value of it, so that a weaker value beside two of them joins nobody either (docs/decisions/0009).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.identity import record_names
from xseg.profiles.identity.links import Labels, Links, joined
from xseg.profiles.identity.links import components as components_of
from xseg.profiles.identity.vocabulary import NONE, Codes, plain, stacked
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key

RECORD = "@record"
"""How a row is known to the ledger: its strongest key and that key's value, as one number (record_names.py)."""
COMBINATION = "@combination"
"""All key values of a row as one text; rows with the same are the same to identity."""
COMPONENT = "@component"
PLACE = "@source"
"""The index of the source in the project file."""
BETWEEN = "\x1d"
FIRST, SECOND = "@first", "@second"
"""Two combinations, by their places in a frame, that are linked by more than a shared value."""


@dataclass(frozen=True, slots=True)
class Crowded:
    """A key with values that join nobody: how many values, and in how many combinations they were passed over.

    `beside` is the exclusive key of which they stand beside several values; None: they stand on more people than the
    `limit` of `key`.
    """

    key: Key
    values: int
    records: int
    beside: Key | None = None


def with_combinations(rows: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """The rows with `@combination`."""
    parts = [
        pl.lit(f"{place}=") + pl.col(key_column(key.name))
        for place, key in enumerate(keys)
        if key_column(key.name) in rows.columns
    ]
    told = pl.concat_str(parts, separator=BETWEEN, ignore_nulls=True) if parts else pl.lit("")
    return rows.with_columns(told.alias(COMBINATION))


def uncrowded(found: pl.DataFrame, keys: Sequence[Key]) -> tuple[pl.DataFrame, list[Crowded]]:
    """The combinations without the values that join nobody, and what was left out, by strength of the keys."""
    crowded: list[Crowded] = []
    for place, key in enumerate(keys):
        exclusive = [one for one in keys[:place] if one.exclusive]
        if not place or (key.limit is None and not exclusive) or not found.height:
            continue
        stronger = [found.get_column(key_column(one.name)) for one in keys[:place]]
        people = joined([plain(column) for column in stronger])
        for beside in (None, *exclusive):
            values = found.get_column(key_column(key.name))
            over = (
                _too_many(people, values, key, stronger) if beside is None else _torn_by(people, values, beside, found)
            )
            if over.any():
                crowded.append(Crowded(key, values.filter(over).n_unique(), int(over.sum()), beside))
                found = found.with_columns(values.set(over, None))
    return found, crowded


def _too_many(people: Labels, values: pl.Series, key: Key, stronger: Sequence[pl.Series]) -> pl.Series:
    """Where values stand on more people than the key's limit; who is known by no stronger key is nobody yet."""
    if key.limit is None:
        return pl.repeat(False, len(values), eager=True)
    known = pl.Series(np.logical_or.reduce([column.is_not_null().to_numpy() for column in stronger]))
    beside = pl.DataFrame([values.alias("value"), pl.Series("person", people)]).filter(known).drop_nulls()
    many = beside.group_by("value").agg(pl.col("person").n_unique()).filter(pl.col("person") > key.limit)
    return values.is_in(many.get_column("value").implode()).fill_null(value=False)


def _torn_by(people: Labels, values: pl.Series, exclusive: Key, found: pl.DataFrame) -> pl.Series:
    """Where values would bring several values of an exclusive key together."""
    group = plain(values)
    known = group != NONE
    torn = torn_groups(people[known], group[known], holders(people, exclusive, found))
    return pl.Series(np.isin(group, torn) & known)


def holders(people: Labels, exclusive: Key, found: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """For each number in `people`, whether that person has a value of the key."""
    holds = np.zeros(len(people), np.bool_)
    holds[people[found.get_column(key_column(exclusive.name)).is_not_null().to_numpy()]] = True
    return holds


def torn_groups(people: Labels, group: Codes, holds: npt.NDArray[np.bool_]) -> Codes:
    """The groups that must join nobody. Row by row, `group` is what would join `people`, of whom some are `holds`.

    A group is torn that two holders have; and one that a holder has and, through people who are none, another too.
    """
    pairs = pl.DataFrame([pl.Series("group", group), pl.Series("person", people)]).unique()
    pairs = pairs.with_columns(pl.Series("held", holds[pairs.get_column("person").to_numpy()]))
    held = pairs.filter("held")
    torn = held.group_by("group").len().filter(pl.col("len") > 1).get_column("group")
    free = pairs.filter(~pl.col("held") & ~pl.col("group").is_in(torn.implode()))
    size = int(group.max(initial=0)) + 1
    ways = Links(free.get_column("group").to_numpy(), (free.get_column("person") + size).cast(pl.UInt32).to_numpy())
    cluster = components_of(size + len(holds), [ways])
    reached = held.filter(~pl.col("group").is_in(torn.implode()))
    reached = reached.with_columns(pl.Series("cluster", cluster[reached.get_column("group").to_numpy()]))
    between = reached.filter(pl.col("person").n_unique().over("cluster") > 1).get_column("group")
    return np.concatenate([torn.to_numpy(), between.to_numpy()])


def components(found: pl.DataFrame, keys: Sequence[Key], matched: pl.DataFrame | None = None) -> pl.DataFrame:
    """The combinations that know anybody, with `@record` and `@component` (any numbering).

    `matched` are more links, `@first` and `@second` by place in `found`: weaker than every key, they bring nobody
    together whom an exclusive key tells apart.
    """
    if not keys:
        return found.clear().with_columns(pl.lit(0, pl.Int64).alias(RECORD), pl.lit(0, pl.Int32).alias(COMPONENT))
    columns = list(stacked(found, keys))
    labels = joined(columns)
    if matched is not None and matched.height:
        matched = kept_links(found, keys, labels, matched)
        first, second = (matched.get_column(end).cast(pl.UInt32).to_numpy() for end in (FIRST, SECOND))
        labels = joined(columns, Links(first, second))
    record = pl.coalesce(record_names.number(pl.col(key_column(key.name)), key, keys) for key in keys)
    labelled = found.with_columns(record.alias(RECORD), pl.Series(COMPONENT, labels))
    return labelled.drop_nulls(RECORD) if labelled.get_column(RECORD).null_count() else labelled


def kept_links(found: pl.DataFrame, keys: Sequence[Key], people: Labels, matched: pl.DataFrame) -> pl.DataFrame:
    """Those of the links that bring no two values of an exclusive key together."""
    for key in keys:
        if key.exclusive:
            rows = np.concatenate([matched.get_column(end).to_numpy() for end in (FIRST, SECOND)])
            link = np.tile(np.arange(matched.height, dtype=np.uint32), 2)
            torn = torn_groups(people[rows], link, holders(people, key, found))
            matched = matched.filter(~pl.Series(np.isin(np.arange(matched.height), torn)))
    return matched
