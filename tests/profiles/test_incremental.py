"""A build over what changed equals one from nothing over all that is there: files come in any order, twice, late,
changed and gone. `XSEG_LONG=200` tries so many stories.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl
import pytest

from tests.profiles.place import HEAD, Place
from tests.support.killed import killed_build
from xseg.diagnostics import Sink
from xseg.profiles import build
from xseg.profiles.identity.records import ids
from xseg.profiles.rows import parts
from xseg.profiles.values.digest import digests
from xseg.project.load import load_project
from xseg.store import Store

SHOP = """
[identity]
keys = ["customer", "mail", "device"]
[identity.device]
limit = 2
[channels]
web = {}
[[sources]]
name = "web"
kind = "events"
channel = "web"
event = { column = "what", map = { pv = "view", buy = "purchase" } }
path = "web/*.ndjson"
id = "id"
deleted = "gone"
time = { column = "ts", timezone = "UTC" }
keys = { device = "cookie", customer = "who" }
[sources.properties]
amount = { type = "decimal" }
[[sources]]
name = "orders"
kind = "events"
channel = "web"
event = "purchase"
path = "orders/*.csv"
time = { column = "ts", timezone = "UTC" }
keys = { customer = "who", mail = "mail" }
[sources.properties]
amount = { type = "decimal" }
[[sources]]
name = "crm"
kind = "profiles"
path = "crm/*.csv"
keys = { customer = "id", mail = "mail" }
updated_at = "changed"
[sources.attributes]
city = { type = "string" }
age = { type = "integer", outliers = { method = "iqr", action = "clip" } }
card = { type = "string" }
[sources.rows]
card = { unique = true }
[[sources]]
name = "news"
kind = "consents"
path = "news/*.csv"
keys = { mail = "mail" }
time = "ts"
purpose = "news"
answer = "status"
[consent]
news = { default = "denied" }
"""
T = TypeVar("T")
GOOD = {
    "web": '{"id": "good", "ts": "2025-01-05", "cookie": "d1", "who": "c1", "what": "buy", "amount": 1}',
    "orders": "2025-01-05,c1,,1",
    "crm": "c1,,,town a,30,",
    "news": "m1@x.org,2025-01-05,yes",
}
STORIES = int(os.environ.get("XSEG_LONG", "2"))
STEPS = 3


class Exports:
    """Files that somebody keeps putting there, mending and taking away."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = np.random.default_rng(seed)
        for name in ("web", "orders", "crm", "news"):
            (root / name).mkdir(parents=True, exist_ok=True)
            self.put(name)

    def number(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def one(self, among: Sequence[T]) -> T:
        return among[self.number(0, len(among) - 1)]

    def put(self, name: str) -> None:
        """A new file, or one written anew; its name may come before those of files read long ago."""
        ending = "ndjson" if name == "web" else "csv"
        rows = [self.row(name) for _ in range(self.number(1, 12))]
        head = {"orders": "ts,who,mail,amount\n", "crm": "id,mail,changed,city,age,card\n", "news": "mail,ts,status\n"}
        text = head.get(name, "") + "".join(row + "\n" for row in [*rows, GOOD[name]])
        (self.root / name / f"{self.number(0, 6)}.{ending}").write_text(text)

    def row(self, name: str) -> str:
        pick = self.one
        day = f"2025-{self.number(1, 3):02d}-{self.number(1, 30):02d}"
        who, mail, amount = f"c{pick(range(9))}", f"m{pick(range(7))}@x.org", pick(["1", "2.5", "x", "7"])
        if name == "web":
            gone = pick(["", "", "", ', "gone": true'])
            known = pick([f'"{who}"', "null", "null"])
            what = pick(["pv", "buy", "other"])
            line = (
                f'{{"id": "{pick(range(25))}", "ts": "{day}", "cookie": "d{pick(range(6))}", "who": {known},'
                f' "what": "{what}", "amount": {pick(["1", "2.5", "null", chr(34) + "x" + chr(34)])}{gone}}}'
            )
            return pick([line] * 8 + ["no json"])
        return {
            "orders": f"{day},{who},{pick([mail, ''])},{amount}",
            "crm": f"{pick([who, ''])},{pick([mail, ''])},{pick([day, ''])},town {pick('abc')},"
            f"{pick([30, 31, 35, 400])},{pick(['', 'k1', 'k2'])}",
            "news": f"{mail},{day},{pick(['yes', 'no', 'perhaps'])}",
        }[name]

    def step(self) -> None:
        """One to three things happen."""
        for _ in range(self.number(1, 3)):
            name = self.one(["web", "orders", "crm", "news"])
            files = sorted((self.root / name).iterdir())
            match self.one(["put", "put", "again", "touch", "gone"]):
                case "put":
                    self.put(name)
                case "again":
                    content = self.one(files).read_bytes()
                    (self.root / name / f"{self.number(0, 9)}{files[0].suffix}").write_bytes(content)
                case "touch":
                    os.utime(self.one(files))
                case _ if len(files) > 1:
                    self.one(files).unlink()
                case _:
                    pass


def everything(store: Store) -> dict[str, pl.DataFrame]:
    """All that a build has found out."""
    found = {name: store.table(name) for name in store.tables()}
    found |= {name: store.identities(name) for name in ("ledger", "aliases", "keys", "records")}
    return found | {"quarantine": store.quarantine()}


def partition(store: Store) -> list[frozenset[tuple[object, ...]]]:
    """The records that are one person, whatever the person is called."""
    rows = store.identities("records").select("@number", "@source", "@combination").rows()
    people: dict[object, set[tuple[object, ...]]] = {}
    for number, *record in rows:
        people.setdefault(number, set()).add(tuple(record))
    return sorted((frozenset(records) for records in people.values()), key=lambda one: sorted(map(str, one)))


@pytest.mark.parametrize("seed", range(STORIES))
def test_a_build_of_what_changed_is_one_from_nothing(tmp_path: Path, seed: int) -> None:
    at = Place(tmp_path)
    at.write({"xseg.toml": HEAD + SHOP})
    exports = Exports(tmp_path, seed)
    for _ in range(STEPS):
        before = tmp_path / "before"
        shutil.rmtree(before, ignore_errors=True)
        if at.store.path.exists():
            shutil.copytree(at.store.path, before)
            shutil.rmtree(before / "parts")  # the same ledger, and nothing that was read
        report = at.build()
        again = build(at.project, Store(before), Sink(), progress=lambda *_: None)
        assert (report is None) == (again is None)
        if report is not None and again is not None:
            assert everything(at.store).keys() == everything(Store(before)).keys()
            for name, table in everything(at.store).items():
                assert table.equals(everything(Store(before))[name]), name
            assert report.sources == again.sources
            fresh = Store(tmp_path / "fresh")
            shutil.rmtree(fresh.path, ignore_errors=True)
            build(at.project, fresh, Sink(), progress=lambda *_: None)
            assert partition(fresh) == partition(at.store)
            columns = ["@id", "@source", "@channel", "@time", "@until"]
            for kind in ("events/view", "events/purchase"):
                assert fresh.table(kind).select(columns).equals(at.store.table(kind).select(columns))
            assert fresh.quarantine().equals(at.store.quarantine())
        exports.step()


def test_only_new_and_changed_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Place(tmp_path)
    at.write({"xseg.toml": HEAD + SHOP})
    Exports(tmp_path, 5)
    at.built()
    taken: list[str] = []
    write = parts.write

    def told(chunks: object, source: object, *others: object, done: object) -> None:
        taken.append(source.name)  # type: ignore[attr-defined]
        write(chunks, source, *others, done=done)  # type: ignore[arg-type]

    monkeypatch.setattr(parts, "write", told)
    at.built()
    assert taken == []
    for file in tmp_path.rglob("*.csv"):
        os.utime(file)  # looked into, and found to be the same
    at.write({"crm/7.csv": "id,mail,changed,city,age,card\nc99,,,Rome,30,\n"})
    at.built()
    assert taken == ["crm"]
    (tmp_path / "crm" / "7.csv").unlink()
    at.built()
    assert taken == ["crm"]
    assert "Rome" not in at.store.table("records/crm").get_column("city").to_list()


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("mail", "", "placeholders = false"),
        ("mail", "", 'ignore = ["m1@*"]'),
        ("mail", 'normalise = "email"', 'normalise = "lower"'),
        ("device", "limit = 2", "limit = 1"),
        ("customer", "", "exclusive = true"),
    ],
)
def test_a_key_that_is_declared_in_another_way_is_read_in_another_way(
    tmp_path: Path, key: str, before: str, after: str
) -> None:
    at = Place(tmp_path)
    tables = SHOP.replace("[identity.device]\nlimit = 2\n", "")
    crm = "id,mail,changed,city,age,card\nc1,M1@x.org,,a,30,\ntest,noreply@x.org,,b,30,\nc2,unknown,,c,30,\n"
    orders = "ts,who,mail,amount\n2025-01-01,c1,m1@x.org,1\n"
    news = "mail,ts,status\nM1@x.org,2025-01-01,yes\nnoreply@x.org,2025-01-01,no\nunknown,2025-01-01,no\n"
    at.write({"xseg.toml": f"{HEAD}{tables}[identity.{key}]\n{before}\n"})
    Exports(tmp_path, 3)
    at.write({"crm/9.csv": crm, "orders/9.csv": orders, "news/9.csv": news})
    at.built()
    at.write({"xseg.toml": f"{HEAD}{tables}[identity.{key}]\n{after}\n"})
    shutil.copytree(at.store.path, tmp_path / "before")
    shutil.rmtree(tmp_path / "before" / "parts")
    report = at.built()
    again = build(at.project, Store(tmp_path / "before"), Sink(), progress=lambda *_: None)
    assert again is not None
    assert report.sources == again.sources
    same = everything(Store(tmp_path / "before"))
    assert all(table.equals(same[name]) for name, table in everything(at.store).items())


