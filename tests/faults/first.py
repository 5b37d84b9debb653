"""A plugin for pytest: `--first TOPIC` runs the tests whose ids have the topic before all others."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--first", default="", help="what the ids of the tests to run first have in them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    topic: str = config.getoption("--first")
    items.sort(key=lambda item: topic not in item.nodeid)
