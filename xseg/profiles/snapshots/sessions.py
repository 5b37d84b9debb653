"""`session` events: what a person did on one channel without a pause, made out of the other events of one `now`.

Events are ordered by person and channel, then time, source and id; a session ends where the next event is another
person's or channel's, or comes more than the gap later. Events are sorted once, and sessions are slices of them.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.keeping.tables import held_as
from xseg.project.project import Sessions
from xseg.tables import CHANNEL, DATE, HOUR, ID, NUMBER, SOURCE, TIME, WEEKDAY

MADE = "@sessions"
"""The source of sessions; no source of a project is called so. The id of one is that of its first event."""
SECOND = 1_000_000
_GROUP, _PART, _PAGE, _SHOWN = "@group", "@part", "@page", "@shown"

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def session_events(events: Mapping[str, pl.DataFrame], sessions: Sessions) -> pl.DataFrame:
    """The sessions that these events make, with the columns of events (see tables/columns.py), in their order."""
    visits = pl.concat(
        _visits(events[kind], place, sessions, counts=kind in sessions.pages)
        for place, kind in enumerate(sessions.kinds)
    )
    order = _in_order(visits)
    group, time = visits[_GROUP].to_numpy()[order], visits[TIME].to_numpy()[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (group[1:] != group[:-1]) | (time[1:] - time[:-1] > sessions.gap)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(order)).astype(np.int64)[: len(first)] - 1
    by_time = np.argsort(time[first], kind="stable")
    begun = time[first][by_time]
    by_time = _settled(visits, by_time, order[first], begun[1:] == begun[:-1], by=_ID)
    first, last = first[by_time], last[by_time]
    duration = time[last] - time[first]
    made = visits[order[first]].select(
        *(NUMBER, _ID, pl.lit(MADE).alias(SOURCE), CHANNEL, TIME, DATE, HOUR, WEEKDAY),
        pl.Series("duration", duration),
        pl.Series("seconds", duration // SECOND),
        pl.Series("events", last - first + 1),
    )
    made = made.with_columns(_pages(visits, order, first, last, named=sessions.page is not None))
    properties = sessions.kind.properties.values()
    return made.select(*_SYSTEM, *(pl.col(known.name).cast(held_as(known.type)) for known in properties))


_ID = pl.concat_str(SOURCE, ID, separator="/").alias(ID)
_SYSTEM = (NUMBER, ID, SOURCE, CHANNEL, TIME, DATE, HOUR, WEEKDAY)


def _visits(table: pl.DataFrame, place: int, sessions: Sessions, *, counts: bool) -> pl.DataFrame:
    """The events of one kind that take part, whose and where they are as one number, and what page they are."""
    if set(table.get_column(CHANNEL).unique()) - set(sessions.channels):
        table = table.filter(pl.col(CHANNEL).is_in(sessions.channels))
    channel = pl.sum_horizontal(
        pl.lit(0, pl.UInt64),
        *(pl.when(pl.col(CHANNEL) == name).then(code).otherwise(0) for code, name in enumerate(sessions.channels)),
    )
    page = pl.col(sessions.page) if sessions.page in table.columns else pl.lit(None)
    return table.select(
        *_SYSTEM,
        (pl.col(NUMBER).cast(pl.UInt64) * len(sessions.channels) + channel).cast(pl.UInt64).alias(_GROUP),
        pl.lit(place, pl.UInt32).alias(_PART),
        page.cast(pl.String).alias(_SHOWN),
        (pl.lit(counts) if sessions.page is None else pl.lit(counts) & page.is_not_null()).alias(_PAGE),
    )


def _in_order(visits: pl.DataFrame) -> Rows:
    """The rows by group, time, source and id. Each kind is in order of time already, so its rows are merged; whose they
    are and their place then fit one integer, which sorts many times faster than columns do.
    """
    time = visits[TIME].to_numpy()
    if not len(time):
        return np.zeros(0, np.int64)
    rows = np.argsort(time, kind="stable")
    group = visits[_GROUP].to_numpy()[rows]
    bits = len(rows).bit_length()
    if int(group.max()).bit_length() + bits <= 64:
        packed = pl.Series(group << np.uint64(bits) | np.arange(len(rows), dtype=np.uint64)).sort()
        order = rows[(packed.to_numpy() & np.uint64((1 << bits) - 1)).astype(np.int64)]
    else:
        order = rows[np.argsort(group, kind="stable")]
    group, time = visits[_GROUP].to_numpy()[order], time[order]
    equal = (group[1:] == group[:-1]) & (time[1:] == time[:-1])
    if len(visits[_PART].unique()) == 1 or not equal.any():
        return order  # events of one kind are in order already
    part = visits[_PART].to_numpy()[order]
    apart = part[1:] != part[:-1]
    return order[_settled(visits, np.arange(len(order)), order, equal, by=pl.struct(SOURCE, ID), apart=apart)]


def _settled(
    visits: pl.DataFrame, order: Rows, rows: Rows, equal: Flags, *, by: pl.Expr, apart: Flags | None = None
) -> Rows:
    """`order`, with runs of neighbours that are `equal` put in order of `by`, read at the row `rows[place]` of each;
    with `apart`, only runs in which it holds of two neighbours.
    """
    doubtful = equal if apart is None else equal & apart
    if not doubtful.any():
        return order
    run = np.concatenate([[0], np.cumsum(~equal)])
    mixed = np.zeros(run[-1] + 1, np.bool_)
    mixed[run[1:][doubtful]] = True
    places = np.flatnonzero(mixed[run])
    ties = visits.select(SOURCE, ID)[rows[order[places]]].select(
        by.alias("by"), pl.Series("run", run[places]), pl.Series("order", order[places])
    )
    settled = order.copy()
    settled[places] = ties.sort("run", "by")["order"].to_numpy()
    return settled


def _pages(visits: pl.DataFrame, order: Rows, first: Rows, last: Rows, *, named: bool) -> list[pl.Series]:
    """How many pages each session has, and the first and the last of them."""
    is_page: Flags = visits[_PAGE].to_numpy()[order]
    before = np.concatenate([[0], np.cumsum(is_page)])
    found = [pl.Series("pages", before[last + 1] - before[first])]
    if named:
        rows = order[is_page]
        some = pl.Series(before[last + 1] > before[first])
        for name, place in (("entry", before[first]), ("exit", before[last + 1] - 1)):
            at = pl.Series(
                "at", rows[np.clip(place, 0, len(rows) - 1)] if len(rows) else np.zeros(len(place), np.int64)
            )
            found.append(visits[_SHOWN].gather(pl.select(pl.when(some).then(at)).to_series()).alias(name))
    return found
