"""How much a build takes at once, so that it stays within the memory that the project gives it."""

from dataclasses import dataclass

DEFAULT = 4 << 30
LEAST = 64 << 20
CHUNK_PART, ROW_BYTES = 128, 2_048
"""A chunk's text is this part of memory; a row at work, with the copies that sorting makes, takes so many bytes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`chunk` is in bytes of text; `rows` is how many rows are at work at once, after reading."""

    memory: int
    chunk: int
    rows: int


def limits(memory: int | None) -> Limits:
    """Of a limit in bytes; None: as much as a small machine has."""
    given = max(memory or DEFAULT, LEAST)
    return Limits(given, max(given // CHUNK_PART, 1 << 20), max(given // ROW_BYTES, 1 << 14))
