"""The wheel has everything that runs, and nothing that is only for those who build it."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all files in a freshly built wheel."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"])
    return set(ZipFile(wheel).namelist())


def test_the_grammar_is_packed_where_the_installed_package_looks_for_it(packed: set[str]) -> None:
    assert "xseg/grammar/xseg.lark" in packed


def test_the_demo_shop_is_packed_with_its_project_file_and_every_rule(packed: set[str]) -> None:
    rules = {f"xseg/demo/shop/{file.name}" for file in (ROOT / "segments" / "shop").glob("*.seg")}
    assert rules
    assert packed >= rules | {"xseg/demo/shop/xseg.toml"}


def test_the_page_of_every_code_is_packed(packed: set[str]) -> None:
    pages = {f"xseg/errors/{file.name}" for file in (ROOT / "docs" / "errors").glob("XS*.md")}
    assert pages
    assert packed >= pages


def test_every_module_and_standard_trait_is_packed(packed: set[str]) -> None:
    files = [*(ROOT / "xseg").rglob("*.py"), *(ROOT / "xseg").rglob("*.seg"), ROOT / "xseg" / "py.typed"]
    assert packed >= {file.relative_to(ROOT).as_posix() for file in files}


def test_what_the_report_is_made_of_is_packed(packed: set[str]) -> None:
    assert packed >= {f"xseg/report/{name}" for name in ("page.html.j2", "style.css", "boot.js")}


def test_nothing_else_is_packed(packed: set[str]) -> None:
    suffixes = {Path(name).suffix for name in packed if name.startswith("xseg/")}
    assert suffixes <= {".py", ".seg", ".lark", ".toml", ".typed", ".j2", ".css", ".js", ".json", ".md"}
    assert {name.split("/")[0].removesuffix(".dist-info").split("-")[0] for name in packed} == {"xseg"}
    assert not [name for name in packed if "/data/" in name or "/.xseg/" in name]
