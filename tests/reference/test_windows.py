"""Windows: what is in and out at every end, on calendars with gaps and overlaps; they tile time exactly."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.corner import BERLIN, event, holds, members, someone

NEW_YORK, SAO_PAULO = "America/New_York", "America/Sao_Paulo"
NOW = "2025-06-01T12:00"

INSTANTS = [
    # window, in, out
    ("within 30 days", ["2025-05-02T12:00:00.000001", NOW], ["2025-05-02T12:00", "2025-06-01T12:00:00.000001"]),
    ("within 2 hours", ["2025-06-01T10:00:00.000001"], ["2025-06-01T10:00"]),
    ("within 90 seconds", ["2025-06-01T11:58:30.000001"], ["2025-06-01T11:58:30"]),
    ("within 1 month", ["2025-05-01T12:00:01"], ["2025-05-01T12:00"]),
    ("more than 30 days ago", ["2025-05-02T12:00", "1999-01-01"], ["2025-05-02T12:00:00.000001", "2025-07-01"]),
    ("within next 30 days", ["2025-07-01T12:00", "2025-06-01T12:00:00.000001"], [NOW, "2025-07-01T12:00:00.000001"]),
    ("before 2025-05-05", ["2025-05-04T23:59:59"], ["2025-05-05T00:00"]),
    ("before 2025-05-05T10:00", ["2025-05-05T09:59"], ["2025-05-05T10:00"]),
    ("before 3 days ago", ["2025-05-29T11:59"], ["2025-05-29T12:00"]),
    ("before now", ["2025-06-01T11:59"], [NOW]),
    ("before today", ["2025-05-31T23:59"], ["2025-06-01T00:00"]),
    ("since 2025-05-05", ["2025-05-05T00:00", "2025-06-09"], ["2025-05-04T23:59:59"]),
    ("since 2025-05-05T10:00", ["2025-05-05T10:00"], ["2025-05-05T09:59"]),
    ("since yesterday", ["2025-05-31T00:00"], ["2025-05-30T23:59"]),
    ("after 2025-05-05", ["2025-05-06T00:00"], ["2025-05-05T23:59:59"]),
    ("after 2025-05-05T10:00", ["2025-05-05T10:01"], ["2025-05-05T10:00"]),
    ("after 3 days ago", ["2025-05-29T12:01", "2025-06-09"], ["2025-05-29T12:00"]),
    ("on 2025-05-05", ["2025-05-05T00:00", "2025-05-05T23:59:59"], ["2025-05-06T00:00", "2025-05-04T23:59:59"]),
    ("on today", ["2025-06-01T00:00", "2025-06-01T23:59"], ["2025-05-31T23:59", "2025-06-02T00:00"]),
    ("on tomorrow", ["2025-06-02T00:00"], ["2025-06-01T23:59", "2025-06-03T00:00"]),
    # an end written as a date is in; as an instant in at the start, out at the end; with `ago` out, then in
    ("from 2025-05-05 to 2025-05-07", ["2025-05-05T00:00", "2025-05-07T23:59:59"], ["2025-05-04T23:59", "2025-05-08"]),
    ("from 2025-05-05T10:00 to 2025-05-07T10:00", ["2025-05-05T10:00"], ["2025-05-07T10:00", "2025-05-05T09:59"]),
    ("from 60 days ago to 30 days ago", ["2025-05-02T12:00"], ["2025-04-02T12:00", "2025-05-02T12:01"]),
    ("from 30 days ago to now", [NOW], ["2025-05-02T12:00", "2025-06-01T12:01"]),
    ("from 2025-05-05 to now", ["2025-05-05T00:00", NOW], ["2025-06-01T12:01"]),
    ("from now to 2025-06-05", ["2025-06-01T12:01", "2025-06-05T23:59"], [NOW, "2025-06-06"]),
    ("from 2025-05-05T10:00 to 2025-05-07", ["2025-05-07T23:59"], ["2025-05-05T09:59", "2025-05-08"]),
    ("from yesterday to today", ["2025-05-31T00:00", "2025-06-01T23:59"], ["2025-05-30T23:59", "2025-06-02"]),
    ("from 3 days ago to yesterday", ["2025-05-31T23:59"], ["2025-05-29T12:00", "2025-06-01"]),
    # whole calendar periods
    ("during today", ["2025-06-01T00:00", "2025-06-01T23:59"], ["2025-06-02", "2025-05-31T23:59"]),
    ("during yesterday", ["2025-05-31T00:00"], ["2025-06-01T00:00"]),
    ("during tomorrow", ["2025-06-02T23:59"], ["2025-06-01T23:59", "2025-06-03"]),
    ("during this week", ["2025-05-26T00:00", "2025-06-01T23:59"], ["2025-05-25T23:59", "2025-06-02"]),
    ("during last week", ["2025-05-19T00:00", "2025-05-25T23:59"], ["2025-05-26", "2025-05-18T23:59"]),
    ("during next week", ["2025-06-02T00:00", "2025-06-08T23:59"], ["2025-06-09", "2025-06-01T23:59"]),
    ("during this month", ["2025-06-01T00:00", "2025-06-30T23:59"], ["2025-05-31T23:59", "2025-07-01"]),
    ("during last month", ["2025-05-01T00:00", "2025-05-31T23:59"], ["2025-06-01", "2025-04-30T23:59"]),
    ("during last quarter", ["2025-01-01T00:00", "2025-03-31T23:59"], ["2025-04-01", "2024-12-31T23:59"]),
    ("during this quarter", ["2025-04-01T00:00", "2025-06-30T23:59"], ["2025-07-01", "2025-03-31T23:59"]),
    ("during last year", ["2024-01-01T00:00", "2024-12-31T23:59"], ["2025-01-01", "2023-12-31T23:59"]),
    ("during last 7 full days", ["2025-05-25T00:00", "2025-05-31T23:59"], ["2025-06-01T00:00", "2025-05-24T23:59"]),
    ("during last 2 full months", ["2025-04-01T00:00", "2025-05-31T23:59"], ["2025-06-01", "2025-03-31T23:59"]),
    ("during next 2 full days", ["2025-06-02T00:00", "2025-06-03T23:59"], ["2025-06-01T23:59", "2025-06-04"]),
    ("during 2025-03-14", ["2025-03-14T00:00", "2025-03-14T23:59"], ["2025-03-15", "2025-03-13T23:59"]),
    ("during 2024-12", ["2024-12-01T00:00", "2024-12-31T23:59"], ["2025-01-01", "2024-11-30T23:59"]),
    ("during 2024", ["2024-01-01T00:00", "2024-12-31T23:59"], ["2025-01-01", "2023-12-31T23:59"]),
]  # fmt: skip


@pytest.mark.parametrize(("window", "inside", "outside"), INSTANTS, ids=[window for window, _, _ in INSTANTS])
def test_a_window_on_a_timestamp(window: str, inside: list[str], outside: list[str]) -> None:
    people = [someone(at, seen=at) for at in (*inside, *outside)]
    assert members(f"seen {window}", people) == inside
    assert members(f"not seen {window}", [*people, someone("unknown")]) == [*outside, "unknown"]


@pytest.mark.parametrize(("window", "inside", "outside"), INSTANTS, ids=[window for window, _, _ in INSTANTS])
def test_the_same_window_on_an_event(window: str, inside: list[str], outside: list[str]) -> None:
    past = [at for at in inside if at <= NOW]  # what is stamped after now does not exist
    people = [someone(at, event("view", at)) for at in (*inside, *outside)]
    assert members(f"did view {window}", people) == past
    assert members(f"count(view {window}) == 0", people) == [at for at in (*inside, *outside) if at not in past]


DATES = [
    ("within 30 days", ["2025-05-03", "2025-06-01"], ["2025-05-02", "2025-06-02"]),
    ("more than 30 days ago", ["2025-05-02"], ["2025-05-03"]),
    ("within next 30 days", ["2025-06-02", "2025-07-01"], ["2025-06-01", "2025-07-02"]),
    ("before 2025-05-05", ["2025-05-04"], ["2025-05-05"]),
    ("before 2025-05-05T10:00", ["2025-05-04"], ["2025-05-05"]),
    ("since today", ["2025-06-01"], ["2025-05-31"]),
    ("after 2025-05-05", ["2025-05-06"], ["2025-05-05"]),
    ("on yesterday", ["2025-05-31"], ["2025-06-01"]),
    ("from 2025-05-05 to 2025-05-07", ["2025-05-05", "2025-05-07"], ["2025-05-08", "2025-05-04"]),
    ("from 60 days ago to 30 days ago", ["2025-04-03", "2025-05-02"], ["2025-04-02", "2025-05-03"]),
    ("during last month", ["2025-05-01", "2025-05-31"], ["2025-06-01", "2025-04-30"]),
    ("during last 7 full days", ["2025-05-25", "2025-05-31"], ["2025-06-01"]),
    ("during 2024", ["2024-02-29"], ["2025-01-01"]),
]


@pytest.mark.parametrize(("window", "inside", "outside"), DATES, ids=[window for window, _, _ in DATES])
def test_a_window_on_a_date_counts_days(window: str, inside: list[str], outside: list[str]) -> None:
    people = [someone(at, born=at) for at in (*inside, *outside)]
    assert members(f"born {window}", people) == inside
    # whatever the time of day is
    assert members(f"born {window}", people, now="2025-06-01T00:00") == inside
    assert members(f"born {window}", people, now="2025-06-01T23:59:59") == inside


def test_ends_may_be_other_attributes_and_properties() -> None:
    assert holds("seen after born", seen="2000-01-02T00:00", born="2000-01-01")
    assert not holds("seen after born", seen="2000-01-01T23:00", born="2000-01-01")
    assert not holds("seen after born", seen="2000-01-01T23:00")
    assert holds("seen from born to signup", seen="2000-01-02T23:59", born="2000-01-01", signup="2000-01-02")
    bought = event("purchase", "2025-05-01T10:00", due="2025-05-03", until="2025-05-02T10:00")
    assert holds("did purchase[until before due]", bought)
    assert not holds("did purchase[due before until]", bought)
    assert holds("did purchase[time before profile.seen]", bought, seen="2025-05-01T10:01")
    # outside the brackets a name is the profile's
    assert holds("did purchase after seen", bought, seen="2025-05-01T09:59")
    assert not holds("did purchase after seen", bought, seen="2025-05-01T10:00")


def test_an_event_property_hides_an_attribute_of_its_name() -> None:
    given = "trait due = seen"
    people = [
        someone("one", event("purchase", "2025-05-01", due="2025-05-03", until="2025-05-02"), seen="2025-01-01"),
        someone("two", event("purchase", "2025-05-01", due="2025-05-01", until="2025-05-02"), seen="2025-12-01"),
    ]
    assert members("did purchase[until before due]", people, given=given) == ["one"]
    assert members("did purchase[until before profile.due]", people, given=given) == ["two"]
    assert members("did purchase before due", people, given=given) == ["two"]


# --- clocks that change ---


def test_days_step_on_the_local_calendar_and_hours_are_exact() -> None:
    now = "2025-03-30T12:00"  # an hour is missing from this morning
    people = [someone("eleven", seen="2025-03-29T11:30"), someone("noon", seen="2025-03-29T12:30")]
    assert members("seen within 1 day", people, now=now) == ["noon"]
    assert members("seen within 24 hours", people, now=now) == ["eleven", "noon"]
    now = "2025-11-02T12:00"  # and here one came twice
    people = [someone("noon", seen="2025-11-01T12:30"), someone("one", seen="2025-11-01T13:30")]
    assert members("seen within 1 day", people, now=now, zone=NEW_YORK) == ["noon", "one"]
    assert members("seen within 24 hours", people, now=now, zone=NEW_YORK) == ["one"]


def test_a_start_that_is_skipped_moves_on_by_the_gap() -> None:
    people = [someone(at, seen=at) for at in ("2025-03-30T01:30Z", "2025-03-30T01:31Z")]  # 03:30 and 03:31 in Berlin
    assert members("seen within 1 day", people, now="2025-03-31T02:30") == ["2025-03-30T01:31Z"]


def test_a_start_that_comes_twice_is_the_earlier() -> None:
    people = [someone(at, seen=at) for at in ("2025-10-26T00:30Z", "2025-10-26T00:31Z", "2025-10-26T01:30Z")]
    assert members("seen within 1 day", people, now="2025-10-27T02:30") == ["2025-10-26T00:31Z", "2025-10-26T01:30Z"]


def test_a_day_without_midnight_begins_at_its_first_instant() -> None:
    people = [someone(at, seen=at) for at in ("2018-11-04T02:59Z", "2018-11-04T03:00Z")]
    assert members("seen on 2018-11-04", people, zone=SAO_PAULO) == ["2018-11-04T03:00Z"]
    assert members("seen during 2018-11-04", people, zone=SAO_PAULO) == ["2018-11-04T03:00Z"]
    assert members("seen during today", people, zone=SAO_PAULO, now="2018-11-04T12:00") == ["2018-11-04T03:00Z"]
    assert members("seen during 2018-11-03", people, zone=SAO_PAULO) == ["2018-11-04T02:59Z"]


def test_months_clamp_to_their_end() -> None:
    people = [someone(at, seen=at) for at in ("2025-02-28T12:00", "2025-02-28T12:01", "2025-03-01T12:00")]
    assert members("seen within 1 month", people, now="2025-03-31T12:00") == ["2025-02-28T12:01", "2025-03-01T12:00"]
    assert members("seen within 1 year", people, now="2024-02-29T12:00") == []


# --- tiling ---

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.isoformat())
TILES = [
    ["seen more than 60 days ago", "seen from 60 days ago to 30 days ago", "seen within 30 days",
     "seen within next 30 days", "seen after now and not seen within next 30 days", "seen is missing"],
    ["seen more than 2 months ago", "seen from 2 months ago to 1 month ago", "seen from 1 month ago to now",
     "seen after now", "seen is missing"],
    ["seen before 2025-03-30", "seen on 2025-03-30", "seen after 2025-03-30", "seen is missing"],
    ["seen before last_sunday", "seen since last_sunday", "seen is missing"],
    ["seen during last week", "seen during this week", "seen during next week", "seen is missing",
     "seen is known and not seen during last week and not seen during this week and not seen during next week"],
    ["seen before 2025-03-30T02:30", "seen since 2025-03-30T02:30", "seen is missing"],
    ["seen before 2024-01-01", "seen during 2024", "seen during 2025", "seen during 2026", "seen after 2026-12-31",
     "seen is missing"],
    ["born more than 60 days ago", "born from 60 days ago to 30 days ago", "born within 30 days", "born after today",
     "born is missing"],
]  # fmt: skip


@given(st.lists(MOMENTS, min_size=1, max_size=6), MOMENTS, st.sampled_from([BERLIN, NEW_YORK, "UTC"]))
@settings(max_examples=15, deadline=None)
def test_windows_tile_time(seen: list[str], now: str, zone: str) -> None:
    given_ = "trait last_sunday = 2025-03-30"
    edges = [(datetime.fromisoformat(now) + timedelta(days=days)).isoformat() for days in (-60, -30, 0, 30)]
    people = [someone(f"{place}", seen=at, born=at[:10]) for place, at in enumerate([*seen, *edges])]
    people.append(someone("unknown"))
    for tiles in TILES:
        found = [members(tile, people, given=given_, now=now, zone=zone) for tile in tiles]
        assert sorted(id_ for tile in found for id_ in tile) == sorted(one.id for one in people), tiles


def test_from_ago_to_now_is_exactly_within() -> None:
    people = [someone(at, seen=at) for at in ("2025-05-02T12:00", "2025-05-02T12:01", NOW, "2025-06-01T12:01")]
    assert members("seen from 30 days ago to now", people) == members("seen within 30 days", people)
    assert members("seen from 30 days ago to now", people) == ["2025-05-02T12:01", NOW]


# --- anniversaries ---

ANNIVERSARIES = [
    ("within next 7 days", ["1990-06-02", "1990-06-08"], ["1990-06-01", "1990-06-09", "2025-06-03", "2026-06-03"]),
    ("within 7 days", ["1990-06-01", "1990-05-26"], ["1990-05-25", "1990-06-02", "2025-05-28"]),
    ("on today", ["1990-06-01", "2024-06-01"], ["1990-06-02", "2025-06-01"]),
    ("during this month", ["1990-06-01", "1990-06-30"], ["1990-05-31", "1990-07-01", "2025-06-10"]),
    ("during next week", ["1990-06-02", "1990-06-08"], ["1990-06-01", "1990-06-09"]),
    ("from 2025-12-30 to 2026-01-02", ["1990-12-30", "1990-01-02", "2025-01-01"], ["1990-12-29", "2025-12-31"]),
    ("before 1991-01-01", ["1989-12-31", "1989-06-01"], ["1990-06-01"]),
    ("since 2025-06-01", ["1990-05-31", "2025-06-01"], []),
]


@pytest.mark.parametrize(("window", "inside", "outside"), ANNIVERSARIES, ids=[row[0] for row in ANNIVERSARIES])
def test_the_anniversary_of_a_date(window: str, inside: list[str], outside: list[str]) -> None:
    people = [someone(at, born=at) for at in (*inside, *outside)]
    assert members(f"anniversary of born {window}", people) == inside
    assert members(f"not anniversary of born {window}", [*people, someone("unknown")]) == [*outside, "unknown"]


def test_twenty_ninth_of_february_returns_on_the_twenty_eighth() -> None:
    people = [someone("leap", born="2000-02-29")]
    assert members("anniversary of born on today", people, now="2025-02-28T12:00") == ["leap"]
    assert members("anniversary of born on today", people, now="2025-03-01T12:00") == []
    assert members("anniversary of born on today", people, now="2024-02-28T12:00") == []
    assert members("anniversary of born on today", people, now="2024-02-29T12:00") == ["leap"]
    assert members("anniversary of born on today", people, now="2100-02-28T12:00") == ["leap"]


def test_the_anniversary_of_a_timestamp_is_that_of_its_local_day() -> None:
    first = [someone("one", event("purchase", "2024-06-03T22:30Z"))]  # 4 June in Berlin
    assert members("anniversary of first purchase on 2025-06-04", first) == ["one"]
    assert members("anniversary of first purchase on 2025-06-03", first, zone="UTC") == ["one"]


def test_what_is_stamped_after_now_does_not_exist() -> None:
    later = event("view", "2025-06-01T12:00:00.000001")
    assert not holds("did view", later)
    assert not holds("did view within next 3 days", later)
    assert holds("did view", event("view", NOW))


def test_instants_may_be_written_with_an_offset() -> None:
    people = [someone("one", seen="2025-05-05T12:00")]
    assert members("seen before 2025-05-05T10:01Z", people) == ["one"]
    assert members("seen before 2025-05-05T10:00Z", people) == []
    assert members("seen == 2025-05-05T06:00-04:00", people) == ["one"]
