"""How far long work is, for whoever waits."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Hears what is done next, and the share of all that is behind it (0–1)."""


def quiet(what: str, share: float) -> None:
    """Shows no progress."""


def within(progress: Progress, start: float, end: float) -> Progress:
    """The progress of a part of longer work, which lies between two shares of it."""
    return lambda what, share: progress(what, start + (end - start) * share)
