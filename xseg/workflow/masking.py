"""Hides what would name a person: values of attributes that are identity keys or labelled sensitive."""

import polars as pl

from xseg.explain.values import MASK
from xseg.project.project import Project


def masked(table: pl.DataFrame, project: Project) -> pl.DataFrame:
    """The table with the known values of personal columns replaced by dots."""
    personal = personal_columns(project)
    return table.with_columns(
        pl.when(pl.col(name).is_not_null()).then(pl.lit(MASK)).alias(name) for name in table.columns if name in personal
    )


def personal_columns(project: Project) -> frozenset[str]:
    """Identity keys and their parts, attributes read from the same source columns, and sensitive attributes."""
    parts = {part for key in project.keys for part in (key.name, *key.parts)}
    same = {
        column.name
        for source in project.sources
        for column in source.columns
        if column.column in set(source.keys.values())
    }
    sensitive = {name for name, attribute in project.attributes.items() if attribute.sensitive}
    return frozenset(parts | same | sensitive)
