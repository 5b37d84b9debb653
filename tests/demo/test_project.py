"""The shop's project file and rules travel with the package and fit the generated data."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from xseg.demo import generate, shop_files, write_project


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("shop")
    write_project(target)
    generate(target, profiles=100, events=2_000)
    return target


def test_the_project_is_written_as_it_stands_in_the_package(shop: Path) -> None:
    files = shop_files()
    assert "xseg.toml" in files
    assert sum(name.endswith(".seg") for name in files) >= 3
    assert {name: (shop / name).read_text(encoding="utf-8") for name in files} == dict(files)


def test_state_and_data_are_ignored_by_git(shop: Path) -> None:
    assert {"/.xseg/", "/data/"} <= set((shop / ".gitignore").read_text(encoding="utf-8").splitlines())


def test_every_declared_file_is_generated(shop: Path) -> None:
    declared = tomllib.loads(shop_files()["xseg.toml"])
    patterns = [source["path"] for source in declared["sources"] if "path" in source]
    patterns += [path for source in declared["sources"] for path in source.get("files", {}).values()]
    patterns += [entry["path"] for entry in declared["lists"].values()]
    found = {file for pattern in patterns for file in shop.glob(pattern)}
    assert all(any(shop.glob(pattern)) for pattern in patterns)
    assert found == {file for file in (shop / "data").rglob("*") if file.is_file()}


def test_a_receipt_is_the_sum_of_its_lines(shop: Path) -> None:
    declared = tomllib.loads(shop_files()["xseg.toml"])
    source = next(source for source in declared["sources"] if "select" in source)
    tables = {name: pl.scan_csv(shop / path) for name, path in source["files"].items()}
    receipts = pl.SQLContext(tables).execute(source["select"]).collect()
    lines = pl.read_csv(shop / "data" / "till_lines.csv")
    total = (lines["price"] * lines["quantity"]).sum()
    assert receipts["receipt"].is_unique().all()
    assert receipts["amount"].sum() == pytest.approx(total)
    assert set(source["properties"]) <= set(receipts.columns)
