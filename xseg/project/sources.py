"""One [[sources]] table → the `Source` that is read, with everything it refers to looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from xseg.diagnostics import Span
from xseg.project import messages
from xseg.project.clock import find_zone
from xseg.project.columns import check_format, read_column
from xseg.project.names import check_attribute_name, check_name, check_property_name
from xseg.project.places import dialect_of, read_retention, read_source_place, reads_csv
from xseg.project.positions import Path
from xseg.project.project import ColumnDeclaration, Source, TimeColumn
from xseg.project.rules import read_rules
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import ChannelOfRows, SourceTable, TimeTable

Kind = Literal["events", "profiles", "consents"]

_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "event": ("events",),
    "properties": ("events",),
    "deleted": ("events",),
    "retention": ("events",),
    "id": ("events",),
    "time": ("events", "consents"),
    "attributes": ("profiles",),
    "updated_at": ("profiles",),
    "priority": ("profiles",),
    "history": ("profiles",),
    "purpose": ("consents",),
    "answer": ("consents",),
}
"""Keys of a source that only some kinds have."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The names that sources may refer to."""

    channels: tuple[str, ...]
    purposes: tuple[str, ...]
    keys: tuple[str, ...] | None
    """None: [identity] could not be read."""


def read_source(file: ProjectFile, form: SourceTable, at: Path, declared: Declared) -> Source:
    """The source; what is wrong with it is told, and then it is only good for finding more mistakes."""
    if form.name.startswith("lists."):  # so lists are called where sources are told
        file.add(messages.reserved_source(file.value(*at, "name"), form.name, start="lists."))
    check_name(file, form.name, file.value(*at, "name"), what="a source")
    _check_kind(file, form, at)
    place = read_source_place(file, form, at)
    _check_keys(file, form, at, declared)
    columns = _columns(file, form, at)
    event, event_column, event_map = _events(file, form, at)
    channel, channel_column = _channel(file, form, at, declared)
    purpose, purpose_column, purpose_map = _purpose(file, form, at, declared)
    return Source(
        name=form.name,
        kind=form.kind,
        channel=channel,
        channel_column=channel_column,
        path=form.path,
        format=form.format,
        files=form.files or {},
        select=form.select,
        id=form.id,
        time=_time(file, form.time, (*at, "time")),
        event=event,
        event_column=event_column,
        event_map=event_map,
        keys=form.keys,
        columns=columns,
        rows=read_rules(file, form, at, columns),
        updated_at=_time(file, form.updated_at, (*at, "updated_at")),
        priority=form.priority,
        history=form.history,
        deleted=form.deleted,
        purpose=purpose,
        purpose_column=purpose_column,
        answer_column=form.answer.column if form.answer else None,
        place=place,
        dialect=dialect_of(form),
        retention=read_retention(form.retention),
        span=file.value(*at, "name"),
        purpose_map=purpose_map,
        answers=_answers(file, form, at),
        spans=_spans(file, form, at, columns),
    )


def brought_by(source: Source) -> tuple[str, ...]:
    """The identity keys, and parts of keys, that a source brings: attributes of people are parts too."""
    attributes = [column.name for column in source.columns] if source.kind == "profiles" else []
    return (*source.keys, *attributes)


def _check_kind(file: ProjectFile, form: SourceTable, at: Path) -> None:
    for name in _KINDS:
        if name in form.model_fields_set and form.kind not in _KINDS[name]:
            where = file.key(*at, name)
            file.add(messages.key_of_other_kind(where, name, source=form.name, kind=form.kind, fits=_KINDS[name]))


def _lacks(file: ProjectFile, form: SourceTable, at: Path, *, lacks: str, example: str) -> None:
    if at not in file.mended:
        where = file.value(*at, "name")
        file.add(messages.source_incomplete(where, form.name, kind=form.kind, lacks=lacks, example=example))


# --- who and when ---


def _check_keys(file: ProjectFile, form: SourceTable, at: Path, declared: Declared) -> None:
    if not form.keys and at not in file.mended:
        file.add(messages.source_without_key(file.value(*at, "name"), form.name))
    if declared.keys is None:
        return
    for name in form.keys:
        if name not in declared.keys:
            free = set(declared.keys) - set(form.keys)
            file.add(messages.undeclared_key(file.key(*at, "keys", name), name, free, quoted=False))


def _time(file: ProjectFile, form: TimeTable | None, at: Path) -> TimeColumn | None:
    if form is None:
        return None
    if form.timezone is not None:
        find_zone(file, form.timezone, *at, "timezone")
    if form.format is not None:
        check_format(file, form.format, at, timezone=form.timezone)
    return TimeColumn(form.column, form.timezone, form.format)


# --- what happened, and where ---


def _word_or_column(file: ProjectFile, form: ChannelOfRows, at: Path) -> bool:
    """Whether exactly one of a word and a column is there."""
    if form.constant is None and form.column is None:
        if at[:-1] not in file.mended:
            file.add(messages.one_of_constant_and_column(file.key(*at), str(at[-1])))
        return False
    return True


