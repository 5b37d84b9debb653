"""A build is whole or not there: the same input gives the same bytes, junk loses nothing, a crash changes nothing."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles.place import MakePlace
from tests.support.killed import killed_build
from xseg.diagnostics import Sink
from xseg.profiles import build, up_to_date
from xseg.project.load import load_project
from xseg.store import Store

SHOP = """
[identity]
keys = ["customer"]
[channels]
web = {}
[[sources]]
name = "web"
kind = "events"
channel = "web"
event = "visit"
path = "web.csv"
time = { column = "ts", timezone = "UTC" }
keys = { customer = "who" }
[sources.properties]
pages = { type = "integer" }
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer = "id" }
[sources.attributes]
city = { type = "string" }
"""
FILES = {
    "web.csv": "ts,who,pages\n" + "".join(f"2025-01-{1 + i % 28:02d},c{i % 40},{i}\n" for i in range(500)),
    "crm.csv": "id,city\n" + "".join(f"c{i},town {i}\n" for i in range(30)),
}


def bytes_of(folder: Path) -> dict[str, str]:
    """Every Parquet file by its place without the build's number, and its digest."""
    return {
        f"{file.parent.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*.parquet"))
    }


def test_the_same_files_give_the_same_bytes_also_from_nothing(place: MakePlace, tmp_path: Path) -> None:
    at = place(SHOP, FILES)
    at.built()
    first = bytes_of(at.root / ".xseg")
    at.built()
    at.built()
    state = at.root / ".xseg" / "tables"
    assert bytes_of(at.root / ".xseg" / "tables" / "build-3") == bytes_of(state / "build-2")
    build(at.project, Store(tmp_path / "other"), Sink(), progress=lambda *_: None)
    assert bytes_of(tmp_path / "other") == first


def test_a_query_in_no_order_gives_the_same_bytes(place: MakePlace, tmp_path: Path) -> None:
    select = 'files = { web = "web.csv" }\nselect = "select ts, who, count(*) as pages from web group by ts, who"'
    at = place(SHOP.replace('path = "web.csv"', select), FILES)
    states = [tmp_path / str(i) for i in range(4)]
    for state in states:
        assert build(at.project, Store(state), Sink(), progress=lambda *_: None) is not None
    assert len({str(bytes_of(state)) for state in states}) == 1


def test_a_project_without_sources_builds_empty_tables(place: MakePlace) -> None:
    at = place("", {})
    assert at.built().people == 0
    assert at.profiles("@profile") == []


def test_only_the_last_two_builds_are_kept_and_the_next_one_sweeps(place: MakePlace) -> None:
    at = place(SHOP, FILES)
    for _ in range(3):
        at.built()
    assert sorted(child.name for child in (at.root / ".xseg" / "tables").iterdir()) == ["build-2", "build-3"]


def test_a_build_is_up_to_date_until_a_file_or_a_declaration_changes(place: MakePlace) -> None:
    at = place(SHOP, FILES)
    assert not up_to_date(at.project, at.store)
    at.built()
    assert up_to_date(at.project, at.store)
    at.write({"crm.csv": FILES["crm.csv"] + "c99,Rome\n"})
    assert not up_to_date(at.project, at.store)
    at.built()
    toml = (at.root / "xseg.toml").read_text()
    at.write({"xseg.toml": "# a comment moves every span\n" + toml})
    assert up_to_date(at.project, at.store)
    at.write({"xseg.toml": toml.replace("integer", "number")})
    assert not up_to_date(at.project, at.store)


CUT_AT = {
    "reading": "xseg.profiles.rows.parts.write",
    "writing a table": "xseg.store.folders.write_table",
    "making folders durable": "xseg.store.folders.settle",
    "after folders have their names": "xseg.store.registry.transaction",
}


@pytest.mark.parametrize(
    ("point", "call"),
    [
        ("reading", 2),
        ("writing a table", 1),
        ("writing a table", 4),
        ("making folders durable", 1),
        ("making folders durable", 2),
        ("after folders have their names", 2),
    ],
)
def test_a_build_killed_in_the_middle_leaves_the_last_whole_one_and_the_next_goes_on(
    place: MakePlace, point: str, call: int
) -> None:
    at = place(SHOP, FILES)
    at.built()
    before, keys = at.events("visit", "@number", "@id"), at.store.identities("keys")
    at.write({"web.csv": FILES["web.csv"] + "2025-02-01,new,7\n", "crm.csv": FILES["crm.csv"] + "c99,Rome\n"})
    killed_build(at.root, CUT_AT[point], call)
    build_ = at.store.last_build()
    assert build_ is not None
    assert build_.id == 1
    assert at.events("visit", "@number", "@id") == before
    assert at.store.identities("keys").equals(keys)
    report = at.built()
    assert (report.build, report.sources[0].kept) == (2, 501)
    assert report.sources[0].read == 501
    left = [
        child.name for part in ("tables", "identities", "quarantine") for child in (at.root / ".xseg" / part).iterdir()
    ]
    assert set(left) == {"build-1", "build-2"}


CELL = st.text(st.sampled_from('ab1-T:.,;"\n\r 0é\0'), max_size=6)
GOOD = st.builds("2025-01-{:02d},c{},{}".format, st.integers(1, 40), st.integers(0, 3), st.integers(-5, 5))
LINE = st.one_of(GOOD, st.lists(CELL, max_size=5).map(",".join), st.text(max_size=10))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=12), ending=st.sampled_from(["\n", "\r\n"]))
def test_whatever_stands_in_a_csv_every_row_is_told_of(place: MakePlace, lines: list[str], ending: str) -> None:
    content = ending.join(["ts,who,pages", *lines])
    try:
        content.encode()
    except UnicodeEncodeError:
        return
    at = place(SHOP, {**FILES, "web.csv": content})
    report = at.build()  # a SourceReport asserts that read = kept + dropped + quarantined
    if report is None:
        assert set(at.codes()) <= {"XS834", "XS840"}
        return
    web = report.sources[0]
    if '"' not in content and "\r" not in content.replace("\r\n", ""):
        assert web.read == sum(1 for line in content.split(ending)[1:] for piece in line.split("\n") if piece)
    assert web.kept == sum(table.height for table in [at.store.table("events/visit")])
    assert at.store.quarantine().height == sum(web.quarantined.values())


def test_a_second_live_build_is_refused(place: MakePlace) -> None:
    at = place(SHOP, FILES)
    first = at.store.begin_build(Sink())
    assert first is not None
    with first:
        assert at.build() is None
        assert at.codes() == ["XS850"]
    assert at.build() is not None


def test_every_source_of_the_worked_shop_is_told_of_to_the_last_row(tmp_path: Path) -> None:
    from xseg.demo import generate, write_project

    write_project(tmp_path)
    generate(tmp_path, profiles=200, events=5_000)
    project = load_project(tmp_path, Sink())
    assert project is not None
    report = build(project, Store(tmp_path / ".xseg"), Sink(), progress=lambda *_: None)
    assert report is not None
    assert {source.name for source in report.sources} == {source.name for source in project.sources}
    assert report.people > 100
