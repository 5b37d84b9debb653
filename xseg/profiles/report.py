"""What a build found: every row read is kept, dropped or set aside, and counted with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source: `read` = `kept` + all `dropped` + all `quarantined`."""

    name: str
    kind: str
    read: int
    kept: int
    """Rows; of the copies of one event each that counts at some `now`."""
    dropped: Mapping[str, int]
    """Reason → rows that add nothing: `exact duplicate`, `duplicate by id`, `event not mapped`, `soft-deleted`."""
    quarantined: Mapping[str, int]
    """Reason → rows set aside until somebody looks at them."""
    keys_refused: Mapping[str, int]
    """Reason → values of identity keys that count as missing; their rows stay."""
    first: int | None
    """The earliest and the latest time kept, in microseconds of UTC; None where rows have no times."""
    last: int | None

    def __post_init__(self) -> None:
        told = self.kept + sum(self.dropped.values()) + sum(self.quarantined.values())
        assert self.read == told, f"{self.name}: {self.read} rows read, {told} told of"


@dataclass(frozen=True, slots=True)
class Newest:
    """The events of one kind from one source: how many, from when to when (microseconds of UTC)."""

    source: str
    kind: str
    events: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ListReport:
    """A list: how many different values it has, how many of them belong to a person, and what became of its rows:
    `read` = `kept` + all `quarantined`.
    """

    name: str
    values: int
    matched: int
    read: int
    kept: int
    quarantined: Mapping[str, int]
    """Reason → rows set aside until somebody looks at them."""

    def __post_init__(self) -> None:
        told = self.kept + sum(self.quarantined.values())
        assert self.read == told, f"list {self.name}: {self.read} rows read, {told} told of"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """A committed build; everything in the order of the project file."""

    build: int
    sources: tuple[SourceReport, ...]
    people: int
    new_people: int
    merges: int
    """Profile ids that became another name of an older one in this build."""
    newest: tuple[Newest, ...]
    lists: tuple[ListReport, ...]
