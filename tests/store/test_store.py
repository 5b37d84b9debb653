"""The state holds what was committed and nothing else; a dead owner holds no lock."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xseg.diagnostics import Sink
from xseg.store import BuildRecord, Damaged, Store, UnitRecord, members, models, registry

UNIT = UnitRecord("web", 0, "web.csv", "abc", 3, "3:1:1", "part-of-web")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state" / ".xseg")


def build(store: Store, **tables: list[int]) -> int:
    begun = store.begin_build(Sink())
    assert begun is not None
    with begun as written:
        for name, values in tables.items():
            written.write_table(pl.DataFrame({"value": values}), name=name)
        return written.commit(project="project digest", units=[UNIT], report={"people": 1})


def run(store: Store, now: int = 0, **found: list[str]) -> int:
    begun = store.begin_run(Sink(), now=now)
    assert begun is not None
    with begun as written:
        written.write_members(found)
        return written.commit()


def test_nothing_is_there_before_the_first_commit(store: Store) -> None:
    assert store.last_build() is None
    assert store.last_run() is None
    assert store.runs() == ()
    assert models.in_force(store) == {}
    with pytest.raises(LookupError):
        store.table("people")
    assert not store.path.exists()


def test_a_build_is_read_back_with_its_units_and_only_its_owner_can_look(store: Store) -> None:
    assert build(store, **{"events/größe": [1, 2]}) == 1
    assert store.tables() == ["events/größe"]
    assert store.table("events/größe").to_dict(as_series=False) == {"value": [1, 2]}
    assert store.units() == (UNIT,)
    assert store.reports() == ((1, {"people": 1}),)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o700


def test_a_folder_that_others_can_look_into_is_closed_to_them(store: Store) -> None:
    store.path.mkdir(mode=0o755, parents=True)
    build(store)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o700


@pytest.mark.parametrize(("mode", "told"), [(0o755, ["XS853"]), (0o710, ["XS853"]), (0o700, [])])
def test_a_link_to_a_folder_that_others_can_look_into_is_refused(store: Store, mode: int, told: list[str]) -> None:
    target = store.path.parent / "elsewhere"
    target.mkdir(parents=True)
    target.chmod(mode)
    store.path.symlink_to(target)
    sink = Sink()
    begun = store.begin_build(sink)
    assert [diagnostic.code.number for diagnostic in sink] == told
    if begun is None:
        assert list(target.iterdir()) == []
        with pytest.raises(Damaged):
            models.save(store, "m", {}, {})
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_a_table_in_pieces_is_one_table(store: Store) -> None:
    begun = store.begin_build(Sink())
    assert begun is not None
    with begun as written:
        for values in ([3, 1], [], [2]):
            frame = pl.DataFrame({"value": values}, schema={"value": pl.Int64})
            written.add_to_table(frame, name="events/a")
            written.write_table(frame, name="events/a b")
        written.commit(project="", units=[], report={})
    assert store.tables() == ["events/a", "events/a b"]
    assert store.table("events/a").get_column("value").to_list() == [3, 1, 2]
    file = store.path / "tables" / "build-1" / "events%2Fa@000002.parquet"
    file.write_bytes(b"")
    with pytest.raises(Damaged, match="events%2Fa@000002"):
        store.table("events/a")


def test_parts_stay_as_long_as_a_build_names_them(store: Store) -> None:
    def built(*names: str, whole: bool = True) -> None:
        begun = store.begin_build(Sink())
        assert begun is not None
        with begun as written:
            for name in names:
                pending = written.begin_part()
                (pending / "rows").write_text(name)
                written.settle_part(pending, name)
            (written.scratch / "much").write_text("")
            if whole:
                units = [UnitRecord("web", place, name, name, 1, "", name) for place, name in enumerate(names)]
                written.commit(project="", units=units, report={})

    built("a", "b")
    built("c", whole=False)  # what was read is not read again
    assert [store.part(name) is not None for name in "abcd"] == [True, True, True, False]
    built("b")
    assert [store.part(name) is not None for name in "abc"] == [False, True, False]
    assert list((store.path / "scratch").iterdir()) == []


OF_VERSION_2 = """
create table registry (version integer not null);
create table lock     (only_one integer primary key check (only_one = 1), pid integer not null, started text not null);
create table builds   (id integer primary key, project text not null);
create table inputs   (build integer not null references builds, source text not null, file text not null,
                       bytes integer not null, sha256 text not null, primary key (build, source, file));
