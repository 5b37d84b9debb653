"""The rooms on the page are the rooms in the house."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def rooms_on_the_page() -> list[str]:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## Top to bottom")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)/`", table, re.MULTILINE)


def rooms_in_the_contract() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (contract["layers"] for contract in contracts if contract.get("containers") == ["xseg"])
    return re.findall(r"\w+", " ".join(layers))


def test_every_room_has_a_row_in_docs_architecture() -> None:
    rooms = {file.parent.name for file in (ROOT / "xseg").glob("*/*.py")}
    assert rooms <= set(rooms_on_the_page())


def test_the_page_lists_rooms_in_the_order_of_the_import_contract() -> None:
    page = rooms_on_the_page()
    assert page == [room for room in rooms_in_the_contract() if room in page]
