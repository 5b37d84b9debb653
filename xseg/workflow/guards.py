"""What segments expect of themselves, held against a run's members: size, change, and how they lie to each other."""

from collections.abc import Iterator, Mapping
from typing import assert_never

import polars as pl

from xseg.diagnostics import Diagnostic, Source
from xseg.explain.clauses import written
from xseg.semantics import CheckedSegment, Program
from xseg.semantics.program import ChangeExpectation, Expectation, RelationExpectation, SizeExpectation
from xseg.syntax.nodes import Share
from xseg.workflow import messages


def broken_guards(
    program: Program, table: pl.DataFrame, before: Mapping[str, int], sources: Mapping[str, Source]
) -> Iterator[Diagnostic]:
    """A finding for each `expect:` that does not hold. `table` has a boolean column `segment NAME` for each segment,
    one row a profile; `before` the sizes of the run before.
    """
    for segment in program.segments.values():
        entries = [entry for entry in segment.declaration.entries if entry.key.text == "expect"]
        for entry, expectation in zip(entries, segment.metadata.expectations, strict=True):
            saw = _broken(segment, expectation, table, before)
            if saw is not None:
                yield messages.guard_broken(segment.name, written(sources, entry.span), saw, entry.span)


def _broken(
    segment: CheckedSegment, expectation: Expectation, table: pl.DataFrame, before: Mapping[str, int]
) -> str | None:
    """What was seen instead; None where the expectation holds."""
    mine = table.get_column(f"segment {segment.name}")
    size = int(mine.sum())
    match expectation:
        case SizeExpectation(low, high):
            inside = _at_least(size, low, table.height) and not _above(size, high, table.height)
            return None if inside else f"{size:,} of {table.height:,} profiles"
        case ChangeExpectation(share):
            was = before.get(segment.name)
            if was is None or not _above(abs(size - was), share, was):
                return None
            return f"{was:,} before, {size:,} now"
        case RelationExpectation(relation, names):
            for name in names:
                other = table.get_column(f"segment {name.text}")
                count = int(_offending(relation, mine, other).sum())
                if count:
                    return f"{count:,} profiles beside `{name.text}` are against it"
            return None
        case _:
            assert_never(expectation)


def _offending(relation: str, mine: pl.Series, other: pl.Series) -> pl.Series:
    match relation:
        case "disjoint from":
            return mine & other
        case "subset of":
            return mine & ~other
        case "covers":
            return other & ~mine
        case _:
            raise AssertionError(relation)


def _at_least(count: int, share: Share, of: int) -> bool:
    """Whether a count is at least a share of `of` (or so many heads)."""
    if not share.percent:
        return bool(count * 10**share.scale >= share.unscaled)
    return bool(count * 100 * 10**share.scale >= share.unscaled * of)


def _above(count: int, share: Share, of: int) -> bool:
    """Whether a count is more than a share of `of` (or so many heads)."""
    if not share.percent:
        return bool(count * 10**share.scale > share.unscaled)
    return bool(count * 100 * 10**share.scale > share.unscaled * of)
