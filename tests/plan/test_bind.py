"""Symbolic moments become instants and days: months clamp, weeks start on Monday, clocks change."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corner import day, instant, shown
from xseg.plan import bind
from xseg.plan.bind import DAY_ZERO, day_start, from_micros, local_day, to_micros, wall_instant
from xseg.plan.nodes import Literal_, Time
from xseg.plan.plan import Builder, Plan
from xseg.plan.times import (
    CalendarUnit,
    DayNear,
    DayStart,
    LocalInstant,
    Moment,
    NowMoment,
    PeriodStart,
    Shifted,
    Unit,
    UtcInstant,
)
from xseg.project.types import DATE, TIMESTAMP

BERLIN, NEW_YORK, SAO_PAULO = "Europe/Berlin", "America/New_York", "America/Sao_Paulo"


def bound(moment: Moment, now: str, zone: str, *, as_date: bool = False) -> int:
    """What a moment is at a local `now` on a clock."""
    builder = Builder()
    builder.add(Time(moment), DATE if as_date else TIMESTAMP)
    clock = ZoneInfo(zone)
    (node,) = bind(Plan(tuple(builder.nodes)), now=instant(now, clock), zone=clock).plan.nodes
    assert isinstance(node.operation, Literal_)
    assert isinstance(node.operation.value, int)
    return node.operation.value


SHIFTS: list[tuple[str, str, int, Unit, str]] = [
    # zone, now, count, unit, then
    (BERLIN, "2025-06-01T12:00", -30, "day", "2025-05-02T12:00:00+02:00"),
    (BERLIN, "2025-06-01T12:00", 30, "day", "2025-07-01T12:00:00+02:00"),
    (BERLIN, "2025-06-01T12:00", -2, "week", "2025-05-18T12:00:00+02:00"),
    (BERLIN, "2025-06-01T12:00", -90, "minute", "2025-06-01T10:30:00+02:00"),
    # month ends clamp
    (BERLIN, "2025-03-31T12:00", -1, "month", "2025-02-28T12:00:00+01:00"),
    (BERLIN, "2024-03-31T12:00", -1, "month", "2024-02-29T12:00:00+01:00"),
    (BERLIN, "2025-05-31T12:00", 1, "month", "2025-06-30T12:00:00+02:00"),
    (BERLIN, "2025-01-31T12:00", 1, "quarter", "2025-04-30T12:00:00+02:00"),
    (BERLIN, "2024-02-29T12:00", -1, "year", "2023-02-28T12:00:00+01:00"),
    (BERLIN, "2024-02-29T12:00", -4, "year", "2020-02-29T12:00:00+01:00"),
    (BERLIN, "2025-01-15T12:00", -1, "month", "2024-12-15T12:00:00+01:00"),
    (BERLIN, "2024-12-15T12:00", 1, "month", "2025-01-15T12:00:00+01:00"),
    # days keep the clock's time over a change, hours the length
    (BERLIN, "2025-03-30T12:00", -1, "day", "2025-03-29T12:00:00+01:00"),
    (BERLIN, "2025-03-30T12:00", -24, "hour", "2025-03-29T11:00:00+01:00"),
    (NEW_YORK, "2025-11-02T12:00", -1, "day", "2025-11-01T12:00:00-04:00"),
    (NEW_YORK, "2025-11-02T12:00", -24, "hour", "2025-11-01T13:00:00-04:00"),
    # a local time that is skipped moves on by the gap, one that comes twice is the earlier
    (BERLIN, "2025-03-31T02:30", -1, "day", "2025-03-30T03:30:00+02:00"),
    (BERLIN, "2025-10-27T02:30", -1, "day", "2025-10-26T02:30:00+02:00"),
    (NEW_YORK, "2025-03-10T02:30", -1, "day", "2025-03-09T03:30:00-04:00"),
    (NEW_YORK, "2025-11-03T01:30", -1, "day", "2025-11-02T01:30:00-04:00"),
    (SAO_PAULO, "2018-11-05T00:30", -1, "day", "2018-11-04T01:30:00-02:00"),
]


@pytest.mark.parametrize(("zone", "now", "count", "unit", "then"), SHIFTS)
def test_now_moves_on_the_local_calendar(zone: str, now: str, count: int, unit: Unit, then: str) -> None:
    assert shown(bound(Shifted(count, unit), now, zone), zone) == then


PERIODS: list[tuple[str, str, int, CalendarUnit, str]] = [
    (BERLIN, "2025-06-01T12:00", 0, "day", "2025-06-01T00:00:00+02:00"),
    (BERLIN, "2025-06-01T00:00", 0, "day", "2025-06-01T00:00:00+02:00"),
    (BERLIN, "2025-06-01T12:00", -1, "day", "2025-05-31T00:00:00+02:00"),
    # 1 June 2025 is a Sunday, the last day of its week
    (BERLIN, "2025-06-01T12:00", 0, "week", "2025-05-26T00:00:00+02:00"),
    (BERLIN, "2025-06-02T00:00", 0, "week", "2025-06-02T00:00:00+02:00"),
    (BERLIN, "2025-06-01T12:00", -1, "week", "2025-05-19T00:00:00+02:00"),
    (BERLIN, "2025-01-01T12:00", 0, "week", "2024-12-30T00:00:00+01:00"),
    (BERLIN, "2025-06-30T23:59", 0, "month", "2025-06-01T00:00:00+02:00"),
    (BERLIN, "2025-03-31T12:00", -1, "month", "2025-02-01T00:00:00+01:00"),
    (BERLIN, "2025-12-31T12:00", 1, "month", "2026-01-01T00:00:00+01:00"),
    (BERLIN, "2025-05-15T12:00", 0, "quarter", "2025-04-01T00:00:00+02:00"),
    (BERLIN, "2025-01-01T00:00", -1, "quarter", "2024-10-01T00:00:00+02:00"),
    (BERLIN, "2025-12-31T23:59", 1, "quarter", "2026-01-01T00:00:00+01:00"),
    (BERLIN, "2025-12-31T23:59", 0, "year", "2025-01-01T00:00:00+01:00"),
    (BERLIN, "2025-06-01T12:00", -1, "year", "2024-01-01T00:00:00+01:00"),
    # midnight is skipped: the day begins at its first instant
    (SAO_PAULO, "2018-11-04T12:00", 0, "day", "2018-11-04T01:00:00-02:00"),
    (SAO_PAULO, "2018-11-05T12:00", -1, "day", "2018-11-04T01:00:00-02:00"),
]


@pytest.mark.parametrize(("zone", "now", "count", "unit", "start"), PERIODS)
def test_calendar_periods_start_at_their_first_instant(
    zone: str, now: str, count: int, unit: CalendarUnit, start: str
) -> None:
    assert shown(bound(PeriodStart(count, unit), now, zone), zone) == start
    assert bound(PeriodStart(count, unit), now, zone, as_date=True) == day(start[:10])


FIRST_INSTANTS = [
    (BERLIN, "2025-03-30", "2025-03-30T00:00:00+01:00"),
    (SAO_PAULO, "2018-11-04", "2018-11-04T01:00:00-02:00"),
    ("Africa/Cairo", "2023-04-28", "2023-04-28T01:00:00+03:00"),
    ("America/Toronto", "1919-03-31", "1919-03-31T00:30:00-04:00"),  # the clock jumped from 23:30
    ("America/Havana", "2024-11-03", "2024-11-03T00:00:00-04:00"),  # midnight comes twice
    ("America/St_Johns", "2010-11-07", "2010-11-07T00:00:00-02:30"),  # and a minute later it was the day before
    ("Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00"),  # the day before never was
]


@pytest.mark.parametrize(("zone", "of", "first"), FIRST_INSTANTS)
def test_a_day_begins_at_its_first_instant(zone: str, of: str, first: str) -> None:
    start = day_start(day(of), ZoneInfo(zone))
    assert shown(start, zone) == first
    assert local_day(start, ZoneInfo(zone)) == day(of)
    assert local_day(start - 1, ZoneInfo(zone)) < day(of)


def test_written_instants() -> None:
    gap = to_micros(from_micros(instant("2025-03-30T02:30Z", ZoneInfo("UTC")), ZoneInfo("UTC")))
    assert shown(bound(LocalInstant(gap), "2025-06-01T12:00", BERLIN)) == "2025-03-30T03:30:00+02:00"
    assert shown(bound(UtcInstant(gap), "2025-06-01T12:00", BERLIN)) == "2025-03-30T04:30:00+02:00"
    assert shown(bound(DayStart(day("2025-01-01")), "2025-06-01T12:00", NEW_YORK), NEW_YORK) == (
        "2025-01-01T00:00:00-05:00"
    )


def test_now_and_days_near_a_moment() -> None:
    now = "2025-06-01T00:30"
    assert shown(bound(NowMoment(), now, BERLIN)) == "2025-06-01T00:30:00+02:00"
    assert bound(NowMoment(), now, BERLIN, as_date=True) == day("2025-06-01")
    assert bound(DayNear(NowMoment(), 1), now, BERLIN, as_date=True) == day("2025-06-02")
    assert bound(DayNear(Shifted(-1, "hour"), 0), now, BERLIN, as_date=True) == day("2025-05-31")
    assert shown(bound(DayNear(NowMoment(), -1), now, BERLIN)) == "2025-05-31T00:00:00+02:00"


def test_the_reach_of_rules_is_bound_on_every_clock() -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", BERLIN):
        for now in ("1900-01-01T00:00", "2199-12-31T23:59"):
            for count in (-300, 300):
                assert bound(Shifted(count, "year"), now, zone) != bound(NowMoment(), now, zone)
        for text in ("1900-01-01", "2200-12-31", "2201-01-01"):
            assert local_day(bound(DayStart(day(text)), now, zone), ZoneInfo(zone)) == day(text)


ZONES = st.sampled_from([BERLIN, NEW_YORK, SAO_PAULO, "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "UTC"])


@given(ZONES, st.dates(date(1900, 1, 2), date(2200, 1, 1)))
def test_days_tile_time(zone: str, which: date) -> None:
    clock, number = ZoneInfo(zone), (which - DAY_ZERO).days
    start, following = day_start(number, clock), day_start(number + 1, clock)
    assert start <= following
    if start < following:
        assert local_day(start, clock) == number
        assert local_day(start - 1, clock) < number


@given(ZONES, st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)))
def test_a_wall_time_is_shown_as_it_was_written_unless_it_is_skipped(zone: str, wall: datetime) -> None:
    clock = ZoneInfo(zone)
    back = from_micros(wall_instant(wall, clock), clock).replace(tzinfo=None)
    assert back == wall or timedelta(0) < back - wall <= timedelta(days=1)


MICROSECONDS = st.integers(-2_208_900_000_000_000, 7_258_000_000_000_000)


@given(ZONES, MICROSECONDS, st.integers(1, 400))
def test_windows_of_days_are_never_empty(zone: str, now: int, days: int) -> None:
    builder = Builder()
    builder.add(Time(Shifted(-days, "day")), TIMESTAMP)
    (node,) = bind(Plan(tuple(builder.nodes)), now=now, zone=ZoneInfo(zone)).plan.nodes
    assert isinstance(node.operation, Literal_)
    assert isinstance(node.operation.value, int)
    assert node.operation.value < now
