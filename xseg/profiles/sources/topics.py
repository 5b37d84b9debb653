"""Copies new messages of a Kafka topic into the state, since a topic forgets: what was copied is then read as files.

A file holds the messages of one partition from one offset up to another, one a line. Where the last one ends, the next
begins: the files themselves say what was read, so no crash can make them disagree.
"""

import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xseg.diagnostics import Sink, Span
from xseg.profiles.sources import messages
from xseg.profiles.sources.environment import resolved
from xseg.project.place import Topic

if TYPE_CHECKING:
    from confluent_kafka import Consumer, Message

PATIENCE = 15.0
"""Seconds that servers have to answer."""
SLICE = 0.5
"""Seconds that are waited for the next messages in one go."""
AT_ONCE = 5_000
"""Messages taken from the client in one go."""
FILE_BYTES = 64 << 20
"""About as much one file holds."""
NO_TEXT = "\N{SYMBOL FOR SUBSTITUTE} "
"""Stands before a message that is no line of JSON, so that it is read as what it is: none."""
_FILE = re.compile(r"(\d+)@(\d+)-(\d+)\.ndjson")
_QUIET = logging.getLogger("xseg.topics")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """The messages of a partition from offset `first` up to, and without, `end`."""

    partition: int
    first: int
    end: int
    file: Path = field(compare=False)


class Failed(Exception):
    """The servers do not give what was asked; the text says why, for people."""


def copied(topic: Topic, folder: Path, *, source: str, span: Span | None, sink: Sink) -> Sequence[Stretch] | None:
    """All stretches that `folder` holds after everything new up to now was added, by partition and offset.

    None, told in the sink, where the topic cannot be read or has forgotten what was not read yet.
    """
    servers = resolved(topic.servers, source, span, sink)
    options = {name: resolved(value, source, span, sink) for name, value in topic.options.items()}
    if servers is None or None in options.values():
        return None
    try:
        from confluent_kafka import Consumer, KafkaException
    except ImportError:
        sink.add(messages.extra_missing("kafka", source, span))
        return None
    settings = {
        "group.id": "xseg",  # nobody joins it, but servers may let in some groups only
        **{name: value.text for name, value in options.items() if value is not None},
        "bootstrap.servers": servers.text,
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "error",
    }
    try:
        consumer = Consumer(settings, logger=_QUIET)
    except KafkaException as error:  # its text may hold an option's value
        sink.add(messages.topic_failed(topic.topic, source, _option_at_fault(error, options), span))
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob("*.pending"):
        left.unlink()
    try:
        reading = _Reading(consumer, topic, folder, source, span, sink)
        return stretches(folder) if reading.all_partitions() else None
    except Failed as failed:
        sink.add(messages.topic_failed(topic.topic, source, str(failed), span))
    except KafkaException as error:
        sink.add(messages.topic_failed(topic.topic, source, error.args[0].str(), span))
    finally:
        consumer.close()
    return None


def stretches(folder: Path) -> list[Stretch]:
    """What a folder holds, by partition and offset."""
    found = [(file, _FILE.fullmatch(file.name)) for file in folder.iterdir()] if folder.is_dir() else []
    return sorted(Stretch(int(m[1]), int(m[2]), int(m[3]), file) for file, m in found if m is not None)


def _option_at_fault(error: Exception, options: Mapping[str, object]) -> str:
    said = str(error)
    name = next((name for name in options if name in said), None)
    return f"its option `{name}` is not understood" if name else "its `options` are not understood"


