"""The households, out of the installed package, in a project of their own."""

import shutil
from pathlib import Path

import pytest

from tools.journey import FOLDER, copy_tables


@pytest.fixture(scope="session")
def household_data() -> Path:
    copy_tables(FOLDER)
    return FOLDER


@pytest.fixture(scope="session")
def households(household_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("journey")
    for file in (*household_data.parent.glob("*.seg"), household_data.parent / "xseg.toml"):
        shutil.copy(file, root)
    (root / "data").symlink_to(household_data)
    return root
