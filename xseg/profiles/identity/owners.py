"""Whose each key value is, and so whose a record is: the person of its strongest value that joins anybody."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from xseg.profiles.identity.vocabulary import NONE, Codes, Vocabularies, plain
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key

Numbers = npt.NDArray[np.uint32]
NOBODY = np.uint32(0xFFFF_FFFF)
"""The number of rows that are not kept, or of nobody."""
UNKNOWN = np.uint32(0xFFFF_FFFE)
"""The number of rows that are kept although they are of nobody: answers count for their address, whoever's that is."""
Owners = Sequence[Numbers]
"""For each key of the project, the person of each of its values; NOBODY where it joins nobody."""


def owners(records: pl.DataFrame, numbers: Numbers, keys: Sequence[Key], known: Vocabularies) -> list[Numbers]:
    """Of records with the values that may join (identify.components), and the number of the person of each."""
    found = []
    for key, vocabulary in zip(keys, known, strict=True):
        codes = plain(records.get_column(key_column(key.name)))
        there = codes != NONE
        mine = np.full(len(vocabulary), NOBODY)
        mine[codes[there]] = numbers[there]
        found.append(mine)
    return found


def owner(codes: Codes, of: Owners) -> Numbers:
    """The person of each record; a row of codes a key, NONE where a record has no value."""
    found = np.full(codes.shape[1], NOBODY)
    for mine, people in zip(codes, of, strict=True):
        open_ = np.flatnonzero((found == NOBODY) & (mine != NONE))
        found[open_] = people[mine[open_]]
    return found


def joining(codes: pl.Series, people: Numbers) -> pl.Series:
    """Without the values that join nobody."""
    mine = plain(codes)
    known = np.flatnonzero(mine != NONE)
    crowded = known[people[mine[known]] == NOBODY]
    return codes.scatter(crowded, None) if len(crowded) else codes
