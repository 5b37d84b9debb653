"""What engineers declared: the typed world that rules are checked against."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from xseg.diagnostics import Span
from xseg.facts import fact
from xseg.project.place import Dialect, Place, Retention
from xseg.project.types import Type


@fact
class Imputation:
    """What stands in for a missing value: it never touches the attribute. `constant` is held as the type is."""

    method: Literal["median", "mode", "knn", "constant"]
    constant: bool | int | float | str | None = None


Wins = Literal["newest", "first", "last", "longest", "union"]
"""Which of a person's known values is theirs (profiles/snapshots/survivors.py)."""


@fact
class Attribute:
    """A column of profiles; `sensitive` holds the labels that purposes may refuse."""

    name: str
    type: Type
    sensitive: tuple[str, ...] = ()
    description: str = ""
    span: Span | None = field(default=None, compare=False)
    wins: Wins = "newest"
    impute: Imputation | None = None


@fact
class Property:
    """A column of one kind of events."""

    name: str
    type: Type
    span: Span | None = field(default=None, compare=False)


@fact
class EventKind:
    """A kind of event: its properties over all sources that bring it, and the channels it comes from."""

    name: str
    properties: Mapping[str, Property]
    channels: tuple[str, ...]
    made: bool = False
    """Made out of other events at each `now`: no source brings it, no table holds it, and `any` does not mean it."""


@fact
class Sessions:
    """How sessions are made: events of `kinds` on `channels` that follow one another by at most `gap` microseconds.

    `page` is the property that holds the page; a page is an event of one of `pages` whose `page` is known (any, where
    no property holds it). Neither is None, or empty, by accident: `kind` then has no properties about pages.
    """

    gap: int
    channels: tuple[str, ...]
    kinds: tuple[str, ...]
    page: str | None
    pages: tuple[str, ...]
    kind: EventKind


@fact
class Channel:
    """A way by which people are met; `consent` names the purpose that sending over it needs."""

    name: str
    label: str
    consent: str | None = None


@fact
class Purpose:
    """A purpose people may agree to; `default` is what counts where nobody was asked."""

    name: str
    default: Literal["granted", "denied"]
    refuses: tuple[str, ...] = ()
    """Labels of sensitive attributes that a segment of this purpose must not read."""


@fact
class TimeColumn:
    """The column that says when: `timezone` reads naive times; dates stand for their first local instant."""

    column: str
    timezone: str | None = None
    format: str | None = None
    """A strptime format (Polars/chrono) for texts that are not ISO 8601."""


@fact
class RowRule:
    """What a row must keep to stay: else it goes to quarantine with its reason.

    `column` is the source's own word, also where the rule was written under the name of a property or attribute.
    """

    column: str
    min: float | int | date | None = None
    """A number, a day of the project's clock, or an instant (a `datetime`; without an offset on the source's clock)."""
    max: float | int | date | None = None
    """As `min`; a day is in as a whole."""
    required: bool = False
    allowed: tuple[str, ...] | None = None
    length_min: int | None = None
    """How many code points a text has, or elements a list."""
    length_max: int | None = None
    unique: bool = False
    """No other row that the source keeps, in any of its files, has the value."""


Normal = Literal["text", "lower", "email", "phone"]
"""How texts are written alike (profiles/values/normal.py)."""


@fact
class Outliers:
    """Values beyond the fences of a source's column, and what becomes of them (profiles/rows/outliers.py)."""

    method: Literal["iqr", "zscore"] = "iqr"
    action: Literal["report", "clip", "missing", "quarantine"] = "report"
    factor: float | int = 1.5
    """How many interquartile ranges beyond the quartiles, or standard deviations from the mean, the fences stand."""


@fact
class ColumnDeclaration:
    """A property or attribute as its source brings it: `column` is the source's own word for it."""

    name: str
    column: str
    type: Type
    format: str | None = None
    """A strptime format (Polars/chrono) of dates and timestamps that are not ISO 8601."""
    separator: str | None = None
    """What stands between the elements of a list in a CSV; None: the file brings real lists."""
    normalise: Normal | None = None
    """None: without blanks at the ends, and NFC."""
    region: str | None = None
    """Of `phone`: the country of numbers that do not name theirs."""
    outliers: Outliers | None = None