def test_a_record_is_where_its_first_row_was_read_also_where_a_later_file_tells_whose_it_is(tmp_path: Path) -> None:
    at = Place(tmp_path)
    at.write({"xseg.toml": HEAD + SHOP})
    Exports(tmp_path, 5)
    row = '{{"id": "{}", "ts": "2025-01-{}", "cookie": "here", "what": "pv"}}\n'
    at.write(
        {"web/0.ndjson": "\n\n" + row.format("x", "01"), "web/1.ndjson": row.format("y", "01") + row.format("x", "02")}
    )
    at.built()
    told = at.store.identities("records").filter(pl.col("@key.device") == "here", pl.col("@key.customer").is_null())
    assert told.select("file", "line", "rows").rows() == [("web/0.ndjson", 3, 3)]
    assert ids(told, at.project, at.store) == {(told.item(0, "@source"), "web/0.ndjson", 3): "x"}


def test_rows_are_duplicates_only_where_every_value_is_the_same() -> None:
    signs = ["x\x1eb\x1fy", "x\x1b1b\x1b2y", "x"]
    told = digests(pl.DataFrame({"a": signs, "b": [None, None, "y"]}))
    assert told.n_unique() == len(signs)


def test_a_file_whose_time_of_writing_was_put_back_is_read_again(tmp_path: Path) -> None:
    at = Place(tmp_path)
    at.write({"xseg.toml": HEAD + SHOP})
    Exports(tmp_path, 1)
    at.write({"crm/7.csv": "id,mail,changed,city,age,card\nc99,,,Rome,30,\n"})
    at.built()
    file = tmp_path / "crm" / "7.csv"
    written = file.stat()
    file.write_text("id,mail,changed,city,age,card\nc99,,,Bonn,30,\n")
    os.utime(file, ns=(written.st_atime_ns, written.st_mtime_ns))
    at.built()
    assert "Bonn" in at.store.table("records/crm").get_column("city").to_list()


