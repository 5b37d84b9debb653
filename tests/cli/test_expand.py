"""`xseg fmt --expand` writes every `use` out as the traits that it means."""

from pathlib import Path

import pytest

from tests.cli.test_check import xseg

PROJECT = """
[project]
timezone = "UTC"
as_of = 2025-06-01
[identity]
keys = ["id"]
[channels]
web = {}
[[sources]]
name = "orders"
kind = "events"
event = "purchase"
channel = "web"
path = "orders.csv"
time = "at"
keys = { id = "id" }
[sources.properties]
amount = "decimal"
"""
RULES = """\
use rfm  # the usual
use engagement with signal = purchase,  # what shows interest
                    prefix = web

segment keen {
  where web_engagement > 5
    and recency_score == 5
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "rules.seg").write_text(RULES)
    return tmp_path


def test_what_is_written_out_means_the_same_and_keeps_comments(folder: Path) -> None:
    assert xseg("check", at=folder).returncode == 0
    assert xseg("fmt", "--expand", at=folder).returncode == 0
    text = (folder / "rules.seg").read_text()
    assert "\nuse" not in text
    assert "# use engagement with signal = purchase, prefix = web\n" in text
    assert "# what shows interest\n" in text
    assert "# the usual\n" in text
    assert 'trait web_signals_7d  "Signs of interest in 7 days (web)"  = count(purchase within 7 days)\n' in text
    checked = xseg("check", at=folder)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert xseg("fmt", "--check", at=folder).returncode == 0


def test_a_slip_is_told_and_the_file_stays(folder: Path) -> None:
    (folder / "rules.seg").write_text("use rmf\n" + RULES)
    told = xseg("fmt", "--expand", at=folder)
    assert told.returncode == 1
    assert "XS219" in told.stdout + told.stderr
    assert (folder / "rules.seg").read_text() == "use rmf\n" + RULES


def test_the_catalog_says_where_a_trait_comes_from(folder: Path) -> None:
    shown = xseg("catalog", "recency", at=folder).stdout
    assert "Recency, 1 to 5 · use rfm" in shown
