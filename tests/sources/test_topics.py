"""Topics on librdkafka's own broker: every message once, each build only what is new, and nothing lost in silence."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from tests.sources.reading import Shop
from xseg.diagnostics import Sink
from xseg.profiles.sources import topics

NUMBERS = count(1)


@dataclass
class Broker:
    """A broker of this process; `topic` names a new one for each test, which has four partitions."""

    producer: Any
    servers: str
    topic: str = field(default_factory=lambda: f"orders-{next(NUMBERS)}")

    def send(self, *values: object, partition: int = 0) -> None:
        for value in values:
            raw = value if isinstance(value, bytes | None) else json.dumps(value).encode()
            self.producer.produce(self.topic, value=raw, partition=partition)
        assert self.producer.flush(10) == 0

    def place(self, more: str = "") -> str:
        return f'kafka = {{ servers = "{self.servers}", topic = "{self.topic}"{more} }}\n'


@pytest.fixture(scope="module")
def mock() -> tuple[Any, str]:
    from confluent_kafka import Producer

    producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "made by itself"})
    brokers = producer.list_topics(timeout=10).brokers.values()
    return producer, ",".join(f"{broker.host}:{broker.port}" for broker in brokers)


@pytest.fixture
def broker(mock: tuple[Any, str]) -> Broker:
    return Broker(*mock)


def rows(shop: Shop) -> list[object]:
    return [row[-1] for row in shop.read()]


def test_every_message_is_a_row_and_its_unit_tells_its_offsets(shop: Shop, broker: Broker) -> None:
    broker.send({"i": "a"}, {"i": "b"}, {"i": "c"})
    broker.send({"i": "d"}, partition=2)
    shop.declare(broker.place())
    assert rows(shop) == ["a", "b", "c", "d"]
    assert shop.names == [f"{broker.topic}[0]@0-3", f"{broker.topic}[2]@0-1"]


def test_the_next_build_reads_only_what_is_new_and_keeps_the_rest(shop: Shop, broker: Broker) -> None:
    shop.declare(broker.place())
    broker.send({"i": "a"}, {"i": "b"})
    assert rows(shop) == ["a", "b"]
    assert rows(shop) == []
    broker.send({"i": "c"})
    broker.send({"i": "d"}, partition=1)
    assert rows(shop) == ["c", "d"]
    assert shop.names == [f"{broker.topic}{stretch}" for stretch in ("[0]@0-2", "[0]@2-3", "[1]@0-1")]


def test_what_was_read_can_be_read_again_without_the_topic(shop: Shop, broker: Broker) -> None:
    shop.declare(broker.place())
    broker.send({"i": "a"})
    rows(shop)
    broker.send({"i": "b"})
    shop.known.clear()  # as after a change of the declaration
    assert rows(shop) == ["a", "b"]


def test_a_message_that_is_no_json_object_is_one_bad_line(shop: Shop, broker: Broker) -> None:
    pretty = json.dumps({"i": "a", "t": [1, 2]}, indent=2).encode()
    broker.send(b"no", pretty, b"[1]", None, b"\xff\xfe", b"", b'{"i": "x\ny"}', b'{"i":\n', {"i": "z"})
    shop.declare(broker.place())
    chunks = shop.chunks()
    assert not shop.found
    assert [row for chunk in chunks for row in chunk.frame.get_column("i")] == ["a", "z"]
    bad = [(line, reason) for chunk in chunks for line, reason, _ in chunk.bad]
    assert bad == [(line, "not a JSON object") for line in (1, 3, 4, 5, 6, 7, 8)]


def test_a_message_may_hold_several_lines_and_stays_one(shop: Shop, broker: Broker) -> None:
    broker.send(b'{"i":\r\n "a b"}\n', b'{"i": "c\\nd"}')
    shop.declare(broker.place())
    assert rows(shop) == ["a b", "c\nd"]


def test_many_messages_are_kept_in_files_of_a_bounded_size(
    shop: Shop, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "FILE_BYTES", 100)
    monkeypatch.setattr(topics, "AT_ONCE", 7)
    broker.send(*({"i": f"{number:03}"} for number in range(50)))
    shop.declare(broker.place())
    assert rows(shop) == [f"{number:03}" for number in range(50)]
    assert shop.names[:2] == [f"{broker.topic}[0]@0-8", f"{broker.topic}[0]@8-16"]


def test_a_crash_while_copying_leaves_what_was_copied_and_the_rest_is_copied_next(
    shop: Shop, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "FILE_BYTES", 30)
    copy = topics.line_of

    def breaks(value: bytes | str | None) -> bytes:
        if value == b'{"i": "c"}':
            raise KeyboardInterrupt
        return copy(value)

    broker.send({"i": "a"}, {"i": "b"}, {"i": "b2"}, {"i": "c"}, {"i": "d"})
    shop.declare(broker.place())
    monkeypatch.setattr(topics, "line_of", breaks)
    with pytest.raises(KeyboardInterrupt):
        shop.chunks()
    monkeypatch.setattr(topics, "line_of", copy)
    assert rows(shop) == ["a", "b", "b2", "c", "d"]


# --- what is not there ---


def kept(shop: Shop, broker: Broker, first: int, end: int) -> None:
    """The state as if messages from `first` up to `end` had been read before."""
    folder = shop.root / ".xseg" / "topics" / "web" / broker.topic
    folder.mkdir(parents=True)
    (folder / f"0@{first}-{end}.ndjson").write_text('{"i": "old"}\n' * (end - first), encoding="utf-8")


def test_a_topic_that_was_made_anew_stops_the_build(shop: Shop, broker: Broker) -> None:
    kept(shop, broker, 0, 5)
    broker.send({"i": "a"})
    shop.declare(broker.place())
    assert shop.codes() == ["XS849"]
    assert "5 were read before: it was made anew" in shop.found[0].message


@pytest.mark.parametrize(("gaps", "code"), [("stop", "XS849"), ("accept", "XS856")])
def test_messages_that_the_topic_forgot_before_they_were_read_are_told(
    shop: Shop, broker: Broker, gaps: str, code: str
) -> None:
    kept(shop, broker, 0, 2)
    shop.declare(broker.place(f', gaps = "{gaps}"'))
    place = shop.project.sources[0].place
    assert place is not None
    assert place.kafka is not None
    sink = Sink()
    reading = topics._Reading(None, place.kafka, shop.root, "web", None, sink)  # type: ignore[arg-type]
    start = reading._start(0, 2, 7, 9)
    assert [found.code.number for found in sink] == [code]
    assert "messages 2 to 6" in next(iter(sink)).message
    assert start == (7 if gaps == "accept" else None)


def test_a_topic_that_is_not_there_is_told(shop: Shop, broker: Broker) -> None:
    shop.declare(broker.place())
    assert shop.codes() == ["XS848"]
    assert broker.topic in shop.found[0].message


def test_servers_that_do_not_answer_are_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "PATIENCE", 0.3)
    shop.declare('kafka = { servers = "127.0.0.1:9", topic = "orders" }\n')
    assert shop.codes() == ["XS848"]


def test_servers_and_options_come_from_the_environment_and_are_never_shown(
    shop: Shop, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = ', options = { "sasl.password" = "${KAFKA_PW}" }'
    shop.declare(broker.place(more).replace(broker.servers, "${KAFKA}"))
    assert shop.codes() == ["XS843", "XS843"]
    monkeypatch.setenv("KAFKA", broker.servers)
    monkeypatch.setenv("KAFKA_PW", "hunter2")
    broker.send({"i": "a"})
    assert rows(shop) == ["a"]
    shop.declare(broker.place(', options = { "no.such.option" = "${KAFKA_PW}" }'))
    assert shop.codes() == ["XS848"]
    assert "`no.such.option`" in shop.found[0].message
    assert "hunter2" not in shop.found[0].message
