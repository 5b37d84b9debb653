"""The different values of identity keys, numbered in the order of their texts: identity is worked out on numbers.

A value's number is its place among all values of its key, so that numbers are the same in whatever order files came,
and whatever is sorted by them is sorted by text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.links import hashed
from xseg.profiles.taking import key_column
from xseg.project.project import Key

CODE = pl.UInt32


@dataclass(slots=True)
class Vocabulary:
    """All values of one key: `texts` are known, different and sorted by code point."""

    texts: pl.Series
    _hashes: npt.NDArray[np.uint64] = field(init=False)
    _places: npt.NDArray[np.uint32] = field(init=False)

    def __post_init__(self) -> None:
        hashes = hashed(self.texts)
        order = np.argsort(hashes)
        self._hashes, self._places = hashes[order], order.astype(np.uint32)

    def __len__(self) -> int:
        return len(self.texts)

    def codes(self, values: pl.Series) -> pl.Series:
        """The number of each value; null where it is missing or there is none such."""
        if not len(self.texts) or values.null_count() == len(values):
            return pl.Series(values.name, [None], dtype=CODE).new_from_index(0, len(values))
        hashes = hashed(values)
        order = np.argsort(hashes)  # neighbours are looked up beside each other
        at = np.empty(len(hashes), np.int64)
        at[order] = np.searchsorted(self._hashes, hashes[order])
        found = pl.Series(values.name, self._places[at.clip(max=len(self.texts) - 1)])
        equal = self.texts.gather(found) == values
        codes = found.set(~equal, None).set(equal.is_null(), None)
        return self._looked_up(codes, values, ~equal) if (~equal).any() else codes

    def _looked_up(self, codes: pl.Series, values: pl.Series, doubtful: pl.Series) -> pl.Series:
        """Values whose hash another one has too are found by text."""
        places = doubtful.fill_null(value=False).arg_true()
        asked = values.gather(places).alias("text")
        known = pl.DataFrame([self.texts.alias("text")]).with_row_index("code")
        found = pl.DataFrame([asked]).join(known, on="text", how="left", maintain_order="left").get_column("code")
        return codes.scatter(places, found)

    def told(self, codes: pl.Series) -> pl.Series:
        """The texts of numbers."""
        return self.texts.gather(codes).alias(codes.name)


Vocabularies = Sequence[Vocabulary]
"""One for each key of the project, in its order."""


def vocabularies(frames: Iterable[pl.DataFrame], keys: Sequence[Key], *, rows_most: int) -> list[Vocabulary]:
    """Of frames with a column of texts for some keys; so many rows wait before they are joined to those known."""
    gathering = [_Gathering(rows_most) for _ in keys]
    names = [key_column(key.name) for key in keys]
    for frame in frames:
        for name, values in zip(names, gathering, strict=True):
            if name in frame.columns:
                values.add(frame.get_column(name))
    return [values.vocabulary() for values in gathering]


@dataclass(slots=True)
class _Gathering:
    most: int
    known: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    waiting: list[pl.Series] = field(default_factory=list)
    rows: int = 0

    def add(self, values: pl.Series) -> None:
        self.waiting.append(values.drop_nulls().alias("").unique())
        self.rows += len(self.waiting[-1])
        if self.rows > max(self.most // 2, len(self.known)):
            self._join()

    def _join(self) -> None:
        self.known = pl.concat([self.known, *self.waiting]).unique()
        self.waiting, self.rows = [], 0

    def vocabulary(self) -> Vocabulary:
        self._join()
        texts, self.known = self.known.sort(), self.known.clear()
        return Vocabulary(texts)


def written(coded: pl.DataFrame, keys: Sequence[Key], known: Vocabularies) -> pl.DataFrame:
    """The key columns of a frame as texts."""
    return coded.select(
        vocabulary.told(coded.get_column(key_column(key.name))) for key, vocabulary in zip(keys, known, strict=True)
    )
