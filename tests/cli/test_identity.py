"""`xseg explain --identity`: a person as a tree of records and keys, masked, and found by any of the person's names."""

import json
from pathlib import Path

import pytest

from tests.cli.test_check import xseg

PROJECT = """
[project]
name = "small"
timezone = "UTC"
[identity]
keys = ["customer_id", "email", ["surname", "postcode"], "device_id"]
[identity.email]
normalise = "email"
[channels]
web = {}
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer_id = "id", email = "mail" }
updated_at = "changed"
[sources.attributes]
surname = "string"
postcode = "string"
[[sources]]
name = "web"
kind = "events"
event = "visit"
channel = "web"
path = "web.csv"
id = "event"
time = "ts"
keys = { device_id = "cookie", email = "login" }
"""
CRM = "id,mail,changed,surname,postcode\n1,ann@x.de,2025-01-01,Meyer,10115\n2,,2025-02-01,Meyer,10115\n3,bob@x.de,,,\n"
WEB = "event,ts,cookie,login\ne1,2025-03-01,d1,ann@x.de\ne2,2025-03-02,d1,\ne3,2025-03-03,d1,\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built twice: the cookie logs in, and two customers turn out to be one, in the second build."""
    tmp_path = tmp_path_factory.mktemp("shop")
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "rules.seg").write_text('segment all "All" {\n  where true\n}\n')
    (tmp_path / "crm.csv").write_text(CRM.replace("Meyer,10115\n2", "Meier,10115\n2"))
    (tmp_path / "web.csv").write_text(WEB.replace("d1,ann@x.de", "d1,"))
    assert xseg("build", at=tmp_path).returncode == 0
    (tmp_path / "crm.csv").write_text(CRM)
    (tmp_path / "web.csv").write_text(WEB)
    assert xseg("build", at=tmp_path).returncode == 0
    return tmp_path


def test_the_tree_shows_records_keys_and_what_became_of_ids(shop: Path) -> None:
    told = xseg("explain", "--identity", "customer_id:2", "--reveal", at=shop)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        "p000002, also p000003, p000004: 4 records of crm, web",
        "",
        "  crm crm.csv:2, since 2025-01-01 00:00 UTC: customer_id 1, email ann@x.de",
        "    by email ann@x.de",
        "      web web.csv:2 id e1, since 2025-03-01 00:00 UTC: email ann@x.de, device_id d1",
        "        by device_id d1",
        "          web web.csv:3 id e2, since 2025-03-02 00:00 UTC, 2 rows: device_id d1",
        "    by surname+postcode Meyer, 10115",
        "      crm crm.csv:3, since 2025-02-01 00:00 UTC: customer_id 2",
        "",
        "build 2: p000003 was merged into p000002 by surname+postcode",
        "build 2: p000004 was merged into p000002 by email",
    ]


def test_an_id_merged_away_is_the_same_person_and_values_are_masked(shop: Path) -> None:
    told = xseg("explain", "--identity", "p000004", at=shop)
    assert told.stdout.startswith("p000002, also p000003, p000004: 4 records")
    assert "•••" in told.stdout
    assert not any(value in told.stdout for value in ("ann@x.de", "Meyer", "d1", "e2"))


def test_programs_read_the_same(shop: Path) -> None:
    told = json.loads(xseg("explain", "--identity", "email:ANN@x.de", "--reveal", "--json", at=shop).stdout)
    assert told["schema"] == "xseg.identity/1"
    assert told["records"][0]["time"] == "2025-01-01T00:00:00+00:00"
    assert [record["line"] for record in told["records"]] == [2, 2, 3, 3]
    assert [(link["of"], link["to"], link["key"]) for link in told["links"]] == [
        (0, 2, "email"),
        (0, 1, "surname+postcode"),
        (2, 3, "device_id"),
    ]
    assert [change["other"] for change in told["changes"]] == ["p000003", "p000004"]


@pytest.mark.parametrize("arguments", [(), ("all",), ("all", "p000001", "--identity", "p000001")])
def test_a_segment_or_an_identity_is_explained(shop: Path, arguments: tuple[str, ...]) -> None:
    found = xseg("explain", *arguments, at=shop)
    assert found.returncode == 2
    assert "--identity PERSON" in found.stderr


def test_nobody_is_told(shop: Path) -> None:
    found = xseg("explain", "--identity", "email:eve@x.de", at=shop)
    assert found.returncode == 1
    assert "nobody is known as" in found.stderr


def test_names_of_files_and_values_never_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "xseg.toml").write_text(PROJECT.replace('path = "crm.csv"', 'path = "crm*.csv"'))
    (tmp_path / "rules.seg").write_text('segment all "All" {\n  where true\n}\n')
    (tmp_path / "crm\x1b[31m.csv").write_text("id,mail,changed,surname,postcode,\x1b[2J\n1\u202e,,,,,x\n")
    (tmp_path / "crm.csv").write_text(CRM)
    (tmp_path / "web.csv").write_text(WEB)
    for command in (("build",), ("quality",), ("explain", "--identity", "customer_id:1\u202e", "--reveal")):
        done = xseg(*command, at=tmp_path)
        assert (done.stdout + done.stderr).replace("\n", "").isprintable()
        assert command[0] != "explain" or "crm·[31m.csv:2" in done.stdout