@dataclass(frozen=True, slots=True)
class _Reading:
    consumer: "Consumer"
    topic: Topic
    folder: Path
    source: str
    span: Span | None
    sink: Sink

    def all_partitions(self) -> bool:
        """Copy what is new of each partition, up to where it ends now; False, told, where there is a gap."""
        from confluent_kafka import TopicPartition

        name = self.topic.topic
        found = self.consumer.list_topics(name, timeout=PATIENCE).topics[name]
        if found.error is not None or not found.partitions:
            raise Failed("there is no such topic" if found.error is None else found.error.str())
        ends = {stretch.partition: stretch.end for stretch in stretches(self.folder)}
        starts: dict[int, tuple[int, int]] = {}
        whole = True
        for partition in sorted(found.partitions):
            place = TopicPartition(name, partition)
            low, high = self.consumer.get_watermark_offsets(place, timeout=PATIENCE, cached=False)
            start = self._start(partition, ends.get(partition), low, high)
            whole &= start is not None
            if start is not None and start < high:
                starts[partition] = (start, high)
        if not whole:
            return False
        for partition, (start, high) in starts.items():
            self._copy(partition, start, high)
        return True

    def _start(self, partition: int, expected: int | None, low: int, high: int) -> int | None:
        """Where to read on; None, told, where what is there does not continue what was read."""
        part = f"{self.topic.topic}[{partition}]"
        if expected is None:
            return low
        if expected > high:
            self.sink.add(messages.topic_anew(part, self.source, expected=expected, last=high, span=self.span))
            return None
        if expected >= low:
            return expected
        if self.topic.gaps == "accept":
            say = messages.topic_gap_accepted
            self.sink.add(say(part, self.source, expected=expected, earliest=low, span=self.span))
            return low
        self.sink.add(messages.topic_gap(part, self.source, expected=expected, earliest=low, span=self.span))
        return None

    def _copy(self, partition: int, start: int, high: int) -> None:
        with _Files(self.folder, partition, start) as files:
            for message in self._messages(partition, start, high):
                files.add(message.offset() or 0, line_of(message.value()))

    def _messages(self, partition: int, start: int, high: int) -> Iterator["Message"]:
        """The messages before `high`; fewer where a transaction that is still open holds them back."""
        from confluent_kafka import KafkaError, TopicPartition

        self.consumer.assign([TopicPartition(self.topic.topic, partition, start)])
        waited, next_ = 0.0, start
        while True:
            # it waits for so many messages, so no more are asked for than there can be
            found = self.consumer.consume(min(AT_ONCE, high - next_), timeout=SLICE)
            waited = 0.0 if found else waited + SLICE
            if waited >= PATIENCE:
                raise Failed("the servers stopped answering")
            for message in found:
                error = message.error()
                if error is not None and error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001  its public name
                    return
                if error is not None:
                    raise Failed(error.str())
                offset = message.offset()
                assert offset is not None, "a message has its place"
                if offset >= high:
                    return
                yield message
                next_ = offset + 1
                if next_ == high:
                    return


class _Files:
    """Writes lines into files of a bounded size, each named when it is whole."""

    def __init__(self, folder: Path, partition: int, start: int) -> None:
        self.folder = folder
        self.partition = partition
        self.start = start
        self.next = start
        self.file: IO[bytes] | None = None
        self.bytes = 0

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._close(self.next)
        elif self.file is not None:
            self.file.close()

    def add(self, offset: int, line: bytes) -> None:
        """The message at an offset."""
        if self.file is None:
            self.file = self._pending.open("wb")
        self.file.write(line + b"\n")
        self.bytes += len(line) + 1
        self.next = offset + 1
        if self.bytes >= FILE_BYTES:
            self._close(self.next)

    @property
    def _pending(self) -> Path:
        return self.folder / f"{self.partition}.pending"

    def _close(self, end: int) -> None:
        if self.file is None:
            return
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self._pending.replace(self.folder / f"{self.partition}@{self.start}-{end}.ndjson")
        self.file, self.bytes, self.start = None, 0, end


def line_of(value: bytes | str | None) -> bytes:
    """A message as one line: itself, or, where it is no text of one JSON value, marked so that it is read as none."""
    if value is None:
        return b"null"
    raw = value.encode() if isinstance(value, str) else value
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return (NO_TEXT + raw.decode(errors="replace").replace("\r", " ").replace("\n", " ")).encode()
    if not text.strip():
        return NO_TEXT.encode()
    if "\n" not in text and "\r" not in text:
        return raw
    flat = text.replace("\r", " ").replace("\n", " ")
    try:
        json.loads(text)  # line breaks between its parts mean nothing; inside a text they are no JSON
    except (ValueError, RecursionError):
        return (NO_TEXT + flat).encode()
    return flat.encode()
