"""A plugin for pytest: `--first TOPIC` runs a topic of the conformance corpus, or a test file, before all others."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--first", default="", help="the topic or file to run first")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    topic: str = config.getoption("--first")
    items.sort(key=lambda item: f"[{topic}:" not in item.nodeid and f"/{topic}.py" not in item.nodeid)
