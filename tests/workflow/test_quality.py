"""What was set aside can be looked at without seeing who it is about; what builds found can be looked back at."""

import json
import re
from pathlib import Path

import pytest

from xseg.cli import main
from xseg.diagnostics import Sink
from xseg.project.load import load_project
from xseg.project.project import Project
from xseg.workflow.building import built
from xseg.workflow.quality import Aside, set_aside, shape_of

TOML = """
[project]
timezone = "UTC"
as_of = 2025-06-01T00:00:00
[identity]
keys = ["email"]
[identity.email]
normalise = "email"
[[sources]]
name = "orders"
kind = "events"
event = "purchase"
path = "orders.csv"
id = "id"
time = "at"
keys = { email = "mail" }
[sources.properties]
amount = "decimal"
[sources.rows]
amount = { min = 0 }
[lists.vip]
path = "vip.csv"
key = "email"
"""
ORDERS = """id,at,mail,amount,note
1,2025-05-01,ann@example.com,5,for Ann
2,2025-05-02,bob@example.com,-3,call 0170
3,never,cem@example.com,7,
4,2025-05-03,dan@example.com
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "xseg.toml").write_text(TOML)
    (tmp_path / "rules.seg").write_text('segment buyers "Buyers" { where did purchase }\n')
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "vip.csv").write_text("email\nann@example.com\nAnn\n")
    found = load_project(tmp_path, Sink())
    assert found is not None
    assert built(found, Sink(), clock=0) is not None
    return found


def looked(project: Project, source: str, *, reveal: bool = False) -> list[Aside]:
    sink = Sink()
    found = set_aside(project, source, sink, most=3, reveal=reveal)
    assert found is not None, [one.message for one in sink]
    return found


def test_a_row_is_told_with_its_place_and_without_who_it_is_about(project: Project) -> None:
    by_reason = {one.reason: one for one in looked(project, "orders")}
    (row,) = by_reason["`amount` is below 0"].examples
    assert (row.file, row.line) == ("orders.csv", 3)
    assert row.row == {
        "id": "2",
        "at": "2025-05-02",
        "mail": "aaa@aaaaaaa.aaa",
        "amount": "-3",
        "note": "aaaa 9999",
    }
    (broken,) = by_reason["too few fields"].examples
    assert broken.row == "9,9999-99-99,aaa@aaaaaaa.aaa"
    assert by_reason["`at`: unreadable time"].rows == 1


def test_whoever_asks_for_it_sees_the_row_as_it_was(project: Project) -> None:
    rows = [example.row for one in looked(project, "orders", reveal=True) for example in one.examples]
    assert any(isinstance(row, dict) and row["mail"] == "bob@example.com" for row in rows)
    assert "4,2025-05-03,dan@example.com" in rows


def test_lists_have_a_quarantine_too(project: Project) -> None:
    (one,) = looked(project, "lists.vip")
    assert (one.reason, one.rows) == ("email: not an e-mail address", 1)
    assert one.examples[0].row == {"email": "Aaa"}


def test_a_source_that_is_not_there_is_told_with_the_nearest(project: Project) -> None:
    sink = Sink()
    assert set_aside(project, "order", sink, most=1, reveal=False) is None
    assert (sink.found[0].code.number, sink.found[0].help) == ("XS882", ("did you mean `orders`?",))


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("Ann7@x.de", "Aaa9@a.aa"),
        ('{"a": -3}', '{"a": -9}'),
        ("Łódź ß", "Aaaa a"),
        ("北京 ٣", "aa 9"),
        ("a\tb\0", "a\ta\0"),
    ],
)
def test_a_shape_says_how_a_text_is_written_and_not_what(words: str, shape: str) -> None:
    assert shape_of(words) == shape


def test_the_command_shows_the_reasons_and_leaves_with_1_where_there_is_no_such_source(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--project", str(project.root)]
    with pytest.raises(SystemExit) as left:
        main(["quality", "--quarantine", "orders", *at])
    assert not left.value.code
    told = capsys.readouterr().out
    assert "1 × `amount` is below 0\n  orders.csv:3\n    amount=-3  id=2" in told
    assert "bob@" not in told
    with pytest.raises(SystemExit) as left:
        main(["quality", "--quarantine", "nosuch", *at])
    assert left.value.code == 1
    assert "XS882" in capsys.readouterr().err


CRM = """
[project]
timezone = "UTC"
as_of = 2025-06-01T00:00:00
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id" }
[sources.attributes]
income = { type = "integer", sensitive = ["money"], outliers = { action = "clip" } }
visits = { type = "integer", outliers = "iqr" }
rare = { type = "integer", outliers = "iqr" }
"""


def printed(root: Path, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit) as left:
        main([*command, "--project", str(root)])
    assert not left.value.code
    return capsys.readouterr().out


def test_the_ends_of_sensitive_and_of_rare_values_are_dots_unless_revealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    rows = [
        f"u{number},{1230 + number % 4},{number % 4 + 40},{number * 7 if number < 9 else ''}" for number in range(20)
    ]
    crm = "\n".join(["id,income,visits,rare", *rows, "u20,98765,9000,", "u21,,-9000,", "u22,,8000,", ""])
    (tmp_path / "xseg.toml").write_text(CRM)
    (tmp_path / "rules.seg").write_text('segment all "All" { where visits > 0 }\n')
    (tmp_path / "crm.csv").write_text(crm)
    told = printed(tmp_path, capsys, "build")
    assert "outliers of crm: `income` 1 above, clipped; `visits` 1 below, 2 above\n" in told

    def ends(*options: str) -> dict[str, list[str]]:
        known = printed(tmp_path, capsys, "quality", *options).partition("\nknown\n")[2]
        cells = [line.split() for line in re.sub(" {2,}", "\t", known).replace(" ", "_").splitlines()]
        return {line[1]: line[3:] for line in cells if line[:1] == ["crm"]}

    assert ends()["income"] == ["91%", "•••", "1_above"]
    assert ends()["rare"] == ["39%", "•••", "0"]
    assert ends()["visits"] == ["100%", "-9000_…_9000", "1_below,_2_above"]
    assert ends("--reveal")["income"] == ["91%", "1230_…_98765", "1_above"]
    assert ends("--reveal")["rare"] == ["39%", "0_…_56", "0"]
    for command in (["quality"], ["quality", "--reveal"], ["build"]):
        document = json.loads(printed(tmp_path, capsys, *command, "--json"))
        fences = document.get("builds", [document])[0]["sources"][0]["fences"]
        seen = {one["attribute"] for one in fences if "high" in one}
        assert seen == ({"income", "visits", "rare"} if "--reveal" in command else {"visits"})
