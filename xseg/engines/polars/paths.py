"""Paths: the first-step events from which the rest can be completed, worked out from the last step backwards."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xseg.engines.polars.scope import column
from xseg.plan.nodes import Path, Query, Ref, Step
from xseg.tables import NUMBER, TIME

FOREVER = 10**17
"""Microseconds: longer than all the time that events may have, and far from the end of 64 bits."""

END, PART, PLACE, FROM, LIMIT, FOUND = "@end", "@part", "@place", "@from", "@limit", "@found"

Rows = Callable[[Query], pl.DataFrame]
"""The events of a query in order of time, with `@number`, `@time` and a column for each node that ties steps."""


def completed(path: Path, rows: Rows, *, now: int) -> pl.DataFrame:
    """The rows of the first step from which the other steps can be completed.

    Backwards, each positive step keeps the events from which the rest can be completed. Any one will do for the step
    before, and the earliest is as good as any, since windows only end too early; only where the whole path is bounded
    does each event carry the earliest instant at which the path can end.
    """
    legs = _legs(path)
    first, _ = legs[0]
    last, closing = legs[-1]
    later = _quiet(rows(last.query), closing, rows, now=now).with_columns(pl.col(TIME).alias(END))
    for (step, negatives), (following, _) in reversed(list(pairwise(legs))):
        events = rows(step.query)
        events = events.with_columns(_limit(events, following, negatives, rows).alias(LIMIT))
        advance = _reached if path.all_within is None else _soonest
        later = advance(events, later, following).drop(LIMIT)
    assert not first.negated
    if path.all_within is not None:
        later = later.filter(pl.col(END) - pl.col(TIME) <= min(path.all_within, FOREVER))
    return later.drop(END)


def _legs(path: Path) -> list[tuple[Step, list[Step]]]:
    """Each positive step with the negative steps that look from it."""
    legs: list[tuple[Step, list[Step]]] = []
    for step in path.steps:
        if step.negated:
            legs[-1][1].append(step)
        else:
            legs.append((step, []))
    return legs


def _quiet(events: pl.DataFrame, negatives: Sequence[Step], rows: Rows, *, now: int) -> pl.DataFrame:
    """The events after which every closing negative step stays away."""
    time, found = pl.col(TIME), pl.col(FOUND)
    for step in negatives:
        silent, over = found.is_null(), pl.lit(value=True)
        if step.lasting is not None:
            over = over & (time + min(step.lasting, FOREVER) <= now)
        if step.within is not None:
            end = time + min(step.within, FOREVER)
            over = over & (end <= now)
            if step.lasting is None:
                silent = silent | (found > end)
        events = events.with_columns(_next_time(events, rows(step.query), step).alias(FOUND)).filter(silent & over)
        events = events.drop(FOUND)
    return events


def _limit(events: pl.DataFrame, following: Step, negatives: Sequence[Step], rows: Rows) -> pl.Series:
    """The last instant at which the following positive step may come after each event."""
    within = FOREVER if following.within is None else min(following.within, FOREVER)
    limits = events.select((pl.col(TIME) + within).alias(LIMIT))
    for place, step in enumerate(negatives):
        limits = limits.with_columns(_next_time(events, rows(step.query), step).alias(f"{FOUND}{place}"))
    return limits.select(pl.min_horizontal(pl.all())).to_series()


def _next_time(events: pl.DataFrame, others: pl.DataFrame, step: Step) -> pl.Series:
    """When the first of `others` comes strictly after each event, among those tied to it; missing where none does."""
    events, others = _parted(events, others, step.same)
    return _first_after(events, others, after=0).get_column(FOUND)


def _reached(events: pl.DataFrame, later: pl.DataFrame, following: Step) -> pl.DataFrame:
    """The events after which a later one comes in time."""
    events, later = _parted(events, later, following.same)
    found = _first_after(events, later, after=following.after).get_column(FOUND)
    return events.filter(found <= events.get_column(LIMIT)).with_columns(pl.col(TIME).alias(END)).drop(PART)


def _soonest(events: pl.DataFrame, later: pl.DataFrame, following: Step) -> pl.DataFrame:
    """The same events, each with the soonest `END` among all the later ones that come in time."""
    events, later = _parted(events, later, following.same)
    later = later.group_by(PART, TIME).agg(pl.col(END).min()).sort(PART, TIME).with_row_index(PLACE)
    start = _first_after(events, later.sort(TIME), after=following.after).get_column(PLACE)
    events = events.with_columns(start.cast(pl.Int64).alias(FROM)).filter(pl.col(FROM).is_not_null()).sort(LIMIT)
    stop = events.join_asof(
        later.sort(TIME).select(PART, PLACE, pl.col(TIME).alias(FOUND)),
        left_on=LIMIT,
        right_on=FOUND,
        by=PART,
        strategy="backward",
        check_sortedness=False,
    ).get_column(PLACE)
    events = events.with_columns(stop.cast(pl.Int64).alias(PLACE)).filter(pl.col(PLACE) >= pl.col(FROM))
    ends = _range_minimum(
        later.get_column(END).to_numpy(), events.get_column(FROM).to_numpy(), events.get_column(PLACE).to_numpy()
    )
    return events.with_columns(pl.Series(END, ends, dtype=pl.Int64)).drop(FROM, PLACE, PART).sort(TIME)


def _parted(events: pl.DataFrame, others: pl.DataFrame, same: Sequence[Ref]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both with `PART`: what is tied has the same part. Events tied to nothing have none; such others are left out."""
    keys = [NUMBER, *map(column, same)]
    others = others.drop_nulls(keys)
    parts = others.select(keys).unique().with_row_index(PART)
    return (
        events.join(parts, on=keys, how="left", maintain_order="left"),
        others.join(parts, on=keys, how="inner", maintain_order="left"),
    )


def _first_after(events: pl.DataFrame, others: pl.DataFrame, *, after: int) -> pl.DataFrame:
    """For each event, in order, the first of others in its part later than its time + `after`: its time is `FOUND`."""
    return events.select(PART, (pl.col(TIME) + min(after, FOREVER)).alias(FROM)).join_asof(
        others.select(PART, pl.col(TIME).alias(FOUND), pl.col(f"^{PLACE}$")),
        left_on=FROM,
        right_on=FOUND,
        by=PART,
        strategy="forward",
        allow_exact_matches=False,
        coalesce=False,
        check_sortedness=False,
    )


def _range_minimum(values: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """The least of `values[first : last + 1]` of each pair; runs of 1, 2, 4 … values are worked out once."""
    least = np.empty(len(first), dtype=np.int64)
    length = last - first + 1
    run, width = values, 1
    while width <= length.max(initial=0):
        asked = (length >= width) & (length < 2 * width)
        least[asked] = np.minimum(run[first[asked]], run[last[asked] - width + 1])
        run, width = np.minimum(run[:-width], run[width:]), 2 * width
    return least