create table runs     (id integer primary key, now integer not null, build integer not null references builds,
                       has_features integer not null, has_members integer not null);
create table segments (run integer not null references runs, segment text not null, size integer not null,
                       primary key (run, segment));
create table models   (name text not null, version integer not null, sha256 text not null,
                       primary key (name, version));
create table in_force (name text primary key, version integer not null, foreign key (name, version) references models);
insert into registry values (2);
insert into builds values (7, 'digest');
insert into inputs values (7, 'web', 'web.csv', 3, 'abc');
insert into runs values (4, 0, 7, 0, 0);
"""


def test_a_registry_of_version_2_is_brought_up_when_it_is_first_read(store: Store) -> None:
    store.path.mkdir(parents=True, mode=0o700)
    with sqlite3.connect(store.path / "registry.sqlite") as connection:
        connection.executescript(OF_VERSION_2)
    connection.close()
    assert store.last_build() == BuildRecord(7, "digest")
    assert store.units() == ()
    assert store.reports() == ((7, {}),)
    assert [run.id for run in store.runs()] == [4]
    assert build(store) == 8


def test_long_names_have_files_of_their_own(store: Store) -> None:
    names = ["events/" + "ß" * 300 + end for end in "ab"]
    begun = store.begin_build(Sink())
    assert begun is not None
    with begun as written:
        for value, name in enumerate(names):
            written.write_table(pl.DataFrame({"value": [value]}), name=name)
        written.commit(project="project digest", units=[UNIT], report={"people": 1})
    assert [store.table(name).item() for name in names] == [0, 1]
    models.save(store, names[0], {}, {})
    assert models.versions(store, names[0]) == (1,)
    assert models.versions(store, names[1]) == ()


def test_what_is_not_committed_never_happened(store: Store) -> None:
    build(store, people=[1])
    begun = store.begin_build(Sink())
    assert begun is not None
    with begun as written:
        written.write_table(pl.DataFrame({"value": [2]}), name="people")
    assert store.table("people").get_column("value").to_list() == [1]
    assert [child.name for child in (store.path / "tables").iterdir()] == ["build-1"]
    assert build(store, people=[3]) == 2


def test_who_entered_and_left_is_logged_and_replayed(store: Store) -> None:
    build(store)
    run(store, 10, vip=["p1", "p2"], empty=[])
    run(store, 20, vip=["p2", "p3"])
    assert store.members("vip") == ["p2", "p3"]
    assert store.members("vip", run=1) == ["p1", "p2"]
    assert store.sizes(1) == {"empty": 0, "vip": 2}
    assert store.change_log().rows() == [
        ("p1", "vip", "entered", 1, 10),
        ("p2", "vip", "entered", 1, 10),
        ("p1", "vip", "exited", 2, 20),
        ("p3", "vip", "entered", 2, 20),
    ]
    assert [record.now for record in store.runs()] == [10, 20]


def test_a_segment_that_is_no_more_is_left_by_everybody(store: Store) -> None:
    build(store)
    run(store, old=["p1"])
    run(store, new=["p1"])
    assert store.members("old") == []
    assert store.change_log().filter(pl.col("run") == 2).rows() == [
        ("p1", "old", "exited", 2, 0),
        ("p1", "new", "entered", 2, 0),
    ]


def test_features_of_each_run_stay(store: Store) -> None:
    build(store)
    for spend in (1.0, 2.0):
        begun = store.begin_run(Sink(), now=0)
        assert begun is not None
        with begun as written:
            written.write_features(pl.DataFrame({"@profile": ["p1"], "spend": [spend]}))
            written.commit()
    assert store.features(1).get_column("spend").to_list() == [1.0]
    assert store.features().get_column("spend").to_list() == [2.0]


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sets(st.sampled_from("pqrs"))), max_size=5))
def test_the_log_replayed_is_what_was_in(states: list[dict[str, set[str]]]) -> None:
    before = members.frame({})
    log = pl.DataFrame(schema=members.LOG)
    for number, state in enumerate(states, 1):
        after = members.frame(state)
        changes = members.changes(before, after).with_columns(run=pl.lit(number, pl.Int64), now=pl.lit(0, pl.Int64))
        log, before = pl.concat([log, changes]), after
        assert members.replay(log, run=number).equals(after)


# --- the lock ---

HOLDING = """
import sys, time
from pathlib import Path
from xseg.diagnostics import Sink
from xseg.store import Store
written = Store(Path(sys.argv[1])).begin_build(Sink())
print("held" if written else "refused", flush=True)
time.sleep(60)
"""


def hold(store: Store) -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", HOLDING, str(store.path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "held"
    return child


def test_a_second_run_is_refused_while_the_first_lives_and_not_when_it_was_killed(store: Store) -> None:
    build(store, people=[1])
    child = hold(store)
    sink = Sink()
    assert store.begin_build(sink) is None
    assert [diagnostic.code.number for diagnostic in sink] == ["XS850"]
    assert str(child.pid) in sink.found[0].message
    child.kill()
    child.wait()
    assert build(store, people=[2]) == 2


def test_a_killed_owner_that_nobody_has_counted_yet_holds_nothing(store: Store) -> None:
    build(store)
    child = hold(store)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, but still a zombie
    assert build(store) == 2
    child.wait()


def test_a_number_given_to_another_process_is_not_the_old_owner(store: Store) -> None:
    build(store)
    with sqlite3.connect(store.path / "registry.sqlite") as connection:
        connection.execute("insert into lock values (1, ?, 'long ago')", (os.getpid(),))
    connection.close()
    assert build(store) == 2


# --- what cannot be read ---


def test_a_registry_of_another_version_is_told(store: Store) -> None:
    build(store)
    with sqlite3.connect(store.path / "registry.sqlite") as connection:
        connection.execute("update registry set version = 99")
    connection.close()
    sink = Sink()
    assert store.begin_build(sink) is None
    assert [diagnostic.code.number for diagnostic in sink] == ["XS851"]


def test_a_damaged_registry_is_told(store: Store) -> None:
    build(store)
    (store.path / "registry.sqlite").write_bytes(b"this is no database at all, and longer than a header " * 9)
    sink = Sink()
    assert store.begin_build(sink) is None
    assert [diagnostic.code.number for diagnostic in sink] == ["XS852"]


def test_every_reader_tells_a_damaged_registry(store: Store) -> None:
    build(store, people=[1])
    (store.path / "registry.sqlite").write_bytes(b"junk" * 1000)
    readers: list[Callable[[], object]] = [
        store.last_build,
        store.units,
        store.reports,
        store.runs,
        store.change_log,
        lambda: store.table("people"),
        lambda: store.members("vip"),
        lambda: models.in_force(store),
        lambda: models.load(store, "m", 1),
    ]
    for reader in readers:
        with pytest.raises(Damaged) as told:
            reader()
        assert told.value.diagnostic.code.number == "XS852"


@pytest.mark.parametrize("content", [b"PAR1xx", b"", None])
def test_a_damaged_table_is_told_with_its_file(store: Store, content: bytes | None) -> None:
    build(store, people=[1])
    run(store, vip=["p1"])
    readers: dict[str, Callable[[], object]] = {
        "tables/build-1/people.parquet": lambda: store.table("people"),
        "membership/run-1/current.parquet": lambda: store.members("vip"),
        "membership/run-1/changes.parquet": store.change_log,
    }
    for name, reader in readers.items():
        file = store.path / name
        file.unlink() if content is None else file.write_bytes(content)
        with pytest.raises(Damaged, match=name):
            reader()


def test_a_run_after_a_damaged_one_is_told_and_holds_no_lock(store: Store) -> None:
    build(store)
    run(store, vip=["p1"])
    (store.path / "membership" / "run-1" / "current.parquet").write_bytes(b"x")
    for _ in range(2):
        sink = Sink()
        assert store.begin_run(sink, now=0) is None
        assert [diagnostic.code.number for diagnostic in sink] == ["XS852"]
    with sqlite3.connect(store.path / "registry.sqlite") as connection:
        assert connection.execute("select * from lock").fetchall() == []
    connection.close()


def test_a_registry_that_is_in_use_is_not_called_damaged(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build(store)
    monkeypatch.setattr(registry, "WAIT", 0.0)
    other = sqlite3.connect(store.path / "registry.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        store.last_build()
    other.close()


def test_a_crash_before_the_first_table_of_the_registry_is_nothing(store: Store) -> None:
    store.path.mkdir(parents=True)
    (store.path / "registry.sqlite").touch()
    assert store.last_build() is None
    assert build(store) == 1


# --- models ---

ARRAYS = {"centres": np.array([[0.1, 2.0], [3.0, 4.0]]), "labels": np.array(["a", "größe"])}


def test_a_model_comes_back_as_saved_and_the_first_is_in_force_until_another_is_promoted(store: Store) -> None:
    assert models.save(store, "cluster", {"k": 2}, ARRAYS) == 1
    assert models.save(store, "cluster", {"k": 3}, {}) == 2
    content, arrays = models.load(store, "cluster", 1)
    assert content == {"k": 2}
    assert {name: array.tolist() for name, array in arrays.items()} == {
        name: array.tolist() for name, array in ARRAYS.items()
    }
    assert models.versions(store, "cluster") == (1, 2)
    assert models.in_force(store) == {"cluster": 1}
    models.promote(store, "cluster", 2)
    assert models.in_force(store) == {"cluster": 2}
    with pytest.raises(LookupError):
        models.promote(store, "cluster", 3)
    with pytest.raises(LookupError):
        models.load(store, "other", 1)


def test_the_same_model_is_the_same_bytes(store: Store) -> None:
    for _ in range(2):
        models.save(store, "m", {"b": 1, "a": [1.5]}, ARRAYS)
    for file in ("model.json", "arrays.npz"):
        first, second = (store.path / "models" / "m" / version / file for version in "12")
        assert first.read_bytes() == second.read_bytes()


def test_a_name_of_any_letters_stays_inside_the_state(store: Store) -> None:
    for name in ("..", "a/b", "größe", "../../out"):
        models.save(store, name, {"name": name}, {})
        assert models.load(store, name, 1)[0] == {"name": name}
    assert {child.name for child in store.path.parent.iterdir()} == {".xseg"}


@pytest.mark.parametrize("file", ["model.json", "arrays.npz"])
def test_a_model_that_is_not_what_was_written_is_never_used(store: Store, file: str) -> None:
    models.save(store, "m", {"k": 2}, ARRAYS)
    path = store.path / "models" / "m" / "1" / file
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", whole.replace(b"f8", b"i8"), whole.replace(b"centres", b"centers")):
        path.write_bytes(content)
        with pytest.raises(models.Damaged):
            models.load(store, "m", 1)


def test_a_model_with_other_numbers_of_the_same_shape_is_never_used(store: Store) -> None:
    models.save(store, "m", {"k": 2}, ARRAYS)
    file = store.path / "models" / "m" / "1" / "arrays.npz"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(np.float64(0.1).tobytes(), np.float64(0.2).tobytes()))
    assert len(file.read_bytes()) == len(whole)
    with pytest.raises(models.Damaged, match="not what was written"):
        models.load(store, "m", 1)


def test_arrays_of_objects_are_refused_on_the_way_in_and_out(store: Store) -> None:
    with pytest.raises(AssertionError):
        models.save(store, "m", {}, {"bad": np.array([object()])})
    models.save(store, "m", {}, ARRAYS)
    file = store.path / "models" / "m" / "1" / "arrays.npz"
    np.savez(file, centres=np.array([object()], dtype=object), labels=ARRAYS["labels"])
    with pytest.raises(models.Damaged):
        models.load(store, "m", 1)
