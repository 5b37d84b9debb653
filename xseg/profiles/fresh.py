"""Whether the tables are still those of the files and declarations that are there now."""

import hashlib
import re

from xseg.profiles.files import matches
from xseg.project.project import Project
from xseg.store import Store

PROCEDURE = 4
"""Counts up when the same sources would give other tables."""


def up_to_date(project: Project, store: Store) -> bool:
    """Whether the last build read the very files that are there now, under the very same declarations."""
    last = store.last_build()
    if last is None or last.project != declarations_digest(project):
        return False
    patterns = {source.name: [source.path, *source.files.values()] for source in project.sources}
    patterns |= {f"lists.{name}": [declared.path] for name, declared in project.lists.items()}
    there = {
        (name, file)
        for name, paths in patterns.items()
        for path in paths
        if path
        for file in matches(project.root, path)
    }
    inputs = store.inputs()
    if there != {(input_.source, input_.file) for input_ in inputs}:
        return False
    return all(
        hashlib.sha256((project.root / input_.file).read_bytes()).hexdigest() == input_.sha256 for input_ in inputs
    )


def declarations_digest(project: Project) -> str:
    """A digest of all declarations that tables depend on; where xseg.toml writes them does not matter."""
    told = repr(
        (
            PROCEDURE,
            project.timezone.key,
            project.sources,
            project.keys,
            list(project.lists.values()),
            list(project.attributes.values()),
            [kind for kind in project.events.values() if not kind.made],
            list(project.purposes),
            list(project.channels),
            project.expectations,
            project.people_expected,
            project.match,
        )
    )
    return hashlib.sha256(re.sub(r"Span\([^()]*\)", "", told).encode()).hexdigest()
