"""What is proposed loads as it stands, whatever the files are called and hold."""

import json
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.guess.places import NOW, csv, proposal
from xseg.diagnostics import Sink
from xseg.plan.bind import from_micros
from xseg.profiles.guess import example_rules, propose
from xseg.profiles.guess.toml import text
from xseg.project.load import load_project
from xseg.workflow.guessing import text_anywhere
from xseg.workflow.try_ import try_rule
from xseg.workflow.workspace import open_workspace

WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "0",
            "2.5",
            "-7",
            "yes",
            "no",
            "DE",
            "AT",
            "a|b",
            "x;y",
            "2025-01-02",
            "2025-01-02T03:04:05Z",
            "01/02/2025",
            "n/a",
            "ann@example.com",
            "bob@example.com",
            "+49 30 123456",
            "C1",
            "C2",
            "1735689600",
            "Straße",
            '"quoted"',
            "\\",
        ]
    ),
    st.text(max_size=8),
)
HEADS = st.one_of(
    st.sampled_from(
        [
            "id",
            "customer",
            "user",
            "email",
            "phone",
            "ts",
            "time",
            "channel",
            "event",
            "type",
            "amount",
            "from",
            "consent.x",
        ]
    ),
    st.text(max_size=8),
)
FILES = st.sampled_from(
    ["orders.csv", "crm.csv", "web.csv", "1.csv", "ünï.csv", "two words.csv", "x.ndjson", "profile.y.csv"]
)


def loads(folder: Path) -> None:
    workspace = open_workspace(folder)
    assert not list(workspace.sink), [(one.code.number, one.message) for one in workspace.sink]


@given(
    head=st.lists(HEADS, min_size=1, max_size=5),
    rows=st.lists(st.lists(WORDS, min_size=1, max_size=5), max_size=30),
    name=FILES,
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_file_holds_it_is_refused_or_its_project_loads(
    head: list[str], rows: list[list[str]], name: str
) -> None:
    with tempfile.TemporaryDirectory() as at:
        folder = Path(at)
        if name.endswith(".ndjson"):
            lines = [json.dumps(dict(zip(head, row, strict=False)), ensure_ascii=False) for row in rows]
        else:
            lines = [",".join(head), *(",".join((row * len(head))[: len(head)]) for row in rows)]
        (folder / name).write_bytes("\n".join(lines).encode("utf-8", "ignore"))
        sink = Sink()
        found = propose([folder / name], sink, name="tried", timezone="UTC", now=NOW)
        assert (found is None) == sink.failed
        if found is not None:
            (folder / "xseg.toml").write_text(text_anywhere(found), encoding="utf-8", newline="\n")
            (folder / "rules.seg").write_text(example_rules(found), encoding="utf-8", newline="\n")
            loads(folder)


@given(
    head=st.lists(HEADS, min_size=2, max_size=4, unique=True), rows=st.lists(st.lists(WORDS, min_size=4, max_size=4))
)
@settings(max_examples=25, deadline=None)
def test_whatever_a_file_holds_a_rule_over_it_is_answered_or_refused(head: list[str], rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as at:
        file = Path(at) / "orders.csv"
        lines = [",".join(head), *(",".join(row[: len(head)]) for row in rows)]
        file.write_bytes("\n".join(lines).encode("utf-8", "ignore"))
        trial = try_rule([file], "true", timezone="UTC", wall=from_micros(NOW, ZoneInfo("UTC")))
        assert (trial.answer is None) == trial.sink.failed
        if trial.answer is not None:
            assert trial.answer.preview.size == trial.answer.preview.profiles


@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.ndjson", "a.parquet", "a.txt", "a"]))
@settings(max_examples=150, deadline=None)
def test_junk_is_refused_and_never_raises(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as at:
        (Path(at) / name).write_bytes(content)
        sink = Sink()
        found = propose([Path(at) / name], sink, name="tried", timezone="UTC", now=NOW)
        assert (found is None) == sink.failed


@given(words=st.text())
def test_any_text_comes_back_from_toml(words: str) -> None:
    import tomllib

    try:
        words.encode()
    except UnicodeEncodeError:
        return
    assert tomllib.loads(f"a = {text(words)}") == {"a": words}


def test_names_that_rules_cannot_say_get_others(tmp_path: Path) -> None:
    head = "time,nth,from,2nd,a b,a.b,consent.x,Straße,_id"
    rows = [",".join(["x"] * 9) + f",C{number % 5},2025-05-{1 + number % 9:02}" for number in range(40)]
    found = proposal(csv(tmp_path, "orders.csv", f"{head},customer,ts", *rows))
    (tmp_path / "xseg.toml").write_text(text_anywhere(found), encoding="utf-8")
    sink = Sink()
    assert load_project(tmp_path, sink) is not None, [one.message for one in sink]
    names = [column.name for column in found.sources[0].columns]
    assert names == ["time_value", "nth_value", "from_value", "nd", "a_b", "a.b", "consent_x", "Straße", "id"]
