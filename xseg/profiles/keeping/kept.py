"""Row by row of every piece whether it is kept, whose it is, and until when it counts: worked out once, then read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.identity.owners import NOBODY, UNKNOWN, Numbers
from xseg.profiles.identity.whose import People, deletions
from xseg.profiles.measures.report import Fences
from xseg.profiles.rows.parts import WHOSE
from xseg.profiles.rows.settle import Placed
from xseg.profiles.rows.taking import DELETED, DUPLICATE, DUPLICATE_ID, KIND
from xseg.profiles.rows.touched import ASIDE, COPY, FIRST_READ, GONE, KEPT, ROW, STATE, UNTIL, Touched
from xseg.project.project import Source
from xseg.tables import TIME

CROWDED = "only keys that join nobody"
SAMPLES = 1_024
"""So many times of as many rows as are at work tell where to cut events."""
NEVER = -(2**63)
"""The time of rows without one, which only delete others and stand before all times."""
Times = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one kind in a piece, in order of time; `times` are samples of them, each for `each` rows."""

    piece: int
    kind: str
    start: int
    end: int
    times: Times
    each: float


@dataclass(slots=True)
class Newest:
    """Of the events of one kind that count for good: how many, from when to when."""

    events: int = 0
    first: int | None = None
    last: int | None = None

    def add(self, times: Times) -> None:
        if times.size:
            low, high = int(times.min()), int(times.max())
            self.events += times.size
            self.first = low if self.first is None else min(self.first, low)
            self.last = high if self.last is None else max(self.last, high)


