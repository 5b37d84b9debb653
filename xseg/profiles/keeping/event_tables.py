"""Events of a kind as one table in order of time, written piece by piece: no more of it is in memory than one piece."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from xseg.profiles.identity.owners import NOBODY
from xseg.profiles.keeping.kept import Kept, Span, Times
from xseg.profiles.keeping.tables import SYSTEM, held_as, local_columns
from xseg.profiles.rows.settle import Placed
from xseg.profiles.rows.touched import UNTIL
from xseg.project.project import EventKind
from xseg.tables import CHANNEL, DATE, HOUR, ID, NUMBER, SOURCE, TIME, WEEKDAY


@dataclass(frozen=True, slots=True)
class Events:
    """A source of events: its pieces, and what is kept of them."""

    placed: Sequence[Placed]
    kept: Kept


def tables(kind: EventKind, sources: Sequence[Events], zone: ZoneInfo, *, rows_most: int) -> Iterator[pl.DataFrame]:
    """The events of a kind, sorted by time, source and id, in pieces of about so many rows; at least one, if empty."""
    schema = SYSTEM | {name: held_as(property_.type) for name, property_ in kind.properties.items()}
    spans = [(events, span) for events in sources for span in events.kept.spans if span.kind == kind.name]
    cuts = _cuts([span for _, span in spans], rows_most)
    places = [_places(events.kept, span, cuts) for events, span in spans]
    for step in range(len(cuts) + 1):
        ends = [(int(one[step]), int(one[step + 1])) for one in places]
        yield _together([(*span, *end) for span, end in zip(spans, ends, strict=True) if end[0] < end[1]], schema, zone)


def _together(
    parts: Sequence[tuple[Events, Span, int, int]], schema: dict[str, pl.DataType], zone: ZoneInfo
) -> pl.DataFrame:
    """Stretches of pieces, from a row to another, as one table in order."""
    raw = {name: type_ for name, type_ in schema.items() if name not in (DATE, HOUR, WEEKDAY)}
    rows = pl.concat([pl.DataFrame(schema=raw), *(_rows(*part, raw) for part in parts)])
    return rows.sort(TIME, SOURCE, ID).with_columns(local_columns(zone)).select(list(schema))


def _cuts(spans: Sequence[Span], rows_most: int) -> Times:
    """Times at which to cut, so that about so many rows lie between two."""
    if not spans:
        return np.zeros(0, np.int64)
    times = np.concatenate([span.times for span in spans])
    each = np.concatenate([np.full(len(span.times), span.each) for span in spans])
    order = np.argsort(times, kind="stable")
    times, behind = times[order], np.cumsum(each[order])
    wanted = np.arange(1, int(behind[-1] // rows_most) + 1) * rows_most
    places = np.searchsorted(behind, wanted)
    return np.unique(times[places[places < len(times)]])


def _places(kept: Kept, span: Span, cuts: Times) -> Times:
    """The rows of a piece at which the cuts fall."""
    if not cuts.size:
        return np.array([span.start, span.end], np.int64)
    times = kept.row_times(span.piece, span.start, span.end - span.start)
    return np.concatenate([[span.start], span.start + np.searchsorted(times, cuts), [span.end]]).astype(np.int64)


def _rows(events: Events, span: Span, start: int, end: int, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    piece, kept = events.placed[span.piece].piece, events.kept
    numbers = kept.numbers(span.piece, start, end - start)
    there = [name for name in (ID, CHANNEL, TIME, *schema) if name in piece.columns]
    rows = piece.some(start, end - start, columns=list(dict.fromkeys(there)))
    rows = rows.with_columns(
        pl.Series(NUMBER, numbers),
        kept.until(span.piece, start, end - start).alias(UNTIL),
        pl.lit(kept.source.name).alias(SOURCE),
    ).filter(pl.Series(numbers != NOBODY))
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(type_).alias(name)
        for name, type_ in schema.items()
    )
