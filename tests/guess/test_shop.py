"""The shop's exports, without the project that its engineers wrote: what is proposed joins the same people."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from xseg.demo import generate, write_project
from xseg.diagnostics import Sink
from xseg.plan.bind import to_micros
from xseg.profiles import BuildReport, build
from xseg.project.load import load_project
from xseg.store import Store
from xseg.workflow.init import init
from xseg.workflow.workspace import open_workspace


def built(root: Path) -> tuple[BuildReport, pl.DataFrame]:
    sink = Sink()
    project = load_project(root, sink)
    assert project is not None, [one.message for one in sink]
    report = build(project, Store(root / ".xseg"), sink, progress=lambda *_: None)
    assert report is not None, [one.message for one in sink]
    return report, Store(root / ".xseg").identities("keys")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    shop, proposed = tmp_path_factory.mktemp("shop"), tmp_path_factory.mktemp("proposed")
    write_project(shop)
    generate(shop, profiles=400, events=10_000)
    shutil.copytree(shop / "data", proposed / "data")
    files = sorted(file for file in (proposed / "data").rglob("*") if file.is_file())

    now = to_micros(datetime(2025, 6, 2, tzinfo=UTC))
    started, sink = init(proposed, files, timezone="Europe/Berlin", now=now)
    assert started is not None, [one.message for one in sink]
    return shop, proposed


def test_what_is_proposed_for_the_shop_checks_and_runs_as_it_stands(both: tuple[Path, Path]) -> None:
    workspace = open_workspace(both[1])
    assert [one.message for one in workspace.sink if one.severity != "info"] == []
    assert workspace.project is not None
    kinds = {source.name: source.kind for source in workspace.project.sources}
    assert kinds["consents"] == "consents"
    assert list(workspace.project.lists) == ["vip"]
    assert list(workspace.project.purposes) == ["email_marketing", "sms_marketing"]
    assert workspace.project.channels["sms"].consent == "sms_marketing"


def test_what_is_proposed_for_the_shop_joins_the_same_people(both: tuple[Path, Path]) -> None:
    (_, by_hand), (_, proposed) = built(both[0]), built(both[1])
    both_know = by_hand.join(proposed, on=["key", "value"], how="inner", suffix="_proposed")
    assert both_know.height == by_hand.height == proposed.height
    pairs = both_know.select("@number", "@number_proposed").unique()
    assert pairs.height == pairs.get_column("@number").n_unique() == pairs.get_column("@number_proposed").n_unique()
