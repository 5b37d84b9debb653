"""`compile`: a rule over the columns of a frame that is not a project's."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from xseg.diagnostics import Sink, Source
from xseg.engines.polars import expression
from xseg.plan import bind, lower
from xseg.plan.bind import to_micros
from xseg.plan.nodes import Aggregate, Ranked, Score
from xseg.plan.reach import reachable
from xseg.project.project import Attribute, Project
from xseg.project.types import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    TIMESTAMP,
    CategoryType,
    ExactType,
    ListType,
    Type,
)
from xseg.semantics import check
from xseg.syntax import parse_rule
from xseg.workflow import messages
from xseg.workflow.workspace import RULE, Workspace

Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def compiled(rule: str, schema: Schema, *, now: datetime, timezone: str) -> tuple[pl.Expr | None, Workspace]:
    """The expression; None where the rule, or a column it reads, does not allow one: the workspace's sink says why."""
    sink = Sink()
    source = Source(RULE, rule)
    types = {name: type_of(dtype) for name, dtype in schema.items()}
    project = frame_project({name: type_ for name, type_ in types.items() if type_ is not None}, timezone)
    workspace = Workspace(project.root, project, None, sink, {RULE: source})
    parsed = parse_rule(source, sink)
    if parsed is None:
        return None, workspace
    program = check(project, [], sink, rules={RULE: parsed})
    if sink.failed:
        return None, workspace
    plan = lower(program)
    root = plan.segments[RULE]
    for ref in reachable(plan, [root]):
        if isinstance(plan.nodes[ref].operation, Aggregate | Ranked | Score):
            sink.add(messages.beyond_a_row(plan.spans.get(ref)))
            return None, workspace
    held = {
        name: column_as_held(name, schema[name], type_, timezone) for name, type_ in types.items() if type_ is not None
    }
    bound = bind(plan, now=to_micros(now), zone=project.timezone)
    return expression(bound, root, attributes=held), workspace


def type_of(dtype: pl.DataType | type[pl.DataType]) -> Type | None:
    """The type of a column; None for one that a rule cannot read."""
    found = dtype if isinstance(dtype, pl.DataType) else dtype()
    match found:
        case pl.Boolean():
            return BOOLEAN
        case pl.Int8() | pl.Int16() | pl.Int32() | pl.Int64() | pl.UInt8() | pl.UInt16() | pl.UInt32():
            return ExactType(0, 18)
        case pl.Decimal():
            return ExactType(found.scale or 0, min(found.precision or 38, 38))
        case pl.Float32() | pl.Float64():
            return NUMBER
        case pl.String():
            return TEXT
        case pl.Enum():
            return CategoryType(tuple(found.categories))
        case pl.Categorical():
            return CategoryType(None)
        case pl.Date():
            return DATE
        case pl.Datetime():
            return TIMESTAMP
        case pl.List():
            return ListType(TEXT) if found.inner == pl.String() else None
        case _:
            return None


def column_as_held(name: str, dtype: pl.DataType | type[pl.DataType], type_: Type, timezone: str) -> pl.Expr:
    """The column as profiles hold such values; see `xseg.tables.columns`."""
    column = pl.col(name)
    match type_:
        case ExactType(0):
            return column.cast(pl.Int64)
        case ExactType():
            return column.to_physical().cast(pl.Int128)
        case _ if type_ == NUMBER:
            number = column.cast(pl.Float64)
            return pl.when(number.is_finite()).then(number + 0.0)
        case _ if type_ == DATE:
            return column.to_physical()
        case _ if type_ == TIMESTAMP:
            aware = isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
            local = column.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
            return (column if aware else local).dt.epoch("us")
        case ListType():
            return column
        case _ if type_ == BOOLEAN:
            return column
        case _:
            text = column.cast(pl.String)
            return pl.when(text != "").then(text)


def frame_project(types: Mapping[str, Type], timezone: str) -> Project:
    """A project that declares nothing but the attributes of a frame."""
    return Project(
        root=Path(),
        name="frame",
        timezone=ZoneInfo(timezone),
        edition=2026,
        as_of=None,
        rules=(),
        state=Path(),
        strict=False,
        channels={},
        attributes={name: Attribute(name, type_) for name, type_ in types.items()},
        events={},
        purposes={},
        lists={},
        destinations={},
        sources=(),
        keys=(),
    )
