"""What the declaration of a source needs of its columns, and digests of declarations: of all, and of one reading."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from xseg.profiles.rows.parts import probe
from xseg.profiles.values.phones import rules
from xseg.project.project import Project, Source

PROCEDURE = 8
"""Counts up when the same sources would give other tables."""


def needed(source: Source) -> tuple[str, ...]:
    """The columns that the declaration of a source names."""
    return tuple(dict.fromkeys([*vital(source), *source.keys.values(), *_optional(source)]))


def vital(source: Source) -> list[str]:
    """Those without which no row means anything."""
    times = [time.column for time in (source.time, source.updated_at) if time is not None]
    others = (source.id, source.event_column, source.channel_column, source.purpose_column, source.answer_column)
    return [*times, *(column for column in (*others, source.deleted) if column is not None)]


def _optional(source: Source) -> list[str]:
    return [*(column.column for column in source.columns), *(rule.column for rule in source.rows)]


def all_declarations(project: Project) -> str:
    """A digest of all declarations that tables depend on; where xseg.toml writes them does not matter."""
    return _digest(
        project.timezone.key,
        project.sources,
        project.keys,
        list(project.lists.values()),
        list(project.attributes.values()),
        list(project.events.values()),
        list(project.purposes),
        list(project.channels),
        project.match,
        project.expectations,
        project.people_expected,
    )


def reading(source: Source, project: Project) -> str:
    """A digest of all that the rows of one source depend on, but for what was read."""
    keys = [replace(key, limit=None, exclusive=False) for key in project.keys]  # these two are about all rows together
    kinds = [] if source.event_map else list(project.events)
    words = [list(project.channels), list(project.purposes), kinds]
    regions = {key.region for key in keys} | {column.region for column in source.columns}
    phones = rules() if regions - {None} else ""
    return _digest(project.timezone.key, source, keys, *words, phones, pl.__version__, probe())


def part_key(source: Source, digest: str, fingerprint: str) -> str:
    """The name of a part: by source, by how it is read (see `reading`), and by what it was read from."""
    return _digest(source.name, digest, fingerprint)[:40]


def _digest(*told: object) -> str:
    written = re.sub(r"Span\([^()]*\)", "", repr((PROCEDURE, *told)))
    return hashlib.sha256(written.encode()).hexdigest()


def missing(wanted: Sequence[str], there: Sequence[str]) -> list[str]:
    """The names that are not there, each once."""
    return [name for name in dict.fromkeys(wanted) if name not in there]
