"""Which versions of models are in force and what their documents say, read without the arrays and their libraries."""

import json
from collections.abc import Mapping
from pathlib import Path

from xseg.store import folders, registry

FILE = "model.json"
BYTES_MOST = 1 << 24
"""A document is text and a few numbers for each cluster and feature."""


def in_force(state: Path) -> dict[str, int]:
    """Model → the version in force, by name. Raises Damaged where the registry cannot be read."""
    query = """select name, version from promotions
               where id in (select max(id) from promotions group by name) order by name"""
    with registry.reading(state) as connection:
        return {} if connection is None else dict(connection.execute(query))


def document(state: Path, name: str, version: int) -> Mapping[str, object] | None:
    """What stands in a version's document, unchecked; None where that is no JSON object."""
    file = place(state, name, version) / FILE
    try:
        written = json.loads(file.read_bytes()) if file.stat().st_size <= BYTES_MOST else None
    except (OSError, ValueError, RecursionError):
        return None
    content = written.get("content") if isinstance(written, dict) else None
    return content if isinstance(content, dict) else None


def place(state: Path, name: str, version: int) -> Path:
    """The folder of a version."""
    return state / "models" / folders.safe(name) / str(version)
