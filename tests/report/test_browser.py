"""The page in a real browser (`make page`): it draws every chart, asks nobody for anything, complains of nothing."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.report.conftest import JUNE
from xseg.workflow.report import report
from xseg.workflow.workspace import open_workspace

pytestmark = pytest.mark.page
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LEAK = """<!doctype html><title>x</title><img src="http://leak.invalid/x.png">
<script>console.error("broken"); fetch("https://leak.invalid/y").catch(() => 0)</script>"""


@dataclass(frozen=True, slots=True)
class Seen:
    """The document after its scripts ran, what the console said, and the addresses that the page asked for."""

    document: str
    console: list[str]
    asked: set[str]


def look(page: Path, home: Path) -> Seen:
    """Opens a page with no way out to any host, until its scripts have run."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert browser, f"install one of {', '.join(BROWSERS)}: the page is looked at in a real browser"
    log = home / "net.json"
    done = subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={home}",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={log}", "--enable-logging=stderr", "--v=0",
            "--virtual-time-budget=30000", "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    events = [event.get("params", {}) for event in json.loads(log.read_text("utf-8", "replace"))["events"]]
    # what the browser asks for by itself (its own updates) has `not an origin` for an initiator
    mine = {
        event["url"] for event in events if "url" in event and event.get("initiator") not in (None, "not an origin")
    }
    console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return Seen(done.stdout, console, {address for address in mine if not address.startswith(("data:", "blob:"))})


@pytest.fixture(scope="module")
def seen(shop_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("browser")
    assert report(open_workspace(shop_folder), folder / "report.html", now=JUNE, rows=300) is not None
    return look(folder / "report.html", folder)


def test_every_chart_is_drawn(seen: Seen) -> None:
    told = re.search(r'data-drawn="(\d+)"', seen.document)
    assert told is not None, "the page's own script did not come to its end"
    charts = re.search(r'id="charts">(.*?)</script>', seen.document, re.DOTALL)
    assert charts is not None
    assert int(told.group(1)) == len(json.loads(charts.group(1)))
    assert seen.document.count('class="main-svg"') >= int(told.group(1))


def test_no_error_and_no_violation_is_on_the_console(seen: Seen) -> None:
    assert seen.console == []


def test_no_request_leaves_the_page(seen: Seen) -> None:
    assert seen.asked == set()


def test_a_page_that_asks_and_breaks_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "leak.html").write_text(LEAK)
    found = look(tmp_path / "leak.html", tmp_path)
    assert found.asked == {"http://leak.invalid/x.png", "https://leak.invalid/y"}
    assert any("broken" in line for line in found.console)