def _events(file: ProjectFile, form: SourceTable, at: Path) -> tuple[str | None, str | None, Mapping[str, str]]:
    if form.kind != "events":
        return None, None, {}
    if form.time is None:
        _lacks(file, form, at, lacks="when they happened", example='time = { column = "COLUMN", timezone = "UTC" }')
    if form.event is None:
        _lacks(file, form, at, lacks="what happened", example='event = "purchase"')
        return None, None, {}
    where = (*at, "event")
    if not _word_or_column(file, form.event, where):
        return None, None, {}
    if form.event.constant is not None:
        check_name(file, form.event.constant, file.value(*where), what="an event")
        return form.event.constant, None, {}
    if not form.event.map:
        if at not in file.mended:
            example = 'map = { VALUE = "page_view" }'
            file.add(messages.missing_key(file.key(*where), "map", inside="`event` with a column", example=example))
        return None, form.event.column, {}
    for value, kind in form.event.map.items():
        check_name(file, kind, file.value(*where, "map", value), what="an event")
    return None, form.event.column, form.event.map


def _channel(file: ProjectFile, form: SourceTable, at: Path, declared: Declared) -> tuple[str | None, str | None]:
    if form.channel is None or not _word_or_column(file, form.channel, (*at, "channel")):
        return None, None
    name = form.channel.constant
    if name is not None and name not in declared.channels:
        file.add(messages.undeclared_channel(file.value(*at, "channel"), name, declared.channels))
    return name, form.channel.column


# --- what people agreed to ---


def _purpose(
    file: ProjectFile, form: SourceTable, at: Path, declared: Declared
) -> tuple[str | None, str | None, Mapping[str, str]]:
    if form.kind != "consents":
        return None, None, {}
    if form.time is None:
        _lacks(file, form, at, lacks="when the answers were given", example='time = { column = "COLUMN" }')
    if form.purpose is None:
        _lacks(file, form, at, lacks="what the answers are about", example='purpose = "email_marketing"')
        return None, None, {}
    where = (*at, "purpose")
    if not _word_or_column(file, form.purpose, where):
        return None, None, {}
    if form.purpose.constant is not None:
        if form.purpose.constant not in declared.purposes:
            file.add(messages.undeclared_purpose(file.value(*where), form.purpose.constant, declared.purposes))
        return form.purpose.constant, None, {}
    for value, name in (form.purpose.map or {}).items():
        if name not in declared.purposes:
            file.add(messages.undeclared_purpose(file.value(*where, "map", value), name, declared.purposes))
    return None, form.purpose.column, form.purpose.map or {name: name for name in declared.purposes}


def _answers(file: ProjectFile, form: SourceTable, at: Path) -> Mapping[str, Literal["granted", "denied"]]:
    if form.kind != "consents":
        return {}
    if form.answer is None:
        _lacks(file, form, at, lacks="what people answered", example='answer = "COLUMN"')
        return {}
    meanings: dict[str, Literal["granted", "denied"]] = {}
    means: Literal["granted", "denied"]
    for means in get_args(Literal["granted", "denied"]):
        for place, word in enumerate(getattr(form.answer, means)):
            if meanings.setdefault(word.strip().lower(), means) != means:
                where = file.value(*at, "answer", means, place)
                file.add(messages.repeated(where, f"the answer `{word}`, as granted and as denied,"))
    return meanings


# --- columns and rows ---


def _columns(file: ProjectFile, form: SourceTable, at: Path) -> tuple[ColumnDeclaration, ...]:
    table = "properties" if form.kind == "events" else "attributes"
    check = check_property_name if form.kind == "events" else check_attribute_name
    columns = []
    for name, entry in getattr(form, table).items():
        where = (*at, table, name)
        check(file, name, file.key(*where))
        columns.append(read_column(file, name, entry, where, is_csv=reads_csv(form) and form.select is None))
    return tuple(columns)


def _spans(file: ProjectFile, form: SourceTable, at: Path, columns: tuple[ColumnDeclaration, ...]) -> dict[str, Span]:
    """Column or file of the source → where it is named."""
    spans: dict[str, Span] = {}
    table = "properties" if form.kind == "events" else "attributes"
    for name in form.keys:
        spans.setdefault(form.keys[name], file.value(*at, "keys", name))
    for column in columns:
        where = (*at, table, column.name)
        spans.setdefault(column.column, file.first_value((*where, "column"), where))
    for key in ("time", "updated_at", "event", "channel", "purpose", "answer"):
        entry = getattr(form, key)
        if entry is not None and entry.column is not None:
            spans.setdefault(entry.column, file.first_value((*at, key, "column"), (*at, key)))
    for key in ("id", "deleted", "path", "sql", "delta"):
        if getattr(form, key) is not None:
            spans.setdefault(getattr(form, key), file.value(*at, key))
    for name, path in (form.files or {}).items():
        spans.setdefault(path, file.value(*at, "files", name))
    return spans
