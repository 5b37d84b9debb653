"""Intervals and sets: what can never hold, always holds, changes nothing or says the same, and what lets people in."""

from xseg.logic.lint import lint

__all__ = ["lint"]
