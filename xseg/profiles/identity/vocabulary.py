"""The different values of identity keys, numbered: who is one person is worked out on numbers.

Values get their numbers as they come; when all are there they are numbered anew, in the order of their texts. Then
numbers are the same in whatever order files came, and whatever is sorted by them is sorted by text.

A value is found by the upper half of its hash, and compared as a text. Of values that share such a half one is in the
index, the others in a dictionary. A hash is never kept beyond a build: it differs between versions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key

T = TypeVar("T", bound=np.generic)
CODE = pl.UInt32
SLICE = 1 << 20
NONE = np.uint32(0xFFFF_FFFF)
"""In arrays of numbers of values: there is none."""
Codes = npt.NDArray[np.uint32]
Halves = npt.NDArray[np.uint64]
"""Upper halves of hashes, in the upper half of a word."""
Hashing = Callable[[pl.Series], "npt.NDArray[np.uint64]"]
LOW = np.uint64(0xFFFF_FFFF)
"""The half of a word in which the number of a value stands, below the upper half of its hash."""


def hashed(values: pl.Series) -> npt.NDArray[np.uint64]:
    """A number for each value; equal values have the same, and few others."""
    return values.hash().to_numpy()


@dataclass(slots=True)
class Vocabulary:
    """Values of one key: the number of a value is its place in `texts`."""

    texts: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    hashing: Hashing = hashed
    _index: npt.NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    """Sorted words: of each half of a hash the value that came first."""
    _others: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    def add(self, values: pl.Series) -> Codes:
        """The numbers of values, of which some may be new; NONE where they are missing."""
        return self._numbers(values, self._grown)

    def find(self, values: pl.Series) -> Codes:
        """The numbers of values; NONE where they are missing, or there is none such."""
        return self._numbers(values, self._found)

    def told(self, codes: pl.Series) -> pl.Series:
        """The texts of numbers."""
        return self.texts.gather(codes).alias(codes.name)

    def in_order(self) -> tuple["Vocabulary", Codes]:
        """The same values, numbered in the order of their texts; and the new number of each old one."""
        order = self.texts.arg_sort().to_numpy()
        places = np.empty(len(self), np.uint32)
        places[order] = np.arange(len(self), dtype=np.uint32)
        index = (self._index & ~LOW) | places[(self._index & LOW).astype(np.int64)]
        others = {text: int(places[code]) for text, code in self._others.items()}
        return Vocabulary(self.texts.gather(order), self.hashing, index, others), places

    def _numbers(self, values: pl.Series, numbered: Callable[[pl.Series, Halves], Codes]) -> Codes:
        """Asks for the number of each different value once, in the order of their hashes."""
        size = len(values)
        low = np.uint64((1 << max(size - 1, 1).bit_length()) - 1)
        packed = self.hashing(values) & ~low  # below the hash the row: one sort brings both in order
        packed |= np.arange(size, dtype=np.uint64)
        packed = pl.Series(packed).filter(values.is_not_null()).sort().to_numpy()
        rows = (packed & low).astype(np.uint32)
        first = np.ones(len(rows), np.bool_)
        np.greater(packed[1:] ^ packed[:-1], low, out=first[1:])
        halves = picked(packed, first) & ~LOW
        del packed
        run = np.cumsum(first, dtype=np.uint32)
        run -= np.uint32(1)
        firsts = values.gather(picked(rows, first))
        codes = numbered(firsts, halves)
        found = np.full(size, NONE)
        for start in range(0, len(rows), SLICE):  # places are made wide to look something up there
            some = slice(start, start + SLICE)
            found[rows[some]] = codes[run[some]]
        beside = ~first
        same = (values.gather(picked(rows, beside)) == firsts.gather(picked(run, beside))).to_numpy()
        if not same.all():  # of one hash as the first, or nearly, but another value
            left = rows[beside][~same]
            found[left] = self._numbers(values.gather(left), numbered)
        return found

    def _found(self, texts: pl.Series, halves: Halves) -> Codes:
        """Of different values the numbers, NONE where one is new; `halves` are sorted."""
        found = np.full(len(texts), NONE)
        hits, codes = self._beside(halves)
        same = (self.texts.gather(codes) == texts.gather(hits)).to_numpy()
        found[hits[same]] = codes[same]
        for place in hits[~same].tolist():
            found[place] = self._others.get(texts[place], NONE)
        return found

    def _beside(self, halves: Halves) -> tuple[npt.NDArray[np.int64], Codes]:
        """The places of those halves that the index has, and whose they are."""
        if not len(self._index):
            return np.zeros(0, np.int64), np.zeros(0, np.uint32)
        words = self._index[np.searchsorted(self._index, halves).clip(max=len(self._index) - 1)]
        hits = np.flatnonzero((words & ~LOW) == halves)
        return hits, (words[hits] & LOW).astype(np.uint32)

    def _grown(self, texts: pl.Series, halves: Halves) -> Codes:
        """As `_found`, and new values get the next numbers."""
        found = self._found(texts, halves)
        new = found == NONE
        mine = np.arange(len(self), len(self) + int(new.sum()), dtype=np.uint32)
        found[new] = mine
        fresh = halves if new.all() else halves[new]
        taken = np.zeros(len(mine), np.bool_)
        taken[self._beside(fresh)[0]] = True
        taken[1:] |= fresh[1:] == fresh[:-1]
        told = texts if new.all() else texts.filter(pl.Series(new))
        self.texts = pl.concat([self.texts, told.alias("")]).rechunk() if len(self) else told.alias("")
        words = fresh | mine
        words = words[~taken] if taken.any() else words
        self._index = np.concatenate([self._index, words]) if len(self._index) else words
        self._index.sort(kind="stable")  # two runs that are in order
        self._others |= zip(told.filter(pl.Series(taken)).to_list(), mine[taken].tolist(), strict=True)
        return found


Vocabularies = Sequence[Vocabulary]
"""One for each key of the project, in its order."""
Places = Sequence[Codes]
"""For each key the new number of each old one (see `in_order`)."""


def picked(values: npt.NDArray[T], which: npt.NDArray[np.bool_]) -> npt.NDArray[T]:
    """Some values of an array, as Polars takes them: numpy needs five times as long."""
    return pl.Series(values).filter(pl.Series(which)).to_numpy()


def looked_up(values: npt.NDArray[T], places: Codes) -> npt.NDArray[T]:
    """The values at places of an array, as Polars looks them up: numpy makes the places wide first."""
    return pl.Series(values).gather(pl.Series(places)).to_numpy()


def series(name: str, codes: Codes) -> pl.Series:
    """Numbers as a column, null where there is none."""
    return pl.Series(name, codes).set(pl.Series(codes == NONE), None)


def renumbered(codes: pl.Series, new: Codes) -> pl.Series:
    """Old numbers → new ones."""
    return series(codes.name, np.append(new, NONE)[plain(codes).clip(max=len(new))])


def plain(codes: pl.Series) -> Codes:
    """A column of numbers, NONE where there is none."""
    return codes.fill_null(int(NONE)).to_numpy()


def stacked(frame: pl.DataFrame, keys: Sequence[Key]) -> Codes:
    """The key columns of a frame as rows of an array."""
    found = np.empty((len(keys), frame.height), np.uint32)
    for place, key in enumerate(keys):
        found[place] = plain(frame.get_column(key_column(key.name)))
    return found


def written(coded: pl.DataFrame, keys: Sequence[Key], known: Vocabularies) -> pl.DataFrame:
    """The key columns of a frame as texts."""
    return coded.select(
        vocabulary.told(coded.get_column(key_column(key.name))) for key, vocabulary in zip(keys, known, strict=True)
    )
