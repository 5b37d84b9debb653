"""How records became people: sizes, the biggest person, conflicts, values that join too many; and what was answered."""

from collections.abc import Mapping, Sequence

import polars as pl

from xseg.profiles.report import Answers, Graph, KeyReport
from xseg.project.project import Key
from xseg.tables import NUMBER, PROFILE, TIME

SIZES = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 100), (101, None))
"""Records a person, from and to."""


def graph(
    whose: pl.LazyFrame,
    key_table: pl.LazyFrame,
    *,
    keys: Sequence[Key],
    over_limit: Mapping[str, tuple[int, int]],
) -> Graph:
    """`whose` has the `@number` of each record's person, `key_table` is `key`, `value`, `@number`, `@profile`;
    `over_limit` is key → values that join nobody, and the records that have them.
    """
    sizes = whose.group_by(NUMBER).len("records").collect()
    records = sizes.get_column("records")
    biggest = sizes.filter(records == records.max()).get_column(NUMBER).min() if sizes.height else None
    found = (
        key_table.group_by("key")
        .agg(pl.col("value").n_unique().alias("values"), pl.col(NUMBER).n_unique().alias("people"))
        .collect()
    )
    counts = {key: (values, people) for key, values, people in found.iter_rows()}
    person = None
    if biggest is not None:
        person = key_table.filter(pl.col(NUMBER) == biggest).select(PROFILE).first().collect()
    return Graph(
        records=int(records.sum()),
        sizes={_range(low, high): int(_between(records, low, high).sum()) for low, high in SIZES},
        biggest=int(records.max() or 0),  # type: ignore[arg-type]
        biggest_person=person.item() if person is not None and person.height else None,
        conflicts=_conflicts(key_table, keys),
        keys=tuple(
            KeyReport(key.name, *counts.get(key.name, (0, 0)), *over_limit.get(key.name, (0, 0))) for key in keys
        ),
    )


def answers(given: pl.LazyFrame, purposes: Sequence[str]) -> tuple[Answers, ...]:
    """`given` has `@scope` (whose an answer is), `@purpose`, `@time`, `@granted`, a row an answer (see consents.py). Of
    answers of one instant the strictest holds.
    """
    latest = pl.col("@granted").filter(pl.col(TIME) == pl.col(TIME).max()).all()
    found = (
        given.group_by("@purpose", "@scope")
        .agg(latest.alias("yes"), pl.len().alias("answers"))
        .group_by("@purpose")
        .agg(pl.col("yes").sum(), (~pl.col("yes")).sum().alias("no"), pl.col("answers").sum())
        .collect()
    )
    by_purpose = {purpose: counts for purpose, *counts in found.iter_rows()}
    return tuple(Answers(purpose, *by_purpose.get(purpose, (0, 0, 0))) for purpose in purposes)


def _conflicts(key_table: pl.LazyFrame, keys: Sequence[Key]) -> int:
    if not keys:
        return 0
    strongest = key_table.filter(pl.col("key") == keys[0].name)
    several = strongest.group_by(NUMBER).agg(pl.col("value").n_unique()).filter(pl.col("value") > 1)
    return int(several.select(pl.len()).collect().item())


def _between(records: pl.Series, low: int, high: int | None) -> pl.Series:
    return records >= low if high is None else records.is_between(low, high)


def _range(low: int, high: int | None) -> str:
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}–{high}"
