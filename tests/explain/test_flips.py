"""When an answer changes by itself: the first instant, and not one before it."""

from pathlib import Path

import pytest

from tests.explain.asking import asked
from xseg.explain.flips import DAY, DAYS, next_flip
from xseg.plan.bind import from_micros

VOUCHER = "event purchase on web { at: 2025-05-30, until: 2025-06-04T13:00 }"

CASES = [
    ("last purchase within 30 days", "event purchase { at: 2025-05-20T12:00 }", "2025-06-19T12:00", False),
    ("last purchase more than 30 days ago", "event purchase { at: 2025-05-20T12:00 }", "2025-06-19T12:00", True),
    ("did not purchase within 36 hours", "event purchase { at: 2025-05-31T12:00 }", "2025-06-02T00:00", True),
    (
        "did purchase within 90 days at least 2 times",
        "event purchase { at: 2025-04-01 } event purchase { at: 2025-05-01 }",
        "2025-06-30T00:00",
        False,
    ),
    (
        "did purchase within 90 days exactly 1 times",
        "event purchase { at: 2025-04-01 } event purchase { at: 2025-05-01 }",
        "2025-06-30T00:00",
        True,
    ),
    (
        "orders == 1 and days_since(last purchase) >= 10",
        "event purchase { at: 2025-05-31T23:00 }",
        "2025-06-10T00:00",
        True,
    ),
    ("did view then not purchase for 2 hours", "event view { at: 2025-05-31T23:30 }", "2025-06-01T01:30", True),
    ("did view then not purchase within 3 days", "event view { at: 2025-05-31T23:30 }", "2025-06-03T23:30", True),
    (
        "did view within 1 day then cart",
        "event view { at: 2025-05-31T12:00 } event cart { at: 2025-05-31T13:00 }",
        "2025-06-01T12:00",
        False,
    ),
    ("did view during this month", "now 2025-05-15 event view { at: 2025-05-14 }", "2025-06-01T00:00", False),
    ("did view during last month", "now 2025-05-15 event view { at: 2025-05-14 }", "2025-06-01T00:00", True),
    ("born on 2025-06-05 and anniversary of born within next 7 days", "", "", None),
    ("anniversary of born within next 7 days", "profile { born: 2000-06-20 }", "2025-06-13T00:00", True),
    ("years_since(born) >= 18", "profile { born: 2007-08-01 }", "2025-08-01T00:00", True),
    ("seen_at within next 3 days", "profile { seen_at: 2025-06-10T08:00 }", "2025-06-07T08:00", True),
    ("seen_at after now", "profile { seen_at: 2025-06-10T08:00 }", "2025-06-10T08:00", False),
    ("last view within 1 month", "now 2025-02-10 event view { at: 2025-01-31T10:00 }", "2025-03-01T00:00", False),
    ("last view within 1 day", "now 2025-03-29T12:00 event view { at: 2025-03-29T02:30 }", "2025-03-30T03:00", False),
    ("last view within 2 days", "now 2025-03-29 event view { at: 2025-03-28T02:30 }", "2025-03-30T03:00", False),
    ("last view within 1 day", "now 2025-10-26T12:00 event view { at: 2025-10-26T01:30Z }", "2025-10-27T03:00", False),
    ("last view more than 1 year ago", "now 2025-02-01 event view { at: 2024-02-29T10:00 }", "2025-03-01T00:00", True),
    ("now - last purchase > 50 hours", "event purchase { at: 2025-05-31T12:00 }", "2025-06-02T14:00", True),
    ("did view in at least 1 of the last 2 weeks", "event view { at: 2025-05-25T10:00 }", "2025-06-08T10:00", False),
    ('country == "DE"', 'profile { country: "DE" }', "", None),
    ("did purchase[until within next 2 days]", VOUCHER, "2025-06-02T13:00", True),
    ("did purchase[until after now]", VOUCHER, "2025-06-04T13:00", False),
    ("did purchase[until - now < 1 day]", VOUCHER, "2025-06-03T13:00", True),
    ("did purchase[until from 1 day ago to now]", VOUCHER, "2025-06-04T13:00", True),
    ("count(purchase[until before now]) >= 1", VOUCHER, "2025-06-04T13:00", True),
    (
        "did view then purchase[until after now]",
        f"event view {{ at: 2025-05-01 }} {VOUCHER}",
        "2025-06-04T13:00",
        False,
    ),
    ("min(now - time of purchase) > 60 hours", VOUCHER, "2025-06-01T12:00", True),
    ("sum(if(time within 4 days, 1, 0) of purchase) == 0", VOUCHER, "2025-06-03T00:00", True),
    ("now after 2025-06-05T10:00", "", "2025-06-05T10:00", True),
]


@pytest.mark.parametrize(("rule", "fixtures", "at", "enters"), CASES)
def test_the_next_flip_is_the_first_instant_of_the_other_answer(
    tmp_path: Path, rule: str, fixtures: str, at: str, enters: bool | None
) -> None:
    question, now = asked(tmp_path, rule, fixtures)
    flip = next_flip(question, now)
    if enters is None:
        assert flip is None or flip.enters is None
        return
    assert flip is not None
    told = from_micros(flip.at - flip.at % 60_000_000, question.zone)
    assert (told.strftime("%Y-%m-%dT%H:%M"), flip.enters) == (at, enters)
    assert question.answer(flip.at) is enters
    assert question.answer(flip.at - 1) is not enters
    looks = range(now, flip.at, max((flip.at - now) // 50, 1))
    assert not [look for look in looks if question.answer(look) is enters]


def test_what_looks_at_no_clock_never_flips(tmp_path: Path) -> None:
    question, now = asked(tmp_path, 'country == "DE" and did purchase', "")
    assert next_flip(question, now) is None


def test_what_does_not_flip_is_told_with_how_far_was_looked(tmp_path: Path) -> None:
    question, now = asked(tmp_path, "did purchase and did not view within 30 days", "event view { at: 3 days ago }")
    flip = next_flip(question, now)
    assert flip is not None
    assert (flip.enters, flip.at) == (None, now + DAYS * DAY)


def test_the_clauses_that_turn_are_named(tmp_path: Path) -> None:
    question, now = asked(
        tmp_path, "orders == 1 and last purchase within 30 days", "event purchase { at: 10 days ago }"
    )
    flip = next_flip(question, now)
    assert flip is not None
    assert flip.clauses == ("last purchase within 30 days",)
