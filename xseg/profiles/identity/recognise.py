"""Key combinations → people: values that join nobody are left out, keys join, and what is alike enough is linked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import polars as pl

from xseg.diagnostics import Diagnostic, Sink
from xseg.profiles import messages
from xseg.profiles.identity.identify import (
    COMBINATION,
    FIRST,
    PLACE,
    SECOND,
    Crowded,
    components,
    kept_links,
    uncrowded,
    with_combinations,
)
from xseg.profiles.identity.links import Labels, joined
from xseg.profiles.identity.match import MATCHED, PROBABILITY, ROW, Matched, matched
from xseg.profiles.identity.vocabulary import Vocabularies, stacked, written
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key, Match, Project

DIGEST = "digest"
OTHER_PLACE, OTHER = "@other_source", "@other"
KEPT = "kept"
MATCHES = {
    DIGEST: pl.String,
    PLACE: pl.UInt32,
    COMBINATION: pl.String,
    OTHER_PLACE: pl.UInt32,
    OTHER: pl.String,
    PROBABILITY: pl.Float64,
    KEPT: pl.Boolean,
}
"""Links between two combinations as a build keeps them; `kept` is false where an exclusive key tells the two apart. A
first row with nothing but the digest says what they were worked out from.
"""


@dataclass(frozen=True, slots=True)
class Recognised:
    """`records` are the combinations that know anybody, with `@record` and `@component` (identify.components)."""

    records: pl.DataFrame
    crowded: list[Crowded]
    matches: pl.DataFrame
    """As MATCHES; empty where nothing is matched."""
    matched: Matched | None = None
    """None also where the links of the last build still hold."""


def recognise(
    read: pl.DataFrame,
    described: pl.DataFrame | None,
    project: Project,
    sink: Sink,
    *,
    known: Vocabularies,
    before: pl.DataFrame | None,
) -> Recognised | None:
    """Who is one person. `read` are combinations (whose.combinations), `described` their descriptions
    (match.records_to_match) where the project matches people, `before` the matches of the last build.

    None, told in the sink, where people cannot be matched as is declared.
    """
    found, crowded = uncrowded(read, project.keys)
    for many in crowded:
        sink.add(_joins_nobody(many))
    nothing = pl.DataFrame(schema=MATCHES)
    if project.match is None or described is None:
        return Recognised(components(found, project.keys), crowded, nothing)
    described = _of_somebody(described, found, project.keys)
    people = joined(list(stacked(found, project.keys)))
    digest = _digest(described, people, project.match)
    held = None if before is None else before.filter(pl.col(DIGEST) == digest)
    fresh = None
    if held is not None and held.height:
        links = _placed(held, _named(read, described.get_column(ROW).unique().sort(), project, known))
    else:
        fresh = matched(described, people, project.match, sink)
        if fresh is None:
            return None
        links = fresh.links
    kept = kept_links(found, project.keys, people, links)
    matches = _told(
        links, kept, digest, [_named(read, links.get_column(end), project, known) for end in (FIRST, SECOND)]
    )
    return Recognised(components(found, project.keys, kept), crowded, matches, fresh)


def _of_somebody(described: pl.DataFrame, found: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """Without those that no value that joins anybody stands beside: a combination of crowded values may be of many."""
    known = found.select(pl.any_horizontal(pl.col(key_column(key.name)).is_not_null() for key in keys)).to_series()
    return described.filter(known.gather(described.get_column(ROW)))


def _joins_nobody(many: Crowded) -> Diagnostic:
    if many.beside is not None:
        return messages.value_of_several(many.key.name, many.values, many.records, many.beside.name)
    assert many.key.limit is not None, "no limit, no crowd"
    return messages.value_joins_nobody(many.key.name, many.values, many.records, many.key.limit)


def _digest(described: pl.DataFrame, people: Labels, declared: Match) -> str:
    """Of all that links depend on."""
    told = hashlib.blake2b(digest_size=16)
    packages = [version(package) for package in ("splink", "duckdb")] if described.height else []
    told.update(repr((declared.threshold, list(declared.columns.items()), declared.limit, packages)).encode())
    told.update(np.ascontiguousarray(people).tobytes())
    for start in range(0, described.height, 1_000_000):
        told.update(described[start : start + 1_000_000].write_csv(quote_style="always").encode())
    return told.hexdigest()


def _named(read: pl.DataFrame, places: pl.Series, project: Project, known: Vocabularies) -> pl.DataFrame:
    """`at` (the place), source and combination of some combinations."""
    rows = read[places]
    told = with_combinations(written(rows, project.keys, known), project.keys).get_column(COMBINATION)
    return pl.DataFrame([places.alias("at"), rows.get_column(PLACE), told])


def _told(links: pl.DataFrame, kept: pl.DataFrame, digest: str, ends: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Links by place → by source and combination."""
    one, other = ends
    named = one.select(PLACE, COMBINATION).with_columns(
        other.get_column(PLACE).alias(OTHER_PLACE),
        other.get_column(COMBINATION).alias(OTHER),
        links.get_column(PROBABILITY),
        pl.lit(digest).alias(DIGEST),
        _among(links, kept).alias(KEPT),
    )
    first = pl.DataFrame({DIGEST: [digest]}, schema_overrides=MATCHES)
    return pl.concat([first, named], how="diagonal").select(pl.col(name).cast(of) for name, of in MATCHES.items())


def _among(links: pl.DataFrame, kept: pl.DataFrame) -> pl.Series:
    held = kept.select(FIRST, SECOND, pl.lit(True).alias(KEPT))
    joined = links.join(held, on=[FIRST, SECOND], how="left", maintain_order="left")
    return joined.get_column(KEPT).fill_null(value=False)


def _placed(held: pl.DataFrame, where: pl.DataFrame) -> pl.DataFrame:
    """Links by source and combination → by place; `where` has the places of combinations (`_named`)."""
    one = held.drop_nulls(COMBINATION).join(where, on=[PLACE, COMBINATION], how="left", maintain_order="left")
    both = one.join(
        where,
        left_on=[OTHER_PLACE, OTHER],
        right_on=[PLACE, COMBINATION],
        how="left",
        maintain_order="left",
        suffix="_2",
    )
    return both.select(pl.col("at").alias(FIRST), pl.col("at_2").alias(SECOND), PROBABILITY).cast(pl.Schema(MATCHED))
