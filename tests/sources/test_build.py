"""Whole builds out of every kind of place: rows in = kept + dropped + quarantined, and rules see the same people."""

import gzip
import json
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from deltalake import write_deltalake

from tests.profiles.place import HEAD, Place
from tests.sources.bucket import Bucket
from xseg.tables import list_column

NUMBERS = count(1)
CLICKS = """
[identity]
keys = ["id"]
[channels]
web = {}
[[sources]]
name = "web"
kind = "events"
event = "click"
channel = "web"
id = "n"
time = { column = "t", timezone = "UTC" }
keys = { id = "who" }
properties = { amount = "decimal" }
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def declare(place: Place, where: str, more: str = "") -> None:
    place.write({"xseg.toml": HEAD + CLICKS.replace('id = "n"\n', f'{where}\nid = "n"\n') + more})


def amounts(place: Place) -> list[tuple[object, ...]]:
    return place.events("click", "@id", "amount")


def accounted(place: Place) -> tuple[int, int, int, int]:
    """Rows read, kept, dropped and quarantined of the last build."""
    source = place.source("web")
    found = (source.read, source.kept, sum(source.dropped.values()), sum(source.quarantined.values()))
    assert found[0] == sum(found[1:])
    return found


def test_an_export_of_a_german_till_is_read(place: Place) -> None:
    where = 'path = "till.csv.gz"\nencoding = "windows-1252"\ndecimal = ","\nthousands = "."'
    declare(place, where, "[sources.rows]\namount = { min = 0.5, max = 2000 }\n")
    rows = (
        "sep=;",
        "n;t;who;amount",
        "1;2025-01-01;jürgen;1.234,50",
        "2;2025-01-02;jürgen;0,49",
        "3;2025-01-03;eva;1.5",
    )
    text = "\r\n".join((*rows, ""))
    place.write({"till.csv.gz": gzip.compress(text.encode("windows-1252"))})
    assert accounted(place) == (3, 1, 0, 2)
    assert amounts(place) == [("1", 123450)]
    assert place.store.quarantine().select("line", "reason").rows() == [
        (4, "`amount` is below 0.5"),
        (5, "`amount`: unreadable number"),
    ]


def test_a_bucket_is_a_source_and_a_list(place: Place, s3: Bucket) -> None:
    folder = f"build-{next(NUMBERS)}"
    declare(
        place,
        f'path = "{s3.address}/{folder}/*.ndjson"',
        f'[lists.vip]\npath = "{s3.address}/{folder}/vip.csv"\nkey = "id"\ndelimiter = ";"\n',
    )
    s3.put(f"{folder}/a.ndjson", b'{"n": "1", "t": "2025-01-01", "who": "ann", "amount": 5}\nno\n')
    s3.put(f"{folder}/vip.csv", b"id;name\nann;Ann\n")
    assert accounted(place) == (2, 1, 0, 1)
    assert place.profiles(list_column("vip")) == [(True,)]
    assert place.store.quarantine().get_column("file").to_list() == [f"{s3.address}/{folder}/a.ndjson"]
    s3.put(f"{folder}/b.ndjson", b'{"n": "1", "t": "2025-01-01", "who": "ann", "amount": 7}\n')
    assert accounted(place) == (3, 1, 1, 1)
    assert amounts(place) == [("1", 700)]  # the copy read last wins


def test_a_build_that_fails_leaves_nothing_that_was_fetched(place: Place, s3: Bucket) -> None:
    folder = f"build-{next(NUMBERS)}"
    declare(place, f'path = "{s3.address}/{folder}/*.csv"')
    s3.put(f"{folder}/a.csv", b"n,t,who,amount\n1,2025-01-01,ann,1\n")
    s3.put(f"{folder}/b.csv", b"n,t,who\n1,2025-01-01,ann\n")
    assert place.build() is None
    assert place.codes() == ["XS831"]
    assert not (place.root / ".xseg" / "incoming").exists()


def test_a_delta_table_is_a_source(place: Place) -> None:
    declare(place, 'delta = "lake"')
    rows = pl.DataFrame({"n": ["1", "2"], "t": ["2025-01-01"] * 2, "who": ["ann", "bob"], "amount": [1, 2]})
    write_deltalake(place.root / "lake", rows)
    assert accounted(place) == (2, 2, 0, 0)
    write_deltalake(place.root / "lake", rows.head(1), mode="overwrite")
    assert accounted(place) == (1, 1, 0, 0)


@pytest.fixture(scope="module")
def mock() -> tuple[Any, str]:
    from confluent_kafka import Producer

    producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "made by itself"})
    brokers = producer.list_topics(timeout=10).brokers.values()
    return producer, ",".join(f"{broker.host}:{broker.port}" for broker in brokers)


def test_a_topic_is_a_source_whose_second_build_holds_the_first(place: Place, mock: tuple[Any, str]) -> None:
    producer, servers = mock
    declare(place, f'kafka = {{ servers = "{servers}", topic = "clicks" }}')

    def send(*amounts: int) -> None:
        for amount in amounts:
            message = {"n": f"{amount}", "t": "2025-01-01", "who": "ann", "amount": amount}
            producer.produce("clicks", value=json.dumps(message).encode(), partition=0)
        producer.produce("clicks", value=b"no JSON", partition=1)
        producer.flush(10)

    send(1, 2)
    assert accounted(place) == (3, 2, 0, 1)
    send(3)
    assert accounted(place) == (5, 3, 0, 2)
    assert amounts(place) == [("1", 100), ("2", 200), ("3", 300)]
    files = place.store.quarantine().select("file", "line").rows()
    assert files == [("clicks[1]@0-1", 1), ("clicks[1]@1-2", 1)]


def test_builds_step_by_step_equal_a_build_from_nothing(place: Place, mock: tuple[Any, str]) -> None:
    producer, servers = mock
    declare(place, f'kafka = {{ servers = "{servers}", topic = "steps" }}')
    for step in range(4):
        for number in range(3):
            message = {
                "n": f"{number}",
                "t": f"2025-01-0{4 - step}",
                "who": f"p{step % 2}",
                "amount": step * 10 + number,
            }
            producer.produce("steps", value=json.dumps(message).encode(), partition=(step + number) % 3)
        producer.flush(10)
        accounted(place)

    def found() -> tuple[object, object]:
        return accounted(place), sorted(place.events("click", "@id", "@time", "amount"))

    step_by_step = found()
    (place.root / ".xseg").rename(place.root / "before")
    assert found() == step_by_step


def test_a_topic_that_cannot_be_reached_leaves_the_last_build(place: Place, mock: tuple[Any, str]) -> None:
    producer, servers = mock
    producer.produce("kept", value=b'{"n": "1", "t": "2025-01-01", "who": "ann", "amount": 1}', partition=0)
    producer.flush(10)
    declare(place, f'kafka = {{ servers = "{servers}", topic = "kept" }}')
    place.built()
    before = place.store.last_build()
    declare(place, f'kafka = {{ servers = "{servers}", topic = "gone" }}')
    assert place.build() is None
    assert place.codes() == ["XS848"]
    assert place.store.last_build() == before


VENDOR = """
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id" }
attributes = { country = "string", band = "string" }
[[sources]]
name = "vendor"
kind = "profiles"
path = "vendor.csv"
priority = -10
keys = { id = "who" }
attributes = { country = "string", band = "string" }
"""


def test_what_a_vendor_knows_fills_in_and_never_replaces(place: Place) -> None:
    declare(place, 'path = "web.csv"', VENDOR)
    place.write(
        {
            "web.csv": "n,t,who,amount\n1,2025-01-01,ann,1\n",
            "crm.csv": "id,country,band\nann,DE,\nbob,,\n",
            "vendor.csv": "who,country,band\nann,FR,high\nbob,FR,\neve,ES,low\n",
        }
    )
    place.built()
    assert sorted(place.profiles("country", "band"), key=str) == [("DE", "high"), ("ES", "low"), ("FR", None)]


def test_values_of_the_environment_are_nowhere_in_the_state(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    exports = tmp_path_factory.mktemp("hunter2")
    monkeypatch.setenv("EXPORTS", str(exports))
    (exports / "a.csv").write_text("n,t,who,amount\n1,2025-01-01,ann,1\n2,never,ann,1\n", encoding="utf-8")
    declare(place, 'path = "${EXPORTS}/*.csv"')
    assert accounted(place) == (2, 1, 0, 1)
    assert place.store.quarantine().get_column("file").to_list() == ["${EXPORTS}/a.csv"]
    written = b"".join(file.read_bytes() for file in (place.root / ".xseg").rglob("*") if file.is_file())
    assert b"hunter2" not in written
