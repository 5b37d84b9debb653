"""Sessions: exactly which events make one, held against a slow reference that goes event by event."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import MakePlace
from xseg.explain.sessions import made_sessions
from xseg.plan.bind import to_micros
from xseg.profiles import people
from xseg.profiles.snapshots.sessions import session_events
from xseg.project.project import Sessions
from xseg.project.sessions import session_kind
from xseg.project.types import CategoryType
from xseg.tables import CHANNEL, DATE, HOUR, ID, NUMBER, SOURCE, TIME, WEEKDAY, Event

MINUTE = 60_000_000
SHOP = """
[identity]
keys = ["id"]
[channels]
web = {}
app = {}
email = {}
[sessions]
gap = "30 minutes"
[[sources]]
name = "clicks"
kind = "events"
channel = { column = "on" }
id = "id"
path = "clicks.csv"
time = { column = "at", timezone = "Europe/Berlin" }
event = { column = "what", map = { look = "view", buy = "purchase" } }
keys = { id = "who" }
[sources.properties]
page = "string"
"""
HEADER = "id,who,on,what,page,at\n"
MIXED = SHOP.replace('gap = "30 minutes"', 'gap = "30 minutes"\nchannels = ["web", "app"]')
PROPERTIES = ("duration", "seconds", "events", "pages", "entry", "exit")


def at(text: str) -> int:
    return to_micros(datetime.fromisoformat(text))


def made(place: MakePlace, rows: str, *columns: str, now: str = "2026-01-01T00:00Z") -> list[tuple[object, ...]]:
    """The sessions of a small shop; times are local, as people write them."""
    shop = place(MIXED, {"clicks.csv": HEADER + rows})
    shop.built()
    return shop.events("session", *columns, now=at(now))


def test_exactly_the_gap_is_the_same_session_and_a_moment_more_is_the_next(place: MakePlace) -> None:
    rows = (
        "1,ann,web,look,home,2025-05-01T10:00\n"
        "2,ann,web,look,shop,2025-05-01T10:30\n"
        "3,ann,web,buy,,2025-05-01T11:00:00.000001\n"
    )
    assert made(place, rows, "@id", *PROPERTIES) == [
        ("clicks/1", 30 * MINUTE, 1800, 2, 2, "home", "shop"),
        ("clicks/3", 0, 0, 1, 0, None, None),
    ]


def test_a_session_belongs_to_one_person_and_one_channel_and_letters_make_none(place: MakePlace) -> None:
    rows = (
        "1,ann,web,look,home,2025-05-01T10:00\n"
        "2,ann,app,look,shop,2025-05-01T10:01\n"
        "3,bob,web,look,shop,2025-05-01T10:02\n"
        "4,ann,email,look,shop,2025-05-01T10:03\n"
        "5,ann,web,look,help,2025-05-01T10:04\n"
    )
    assert made(place, rows, "@number", "@channel", "events", "entry", "exit") == [
        (0, "web", 2, "home", "help"),
        (0, "app", 1, "shop", "shop"),
        (1, "web", 1, "shop", "shop"),
    ]


def test_midnight_ends_no_session_which_stands_on_the_day_it_began(place: MakePlace) -> None:
    rows = "1,ann,web,look,home,2025-05-03T23:50\n2,ann,web,look,shop,2025-05-04T00:10\n"
    day = (datetime(2025, 5, 3) - datetime(1970, 1, 1)).days
    assert made(place, rows, "@date", "@hour", "@weekday", "seconds") == [(day, 23, 6, 1200)]


def test_the_night_the_clocks_change_has_pauses_like_any_other(place: MakePlace) -> None:
    spring = "1,ann,web,look,home,2025-03-30T01:50\n2,ann,web,look,shop,2025-03-30T03:10\n"
    assert made(place, spring, "seconds", "events") == [(1200, 2)]
    autumn = "1,ann,web,look,home,2025-10-26T02:50+02:00\n2,ann,web,look,shop,2025-10-26T02:20+01:00\n"
    assert made(place, autumn, "seconds", "events") == [(1800, 2)]
    later = "1,ann,web,look,home,2025-10-26T02:50+02:00\n2,ann,web,look,shop,2025-10-26T02:51+01:00\n"
    assert made(place, later, "events") == [(1,), (1,)]


def test_at_one_instant_the_order_is_that_of_source_and_id_whatever_the_kind(place: MakePlace) -> None:
    rows = "3,ann,web,look,c,2025-05-01T10:00\n1,ann,web,buy,a,2025-05-01T10:00\n2,ann,web,look,b,2025-05-01T10:00\n"
    assert made(place, rows, "@id", *PROPERTIES) == [("clicks/1", 0, 0, 3, 3, "a", "c")]


def test_a_session_that_goes_on_has_what_has_happened_by_now(place: MakePlace) -> None:
    rows = (
        "1,ann,web,look,home,2025-05-01T10:00Z\n"
        "2,ann,web,look,shop,2025-05-01T10:20Z\n"
        "3,ann,web,buy,,2025-05-01T10:40Z\n"
    )
    columns = ("seconds", "events", "exit")
    assert made(place, rows, *columns, now="2025-05-01T09:59Z") == []
    assert made(place, rows, *columns, now="2025-05-01T10:00Z") == [(0, 1, "home")]
    assert made(place, rows, *columns, now="2025-05-01T10:39Z") == [(1200, 2, "shop")]
    assert made(place, rows, *columns, now="2025-05-01T10:40Z") == [(2400, 3, "shop")]


def test_a_change_of_the_gap_needs_no_build(place: MakePlace) -> None:
    rows = "1,ann,web,look,home,2025-05-01T10:00\n2,ann,web,look,shop,2025-05-01T10:30\n"
    shop = place(MIXED, {"clicks.csv": HEADER + rows})
    shop.built()
    assert shop.events("session", "events") == [(2,)]
    toml = (shop.root / "xseg.toml").read_text("utf-8")
    (shop.root / "xseg.toml").write_text(toml.replace("30 minutes", "29 minutes"), "utf-8")
    assert shop.events("session", "events") == [(1,), (1,)]


def test_people_have_their_sessions_beside_their_other_events(place: MakePlace) -> None:
    shop = place(MIXED, {"clicks.csv": HEADER + "1,ann,web,look,home,2025-05-01T10:00\n"})
    shop.built()
    (ann,) = people(shop.project, shop.snapshot())
    assert [(event.kind, event.id) for event in ann.events] == [("session", "clicks/1"), ("view", "1")]


# --- on generated data, against the reference ---

CHANNELS = ("app", "web")
KINDS = ("buy", "look", "view")
_TIMES = st.one_of(
    st.integers(0, 6).map(lambda step: step * 30 * MINUTE),
    st.integers(0, 400).map(lambda step: step * MINUTE),
    st.integers(0, 3).map(lambda step: step * 30 * MINUTE + 1),
)
_EVENTS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(KINDS),
        st.sampled_from(("app", "email", "web")),
        _TIMES,
        st.sampled_from(("s", "t")),
        st.sampled_from((None, "home", "shop")),
    ),
    max_size=25,
)


def sessions_of(page: str | None, pages: Iterable[str]) -> Sessions:
    pages = tuple(pages)
    kind = session_kind(CHANNELS, None if page is None else CategoryType(), pages=bool(pages))
    return Sessions(30 * MINUTE, CHANNELS, ("buy", "look"), page, pages, kind)


def tables(found: Iterable[tuple[int, Event]]) -> dict[str, pl.DataFrame]:
    """The events of everybody by kind, in order of time, source and id."""
    rows = [
        (number, one.id, one.source, one.channel, one.time, 20000, 3, 4, one.properties["page"], one.kind)
        for number, one in found
    ]
    schema = {
        NUMBER: pl.UInt32,
        ID: pl.String,
        SOURCE: pl.String,
        CHANNEL: pl.String,
        TIME: pl.Int64,
        DATE: pl.Int32,
        HOUR: pl.Int8,
        WEEKDAY: pl.Int8,
        "page": pl.String,
        "kind": pl.String,
    }
    table = pl.DataFrame(rows, schema=schema, orient="row").sort(TIME, SOURCE, ID)
    return {kind: table.filter(pl.col("kind") == kind).drop("kind") for kind in KINDS}


@settings(max_examples=150, deadline=None)
@given(_EVENTS, st.sampled_from([("page", ("buy", "look")), ("page", ("look",)), (None, ("look",)), (None, ())]))
def test_sessions_are_those_of_the_reference(
    drawn: list[tuple[int, str, str, int, str, str | None]], said: tuple[str | None, tuple[str, ...]]
) -> None:
    sessions = sessions_of(*said)
    found = [
        (number, Event(kind, f"{len(drawn) - place:02}", source, channel, time, {"page": page}))
        for place, (number, kind, channel, time, source, page) in enumerate(drawn)
    ]
    expected = [
        (number, one)
        for number in range(4)
        for one in made_sessions([event for whose, event in found if whose == number], sessions)
    ]
    expected.sort(key=lambda pair: (pair[1].time, pair[1].source, pair[1].id))
    table = session_events(tables(found), sessions)
    columns = (NUMBER, ID, SOURCE, CHANNEL, TIME, *sessions.kind.properties)
    assert table.select(columns).rows() == [
        (number, one.id, one.source, one.channel, one.time, *one.properties.values()) for number, one in expected
    ]


def test_generated_days_agree_with_the_reference() -> None:
    start = datetime(2025, 3, 29, tzinfo=UTC)
    found = [
        (
            index % 7,
            Event(
                ("buy", "look")[index % 3 == 0],
                f"{index:05}",
                "s",
                CHANNELS[index % 2],
                to_micros(start + timedelta(minutes=(index * index) % 4000)),
                {"page": None if index % 5 else f"p{index % 11}"},
            ),
        )
        for index in range(4000)
    ]
    sessions = sessions_of("page", ("look",))
    expected = sorted(
        (one.time, one.id, one.properties["duration"], one.properties["pages"], one.properties["exit"] or "")
        for number in range(7)
        for one in made_sessions([event for whose, event in found if whose == number], sessions)
    )
    table = session_events(tables(found), sessions).with_columns(pl.col("exit").fill_null(""))
    assert table.select(TIME, ID, "duration", "pages", "exit").rows() == expected
    assert table.get_column("events").sum() == len(found)
