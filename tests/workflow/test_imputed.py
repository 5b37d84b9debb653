"""Models read what stands in for a missing value; rules see it only where they ask for it."""

from pathlib import Path

import pytest

import xseg
from xseg.workflow.catalog import catalog
from xseg.workflow.workspace import open_workspace

PROJECT = """
[project]
name = "small"
timezone = "UTC"
as_of = 2025-06-01
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id" }
[sources.attributes]
income = { type = "decimal", impute = IMPUTE }
age = "integer"
"""
RULES = """
model cluster {
  features: income, age
  algorithm: kmeans
  clusters: 2
  scale: zscore
  label "rich": highest income
}
segment labelled { where cluster is known }
segment known { where income > 0 }
segment rich { where cluster == "rich" and imputed(income) > 500 }
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    rows = [f"{number},{900 + number if number % 2 else 10},{60 if number % 2 else 20}" for number in range(1, 41)]
    rows += [f"{number},,{60 if number % 2 else 20}" for number in range(41, 51)]
    (tmp_path / "crm.csv").write_text("id,income,age\n" + "\n".join(rows) + "\n")
    (tmp_path / "xseg.toml").write_text(PROJECT.replace("IMPUTE", '"knn"'))
    (tmp_path / "rules.seg").write_text(RULES)
    return tmp_path


def test_who_lacks_a_feature_has_a_label_where_something_stands_in(small: Path) -> None:
    shop = xseg.open(small)
    (trained,) = shop.train()
    assert trained.trained.report.left_out == 0
    sizes = {segment.name: segment.size for segment in shop.run().segments}
    assert sizes == {"labelled": 50, "known": 40, "rich": 25}


def test_a_model_is_stale_when_something_else_stands_in(small: Path) -> None:
    shop = xseg.open(small)
    shop.train()
    (small / "xseg.toml").write_text(PROJECT.replace("IMPUTE", '"median"'))
    with pytest.raises(xseg.Refused) as refused:
        xseg.open(small).run()
    assert [found.code.name for found in refused.value.diagnostics if found.severity == "error"] == ["stale-model"]


def test_the_catalog_says_what_stands_in(small: Path) -> None:
    found = catalog(open_workspace(small).checked, "imputed(income)")
    assert [(entry.name, entry.type, entry.example, entry.label) for entry in found if entry.kind == "attribute"] == [
        (
            "imputed(income)",
            "decimal",
            "imputed(income) > 0",
            "the attribute; where it is missing, the mean of its nearest neighbours",
        )
    ]
