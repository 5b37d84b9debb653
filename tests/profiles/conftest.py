"""`place(toml, {file: content})`: a folder with that project."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from tests.profiles.place import HEAD, MakePlace, Place


@pytest.fixture
def place(tmp_path: Path) -> MakePlace:
    """Makes a project in a folder of its own; the table [project] is there already."""

    def make(toml: str, files: Mapping[str, str | bytes | pl.DataFrame] | None = None) -> Place:
        made = Place(tmp_path)
        made.write({"xseg.toml": HEAD + toml, **(files or {})})
        return made

    return make
