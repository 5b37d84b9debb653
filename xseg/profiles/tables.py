"""The tables that a build keeps: people, events by kind, records by source, answers, lists; all by profile number."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import polars as pl

from xseg.engines.polars import clock
from xseg.profiles.copies import UNTIL
from xseg.profiles.identify import COMBINATION, COMPONENT, PLACE
from xseg.profiles.ledger import profile_id
from xseg.profiles.taking import KIND, ORDER, Taken, key_column
from xseg.project.project import EventKind, Key, Project
from xseg.project.types import (
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
    Type,
    UnknownType,
)
from xseg.tables import (
    CHANNEL,
    DATE,
    HOUR,
    ID,
    NUMBER,
    PROFILE,
    SAMPLE_FIRST,
    SAMPLE_SECOND,
    SOURCE,
    TIME,
    WEEKDAY,
)
from xseg.tables.columns import raw_column
from xseg.tables.sample import sample_integers

PEOPLE = "people"
LISTS = "lists"
SINCE = "@since"
"""When a profile is first met, in microseconds of UTC; null where one of its records has no time."""
SYSTEM = {
    NUMBER: pl.UInt32(),
    ID: pl.String(),
    SOURCE: pl.String(),
    CHANNEL: pl.String(),
    TIME: pl.Int64(),
    DATE: pl.Int32(),
    HOUR: pl.Int8(),
    WEEKDAY: pl.Int8(),
    UNTIL: pl.Int64(),
}


def events_table(kind: str) -> str:
    """The name of the table of a kind of events."""
    return f"events/{kind}"


def records_table(source: str) -> str:
    """The name of the table of a profiles source."""
    return f"records/{source}"


def held_as(type_: Type) -> pl.DataType:
    """How columns of a type are held (tables/columns.py)."""
    match type_:
        case BooleanType():
            return pl.Boolean()
        case ExactType() | TimestampType() | DurationType():
            return pl.Int64()
        case NumberType():
            return pl.Float64()
        case DateType():
            return pl.Int32()
        case ListType():
            return pl.List(pl.String())
        case TextType() | CategoryType() | UnknownType():
            return pl.String()


def people_table(records: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """`@profile`, `@number` (dense from 0 in the order of ids), both sample integers, `@since`."""
    since = records.group_by(COMPONENT).agg(pl.col(TIME).min(), pl.col("undated").any())
    since = since.with_columns(pl.when(~pl.col("undated")).then(TIME).alias(SINCE))
    ordered = numbers.join(since.select(COMPONENT, SINCE), on=COMPONENT).sort("profile")
    ids = [profile_id(number) for number in ordered.get_column("profile").to_list()]
    samples = [sample_integers(id_) for id_ in ids]
    return pl.DataFrame(
        {
            PROFILE: pl.Series(ids, dtype=pl.String),
            NUMBER: pl.int_range(len(ids), dtype=pl.UInt32, eager=True),
            SAMPLE_FIRST: pl.Series([pair[0] for pair in samples], dtype=pl.Int64),
            SAMPLE_SECOND: pl.Series([pair[1] for pair in samples], dtype=pl.Int64),
            SINCE: ordered.get_column(SINCE),
        }
    )


def numbered(records: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """The combinations with the `@number` of their person."""
    dense = numbers.sort("profile").with_row_index(NUMBER).select(COMPONENT, NUMBER)
    return records.join(dense, on=COMPONENT)


def with_numbers(rows: pl.DataFrame, combinations: pl.DataFrame, *, source: int) -> pl.DataFrame:
    """The rows of a source with the `@number` of their person, null where they know nobody."""
    mine = combinations.filter(pl.col(PLACE) == source).select(COMBINATION, NUMBER)
    return rows.join(mine, on=COMBINATION, how="left", maintain_order="left")


def event_tables(takens: Sequence[Taken], project: Project) -> dict[str, pl.DataFrame]:
    """Kind → its events of all sources, sorted by time, source and id, on the project's clock."""
    return {name: _events(kind, takens, project.timezone) for name, kind in project.events.items() if not kind.made}


def _events(kind: EventKind, takens: Sequence[Taken], zone: ZoneInfo) -> pl.DataFrame:
    schema = SYSTEM | {name: held_as(property_.type) for name, property_ in kind.properties.items()}
    parts = [pl.DataFrame(schema=schema)]
    for taken in takens:
        if taken.source.kind != "events":
            continue
        constant = taken.source.event_column is None
        if constant and taken.source.event != kind.name:
            continue
        rows = taken.rows if constant else taken.rows.filter(pl.col(KIND) == kind.name)
        if not rows.height:
            continue
        rows = rows.with_columns(pl.lit(taken.source.name).alias(SOURCE), *_local(zone))
        parts.append(
            rows.select(
                (pl.col(name) if name in rows.columns else pl.lit(None)).cast(type_).alias(name)
                for name, type_ in schema.items()
            )
        )
    return pl.concat(parts).sort(TIME, SOURCE, ID)


def _local(zone: ZoneInfo) -> list[pl.Expr]:
    wall = clock.wall(pl.col(TIME), zone)
    day = wall.floordiv(clock.DAY)
    return [
        day.cast(pl.Int32).alias(DATE),
        wall.mod(clock.DAY).floordiv(clock.HOUR).cast(pl.Int8).alias(HOUR),
        ((day + 3).mod(7) + 1).cast(pl.Int8).alias(WEEKDAY),  # 1970-01-01 was a Thursday
    ]


def record_table(taken: Taken) -> pl.DataFrame:
    """`@number`, `@time`, `@order`, attributes (outliers' raw values beside) of one profiles source, sorted by number,
    then reading order.
    """
    columns = {
        column.name: held_as(column.type) for column in taken.source.columns if column.name in taken.rows.columns
    }
    raw = {raw_column(name): type_ for name, type_ in columns.items() if raw_column(name) in taken.rows.columns}
    values = (pl.col(name).cast(type_) for name, type_ in (columns | raw).items())
    return taken.rows.select(NUMBER, TIME, ORDER, *values).sort(NUMBER, ORDER)


def keys_table(combinations: pl.DataFrame, keys: Sequence[Key], people: pl.DataFrame) -> pl.DataFrame:
    """`key`, `value`, `@number`, `@profile`: whose each value of a key is; sorted."""
    schema = {"key": pl.String, "value": pl.String, NUMBER: pl.UInt32}
    parts = [
        combinations.select(
            pl.lit(key.name).alias("key"), pl.col(key_column(key.name)).alias("value"), pl.col(NUMBER)
        ).drop_nulls()
        for key in keys
    ]
    found = pl.concat([pl.DataFrame(schema=schema), *parts]).unique().sort(*schema)
    return found.join(people.select(NUMBER, PROFILE), on=NUMBER, how="left", maintain_order="left")


def lists_table(values: Mapping[str, tuple[str, pl.Series]], keys: pl.DataFrame) -> pl.DataFrame:
    """List name → (key, values) as `@list`, `@number`: who is on which list; sorted."""
    schema = {"@list": pl.String, NUMBER: pl.UInt32}
    parts = [
        keys.filter((pl.col("key") == key) & pl.col("value").is_in(found.implode())).select(
            pl.lit(name).alias("@list"), NUMBER
        )
        for name, (key, found) in values.items()
    ]
    return pl.concat([pl.DataFrame(schema=schema), *parts]).unique().sort(*schema)
