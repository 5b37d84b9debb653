"""A chunk's rows, checked and cast: each is kept, dropped or set aside with its reason, and none is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import polars as pl

from xseg.profiles.formats.chunk import LINE, Chunk
from xseg.profiles.rows import copies
from xseg.profiles.rows.aside import told, unreadable
from xseg.profiles.rows.rules import broken, unique_columns
from xseg.profiles.values.casting import Clocks, Reading, boolean, cast
from xseg.profiles.values.digest import digests
from xseg.profiles.values.keys import KeyValues, key_values
from xseg.profiles.values.local_numbers import plainly
from xseg.profiles.values.normal import column_written
from xseg.profiles.values.placeholders import says_nothing
from xseg.profiles.values.problems import Cast, first, marked, of_column
from xseg.profiles.values.texts import as_text, text
from xseg.project.project import ColumnDeclaration, Project, Source, TimeColumn
from xseg.project.types import TIMESTAMP, ExactType, UnknownType, is_numeric
from xseg.tables import CHANNEL, ID, TIME

KIND = "@kind"
DELETION = copies.DELETED
ORDER = "@order"
"""The place in reading order: of equal rows that of the one read last."""
FIRST = "@first"
"""The place among all rows that are kept, by the first of equal rows: `first` goes by it."""
PURPOSE = "@purpose"
GRANTED = "@granted"
DUPLICATE = "exact duplicate"
DUPLICATE_ID = "duplicate by id"
NOT_MAPPED = "event not mapped"
DELETED = "soft-deleted"
NO_KEY = "no identity key"
NO_ADDRESS = "a grant for an address that cannot be used"
NO_TIME = "no time"


def key_column(name: str) -> str:
    """The column of kept rows with the values of an identity key."""
    return f"@key.{name}"


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows of a source after each was checked for itself: `read` = `rows` + `aside` + all `dropped`.

    `rows` has, in reading order, `@@line`, `@time`, a column an identity key, the values, and `@id`: the source's own,
    else a digest of the row, equal for equal rows. Of events, rows that delete others are there, too (`@deleted`).
    """

    read: int
    rows: pl.DataFrame
    aside: pl.DataFrame
    """Columns of aside.py without `source`."""
    dropped: Mapping[str, int]
    keys_refused: Mapping[str, int]


def take(source: Source, chunk: Chunk, project: Project) -> Taken:
    """Checks every row of a chunk; what becomes of a row depends on the row alone."""
    taken = _Taking(source, chunk, project)
    match source.kind:
        case "events":
            taken.events()
        case "profiles":
            taken.records()
        case "consents":
            taken.answers()
    return taken.settled()