@pytest.mark.parametrize(
    ("where", "call"),
    [
        ("xseg.profiles.rows.parts.quality", 3),
        ("xseg.profiles.rows.parts._write_piece", 2),
        ("xseg.store.writing.Build.settle_part", 3),
        ("xseg.profiles.keeping.kept.Kept.add", 2),
        ("xseg.store.writing.Build.add_to_table", 2),
        ("xseg.store.writing.Build.add_to_quarantine", 1),
        ("xseg.store.folders.settle", 2),
        ("xseg.store.writing.Writing._commit", 1),
        ("xseg.store.lock.release", 1),
        ("xseg.store.writing.Build._clean", 1),
    ],
)
def test_a_build_that_is_killed_leaves_the_last_one_and_the_next_counts_right(
    tmp_path: Path, where: str, call: int
) -> None:
    at = Place(tmp_path)
    at.write({"xseg.toml": HEAD + SHOP})
    exports = Exports(tmp_path, 5)
    at.built()
    before = everything(at.store)
    for name in ("web", "orders", "crm", "news") * 2:
        exports.put(name)
    killed_build(tmp_path, where, call)
    if where != "xseg.store.writing.Build._clean":  # by then the build is committed
        assert all(table.equals(before[name]) for name, table in everything(at.store).items())
    after = at.built()
    nothing = Store(tmp_path / "nothing")
    project = load_project(tmp_path, Sink())
    assert project is not None
    fresh = build(project, nothing, Sink(), progress=lambda *_: None)
    assert fresh is not None
    counts = [(one.read, one.kept, one.dropped, one.quarantined) for one in after.sources]
    assert counts == [(one.read, one.kept, one.dropped, one.quarantined) for one in fresh.sources]
    assert at.store.quarantine().equals(nothing.quarantine())
    state = tmp_path / ".xseg"
    assert {unit.part for unit in at.store.units()} == {folder.name for folder in (state / "parts").iterdir()}
    assert list((state / "scratch").iterdir()) == []
    assert not list(state.rglob("pending-*"))
