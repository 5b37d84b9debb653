"""The page of the shop: whole, offline, without anybody's data; drift of the command line."""

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.report.conftest import JUNE
from xseg.cli import main
from xseg.store import Store
from xseg.workflow.report import report
from xseg.workflow.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def page(shop_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page") / "report.html"
    workspace = open_workspace(shop_folder)
    assert report(workspace, out, now=JUNE, rows=200) is not None, list(workspace.sink)
    return out.read_text("utf-8")


class Tags(HTMLParser):
    """The tags of a page with their attributes, and what opens without closing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "circle", "polyline"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("circle", "polyline"):
            assert self.open.pop() == tag


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    assert parser.open == []
    return parser.found


def without_plotly(page: str) -> str:
    """The page but for the longest script, which is not ours."""
    return page.replace(max(re.findall(r"<script>(.*?)</script>", page, re.DOTALL), key=len), "")


def test_every_tag_is_closed_and_nothing_is_fetched(page: str) -> None:
    for tag, attributes in tags(page):
        assert tag not in ("iframe", "object", "embed", "form", "img"), tag
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith(("#", "data:,"))
    assert "http" not in without_plotly(page).replace("http-equiv", "")


def test_the_policy_names_the_very_scripts_and_forbids_the_rest(page: str) -> None:
    policy = next(a["content"] for tag, a in tags(page) if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("'sha256-") == 2
    assert "connect-src" not in policy
    assert "unsafe-eval" not in policy


def test_plotly_is_there_once(page: str) -> None:
    assert len(re.findall(r"<script>", page)) == 2
    assert 4_000_000 < len(page) < 8_000_000


@pytest.mark.parametrize(
    "told",
    [
        "What to look at first", "Where people lie: PCA", "t-SNE", "How well people fit their cluster",
        "The shape of each cluster", "Clusters by feature", "How many clusters", "Where the budget works",
        "Drift of", "Overlap", "Portraits of segments", "Data quality", "web_clicks", "cart_rescue",
    ],
)  # fmt: skip
def test_every_part_is_on_the_page(page: str, told: str) -> None:
    assert told in page


def test_every_chart_has_its_place_and_its_figure(page: str) -> None:
    places = {a["id"] for tag, a in tags(page) if a.get("class") == "chart"}
    found = re.search(r'<script type="application/json" id="charts">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    assert set(json.loads(found.group(1))) == places
    assert len(places) >= 8


def test_nobody_is_on_the_page(page: str, shop_folder: Path) -> None:
    store = Store(shop_folder / ".xseg")
    told = without_plotly(page)
    for profile in store.features().get_column("@profile").to_list():
        assert profile not in told
    assert "@" not in told.replace("@media", "").replace("@page", "")
    for value in store.identities("keys").get_column("value").to_list()[:2_000]:
        assert not (len(value) > 5 and value in told)


def test_groups_below_the_smallest_are_not_counted(page: str) -> None:
    assert "&lt; 10" in page


def test_without_its_packages_the_page_says_what_to_install(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    assert report(shop, tmp_path / "page.html", now=JUNE, rows=50) is None
    (found,) = (found for found in shop.sink if found.severity == "error")
    assert found.code.number == "XS857"
    assert found.help == ("install it: pip install 'xseg[report]'",)


def test_drift_of_the_shop_is_none_on_the_day_of_training_and_some_in_winter(
    shop_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["drift", "--json", "--project", str(shop_folder)])
    assert left.value.code == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["drifted"]) == ("xseg.drift/1", False)
    with pytest.raises(SystemExit) as left:
        main(["drift", "cluster", "--as-of", "2024-09-01", "--json", "--project", str(shop_folder)])
    assert left.value.code == 1
    document = json.loads(capsys.readouterr().out)
    assert {crossing["measure"] for crossing in document["models"][0]["crossings"]} >= {"psi"}
