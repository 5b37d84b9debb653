"""[sessions] → which events make a session: the channels that are visited, the events, what the page is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xseg.project import messages
from xseg.project.project import ColumnDeclaration, EventKind, Property, Sessions
from xseg.project.types import DURATION, INTEGER, CategoryType, Type, UnknownType, is_textual
from xseg.project.world import Placed, unite
from xseg.project.written.read import ProjectFile
from xseg.project.written.sessions import SessionsTable

SESSION = "session"
"""The kind of event that is made."""
PAGE = "page"
"""The property that holds the page, where [sessions] does not say."""
_MICROSECONDS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}


def read_sessions(
    written: object,
    sources: Sequence[Placed],
    events: Mapping[str, EventKind],
    channels: Sequence[str],
    file: ProjectFile,
) -> Sessions | None:
    """What [sessions] asks for; None, with everything that is wrong told."""
    form = file.read(SessionsTable, written, ("sessions",))
    if form is None or ("sources",) in file.mended:
        return None
    if SESSION in events:
        file.add(messages.session_is_made(file.value(*next(_bringing(sources)))))
        return None
    page = _page(form, events, file)
    visited = _channels(form, page, sources, events, channels, file)
    kinds = _kinds("events", form.events, events, visited, file)
    type_ = _page_type(page, [events[kind] for kind in kinds], file)
    pages = _kinds("pages", form.pages, {kind: events[kind] for kind in kinds}, visited, file)
    if page is not None:
        pages = tuple(kind for kind in pages if page in events[kind].properties)
    elif form.pages is None:
        pages = ()
    if not visited or not kinds:
        return None
    return Sessions(_micros(form.gap), visited, kinds, page, pages, session_kind(visited, type_, pages=bool(pages)))


def _bringing(sources: Sequence[Placed]) -> Iterator[tuple[str | int, ...]]:
    """Where sources say that they bring events of the name of those that are made."""
    for place, _, source in sources:
        if source.event == SESSION:
            yield "sources", place, "event"
        yield from (
            ("sources", place, "event", "map", word) for word, kind in source.event_map.items() if kind == SESSION
        )


def session_kind(channels: tuple[str, ...], page: Type | None, *, pages: bool) -> EventKind:
    """The kind `session`; `page` is the type of a page, None where none is known, and `pages` whether any count."""
    types: dict[str, Type] = {"duration": DURATION, "seconds": INTEGER, "events": INTEGER}
    if pages:
        types["pages"] = INTEGER
    if page is not None:
        types |= {"entry": page, "exit": page}
    return EventKind(SESSION, {name: Property(name, type_) for name, type_ in types.items()}, channels, made=True)


def _micros(gap: str) -> int:
    count, unit = gap.split()
    return int(count) * _MICROSECONDS[unit.removesuffix("s")]


def _page(form: SessionsTable, events: Mapping[str, EventKind], file: ProjectFile) -> str | None:
    """The property that holds the page: as written, else `page` where events have one."""
    every = {name for kind in events.values() for name in kind.properties}
    if form.page is None:
        return PAGE if PAGE in every else None
    if form.page in every:
        return form.page
    file.add(messages.undeclared_property(file.value("sessions", "page"), form.page, every))
    return None


def _channels(
    form: SessionsTable,
    page: str | None,
    sources: Sequence[Placed],
    events: Mapping[str, EventKind],
    declared: Sequence[str],
    file: ProjectFile,
) -> tuple[str, ...]:
    """The channels that are visited: as written, else those whose source brings pages."""
    if form.channels is not None:
        return _written_channels(form.channels, events, declared, file)
    having = [source for _, _, source in sources if source.kind == "events" and _has(source.columns, page)]
    mixed = [source.name for source in having if source.channel_column is not None]
    found = {source.channel for source in having if source.channel is not None}
    if mixed or not found:
        if ("sessions",) not in file.mended and not (page is None and form.page is not None):
            file.add(messages.sessions_where(file.key("sessions"), page or PAGE, mixed, declared))
        return ()
    return tuple(name for name in declared if name in found)


def _has(columns: Iterable[ColumnDeclaration], name: str | None) -> bool:
    return any(column.name == name for column in columns)


def _written_channels(
    written: Sequence[str], events: Mapping[str, EventKind], declared: Sequence[str], file: ProjectFile
) -> tuple[str, ...]:
    brought = {channel for kind in events.values() for channel in kind.channels}
    for place, name in enumerate(written):
        where = file.value("sessions", "channels", place)
        if name not in declared:
            file.add(messages.undeclared_channel(where, name, declared))
        elif name not in brought:
            file.add(
                messages.sessions_unclear(where, f"no source brings events of the channel `{name}`", "take it out")
            )
    return tuple(name for name in declared if name in written)


def _kinds(
    key: str,
    written: Sequence[str] | None,
    events: Mapping[str, EventKind],
    visited: Sequence[str],
    file: ProjectFile,
) -> tuple[str, ...]:
    """The kinds that a key names, else all that come over a visited channel; sorted."""
    coming = {name for name, kind in events.items() if set(kind.channels) & set(visited)}
    if written is None:
        return tuple(sorted(coming))
    for place, name in enumerate(written):
        where = file.value("sessions", key, place)
        if name not in events:
            file.add(messages.undeclared_event(where, name, events))
        elif visited and name not in coming:
            told = f"`{name}` never comes over {messages.named(visited)}"
            file.add(messages.sessions_unclear(where, told, "take it out, or add its channel to `channels`"))
    return tuple(sorted(coming & set(written)))


def _page_type(page: str | None, kinds: Sequence[EventKind], file: ProjectFile) -> Type | None:
    """The type of the page over the kinds that have it: a text or a category."""
    if page is None or not kinds:
        return None
    types = [kind.properties[page].type for kind in kinds if page in kind.properties]
    if not types:
        told, written = f"no event that makes sessions has the property `{page}`", ("sessions", "page")
        if written in file.positions.values:
            file.add(messages.sessions_unclear(file.value(*written), told, "name another property: `page = …`"))
        return None
    found: Type | None = types[0]
    for type_ in types[1:]:
        found = None if found is None else unite(found, type_)
    if found is None or not (isinstance(found, UnknownType) or is_textual(found)):
        told = f"the property `{page}` is not one kind of text on all events that make sessions"
        file.add(messages.sessions_unclear(file.value("sessions", "page"), told, "name another: `page = …`"))
        return None
    return CategoryType() if isinstance(found, UnknownType) else found
