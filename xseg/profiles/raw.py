"""Rows as a source brought them: nothing is believed yet, and each knows its file and line."""

from dataclasses import dataclass

import polars as pl

from xseg.profiles.chunk import LINE, Chunk
from xseg.profiles.stacked import stacked

FILE = "@@file"
"""The column of raw frames with the index of the row's file in `Raw.files`."""
PLACES = {FILE: pl.UInt32, LINE: pl.UInt32}

BAD = {**PLACES, "reason": pl.String, "row": pl.String}
"""Columns of what could not even be split into fields."""


@dataclass(frozen=True, slots=True)
class Raw:
    """`frame` has the source's own columns (text, or the types that the file gives) in reading order, with `@@file` and
    `@@line`; `bad` holds the lines that are no rows, with the reason.
    """

    frame: pl.DataFrame
    bad: pl.DataFrame
    files: tuple[str, ...]
    """Names for people, relative to the project."""

    @property
    def read(self) -> int:
        """How many rows the source had, readable or not."""
        return self.frame.height + self.bad.height

    @property
    def columns(self) -> list[str]:
        """The source's own columns."""
        return [name for name in self.frame.columns if name not in PLACES]


def joined(parts: list[Chunk], files: tuple[str, ...]) -> Raw:
    """The chunks of a source, one after the other, each with the name of its file; columns of different types become
    text.
    """
    places = {name: place for place, name in enumerate(files)}
    frames = [part.frame.with_columns(pl.lit(places[part.file or ""], pl.UInt32).alias(FILE)) for part in parts]
    bad = [(places[part.file or ""], line, reason, text) for part in parts for line, reason, text in part.bad]
    return Raw(
        stacked(frames) if frames else pl.DataFrame(schema=PLACES), pl.DataFrame(bad, schema=BAD, orient="row"), files
    )
