"""The table of expected audiences is what plain Polars finds in the households, slips included."""

import importlib.util
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent

pytestmark = pytest.mark.journey


def load_oracle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("journey_oracle", HERE / "oracle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_expected_toml_is_what_plain_polars_finds(household_data: Path) -> None:
    oracle = load_oracle()
    found = oracle.answers(oracle.read(household_data))
    assert (HERE / "expected.toml").read_text(encoding="utf-8") == oracle.as_toml(found)
    counts = {name: row["count"] for name, row in tomllib.loads(oracle.as_toml(found)).items()}
    assert list(counts.values()) == [1680, 135, 1084, 269, 1352, 247, 2129, 333]


def test_a_slip_in_reading_shows_in_the_count(household_data: Path) -> None:
    assert list(load_oracle().slips(household_data).values()) == [1678, 138, 1351, 279, 324]