@dataclass(slots=True)
class Kept:
    """What is kept of a source; rows' people, times and ends are in files, a piece each."""

    source: Source
    folder: Path
    rows: int = 0
    pieces: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    """Reason → rows set aside for what stands in other rows."""
    kinds: dict[str, Newest] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    """Pieces with rows that are set aside here."""
    reasons: Sequence[str] = ()
    """By state, from ASIDE on."""
    fences: tuple[Fences, ...] = ()
    """Of outliers, as all rows that are kept have them."""

    def numbers(self, piece: int, start: int, rows: int) -> Numbers:
        """Whose rows of a piece are, NOBODY where they are not kept."""
        return np.fromfile(self._file("number", piece), np.uint32, rows, offset=start * 4)

    def row_times(self, piece: int, start: int, rows: int) -> Times:
        """Their times; of events, which all have one."""
        return np.fromfile(self._file("time", piece), np.int64, rows, offset=start * 8)

    def all_times(self) -> Iterator[pl.Series]:
        """The times of kept rows, a piece at a time."""
        for piece in range(self.pieces):
            yield pl.Series(np.fromfile(self._file("told", piece), np.int64))

    def until(self, piece: int, start: int, rows: int) -> pl.Series:
        """Until when they count, null: for good."""
        return self._told("until", piece, start, rows)

    def first(self, piece: int, rows: int) -> pl.Series:
        """Where the first row that is equal to them stands (reading_place.READ), null: no other row is."""
        return self._told("first", piece, 0, rows).cast(pl.UInt64)

    def set_aside(self, piece: int) -> pl.DataFrame:
        """`@row` and `reason` of the rows of a piece that are set aside here."""
        rows, states = np.load(self._file("aside", piece))
        words = {KEPT: CROWDED} | {ASIDE + place: reason for place, reason in enumerate(self.reasons)}
        return pl.DataFrame({ROW: rows.astype(np.uint32), "reason": [words[state] for state in states.tolist()]})

    def add(self, index: int, one: Placed, touched: Touched, people: People, *, rows_most: int) -> None:
        """Works out a piece."""
        self.reasons = touched.reasons
        self.pieces = max(self.pieces, index + 1)
        events = self.source.kind == "events"
        frame = one.piece.frame(WHOSE, TIME, *([KIND] if events else []))
        rows = touched.of(index)
        states = np.where(deletions(one), GONE, KEPT).astype(np.uint16)
        states[rows.get_column(ROW).to_numpy()] = rows.get_column(STATE).to_numpy()
        numbers = people.of_rows(index, frame.get_column(WHOSE).to_numpy(), rows.filter(pl.col(STATE) == KEPT))
        if self.source.kind == "consents":
            numbers = np.where(numbers == NOBODY, UNKNOWN, numbers)
        kept = (states == KEPT) & (numbers != NOBODY)
        self._count(states, kept, index)
        ends = rows.filter(pl.col(UNTIL).is_not_null() & pl.Series(kept[rows.get_column(ROW).to_numpy()]))
        for_good = kept.copy()
        self._tell("until", index, ends.select(ROW, UNTIL))
        self._tell("first", index, rows.filter(pl.col(STATE) == KEPT).select(ROW, FIRST_READ).drop_nulls())
        if ends.height:
            for_good[ends.get_column(ROW).to_numpy()] = False
        np.where(kept, numbers, NOBODY).astype(np.uint32).tofile(self._file("number", index))
        frame.get_column(TIME).filter(pl.Series(kept)).drop_nulls().to_numpy().tofile(self._file("told", index))
        if events:
            self._spans(index, frame, kept, for_good, rows_most)

    def _count(self, states: npt.NDArray[np.uint16], kept: Flags, index: int) -> None:
        self.rows += int(kept.sum())
        duplicate = DUPLICATE_ID if self.source.kind == "events" and self.source.id else DUPLICATE
        crowded = (states == KEPT) & ~kept
        for state, why in ((COPY, duplicate), (GONE, DELETED)):
            _count(self.dropped, why, states == state)
        for place, reason in enumerate(self.reasons):
            _count(self.aside, reason, states == ASIDE + place)
        _count(self.aside, CROWDED, crowded)
        lost = np.flatnonzero(crowded | (states >= ASIDE))
        if lost.size:
            self.lost.append(index)
            np.save(self._file("aside", index), np.stack([lost, states[lost].astype(np.int64)]))

    def _spans(self, index: int, frame: pl.DataFrame, kept: Flags, for_good: Flags, rows_most: int) -> None:
        times = frame.get_column(TIME).fill_null(NEVER).to_numpy()
        times.tofile(self._file("time", index))
        step = max(1, rows_most // SAMPLES)
        start = 0
        lengths = frame.get_column(KIND).rle().struct.unnest()
        for length, kind in lengths.iter_rows():
            end = start + length
            here = times[start:end][kept[start:end]]
            if kind is not None and here.size:
                samples = here[::step].copy()  # a view would hold the times of all rows
                self.spans.append(Span(index, kind, start, end, samples, here.size / samples.size))
                self.kinds.setdefault(kind, Newest()).add(times[start:end][for_good[start:end]])
            start = end

    def _tell(self, what: str, piece: int, told: pl.DataFrame) -> None:
        """What is to be known of some rows: their places, and a number each."""
        if told.height:
            told.select(pl.all().cast(pl.Int64)).to_numpy().astype(np.int64).tofile(self._file(what, piece))

    def _told(self, what: str, piece: int, start: int, rows: int) -> pl.Series:
        """Row by row what `_tell` was told, null where nothing was."""
        numbers = pl.Series(what, [None], dtype=pl.Int64).new_from_index(0, rows)
        file = self._file(what, piece)
        if not file.exists():
            return numbers
        found = np.fromfile(file, np.int64).reshape(-1, 2)
        found = found[(found[:, 0] >= start) & (found[:, 0] < start + rows)]
        return numbers.scatter(found[:, 0] - start, found[:, 1]) if len(found) else numbers

    def _file(self, what: str, piece: int) -> Path:
        return self.folder / f"{what}-{piece}.npy"


def _count(counts: dict[str, int], why: str, rows: Flags) -> None:
    found = int(rows.sum())
    if found:
        counts[why] = counts.get(why, 0) + found
