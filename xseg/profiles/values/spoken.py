"""Values as they are held, as people write them again."""

import polars as pl

from xseg.project.types import DateType, ExactType, TimestampType, Type


def spoken(values: pl.Series, type_: Type) -> pl.Series:
    """A column of tables/columns.py for people: amounts with their point, days and instants (UTC) as such; others as
    they are.
    """
    match type_:
        case ExactType(scale=scale) if scale:
            return _with_point(values, scale)
        case DateType():
            return values.cast(pl.Int32).cast(pl.Date).cast(pl.String)
        case TimestampType():
            return values.cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        case _:
            return values


def _with_point(units: pl.Series, scale: int) -> pl.Series:
    size = units.abs()
    whole, rest = size // 10**scale, size % 10**scale
    parts = [
        pl.when(units < 0).then(pl.lit("-")).otherwise(pl.lit("")),
        whole.cast(pl.String),
        pl.lit("."),
        rest.cast(pl.String).str.zfill(scale),
    ]
    return pl.select(pl.concat_str(parts)).to_series().alias(units.name)
