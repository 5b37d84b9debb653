"""What stands in for missing values: a column beside the attribute, worked out over the profiles that exist at `now`.

- `median`: the lower of the two middle values where their count is even.
- `mode`: the most frequent value; of equally frequent ones the smallest (texts by code point, false before true).
- `constant`: the value written.
- `knn`: the mean of the nearest neighbours' values (neighbours.py).

Where nobody's value is known, only a constant stands in.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

import polars as pl

from xseg.profiles.keeping.tables import held_as
from xseg.profiles.rows.spread import lower_value
from xseg.profiles.snapshots.neighbours import mean_of_neighbours
from xseg.project.project import Attribute, Project
from xseg.project.types import is_numeric
from xseg.tables.columns import imputed_column

HALF = Fraction(1, 2)


def with_imputed(profiles: pl.DataFrame, project: Project, names: Iterable[str]) -> pl.DataFrame:
    """The profiles with `@imputed.NAME` for these attributes, each of which says in xseg.toml what stands in."""
    return profiles.with_columns(_imputed(profiles, project, project.attributes[name]) for name in names)


def _imputed(profiles: pl.DataFrame, project: Project, attribute: Attribute) -> pl.Series:
    assert attribute.impute is not None, "the checker asks for it"
    values = profiles.get_column(attribute.name)
    column = imputed_column(attribute.name)
    known = values.drop_nulls()
    if not values.null_count() or (not len(known) and attribute.impute.method != "constant"):
        return values.alias(column)
    match attribute.impute.method:
        case "constant":
            one: object = attribute.impute.constant
        case "median":
            one = lower_value(known.sort(), HALF)
        case "mode":
            counted = known.value_counts(name="count").sort(["count", attribute.name], descending=[True, False])
            one = counted.get_column(attribute.name)[0]
        case "knn":
            by = [
                profiles.get_column(other.name)
                for other in project.attributes.values()
                if is_numeric(other.type) and other.name != attribute.name
            ]
            return mean_of_neighbours(values, by, threads=project.threads).alias(column)
        case _:
            assert_never(attribute.impute.method)
    stand_in = pl.Series([one], dtype=held_as(attribute.type))
    return pl.select(values.fill_null(stand_in.new_from_index(0, len(values)))).to_series().alias(column)
