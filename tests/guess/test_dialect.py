"""How a CSV file is written is proposed where it can be read in one way only."""

import gzip
from pathlib import Path

import pytest

from tests.guess.places import csv, proposal, refusals, source
from xseg.diagnostics import Sink
from xseg.profiles import build
from xseg.project.load import load_project
from xseg.store import Store
from xseg.workflow.guessing import text_anywhere, text_for

HEAD = "customer;ts;amount"


def orders(amounts: list[str]) -> list[str]:
    return [f"C{n % 9};2025-05-01 10:{n:02};{amounts[n % len(amounts)]}" for n in range(40)]


@pytest.mark.parametrize(
    ("amounts", "decimal", "thousands", "type_"),
    [
        (["12,50", "3,99"], ",", None, "decimal"),
        (["12,5", "7"], ",", None, "decimal"),
        (["1.234,50", "3,99"], ",", ".", "decimal"),
        (["1 234,50", "3,99"], ",", " ", "decimal"),
        (["1,234.50", "3.99"], ".", ",", "decimal"),
        (["12.50", "3.99"], ".", None, "decimal"),
        (["12", "3"], ".", None, "integer"),
    ],
)
def test_the_signs_of_numbers(
    tmp_path: Path, amounts: list[str], decimal: str, thousands: str | None, type_: str
) -> None:
    one = source(csv(tmp_path, "orders.csv", HEAD, *orders(amounts)))
    assert (one.decimal, one.thousands) == (decimal, thousands)
    assert [(column.name, column.type) for column in one.columns] == [("amount", type_)]


@pytest.mark.parametrize("amounts", [["1,234", "5,678"], ["1.234", "1,5"]])
def test_numbers_that_can_be_read_in_two_ways_stay_text(tmp_path: Path, amounts: list[str]) -> None:
    one = source(csv(tmp_path, "orders.csv", HEAD, *orders(amounts)))
    assert (one.decimal, one.thousands) == (".", None)
    assert one.columns[0].type in ("string", "category")


def test_columns_that_disagree_leave_the_usual_signs(tmp_path: Path) -> None:
    lines = [f"{line};3.5" for line in orders(["12,50"])]
    assert source(csv(tmp_path, "orders.csv", HEAD + ";weight", *lines)).decimal == "."


@pytest.mark.parametrize(("name", "encoding"), [("windows-1252", "windows-1252"), ("utf-16", "utf-16")])
def test_another_encoding_is_proposed(tmp_path: Path, name: str, encoding: str) -> None:
    lines = ["kunde;straße;ort", *(f"C{n};Süße Gasse {n};Köln" for n in range(30))]
    (tmp_path / "crm.csv").write_bytes("\n".join(lines).encode(name))
    found = proposal(tmp_path / "crm.csv")
    assert found.sources[0].encoding == encoding
    assert [column.column for column in found.sources[0].columns] == ["straße", "ort"]
    (tmp_path / "xseg.toml").write_text(text_anywhere(found), encoding="utf-8")
    project = load_project(tmp_path, Sink())
    assert project is not None
    assert f'encoding = "{encoding}"' in text_anywhere(found)


@pytest.mark.parametrize(("name", "quote"), [("Ann", None), ('5" pipe', None), ('"Ann"', '"')])
def test_the_null_of_databases_is_missing_where_no_field_is_quoted(
    tmp_path: Path, name: str, quote: str | None
) -> None:
    lines = [f"C{n}\t{n if n % 3 else chr(92) + 'N'}\t{name}" for n in range(30)]
    found = proposal(csv(tmp_path, "crm.tsv", "customer_id\tvisits\tname", *lines))
    assert found.sources[0].quote == quote
    types = {column.name: column.type for column in found.sources[0].columns}
    assert types["visits"] == ("integer" if quote is None else "string")
    assert ('quote = ""' in text_anywhere(found)) == (quote is None)
    (tmp_path / "xseg.toml").write_text(text_anywhere(found), encoding="utf-8")
    assert load_project(tmp_path, Sink()) is not None


def test_a_packed_file_is_looked_into(tmp_path: Path) -> None:
    text = "\n".join([HEAD, *orders(["12.50"])]) + "\n"
    (tmp_path / "orders.csv.gz").write_bytes(gzip.compress(text.encode()))
    found = proposal(tmp_path / "orders.csv.gz").sources[0]
    assert (found.name, found.kind, found.format_told, found.rows) == ("orders", "events", True, 40)
    (tmp_path / "half.csv.gz").write_bytes(gzip.compress(text.encode())[:40])
    assert refusals(tmp_path / "half.csv.gz") == [
        f"XS873 `{tmp_path / 'half.csv.gz'}` cannot be read: it is no whole gzip file"
    ]


def test_bytes_that_are_no_western_writing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "crm.csv").write_bytes("id;имя\n1;Анна\n".encode("koi8-r") + b"\x81\n")
    assert refusals(tmp_path / "crm.csv")[0].startswith("XS873")


def test_an_export_of_a_german_shop_builds_as_proposed(tmp_path: Path) -> None:
    lines = [f"B{n};K{n % 9};{1 + n % 28:02}.05.2025;1.{100 + n},50;Süße Gasse" for n in range(40)]
    text = "\r\n".join(["Bestellnr;Kunde;Datum;Betrag;Straße", *lines]) + "\r\n"
    (tmp_path / "orders.csv").write_bytes(text.encode("windows-1252"))
    (tmp_path / "xseg.toml").write_text(text_for(proposal(tmp_path / "orders.csv"), tmp_path), encoding="utf-8")
    project = load_project(tmp_path, Sink())
    assert project is not None
    sink = Sink()
    report = build(project, Store(project.state), sink, progress=lambda *_: None)
    assert report is not None, [one.message for one in sink]
    assert (report.sources[0].kept, report.people) == (40, 9)
    amounts = Store(project.state).table("events/order").get_column("Betrag")
    assert (amounts.min(), amounts.max()) == (110050, 113950)
