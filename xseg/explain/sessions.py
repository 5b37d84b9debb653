"""The sessions of one made-up person, as a build makes them of everybody: one step after the other, to be read."""

from collections.abc import Iterator, Sequence

from xseg.project.project import Sessions
from xseg.tables import Event
from xseg.tables.person import Value

MADE = "@sessions"
SECOND = 1_000_000


def made_sessions(events: Sequence[Event], sessions: Sessions) -> list[Event]:
    """The sessions of one person's events, none of which is later than `now`; by channel, then in their order."""
    found = []
    for channel in sessions.channels:
        visits = [event for event in events if event.kind in sessions.kinds and event.channel == channel]
        visits.sort(key=lambda event: (event.time, event.source, event.id))
        found += [_session(visit, sessions) for visit in _without_pause(visits, sessions.gap)]
    return found


def _without_pause(events: Sequence[Event], gap: int) -> Iterator[list[Event]]:
    """Runs of events in which each follows the one before by at most `gap` microseconds."""
    run: list[Event] = []
    for event in events:
        if run and event.time - run[-1].time > gap:
            yield run
            run = []
        run.append(event)
    if run:
        yield run


def _session(visit: Sequence[Event], sessions: Sessions) -> Event:
    first, last = visit[0], visit[-1]
    length = last.time - first.time
    pages = [event.properties.get(sessions.page or "") for event in visit if _is_page(event, sessions)]
    every: dict[str, Value] = {
        "duration": length,
        "seconds": length // SECOND,
        "events": len(visit),
        "pages": len(pages),
        "entry": pages[0] if pages else None,
        "exit": pages[-1] if pages else None,
    }
    properties = {name: every[name] for name in sessions.kind.properties}
    return Event(sessions.kind.name, f"{first.source}/{first.id}", MADE, first.channel, first.time, properties)


def _is_page(event: Event, sessions: Sessions) -> bool:
    known = sessions.page is None or event.properties.get(sessions.page) is not None
    return event.kind in sessions.pages and known
