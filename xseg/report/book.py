"""What the page tells, as plain facts: everything is gathered before, nothing is worked out on the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from xseg.measure.figures import ModelDrift
from xseg.measure.groups import Group
from xseg.measure.history import SegmentDrift
from xseg.measure.overlap import Overlap
from xseg.measure.personas import Persona
from xseg.models.maps import Maps
from xseg.models.trained import TrainedModel


@dataclass(frozen=True, slots=True, eq=False)
class ModelPage:
    """A model in force: as trained, its clusters as they may be told, pictures, drift, and the clusters' portraits."""

    name: str
    title: str
    version: int
    trained_on: str
    trained: TrainedModel
    groups: tuple[Group, ...]
    maps: Maps | None
    drift: ModelDrift | None
    personas: tuple[Persona, ...]


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment over the runs: `sizes` oldest first (None: not in that run), all None below the smallest group."""

    name: str
    title: str
    size: int | None
    share: float | None
    sizes: tuple[int | None, ...]
    drift: SegmentDrift | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source or list in the last build."""

    name: str
    read: int
    kept: int
    dropped: int
    quarantined: int
    newest: str
    why: str
    """The most frequent reasons why rows were set aside."""


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """The whole page. Times are texts on the project's clock."""

    project: str
    as_of: str
    profiles: int
    smallest: int
    runs: tuple[str, ...]
    models: tuple[ModelPage, ...]
    segments: tuple[SegmentRow, ...]
    personas: tuple[Persona, ...]
    """Of segments."""
    overlap: Overlap | None
    sources: tuple[SourceRow, ...]
    channels: Mapping[str, str]
    """Channel → what people call it."""
