"""Frames of events: those of some kinds, with a column for each thing that queries over them read."""

from collections.abc import Collection, Mapping

import polars as pl

from xseg.engines.polars.materialise import materialise
from xseg.engines.polars.operations import KIND
from xseg.engines.polars.scope import column
from xseg.engines.polars.snapshot import Snapshot
from xseg.engines.polars.values import dtype
from xseg.plan.bind import Bound
from xseg.plan.nodes import Nth, OfProfile, Operation, Property, Query, Ref
from xseg.plan.plan import Node
from xseg.plan.reach import reachable
from xseg.tables import CHANNEL, DATE, HOUR, ID, NUMBER, SOURCE, TIME, WEEKDAY

ROW = "@row"
"""The place of an event in the order of time, source, id among the events of its frame."""

SYSTEM = {
    NUMBER: pl.UInt32,
    ID: pl.String,
    SOURCE: pl.String,
    CHANNEL: pl.String,
    TIME: pl.Int64,
    DATE: pl.Int32,
    HOUR: pl.Int8,
    WEEKDAY: pl.Int8,
}

Kinds = tuple[str, ...] | None


def fits(query: Query) -> pl.Expr:
    """Which rows of the frame of its kinds a query takes."""
    tests = [pl.col(column(ref)) for ref in (query.filter, query.window) if ref is not None]
    if query.channels is not None:
        tests.append(pl.col(CHANNEL).is_in(list(query.channels)))
    return pl.all_horizontal(pl.lit(value=True), *tests)


def event_frame(
    kinds: Kinds,
    wanted: Collection[Ref],
    bound: Bound,
    snapshot: Snapshot,
    *,
    profiles: pl.DataFrame,
    held: Collection[Ref],
) -> pl.DataFrame:
    """The events of `kinds` in order of time, source, id, with `ROW`, the columns of `wanted` and the system's.

    `profiles` holds the columns of the profile-level nodes `held`; events of other profiles are left out.
    """
    nodes = bound.plan.nodes
    profile_level = {ref for ref, node in enumerate(nodes) if isinstance(node.operation, OfProfile)}
    leaves = {ref: nodes[ref] for ref in reachable(bound.plan, wanted, known=profile_level)}
    read = {ref: node for ref, node in leaves.items() if isinstance(node.operation, Property | Nth)}
    of_profile = {ref: node.operation.operand for ref, node in leaves.items() if isinstance(node.operation, OfProfile)}

    names = sorted(snapshot.events) if kinds is None else [kind for kind in kinds if kind in snapshot.events]
    tables = {name: snapshot.events[name] for name in names} or {"": pl.DataFrame(schema=SYSTEM)}
    frame = pl.concat(_kind_table(kind, table, read) for kind, table in tables.items())
    if len(tables) > 1:
        frame = frame.sort(TIME, SOURCE, ID)
    values = materialise(profiles, set(of_profile.values()), bound, held=held).select(
        NUMBER, *(pl.col(column(operand)).alias(column(ref)) for ref, operand in of_profile.items())
    )
    frame = frame.join(values, on=NUMBER, how="inner", maintain_order="left").with_row_index(ROW)
    return materialise(frame, wanted, bound, held={*read, *of_profile})


def _kind_table(kind: str, table: pl.DataFrame, read: Mapping[Ref, Node]) -> pl.DataFrame:
    """The events of one kind, with the columns of properties (missing where it has none) and counts from either end."""
    columns = [pl.col(name).cast(held) for name, held in SYSTEM.items()]
    columns.append(pl.lit(kind).alias(KIND))
    for ref, node in read.items():
        value = _nth(node.operation) if isinstance(node.operation, Nth) else _property(node.operation, table)
        columns.append(value.cast(dtype(node.type)).alias(column(ref)))
    return table.select(columns)


def _nth(operation: Nth) -> pl.Expr:
    return pl.int_range(pl.len()).rank("ordinal", descending=operation.from_end).over(NUMBER)


def _property(operation: Operation, table: pl.DataFrame) -> pl.Expr:
    assert isinstance(operation, Property)
    return pl.col(operation.name) if operation.name in table.columns else pl.lit(None)
