"""Tells events from profiles, and reads out of an event file what happened, when, where, and by which id."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from xseg.profiles.guess.look import Look
from xseg.profiles.guess.people import Candidate
from xseg.profiles.guess.proposal import ProposedTime
from xseg.profiles.guess.times import TimeForm, instants, time_form
from xseg.profiles.guess.values import told
from xseg.profiles.guess.words import (
    CHANNEL_COLUMNS,
    CHANNEL_FILES,
    EVENT_COLUMNS,
    EVENT_FILES,
    EVENT_IDS,
    GATHERED,
    NOT_WHEN,
    PROFILE_FILES,
    STRONG_TIMES,
    TIME_WORDS,
    TYPE_FILES,
    UPDATED_WORDS,
    legal,
    singular,
    stem_words,
    tokens,
    usual,
)
from xseg.profiles.values import texts
from xseg.syntax import is_plain_name

KNOWN = 0.9
AGAIN = 0.1
"""Rows whose key came before: more than this share of them are events."""
EVENTS_MOST, CHANNELS_MOST, NAME_MOST = 50, 12, 40
ROWS_LEAST = 20
"""Of fewer rows a column may have different values by chance."""


@dataclass(frozen=True, slots=True)
class When:
    """A column that may say when a row happened."""

    column: str
    form: TimeForm


def when(look: Look) -> When | None:
    """The likeliest time of a row: by its name, then the one with hours, then the first."""
    found = []
    for place, column in enumerate(look.columns):
        word = usual(column)
        if NOT_WHEN.search(word) or word in UPDATED_WORDS:
            continue
        form = time_form(look.frame.get_column(column))
        if form is not None and form.known >= KNOWN * look.frame.height:
            rank = TIME_WORDS.index(word) if word in TIME_WORDS else len(TIME_WORDS)
            found.append(((form.kind == "date", rank, place), When(column, form)))
    return min(found, key=lambda one: one[0])[1] if found else None


def updated(look: Look) -> When | None:
    """The column that says when a record was changed."""
    for column in look.columns:
        if usual(column) in UPDATED_WORDS:
            form = time_form(look.frame.get_column(column))
            if form is not None and not form.either_way:
                return When(column, form)
    return None


def kind_of(look: Look, time: When | None, keys: Sequence[Candidate]) -> tuple[Literal["events", "profiles"], str]:
    """The kind of a file, and why."""
    if time is None:
        return "profiles", "no column says when something happened"
    words = set(stem_words(look.file))
    like_profiles = bool(words & PROFILE_FILES) and not words & EVENT_FILES
    repeats = keys[0].repeats if keys else 0.0
    if like_profiles and repeats < 0.5:
        return "profiles", "the name of the file says so"
    if keys and repeats > AGAIN:
        return "events", f"`{time.column}` says when, and a `{keys[0].column}` comes again in {repeats:.0%} of the rows"
    if words & EVENT_FILES:
        return "events", f"`{time.column}` says when, and the name of the file says so too"
    if usual(time.column) in STRONG_TIMES:
        return "events", f"`{time.column}` says when"
    if keys:
        return "profiles", f"hardly a `{keys[0].column}` comes twice"
    return "profiles", "one row a person, as far as can be seen"


def as_time(look: Look, time: When, *, zone: ZoneInfo, now: int) -> ProposedTime:
    """A time column with its clock; the newest time is the newest that is not in the future."""
    series = look.frame.get_column(time.column)
    form = time.form
    utc = "utc" in tokens(time.column) and form.zone == "none"
    words = form.words
    if form.kind == "timestamp" and form.zone == "none":
        words += ", on UTC by its name," if utc else ", on the project's clock,"
    reason = told(words, form.misfits, form.known, look.frame.height)
    clock = ZoneInfo("UTC") if utc else zone
    past = instants(series, form, source=clock, project=zone)
    past = past.filter(past <= now)
    oldest, newest = past.min(), past.max()
    return ProposedTime(
        time.column,
        form.format,
        "UTC" if utc else None,
        reason,
        oldest if isinstance(oldest, int) else None,
        newest if isinstance(newest, int) else None,
    )


def event_name(look: Look) -> str:
    """One kind for all rows, named after the file."""
    words = stem_words(look.file)
    return legal("_".join((*words[:-1], singular(words[-1])))) if words else "event"


def event_column(look: Look, taken: Collection[str]) -> tuple[str, dict[str, str]] | None:
    """The column that says what happened, and its values as names of events."""
    typed = bool(TYPE_FILES.intersection(stem_words(look.file)))
    for word in EVENT_COLUMNS:
        for column in look.columns:
            if usual(column) != word or column in taken or (word == "type" and not typed):
                continue
            words = texts.text(look.frame.get_column(column)).values.drop_nulls()
            values = words.unique().sort()
            if len(words) < KNOWN * look.frame.height or len(values) > EVENTS_MOST:
                continue
            if values.str.contains(r"^\p{L}").all() and values.str.len_chars().max() <= NAME_MOST:  # type: ignore[operator]
                return column, {value: legal(value, otherwise="event") for value in values.to_list()}
    return None


def event_id(look: Look, taken: Collection[str]) -> tuple[str | None, str, str | None]:
    """The id of events, why; and a number that comes again though it looks like one."""
    stems = {f"{singular(word)}_id" for word in stem_words(look.file)}
    again = None
    for column in look.columns:
        word, parts = usual(column), tokens(column)
        likely = word in EVENT_IDS or word in stems
        gathered = GATHERED.intersection(parts) and (
            len(parts) == 1 or parts[-1] in ("id", "no", "nr", "number", "key")
        )
        if column in taken or not (likely or gathered):
            continue
        series = look.frame.get_column(column)
        if isinstance(series.dtype, pl.List | pl.Array) or series.null_count():
            continue
        different = series.n_unique()
        if different == len(series):
            return column, "a different value in every row", None
        if different * 10 >= len(series) * 9 and look.frame.n_unique() == different:
            return column, f"a different value in every row but for {len(series) - different:,} exact copies", None
        if gathered and series.dtype != pl.Boolean:
            again = again or column
    if again is None and _numbers_rows(look, taken):
        return look.columns[0], "the first column, with a different value in every row", None
    return None, "", again


def _numbers_rows(look: Look, taken: Collection[str]) -> bool:
    """Whether the first column holds short words with digits, none of them twice."""
    if not look.columns or look.columns[0] in taken or look.frame.height < ROWS_LEAST:
        return False
    series = look.frame.get_column(look.columns[0])
    if series.dtype != pl.String or series.null_count() or series.n_unique() < len(series):
        return False
    return bool(series.str.contains(r"^[\w-]*\d[\w-]*$").all() and (series.str.len_chars() <= NAME_MOST).all())


def channels(look: Look, taken: Collection[str]) -> tuple[str | None, tuple[str, ...], str]:
    """The column of the channel, if there is one; the channels; and why."""
    for column in look.columns:
        if usual(column) not in CHANNEL_COLUMNS or column in taken:
            continue
        words = texts.text(look.frame.get_column(column)).values
        values = words.drop_nulls().unique().sort().to_list()
        if values and not words.null_count() and len(values) <= CHANNELS_MOST and all(map(is_plain_name, values)):
            return column, tuple(values), "its values are names"
    for word in stem_words(look.file):
        if word in CHANNEL_FILES:
            return None, (CHANNEL_FILES[word],), "from the name of the file"
    folder = usual(look.file.parent.name)
    if folder in CHANNEL_FILES:
        return None, (CHANNEL_FILES[folder],), "from the name of the folder"
    return None, (), ""
