"""`init` and `try` from the command line: what they write, say and leave with."""

import json
from pathlib import Path

import pytest

from tests.guess.places import csv
from xseg.cli import main
from xseg.cli.many import spread

ORDERS = (
    "customer,ordered_at,amount",
    *(f"C{number % 7},2024-05-{1 + number % 28:02}T10:00:00Z,{number}.50" for number in range(60)),
)
PEOPLE = (
    "id,mail,country",
    *(f"C{number},p{number}@example.com,{'DE' if number % 2 else 'AT'}" for number in range(10)),
)


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in arguments])
    code = left.value.code
    return code if isinstance(code, int) else 0 if code is None else 1


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [csv(tmp_path, "orders.csv", *ORDERS), csv(tmp_path, "crm.csv", *PEOPLE)]


def test_try_answers_and_says_what_it_took(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("try", *files, "-e", 'last order within 30 days and country == "DE"') == 0
    told = capsys.readouterr()
    assert "3 of 10 profiles" in told.out
    assert "orders.csv: 60 rows, taken as events `order`" in told.err
    assert "as of 2024-05-29 00:00 UTC: the day after the newest event" in told.err


def test_try_as_json_has_the_guesses_and_the_answer(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("try", *files, "-e", "sum(amount of order) > 200", "--as-of", "2024-05-10", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "xseg.try/1"
    assert document["now_reason"] == "as asked"
    assert [source["name"] for source in document["proposal"]["sources"]] == ["orders", "crm"]
    assert document["preview"]["profiles"] == 10


def test_a_slip_in_the_rule_is_told_with_the_names_that_were_proposed(
    files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("try", *files, "-e", "contry is known") == 1
    assert "did you mean `country`?" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_leaves_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("try", tmp_path / "gone.csv", "-e", "true") == 2
    assert "XS870" in capsys.readouterr().err


def test_an_unknown_clock_leaves_with_2(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("try", *files, "-e", "true", "--timezone", "Europe/Atlantis") == 2
    assert "no time zone `Europe/Atlantis`" in capsys.readouterr().err


def test_a_tried_rule_is_saved_and_gives_the_same_answer(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("try", *files, "-e", "last order within 7 days", "--save", tmp_path / "saved") == 0
    assert run("check", "--project", tmp_path / "saved") == 0
    capsys.readouterr()
    assert run("preview", "tried", "--project", tmp_path / "saved", "--json") == 0
    saved = json.loads(capsys.readouterr().out)
    assert run("try", *files, "-e", "last order within 7 days", "--json") == 0
    tried = json.loads(capsys.readouterr().out)["preview"]
    assert (saved["size"], saved["now"]) == (tried["size"], tried["now"])
    assert tried["size"] > 0


def test_people_without_keys_are_counted_by_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = csv(tmp_path, "survey.csv", "country;age", *(["DE;30", "AT;40"] * 20))
    assert run("try", file, "-e", 'age > 35 and country == "AT"') == 0
    told = capsys.readouterr()
    assert "20 of 40 profiles" in told.out
    assert "made up" in told.err


def test_milliseconds_of_a_browser_are_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        json.dumps({"user": {"id": f"u{number % 3}"}, "ts": 1746090000123 + number * 3_600_000}) for number in range(48)
    ]
    file = csv(tmp_path, "clicks.ndjson", *lines)
    assert run("try", file, "-e", "last click within 1 hour") == 0
    told = capsys.readouterr()
    assert "`ts` looks like a time in milliseconds since 1970 in all 48 rows" in told.err
    assert "as of 2025-05-04 00:00 UTC" in told.err
    assert "0 of 3 profiles" in told.out


def test_init_writes_a_project_that_checks_cleanly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new"
    assert run("init", folder, "--timezone", "Europe/Berlin") == 0
    assert {file.name for file in folder.iterdir()} == {"xseg.toml", "segments.seg", ".gitignore"}
    capsys.readouterr()
    assert run("check", "--project", folder) == 0
    assert "nothing to mend" in capsys.readouterr().out


def test_the_template_checks_cleanly_with_its_example_taken_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("init", tmp_path) == 0
    for name in ("xseg.toml", "segments.seg"):
        head, *lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        code = [line.removeprefix("#").removeprefix(" ") if _is_code(line) else line for line in lines]
        (tmp_path / name).write_text("\n".join([head, *code]), encoding="utf-8")
    capsys.readouterr()
    assert run("check", "--project", tmp_path) == 0, capsys.readouterr()
    assert "nothing to mend" in capsys.readouterr().out


def _is_code(line: str) -> bool:
    words = line.removeprefix("# ").strip()
    return line.startswith("#") and (
        words.startswith(("[", "segment", "test", "owner", "where", "and", "now", "event", "expect", "}"))
        or "= " in words
    )


def test_init_from_files_checks_and_runs(files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "project"
    assert run("init", folder, "--from", *files, "--timezone", "Europe/Berlin") == 0
    text = (folder / "xseg.toml").read_text(encoding="utf-8")
    assert 'path    = "../orders.csv"' in text
    assert str(tmp_path) not in text
    capsys.readouterr()
    assert run("check", "--project", folder) == 0
    assert "nothing to mend" in capsys.readouterr().out
    assert run("run", "--project", folder) == 0
    assert "recent_order" in capsys.readouterr().out


def test_init_overwrites_nothing(files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "xseg.toml").write_text("mine")
    assert run("init", tmp_path, "--from", *files) == 2
    assert "XS876" in capsys.readouterr().err
    assert (tmp_path / "xseg.toml").read_text() == "mine"
    assert not (tmp_path / "segments.seg").exists()


def test_init_keeps_a_gitignore_and_says_what_to_add(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    assert run("init", tmp_path, "--from", *files) == 0
    told = capsys.readouterr().err
    assert "XS879" in told
    assert "`/orders.csv`" in told
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_from_takes_every_file_up_to_the_next_option() -> None:
    assert spread(["d", "--from", "a", "b", "--json"]) == ["d", "--from", "a", "--from", "b", "--json"]
    assert spread(["--from", "a", "--timezone", "UTC"]) == ["--from", "a", "--timezone", "UTC"]
