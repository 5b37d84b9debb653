"""Events that came late, and events of the future."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Timely:
    """Of one source's events: how many lie after `now`, the newest that does not, and how many lie not after the
    newest of the last build (None: there was none). Times are microseconds of UTC.
    """

    future: int
    newest: int | None
    not_after_before: int | None


def timely(times: Iterable[pl.Series], *, now: int, before: int | None) -> Timely:
    """Of times in any number of pieces; `before` is the newest of the last build that was not of the future then."""
    future, newest, old = 0, None, 0
    for piece in times:
        past = piece.filter(piece <= now)
        future += len(piece) - piece.null_count() - len(past)
        last = past.max()
        if isinstance(last, int):
            newest = last if newest is None else max(newest, last)
        if before is not None:
            old += int((piece <= before).sum())
    return Timely(future, newest, None if before is None else old)


def late(found: Timely, *, kept_before: int) -> int | None:
    """How many more events lie not after the last build's newest than that build had: they came after newer ones.
    `kept_before` is what it kept, without its own future. None in a first build.

    Where events were taken back in the meantime, so many late ones stay unseen.
    """
    return None if found.not_after_before is None else max(0, found.not_after_before - kept_before)
