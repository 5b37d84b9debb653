"""A topic's messages as units: stretches of offsets of one partition, kept in the state since the topic forgets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xseg.diagnostics import Sink
from xseg.profiles.formats.chunk import Chunk, Unreadable
from xseg.profiles.sources import messages, topics
from xseg.profiles.sources.fetched import sha256
from xseg.profiles.sources.form import Form, Origin
from xseg.profiles.sources.reading import read
from xseg.profiles.sources.units import Known, Unit
from xseg.project.place import Topic
from xseg.store import folders

FOLDER = "topics"


@dataclass(frozen=True, slots=True)
class StretchUnit:
    """`topic[p]@first-end`: messages that were copied once and never change."""

    name: str
    file: Path
    fingerprint: str
    size: int
    stamp: str
    """By offsets, which are never given twice."""
    form: Form
    origin: Origin

    def chunks(self) -> Iterator[Chunk]:
        """See units.py."""
        try:
            with self.file.open("rb") as file:
                yield from read(file, self.form, self.name, self.origin)
        except OSError as error:
            why = error.strerror or "its messages in the state cannot be opened"
            raise Unreadable(messages.topic_failed(self.name, self.origin.name, why, self.origin.span)) from error


def units(topic: Topic, origin: Origin, *, form: Form, known: Mapping[str, Known], sink: Sink) -> Sequence[Unit] | None:
    """Everything that was ever read of the topic, with what is new now, by partition and offset."""
    assert form.scratch is not None, "messages are kept in the state"
    folder = form.scratch / FOLDER / folders.safe(origin.name) / folders.safe(topic.topic)
    found = topics.copied(topic, folder, source=origin.name, span=origin.span, sink=sink)
    if found is None:
        return None
    return [_unit(topic, stretch, origin, form.of("ndjson"), known) for stretch in found]


def _unit(topic: Topic, stretch: topics.Stretch, origin: Origin, form: Form, known: Mapping[str, Known]) -> Unit:
    name = f"{topic.topic}[{stretch.partition}]@{stretch.first}-{stretch.end}"
    size = stretch.file.stat().st_size
    stamp = f"{name}:{size}"
    before = known.get(name)
    sure = before is not None and before.stamp == stamp
    fingerprint = before.fingerprint if before is not None and sure else sha256(stretch.file)
    return StretchUnit(name, stretch.file, fingerprint, size, stamp, form, origin)
