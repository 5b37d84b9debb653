"""Events that are older than their source keeps them do not exist, at each `now` by itself."""

from datetime import datetime

import pytest

from tests.profiles.place import MakePlace
from xseg.profiles.snapshots.retention import expired

CLICKS = """
[identity]
keys = ["id"]
[channels]
web = {}
[[sources]]
name = "web"
kind = "events"
event = "click"
path = "web.csv"
time = "t"
keys = { id = "who" }
retention = "%s"
[[sources]]
name = "app"
kind = "events"
event = "click"
path = "app.csv"
time = "t"
keys = { id = "who" }
"""
WEB = "who,t\nann,2025-01-31T00:00Z\nann,2025-02-27T23:00Z\nann,2025-03-30T22:00Z\n"
APP = "who,t\nbob,2000-01-01T00:00Z\n"


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("retention", "now", "left"),
    [
        ("1 month", "2025-02-27T22:00Z", 1),
        ("1 month", "2025-03-31T00:00+02:00", 1),  # back to 28 February: the event of that very instant is gone
        ("1 month", "2025-03-27T22:00Z", 1),
        ("3 months", "2025-03-31T00:00+02:00", 3),
        ("24 hours", "2025-02-28T22:59Z", 1),
        ("24 hours", "2025-02-28T23:00Z", 0),
        ("9999 years", "2025-04-01T00:00Z", 3),
    ],
)
def test_what_is_older_is_gone_and_other_sources_keep_theirs(
    place: MakePlace, retention: str, now: str, left: int
) -> None:
    made = place(CLICKS % retention, {"web.csv": WEB, "app.csv": APP})
    assert made.source("web").kept == 3
    found = made.events("click", "@source", now=at(now))
    assert [source for (source,) in found] == ["app"] + ["web"] * left


def test_a_later_now_takes_nothing_from_an_earlier_one(place: MakePlace) -> None:
    made = place(CLICKS % "1 month", {"web.csv": WEB, "app.csv": APP})
    made.built()
    before = made.events("click", "@time", now=at("2025-02-27T00:00Z"))
    made.events("click", "@time", now=at("2030-01-01T00:00Z"))
    assert made.events("click", "@time", now=at("2025-02-27T00:00Z")) == before


def test_what_is_gone_is_counted(place: MakePlace) -> None:
    made = place(CLICKS % "1 month", {"web.csv": WEB, "app.csv": APP})
    made.built()
    assert expired(made.project, made.store, now=at("2025-04-01T00:00Z")) == {"web": 2}
