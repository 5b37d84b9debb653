"""What builds found is kept with them, told beside the build before, and held against what is expected."""

import json
from pathlib import Path

import pytest

import xseg
from xseg.cli import main
from xseg.store import Store

TOML = """
[project]
timezone = "UTC"
as_of = 2025-06-01T00:00:00
[identity]
keys = ["customer", "email"]
[identity.email]
normalise = "email"
limit = 1
[consent]
news = { default = "denied" }
[[sources]]
name = "web"
kind = "events"
path = "web/*.ndjson"
id = "id"
time = "at"
event = { column = "what", map = { buy = "purchase" } }
keys = { customer = "who", email = "mail" }
[sources.properties]
amount = "decimal"
[[sources]]
name = "answers"
kind = "consents"
path = "answers.csv"
purpose = "news"
answer = "answer"
time = "at"
keys = { email = "mail" }
"""
GUARD = """
[build.expect.web]
rows = { fall = "10%" }
late = { max = "20%" }
"""


def event(number: int, at: str, **more: object) -> str:
    found = {"id": f"e{number}", "at": at, "what": "buy", "who": f"c{number % 5}", "mail": None, "amount": "5"}
    return json.dumps({**found, **more}) + "\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(TOML)
    (tmp_path / "rules.seg").write_text('segment buyers "Buyers" { where did purchase }\n')
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "1.ndjson").write_text("".join(event(n, f"2025-05-{1 + n:02}") for n in range(20)))
    (tmp_path / "answers.csv").write_text("at,mail,answer\n2025-05-01,a@example.com,yes\n2025-05-02,a@example.com,no\n")
    return tmp_path


def run(root: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--project", str(root)])
    return left.value.code if isinstance(left.value.code, int) else 0


def document(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    run(root, *arguments, "--json")
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def second(root: Path) -> None:
    """Late and future events, one of an unknown kind, a new column, and somebody with two customer numbers."""
    lines = [
        event(20, "2025-05-03"),
        event(21, "2025-05-04"),
        event(22, "2025-05-30", mail="x@example.com"),
        event(23, "2025-07-01"),
        event(24, "2025-05-30", what="ann@example.com"),
        event(25, "2025-05-31", coupon="SPRING"),
    ]
    (root / "web" / "2.ndjson").write_text("".join(lines))


def test_a_build_tells_what_came_since_the_one_before(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = document(root, capsys, "build")
    assert first["schema"] == "xseg.build/1"
    second(root)
    found = document(root, capsys, "quality")
    assert (found["schema"], len(found["builds"])) == ("xseg.quality/1", 1)  # type: ignore[arg-type]
    built = document(root, capsys, "build")
    web = built["sources"][0]  # type: ignore[index]
    assert (web["read"], web["kept"], web["late"], web["future"]) == (26, 25, 2, 1)
    assert web["unknown_events"] == {"ann@example.com": 1}
    assert [(change["column"], change["what"]) for change in web["changes"]] == [("coupon", "new")]
    assert {one["name"]: (one["kind"], one["known"], one["rows"]) for one in web["filled"]} == {
        "customer": ("key", 25, 25),
        "email": ("key", 1, 25),
        "amount": ("property", 25, 25),
    }
    assert built["answers"] == [{"purpose": "news", "granted": 0, "denied": 1, "answers": 2}]
    assert built["graph"]["keys"][1]["values"] == 2  # type: ignore[index]
    builds = document(root, capsys, "quality", "--builds", "9")["builds"]
    assert [one["build"] for one in builds] == [1, 2]  # type: ignore[attr-defined]
    assert builds[1] == {name: value for name, value in built.items() if name != "schema"}  # type: ignore[index]


def test_people_read_it_without_what_may_name_somebody(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root, "build")
    second(root)
    capsys.readouterr()
    assert run(root, "build") == 0
    told = capsys.readouterr()
    assert "XS845" in told.err
    lines = [line.split() for line in told.out.splitlines()]
    assert ["web", "events", "26", "+6", "25", "1", "0"] in lines
    assert ["web", "•••", "1", "3.8%"] in lines
    assert ["web", "2025-05-31", "00:00", "UTC", "24", "h", "2", "1"] in lines
    assert "@example.com" not in told.out + told.err
    run(root, "quality")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["web", "not", "mapped", "0%", "3.8%"] in lines
    assert ["web", "email", "key", "4.0%", "+4.0"] in lines


def test_a_build_that_is_stopped_keeps_no_report_and_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "xseg.toml").write_text(TOML + GUARD)
    run(root, "build")
    (root / "web" / "1.ndjson").write_text("".join(event(n, "2025-05-01") for n in range(3)))
    before = document(root, capsys, "quality")
    capsys.readouterr()
    assert run(root, "build") == 1
    told = capsys.readouterr().err
    assert "3 rows of `web` where the last build had 20: a fall of 85.0%, more than 10%" in told
    assert "xseg build --accept-changes" in told
    assert document(root, capsys, "quality") == before
    assert run(root, "run") == 1, "nor does a run go on with it"
    assert run(root, "build", "--accept-changes") == 0


def test_before_any_build_there_is_nothing_to_show(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "quality") == 1
    assert "no build has kept its report yet" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["build", "run", "preview", "personas", "api"])
def test_what_is_not_expected_stops_every_build_whoever_asked_for_it(root: Path, verb: str) -> None:
    (root / "xseg.toml").write_text(
        TOML.replace("as_of = 2025-06-01T00:00:00\n", "") + '[build.expect.web]\nfuture = { max = "0%" }\n'
    )
    (root / "web" / "2.ndjson").write_text(event(20, "2199-01-01"))
    if verb == "api":
        with pytest.raises(xseg.Refused, match="XS842"):
            xseg.open(root).run()
    else:
        assert run(root, verb, *(["buyers"] if verb == "preview" else [])) == 1
    assert not Store(root / ".xseg").last_build()
