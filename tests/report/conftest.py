"""A small generated shop, run once for all tests of the page and of personas."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from xseg.workflow.demo import demo
from xseg.workflow.workspace import Workspace, open_workspace

JUNE = 1_748_728_800_000_000


@pytest.fixture(scope="session")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    made, _, sink = demo(root, profiles=400, seed=1, wall=datetime(2025, 6, 1, tzinfo=UTC))
    assert made is not None, list(sink)
    return root


@pytest.fixture
def shop(shop_folder: Path) -> Workspace:
    return open_workspace(shop_folder)
