"""How records became people: sizes, the biggest person, conflicts, values that join too many; and what was answered."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.identity.owners import NOBODY, Numbers, Owners
from xseg.profiles.measures.report import Answers, Graph, KeyReport
from xseg.project.project import Key
from xseg.tables import TIME

SIZES = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 100), (101, None))
"""Records a person, from and to."""


def graph(
    numbers: Numbers,
    of: Owners,
    people: pl.Series,
    *,
    keys: Sequence[Key],
    over_limit: Mapping[str, tuple[int, int]],
    hands: Sequence[tuple[int, int]],
) -> Graph:
    """`numbers` has the person of each record that is of anybody, `people` the ids by number; `over_limit` is key →
    values that join nobody, and the records that have them; `hands` are those of changed_hands.py, by key.
    """
    records = np.bincount(numbers, minlength=len(people))
    values = [np.bincount(mine[mine != NOBODY], minlength=len(people)) for mine in of]
    return Graph(
        records=len(numbers),
        sizes={_range(low, high): int(_between(records, low, high).sum()) for low, high in SIZES},
        biggest=int(records.max(initial=0)),
        biggest_person=people[int(records.argmax())] if len(numbers) else None,
        conflicts=int((values[0] > 1).sum()) if values else 0,
        keys=tuple(
            KeyReport(key.name, int(mine.sum()), int((mine > 0).sum()), *over_limit.get(key.name, (0, 0)), *moved)
            for key, mine, moved in zip(keys, values, hands, strict=True)
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


def _between(records: npt.NDArray[np.int64], low: int, high: int | None) -> npt.NDArray[np.bool_]:
    return (records >= low) & (records <= (high or np.inf))


def _range(low: int, high: int | None) -> str:
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}–{high}"
