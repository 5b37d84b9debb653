"""The tables that a build keeps: people, events by kind, records by source, answers, lists; all by profile number."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from xseg.engines.polars import clock
from xseg.profiles.identity.identify import COMPONENT
from xseg.profiles.identity.ledger import profile_ids
from xseg.profiles.identity.owners import NOBODY, Numbers, Owners
from xseg.profiles.identity.vocabulary import Vocabularies
from xseg.profiles.rows.copies import UNTIL
from xseg.project.project import Key
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
from xseg.tables.sample import sample_integers

PEOPLE = "people"
LISTS = "lists"
KEYS = {"key": pl.String, "value": pl.String, NUMBER: pl.UInt32, PROFILE: pl.String}
"""As keys_table has them."""
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
    ids = ordered.select(profile_ids(pl.col("profile")).alias(PROFILE)).to_series()
    samples = np.fromiter((sample_integers(id_) for id_ in ids), dtype=(np.int64, 2), count=len(ids))
    return pl.DataFrame(
        {
            PROFILE: ids,
            NUMBER: pl.int_range(len(ids), dtype=pl.UInt32, eager=True),
            SAMPLE_FIRST: samples[:, 0],
            SAMPLE_SECOND: samples[:, 1],
            SINCE: ordered.get_column(SINCE),
        }
    )


def numbered(records: pl.DataFrame, numbers: pl.DataFrame) -> Numbers:
    """The `@number` of the person of each combination."""
    components = numbers.sort("profile").get_column(COMPONENT)
    dense = np.zeros(int(components.max() or 0) + 1, np.uint32)  # type: ignore[arg-type]
    dense[components.to_numpy()] = np.arange(len(components), dtype=np.uint32)
    found: Numbers = dense[records.get_column(COMPONENT).to_numpy()]
    return found


def local_columns(zone: ZoneInfo) -> list[pl.Expr]:
    """Day, hour and weekday of `@time` on a clock."""
    wall = clock.wall(pl.col(TIME), zone)
    day = wall.floordiv(clock.DAY)
    return [
        day.cast(pl.Int32).alias(DATE),
        wall.mod(clock.DAY).floordiv(clock.HOUR).cast(pl.Int8).alias(HOUR),
        ((day + 3).mod(7) + 1).cast(pl.Int8).alias(WEEKDAY),  # 1970-01-01 was a Thursday
    ]


def keys_table(of: Owners, keys: Sequence[Key], known: Vocabularies, people: pl.DataFrame) -> pl.DataFrame:
    """`key`, `value`, `@number`, `@profile`: whose each value of a key is that joins anybody; sorted."""
    ids, parts = people.get_column(PROFILE), []
    for key, mine, vocabulary in sorted(zip(keys, of, known, strict=True), key=lambda one: one[0].name):
        values = np.flatnonzero(mine != NOBODY)
        numbers = pl.Series(NUMBER, mine[values])
        columns = [vocabulary.texts.gather(values).alias("value"), numbers, ids.gather(numbers)]
        parts.append(pl.DataFrame(columns).select(pl.lit(key.name).alias("key"), pl.all()))
    return pl.concat([pl.DataFrame(schema=KEYS), *parts])


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
