"""What a build found: every row read is kept, dropped or set aside, and counted with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xseg.profiles.measures.shape import Change, Shape


@dataclass(frozen=True, slots=True)
class Filled:
    """A property, an attribute or an identity key (`kind`): in how many of the kept rows it has a value, and between
    which numbers as they are held (tables/columns.py), if it holds any.
    """

    name: str
    kind: str
    known: int
    rows: int
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        """Of 1; None where there is no row."""
        return self.known / self.rows if self.rows else None


@dataclass(frozen=True, slots=True)
class Fences:
    """The least and the most of an attribute that is no outlier, as values are held (None: there are no fences), how
    many values lie below and above, and what became of them: `report`, `clip`, `missing` or `quarantine`.
    """

    attribute: str
    method: str
    action: str
    low: float | None
    high: float | None
    below: int
    above: int


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
    filled: tuple[Filled, ...] = ()
    unknown_events: Mapping[str, int] = field(default_factory=dict)
    """The most frequent values of the event column that stand for no event → rows."""
    newest: int | None = None
    """The latest time kept that is not after the clock of the build."""
    future: int = 0
    """Rows kept whose time is after the clock of the build."""
    late: int | None = None
    """Events that came since the last build and lie before its newest; None in a first build."""
    fences: tuple[Fences, ...] = ()
    """Where values become outliers, of each attribute that declares them."""
    shapes: tuple[Shape, ...] = ()
    """The columns of each unit, in reading order: what the next build holds its units against."""
    changes: tuple[Change, ...] = ()
    """How they differ from those of the last build."""

    def __post_init__(self) -> None:
        told = self.kept + sum(self.dropped.values()) + sum(self.quarantined.values())
        assert self.read == told, f"{self.name}: {self.read} rows read, {told} told of"

    @property
    def duplicates(self) -> int:
        """Rows that were there already."""
        return sum(rows for reason, rows in self.dropped.items() if "duplicate" in reason)

    @property
    def aside(self) -> int:
        """Rows in quarantine."""
        return sum(self.quarantined.values())

    @property
    def outliers(self) -> Mapping[str, int]:
        """Attribute → rows whose value lies beyond its fences."""
        return {fences.attribute: fences.below + fences.above for fences in self.fences}


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
class KeyReport:
    """An identity key: its different values, the people who have one, and what joins nobody."""

    name: str
    values: int
    people: int
    over_limit: int = 0
    """Values that join nobody: more people share them than the limit allows, or several of an exclusive key."""
    records_over_limit: int = 0
    looked_at: int = 0
    """Values that somebody had in the build before, too (about 100,000 are looked at)."""
    moved: int = 0
    """Those of them whose profile id is another now, under whatever name."""

    @property
    def changed_hands(self) -> bool:
        """Whether most of them are of others."""
        return self.moved > 2 and 2 * self.moved > self.looked_at


@dataclass(frozen=True, slots=True)
class Graph:
    """How records became people. A record is one combination of key values in one source."""

    records: int
    sizes: Mapping[str, int]
    """Records a person, as `1`, `2`, `3–5` … → people."""
    biggest: int
    """Records of the person who has the most."""
    biggest_person: str | None
    """The profile id of that person."""
    conflicts: int
    """People with two values or more of the strongest key."""
    keys: tuple[KeyReport, ...]


@dataclass(frozen=True, slots=True)
class IdChange:
    """What became of an id: `merged`, `other` is `profile` now, joined by `key` (None: by likeness); `split`, some
    records of `profile` are of `other` now.
    """

    change: str
    profile: str
    other: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered for one purpose: addresses (or keys, where an answer has no address) by their latest answer,
    and all answers.
    """

    purpose: str
    granted: int
    denied: int
    answers: int


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
    now: int | None = None
    """The clock of the build, in microseconds of UTC."""
    graph: Graph | None = None
    answers: tuple[Answers, ...] = ()
    splits: int = 0
    """Profile ids of which some records became somebody else's in this build."""
    ids: tuple[IdChange, ...] = ()
    """The first merges and splits; the state has all of them."""
    gone: int = 0
    """People of the build before whom nobody is now, under whatever id."""

    def source(self, name: str) -> SourceReport | None:
        """The report of a source; None where there is none of that name."""
        return next((source for source in self.sources if source.name == name), None)
