"""When things happen in the shop: moments between a person's first and last activity, at plausible hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from xseg.demo.people import Flags, Integers, Numbers, People

CLOCK = ZoneInfo("Europe/Berlin")
AS_OF = datetime(2025, 6, 1, tzinfo=CLOCK)
NOW = int(AS_OF.timestamp()) * 1_000_000
"""The shop's `as_of` in microseconds of UTC: everything is told backwards from here."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#              UTC hour  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
ONLINE = np.array([1.0, 0, 0, 0, 1, 2, 4, 5, 5, 5, 5, 6, 6, 5, 5, 5, 6, 8, 10, 11, 9, 6, 3, 2])
OPENING = np.array([0.0, 0, 0, 0, 0, 0, 0, 1, 4, 6, 7, 7, 6, 6, 7, 8, 9, 7, 3, 0, 0, 0, 0, 0])


def spread(rng: np.random.Generator, people: People, who: Integers, *, hours: Numbers) -> Integers:
    """One moment in UTC microseconds for each entry of `who`, before now, at an hour drawn by the weights `hours`."""
    lean = people.trait("lean")[who]
    age = people.until[who] + (people.since - people.until)[who] * rng.random(len(who)) ** lean
    return at_hours(rng, NOW - (age * DAY).astype(np.int64), hours=hours)


def at_hours(rng: np.random.Generator, moments: Integers, *, hours: Numbers) -> Integers:
    """The same days at hours drawn by weight; what would come to lie after now moves to the day before."""
    hour = rng.choice(24, size=len(moments), p=hours / hours.sum())
    within = hour * HOUR + rng.integers(0, HOUR // SECOND, len(moments)) * SECOND
    moved = moments - moments % DAY + within
    return np.where(moved > NOW - 2 * HOUR, moved - DAY, moved)


def onto_saturday(moments: Integers, *, chosen: Flags) -> Integers:
    """The chosen moments moved to the Saturday before, at the same hour."""
    weekday = (moments // DAY + 3) % 7  # 0 is Monday
    return np.where(chosen, moments - ((weekday - 5) % 7) * DAY, moments)
