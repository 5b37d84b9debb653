"""Nothing of few people and nothing sensitive is told of clusters: in text, as JSON, in drift, on the page."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.conftest import PROJECT, RULES, write_orders
from xseg.cli import main
from xseg.diagnostics import Sink
from xseg.plan import lower
from xseg.workflow.masking import personal_features
from xseg.workflow.train import train
from xseg.workflow.workspace import open_workspace

JUNE = 1_748_728_800_000_000
FOUR_RICH = RULES.replace("  gate: at most 5% relabelled\n", "")
SENSITIVE = PROJECT.replace('country = "category"', 'country = "category"\nincome = "number"').replace(
    'income = "number"',
    'income = { type = "number", sensitive = ["wealth"] }\nbirth = { type = "date", sensitive = ["age"] }',
)


@pytest.fixture
def few(corner: Path) -> Path:
    """Four of forty people are rich."""
    write_orders(corner, people=40)
    (corner / "rules.seg").write_text(FOUR_RICH)
    return corner


def printed(capsys: pytest.CaptureFixture[str], corner: Path, *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--project", str(corner)])
    assert left.value.code in (0, None, 1), capsys.readouterr().err
    return capsys.readouterr().out


def test_a_cluster_of_few_people_has_no_figures_in_a_training(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told: Any = json.loads(printed(capsys, few, "train", "--json"))
    (training,) = told["trainings"]
    assert training["smallest_group"] == 10
    assert all(
        (one["size"], one["share"], set(one["means"].values())) == (None, None, {None}) for one in training["clusters"]
    ), "the others would tell the four by what is left"
    assert [one["why"] for one in training["clusters"]] == ["no label names it", "highest total_spend"]
    assert training["candidates"][0]["sizes"] == [36, None]
    text = printed(capsys, few, "train")
    assert "309.0" not in text
    assert "307" not in text
    assert "fewer than 10 people" in text
    assert "hidden, < 10" in text


def test_a_gate_tells_no_share_of_few_people(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for bound, holds in (("20%", False), ("5%", True)):
        rules = FOUR_RICH.replace("impute: median", f"impute: median\n  gate: each cluster at least {bound}")
        (few / "rules.seg").write_text(rules)
        printed(capsys, few, "train")
        (training,) = json.loads(printed(capsys, few, "train", "--json"))["trainings"]
        assert training["gates"] == [{"measured": '"rich" has fewer than 10 people', "holds": holds}]


def test_clusters_of_enough_people_are_told(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told: Any = json.loads(printed(capsys, corner, "train", "--json"))
    clusters = {one["label"]: one for one in told["trainings"][0]["clusters"]}
    assert clusters["rich"]["size"] == 10
    assert clusters["rich"]["means"] == {"orders": 3.0, "total_spend": 307.5}
    assert clusters["rich"]["why"] == "highest total_spend: mean 307.5, next 7.5"


def test_drift_tells_no_share_of_few_people(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, few, "train")
    told: Any = json.loads(printed(capsys, few, "drift", "cluster", "--json"))
    (model,) = told["models"]
    clusters = {one["label"]: (one["share_then"], one["share_now"], one["moved"]) for one in model["clusters"]}
    assert clusters["rich"] == (None, None, None)
    assert model["distances"] == []


def test_a_bound_that_few_people_cross_is_told_without_a_figure(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bounds = "share at most 1 points, centres at most 0.001, distances at most 0.1%"
    rules = FOUR_RICH.replace("impute: median", f"impute: median\n  drift: {bounds}")
    (few / "rules.seg").write_text(rules)
    printed(capsys, few, "train")
    write_orders(few, people=22, factor=2)
    printed(capsys, few, "build")
    told: Any = json.loads(printed(capsys, few, "drift", "cluster", "--json"))
    crossings = [(one["value"], one["told"]) for one in told["models"][0]["crossings"] if "rich" in one["told"]]
    assert crossings == [
        (None, 'the share of "rich" changed, of fewer than 10 people then or now'),
        (None, 'the centre of "rich" moved, of fewer than 10 people then or now'),
        (None, 'the distance of "cluster_1" and "rich" changed, of fewer than 10 people then or now'),
    ]


def test_the_page_tells_no_mean_of_few_people(few: Path, tmp_path: Path) -> None:
    pytest.importorskip("plotly")
    from xseg.workflow.report import report

    train(open_workspace(few).checked, Sink(), now=JUNE)
    out = tmp_path / "page.html"
    assert report(open_workspace(few), out, now=JUNE, rows=20) is not None
    page = out.read_text("utf-8")
    table = re.search(r"<tr><th>mean</th>.*?</table>", page, re.DOTALL)
    assert table is not None
    assert re.findall(r'<td class="n">(.*?)</td>', table.group()) == ["–"] * 6
    assert '"m0-heat"' not in page
    assert '"m0-radar"' not in page


PERSONAL = """
trait total_spend = sum(amount of purchase)
trait comfort = if(income > 50, 1, 0)
trait moved_up = coalesce(days_since(changed(income)), 0)
trait was_rich = coalesce(days_since(entered(wealthy)), 0)
trait grown = years_since(birth)
trait alike = if(inner == "cluster_1", 1, 0)
trait orders = count(purchase)
segment wealthy { where income > 100 }
model inner { features: total_spend, comfort algorithm: kmeans clusters: 2 impute: median }
model outer {
  features: total_spend, orders, income, comfort, moved_up, was_rich, grown, alike
  algorithm: kmeans
  clusters: 2
  impute: median
  label "rich": highest income
}
"""


def test_features_made_of_what_is_sensitive_are_known_however_they_are_made(corner: Path) -> None:
    (corner / "xseg.toml").write_text(SENSITIVE.replace('kind = "profiles"', 'kind = "profiles"\nhistory = true'))
    (corner / "rules.seg").write_text(PERSONAL)
    workspace = open_workspace(corner)
    assert workspace.ready, list(workspace.sink)
    program = workspace.checked
    hidden = personal_features(program, lower(program), "outer")
    assert hidden == {"income", "comfort", "moved_up", "was_rich", "grown", "alike"}


def test_no_mean_of_what_is_sensitive_is_told(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corner / "xseg.toml").write_text(SENSITIVE)
    crm = ["mail,country,income,birth"]
    crm += [f"p{person}@example.com,DE,{777 if person % 2 else 333},1980-01-01" for person in range(100)]
    (corner / "data" / "crm.csv").write_text("\n".join(crm) + "\n")
    (corner / "rules.seg").write_text(
        "trait orders = count(purchase)\n"
        'model cluster { features: income, orders algorithm: kmeans clusters: 2 label "rich": highest income }\n'
    )
    told: Any = json.loads(printed(capsys, corner, "train", "--json"))
    (training,) = told["trainings"]
    assert {one["means"]["income"] for one in training["clusters"]} == {None}
    assert {one["means"]["orders"] for one in training["clusters"]} == {3.0}
    assert "highest income" in [one["why"] for one in training["clusters"]]
    text = printed(capsys, corner, "train")
    assert "777" not in text
    assert "333" not in text


def test_no_median_of_what_is_sensitive_is_told(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corner / "xseg.toml").write_text(SENSITIVE)
    (corner / "rules.seg").write_text(
        "trait orders = count(purchase)\nmodel cluster { features: income, orders algorithm: kmeans clusters: 2 }\n"
    )
    for low, command in ((333, ["train"]), (7_333, ["build"])):
        crm = ["mail,country,income,birth"]
        crm += [f"p{person}@example.com,DE,{low + person % 3},1980-01-01" for person in range(100)]
        (corner / "data" / "crm.csv").write_text("\n".join(crm) + "\n")
        printed(capsys, corner, *command)
    told: Any = json.loads(printed(capsys, corner, "drift", "cluster", "--json"))
    features = {one["feature"]: (one["median_then"], one["median_now"]) for one in told["models"][0]["features"]}
    assert features == {"income": (None, None), "orders": (3.0, 3.0)}
    text = printed(capsys, corner, "drift", "cluster")
    assert "`income` moved up: PSI" in text
    assert "334" not in text