@fact
class Source:
    """One export of one channel. Exactly one of `path` and (`files`, `select`) is given.

    `kind = "consents"`: each row is one answer of one person. `purpose = "p"` says for which purpose (here `purpose`),
    or `purpose = { column = "topic", map = { news = "email_marketing" } }` names the column (here `purpose_column`,
    `purpose_map`; without a map the column holds names of purposes). `answer = "status"`, or `answer = { column =
    "status", granted = ["in"], denied = ["out"] }`, is the column of the answer (here `answer_column`, `answers`);
    `time` is when it was given. Whatever is not in `purpose_map` / `answers` goes to quarantine.
    """

    name: str
    kind: Literal["events", "profiles", "consents"]
    channel: str | None
    channel_column: str | None
    path: str | None
    format: Literal["csv", "ndjson", "parquet"] | None
    """None means: by the ending of the file."""
    files: Mapping[str, str]
    select: str | None
    id: str | None
    time: TimeColumn | None
    """Of events: when; of consents: when the answer was given."""
    event: str | None
    event_column: str | None
    event_map: Mapping[str, str]
    """Source value → event kind; with a map, values outside it are dropped and counted as `event not mapped`."""
    keys: Mapping[str, str]
    """Identity key → source column."""
    columns: tuple[ColumnDeclaration, ...]
    """Properties of an events source, attributes of a profiles source."""
    rows: tuple[RowRule, ...]
    updated_at: TimeColumn | None
    priority: int
    history: bool
    """Earlier records count for `changed(ATTRIBUTE)`: the source is a log of changes, not one row a person."""
    deleted: str | None
    purpose: str | None
    purpose_column: str | None
    answer_column: str | None
    span: Span | None = field(default=None, compare=False)
    """Of the source's name."""
    purpose_map: Mapping[str, str] = field(default_factory=dict)
    """Source value → purpose; with a `purpose_column` never empty: without a map each purpose stands for itself."""
    answers: Mapping[str, Literal["granted", "denied"]] = field(default_factory=dict)
    """Word of the answer column → what it means; words are lower case, compare them trimmed and in lower case."""
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False)
    """Column, or file pattern, of the source → where xseg.toml says it: for what is found out when it is read."""
    place: Place | None = None
    """None: `select` makes the rows of `files`."""
    dialect: Dialect = Dialect()
    """How its CSV files are written, also those of `files`."""
    retention: Retention | None = None
    """Older events do not exist, counted back from each `now`; None: all exist."""


@fact
class Key:
    """An identity key, strongest first; `parts` of more than one is composite: all known and equal."""

    name: str
    parts: tuple[str, ...]
    normalise: Normal = "text"
    ignore: tuple[str, ...] = ()
    """Placeholders (with `*`) that never join people."""
    limit: int | None = None
    """A value on more people than this, as stronger keys tell them apart, joins nobody."""
    exclusive: bool = False
    """A person has one value: weaker keys never bring two of them together."""
    region: str | None = None
    """Of `phone`: the country of numbers that do not name theirs; None: these are no numbers."""
    placeholders: bool = True
    """Well-known placeholders (profiles/values/placeholders.py) join nobody either."""

    @property
    def is_address(self) -> bool:
        """Whether values are what messages are sent to."""
        return len(self.parts) == 1 and self.normalise in ("email", "phone")


Compared = Literal["name", "code", "date", "exact", "email"]
"""How two values are compared: words with slips, rare ones saying more · numbers and codes with slips · days · equal or
not · e-mail addresses.
"""


@fact
class Match:
    """Linking of people who share no key: what is compared and how, and how probable a link must be."""

    threshold: float
    columns: Mapping[str, Compared] = field(hash=False)
    """Attribute, or identity key that stands alone → how it is compared."""
    limit: int = 100_000_000
    """A build that would have to compare more pairs is stopped."""
    span: Span | None = field(default=None, compare=False)


@fact
class ListDeclaration:
    """A named list of identifiers: a place whose column holds values of `key`."""

    name: str
    key: str
    column: str
    span: Span | None = field(default=None, compare=False)
    place: Place = Place()


@fact
class CountExpectation:
    """Bounds of a count, and of its change since the last build: `fall` and `rise` are shares (0.2 is 20%)."""

    min: int | None = None
    max: int | None = None
    fall: Decimal | None = None
    rise: Decimal | None = None


@fact
class Expectation:
    """What a build demands of a source, or of a list as `lists.NAME`, or stops. Shares are of 1 (0.02 is 2%)."""

    source: str
    rows: CountExpectation | None = None
    """Of rows read."""
    most: Mapping[str, Decimal] = field(default_factory=dict)
    """Measure (`quarantined`, `duplicates`, `unknown_events`, `late`, `future`, `outliers`) → its largest share."""
    newest: int | None = None
    """The newest time is at most so many microseconds before the clock of the build."""
    newest_written: str = ""
    known: Mapping[str, Decimal] = field(default_factory=dict)
    """Property, attribute or key → the least share of rows that have it."""
    same_columns: bool = False
    """No column may be new, gone or of another kind."""
    span: Span | None = field(default=None, compare=False)


@fact
class PeopleExpectation:
    """What a build demands of the people it finds, or stops."""

    count: CountExpectation | None = None
    biggest: int | None = None
    """Records of one person, at most."""
    conflicts: Decimal | None = None
    """The largest share of people with several values of the strongest key."""
    span: Span | None = field(default=None, compare=False)


@fact
class Destination:
    """A place that audiences are sent to; `options` are its other keys as written, `${ENV}` not resolved."""

    name: str
    type: str
    channel: str | None
    options: Mapping[str, object] = field(default_factory=dict, hash=False)


@fact
class Project:
    """One project file, checked: names map to what they mean, in the order written."""

    root: Path
    name: str
    timezone: ZoneInfo
    edition: int
    as_of: datetime | None
    """Aware, in UTC; a fixed `now` for data that stands still."""
    rules: tuple[str, ...]
    state: Path
    strict: bool
    channels: Mapping[str, Channel]
    attributes: Mapping[str, Attribute]
    events: Mapping[str, EventKind]
    purposes: Mapping[str, Purpose]
    lists: Mapping[str, ListDeclaration]
    destinations: Mapping[str, Destination]
    sources: tuple[Source, ...]
    keys: tuple[Key, ...]
    threads: int | None = None
    memory: int | None = None
    """Bytes that a build may take."""
    smallest_group: int = 10
    expectations: tuple[Expectation, ...] = ()
    people_expected: PeopleExpectation | None = None
    sessions: Sessions | None = None
    match: Match | None = None
