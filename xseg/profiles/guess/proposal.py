"""What is proposed: sources, their columns, the identity keys, the clock; each with the reason in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Option = str | int | tuple[str, ...]
"""A value of an option in xseg.toml."""


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A property or attribute: `type` and `options` as xseg.toml writes them, `column` the file's own word."""

    name: str
    column: str
    type: str
    reason: str
    options: Mapping[str, Option] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProposedTime:
    """When: `newest` and `oldest` in microseconds of UTC, none where every time lies in the future."""

    column: str
    format: str | None
    timezone: str | None
    reason: str
    oldest: int | None
    newest: int | None


@dataclass(frozen=True, slots=True)
class ProposedKey:
    """An identity key of the project."""

    name: str
    normalise: Literal["text", "email", "phone", "lower"]
    ignore: tuple[str, ...] = ()
    limit: int | None = None
    from_zero: bool = False
    """Whether its values are numbers that count from 0, so that `0` is one of them and no placeholder."""
    exclusive: bool = False
    exclusive_reason: str = ""
    """Also where the data alone cannot tell whether it is."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """An identity key as one source brings it."""

    name: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProposedSource:
    """One file, or several of one kind, as a source or (`kind = "list"`) as a list. `event_map` is empty where all rows
    are one `event`; then `event_column` is None.
    """

    name: str
    kind: Literal["events", "profiles", "consents", "list"]
    kind_reason: str
    file: Path
    format: Literal["csv", "ndjson", "parquet"]
    format_told: bool
    """Whether the ending of the file tells the format."""
    delimiter: str
    quote: str | None
    encoding: str
    decimal: str
    thousands: str | None
    rows: int
    bad_rows: int
    bad_reasons: Mapping[str, int]
    """Reason → lines that cannot be read, the most frequent first."""
    keys: tuple[KeyUse, ...]
    columns: tuple[ProposedColumn, ...]
    left_out: Mapping[str, str]
    """Column that is not read → why."""
    row_number: str | None = None
    """The column with a made-up id, where profiles have no key of their own."""
    id: str | None = None
    id_reason: str = ""
    time: ProposedTime | None = None
    updated_at: ProposedTime | None = None
    event: str | None = None
    event_column: str | None = None
    event_map: Mapping[str, str] = field(default_factory=dict)
    event_reason: str = ""
    channel: str | None = None
    channel_column: str | None = None
    channels: tuple[str, ...] = ()
    """The channels that its rows come from."""
    channel_reason: str = ""
    purposes: tuple[str, ...] = ()
    """Those that its rows answer."""
    purpose_column: str | None = None
    """None: all rows answer for the one purpose."""
    purpose_map: Mapping[str, str] = field(default_factory=dict)
    """Of purposes that the file calls otherwise."""
    purpose_reason: str = ""
    answer_column: str | None = None
    granted: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    """Words of the answer; both empty where they need not be said."""
    answer_reason: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def told_rows(self) -> str:
        """How many rows it has, and how many lines are none, why."""
        told = f"{self.rows:,} rows"
        if not self.bad_rows:
            return told
        reasons = ", ".join(f"{reason} ({lines:,})" for reason, lines in self.bad_reasons.items())
        return f"{told}, and {self.bad_rows:,} lines that cannot be read: {reasons}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of events that it brings."""
        if self.event is not None:
            return (self.event,)
        return tuple(dict.fromkeys(self.event_map.values()))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole project as it is proposed. `as_of` is local and has no offset; None while events come fresh."""

    name: str
    timezone: str
    as_of: str | None
    as_of_reason: str
    now: int
    """The instant to answer at: that of `as_of`, else the one it was proposed at."""
    keys: tuple[ProposedKey, ...]
    sources: tuple[ProposedSource, ...]

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for source in self.sources for name in source.channels))

    @property
    def purposes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for source in self.sources for name in source.purposes))