class _Taking:
    """Goes through a source's columns, gathering values and, row by row, the first problem."""

    def __init__(self, source: Source, chunk: Chunk, project: Project) -> None:
        self.source = source
        self.chunk = chunk
        self.frame = chunk.frame
        self.project = project
        times = source.time or source.updated_at
        zone = ZoneInfo(times.timezone) if times is not None and times.timezone else project.timezone
        self.clocks = Clocks(zone, project.timezone)
        self.values: list[pl.Series] = [self.frame.get_column(LINE)]
        self.problems: list[pl.Series | None] = []
        self.deleted: pl.Series | None = None
        self.mapped: pl.Series | None = None
        self.refused: dict[str, int] = {}
        self.casts: dict[tuple[str, Reading], Cast] = {}
        self.found: dict[str, KeyValues] = {}

    # --- the kinds ---

    def events(self) -> None:
        assert self.source.time is not None, "events have a time"
        self._deleted()
        self._kind()
        self._time(self.source.time, required=True)
        self._columns()
        self._rules()
        self._channel()
        self._keys()
        self.values.append(self._ids())

    def records(self) -> None:
        if self.source.updated_at is not None:
            self._time(self.source.updated_at, required=False)
        else:
            self.values.append(self._constant(None, pl.Int64).alias(TIME))
        self._columns()
        self._rules()
        self._keys()

    def answers(self) -> None:
        assert self.source.time is not None, "answers have a time"
        self._time(self.source.time, required=True)
        self._purpose()
        granted = self._answer()
        self._rules()
        self._keys()
        self.problems.append(marked(granted & self._address_lost(), NO_ADDRESS))

    def settled(self) -> Taken:
        """What is kept, dropped and set aside. A deletion counts whatever else its row holds."""
        problem = first(*self.problems)
        mapped = self._constant(True, pl.Boolean) if self.mapped is None else self.mapped
        deleted = self._constant(False, pl.Boolean) if self.deleted is None else self.deleted
        wrong = self._constant(False, pl.Boolean) if problem is None else problem.is_not_null()
        wrong = wrong & mapped & ~deleted
        aside = [unreadable(self.chunk)]
        if problem is not None and wrong.any():
            aside.append(told(self.chunk, wrong, problem.filter(wrong)))
        if self.source.kind == "events" and self.source.deleted is not None:
            self.values.append(deleted.alias(DELETION))
        kept = (mapped | deleted) & ~wrong
        rows = pl.DataFrame(self.values).filter(kept)
        if self.source.kind != "events":
            rows = rows.with_columns(self._digests(kept).alias(ID))
        unmapped = int((~mapped & ~deleted).sum())
        return Taken(
            self.chunk.read,
            rows,
            pl.concat(aside),
            {NOT_MAPPED: unmapped} if unmapped else {},
            keys_refused=self.refused,
        )

    # --- their columns ---

    def _time(self, time: TimeColumn, *, required: bool) -> None:
        found = self._add(TIME, time.column, Reading(TIMESTAMP, self.clocks, time.format))
        if required:
            self.problems.append(marked(found.values.is_null() & found.told.is_null(), NO_TIME))

    def _columns(self) -> None:
        events = self.source.kind == "events"
        for column in self.source.columns:
            if not isinstance(column.type, UnknownType):
                reading = Reading(column.type, self.clocks, column.format, column.separator, rounded=events)
                self._add(column.name, column.column, reading, column)

    def _add(self, name: str, column: str, reading: Reading, declared: ColumnDeclaration | None = None) -> Cast:
        if declared is not None and declared.normalise is not None:
            series, refused = column_written(self._column(column), declared)
            self.refused.update(refused)
            found = cast(series, reading)
        else:
            found = self.read(column, reading)
        self.values.append(found.values.alias(name))
        self.problems.append(of_column(column, found.problem))
        return found

    def _rules(self) -> None:
        self.problems.append(broken(self.source, self, self.clocks))
        self.values.extend(unique_columns(self.source, self._column))

    def _keys(self) -> None:
        columns = dict(self.source.keys)
        if (
            self.source.kind == "profiles"
        ):  # a person's own attributes may be parts of keys; an event's properties never are
            columns = {column.name: column.column for column in self.source.columns} | columns
        known = self._constant(False, pl.Boolean)
        for key in self.project.keys:
            found = key_values(self.frame, key, columns)
            if found is not None:
                self.values.append(found.values.alias(key_column(key.name)))
                self.refused.update(found.refused)
                self.found[key.name] = found
                known = known | found.values.is_not_null()
        self.problems.append(marked(~known, NO_KEY))

    def _address_lost(self) -> pl.Series:
        """Where a row has something for an address, and nothing that is one."""
        found = {
            key.name: self.found[key.name] for key in self.project.keys if key.is_address and key.name in self.found
        }
        lost = self._constant(False, pl.Boolean)
        for name, one in found.items():
            if one.problem is not None:
                nothing = says_nothing(text(self._column(self.source.keys[name])).values)
                lost = lost | (one.problem.is_not_null() & ~nothing)
        for one in found.values():
            lost = lost & one.values.is_null()
        return lost

    def _ids(self) -> pl.Series:
        """The source's id; the digest of the row where there is none."""
        ids = self._constant(None, pl.String) if self.source.id is None else text(self._column(self.source.id)).values
        missing = ids.is_null()
        if not missing.any():
            return ids.alias(ID)
        return ids.scatter(missing.arg_true(), self._digests(missing)).alias(ID)

    def _digests(self, those: pl.Series) -> pl.Series:
        loose = self.chunk.loose
        return digests(self.frame.drop(LINE).filter(those), None if loose is None else loose.filter(those))

    def _kind(self) -> None:
        if self.source.event_column is None:
            self.values.append(self._constant(self.source.event, pl.String).alias(KIND))
            return
        words = text(self._column(self.source.event_column)).values
        read = (name for name, kind in self.project.events.items() if not kind.made)
        names = dict(self.source.event_map) or {name: name for name in read}
        kinds = words.replace_strict(list(names), list(names.values()), default=None, return_dtype=pl.String)
        self.values.append(kinds.alias(KIND))
        self.mapped = kinds.is_not_null()

    def _channel(self) -> None:
        if self.source.channel_column is None:
            self.values.append(self._constant(self.source.channel or "", pl.String).alias(CHANNEL))
            return
        found = text(self._column(self.source.channel_column)).values
        self.values.append(found.alias(CHANNEL))
        known = found.is_in(list(self.project.channels)).fill_null(value=False)
        self.problems.append(marked(~known, "unknown channel"))

    def _deleted(self) -> None:
        if self.source.deleted is not None:
            found = boolean(self._column(self.source.deleted))
            self.deleted = found.values.fill_null(value=False)
            self.problems.append(of_column(self.source.deleted, found.problem))

    def _purpose(self) -> None:
        if self.source.purpose_column is None:
            self.values.append(self._constant(self.source.purpose, pl.String).alias(PURPOSE))
            return
        names = dict(self.source.purpose_map) or {name: name for name in self.project.purposes}
        words = text(self._column(self.source.purpose_column)).values
        found = words.replace_strict(list(names), list(names.values()), default=None, return_dtype=pl.String)
        self.values.append(found.alias(PURPOSE))
        self.problems.append(marked(found.is_null(), "unknown purpose"))

    def _answer(self) -> pl.Series:
        """Whether a row grants."""
        assert self.source.answer_column is not None, "answers have a column"
        words = text(self._column(self.source.answer_column)).values.str.to_lowercase()
        meaning = {word: means == "granted" for word, means in self.source.answers.items()}
        found = words.replace_strict(list(meaning), list(meaning.values()), default=None, return_dtype=pl.Boolean)
        self.values.append(found.alias(GRANTED))
        self.problems.append(marked(found.is_null(), "answer neither granted nor denied"))
        return found.fill_null(value=False)

    # --- small things ---

    def judged(self, name: str) -> pl.Series:
        """A column as rules see it: numbers are plain ones."""
        types = [column.type for column in self.source.columns if column.column == name]
        bounds = [bound for rule in self.source.rows if rule.column == name for bound in (rule.min, rule.max)]
        numbers = any(map(is_numeric, types)) if types else any(isinstance(bound, int | float) for bound in bounds)
        return plainly(self._column(name), self.source.dialect) if numbers else self._column(name)

    def read(self, name: str, reading: Reading) -> Cast:
        """The values of a column, read once in each way that is asked for."""
        found = self.casts.get((name, reading))
        if found is None:
            series = self._column(name)
            if isinstance(reading.type, ExactType) and series.dtype.is_float() and self.chunk.written is not None:
                series = as_text(series)  # as it was written, for others' texts in its chunk make it text, too
            found = cast(plainly(series, self.source.dialect) if is_numeric(reading.type) else series, reading)
            self.casts[name, reading] = found
        return found

    def _column(self, name: str) -> pl.Series:
        """A column of the source; one that NDJSON never mentions is missing everywhere."""
        return self.frame.get_column(name) if name in self.frame.columns else self._constant(None, pl.String)

    def _constant(self, value: object, type_: type[pl.DataType]) -> pl.Series:
        return pl.Series([value], dtype=type_).new_from_index(0, self.frame.height)
