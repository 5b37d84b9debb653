"""Comparisons, texts, lists, numbers and functions: a rule beside a customer, and whether it means her."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.corner import Plain, day, event, holds, instant, members, someone, value

YES, NO = True, False

ABOUT_ONE: list[tuple[str, dict[str, Plain], bool]] = [
    # --- comparisons, as in arithmetic; both sides may be any expression ---
    ("age == 30", {"age": 30}, YES),
    ("age == 30", {"age": 31}, NO),
    ("age == 30.0", {"age": 30}, YES),
    ("age < 30", {"age": 30}, NO),
    ("age <= 30", {"age": 30}, YES),
    ("age >= 30", {"age": 30}, YES),
    ("age > 29.99", {"age": 30}, YES),
    ("balance == 0.1", {"balance": "0.10"}, YES),
    ("balance > 19.989", {"balance": "19.99"}, YES),
    ("rate * 10 > balance", {"rate": "0.125", "balance": "1.24"}, YES),
    ("rate * 10 == balance", {"rate": "0.125", "balance": "1.25"}, YES),
    ("score == 0.1", {"score": 0.1}, YES),
    ("score > age", {"score": 30.000001, "age": 30}, YES),
    ("3 < age", {"age": 4}, YES),
    ("age + 1 == 2 * age", {"age": 1}, YES),
    # --- between takes both ends in; ends in the wrong order hold nobody ---
    ("age between 18 and 30", {"age": 18}, YES),
    ("age between 18 and 30", {"age": 30}, YES),
    ("age between 18 and 30", {"age": 31}, NO),
    ("age between 30 and 18", {"age": 20}, NO),
    ("balance between 0.5 and 1.005", {"balance": "1.00"}, YES),
    ("seen between 2025-05-01 and 2025-05-10T12:00", {"seen": "2025-05-10T12:00"}, YES),
    ("seen between 2025-05-01 and 2025-05-10T12:00", {"seen": "2025-05-10T12:01"}, NO),
    ("seen between 2025-05-01 and 2025-05-10T12:00", {"seen": "2025-05-01T00:00"}, YES),
    # --- in ---
    ("age in (1, 2.5, -3)", {"age": -3}, YES),
    ("age in (1, 2.5, -3)", {"age": 2}, NO),
    ("balance in (1, 2.5)", {"balance": "2.50"}, YES),
    ('country in ("DE", "AT")', {"country": "AT"}, YES),
    ('country in ("DE", "AT")', {"country": "at"}, NO),
    ('country in ("de", "AT") ignoring case', {"country": "DE"}, YES),
    ("born in (2000-01-01, 2000-01-02)", {"born": "2000-01-02"}, YES),
    ("seen in (2025-05-01, 2025-05-02T12:00)", {"seen": "2025-05-01T18:00"}, YES),
    ("seen in (2025-05-01, 2025-05-02T12:00)", {"seen": "2025-05-02T18:00"}, NO),
    # --- texts: exact case, by code point ---
    ('name == "Ann"', {"name": "Ann"}, YES),
    ('name == "Ann"', {"name": "ann"}, NO),
    ('name == "straSSe" ignoring case', {"name": "Straße"}, YES),
    ("name == mail ignoring case", {"name": "ANN", "mail": "ann"}, YES),
    ('name contains "n"', {"name": "Ann"}, YES),
    ('name contains "N"', {"name": "Ann"}, NO),
    ('name contains "N" ignoring case', {"name": "Ann"}, YES),
    ('name contains "."', {"name": "Ann"}, NO),
    ('name contains "%"', {"name": "Ann"}, NO),
    ('name starts with "A"', {"name": "Ann"}, YES),
    ('name ends with "n"', {"name": "Ann"}, YES),
    ('name ends with "A"', {"name": "Ann"}, NO),
    ('name starts with "STRASS" ignoring case', {"name": "straße"}, YES),
    # --- lists ---
    ('interests has "a"', {"interests": ("a", "b")}, YES),
    ('interests has "c"', {"interests": ("a", "b")}, NO),
    ('interests has any of ("c", "b")', {"interests": ("a", "b")}, YES),
    ('interests has all of ("a", "b")', {"interests": ("a", "b")}, YES),
    ('interests has all of ("a", "c")', {"interests": ("a", "b")}, NO),
    # --- known, missing, flags ---
    ("age is known", {"age": 0}, YES),
    ("age is missing", {"age": 0}, NO),
    ("flag", {"flag": True}, YES),
    ("flag", {"flag": False}, NO),
    ("flag is false", {"flag": False}, YES),
    ("flag == false", {"flag": False}, YES),
    ("flag != (age > 3)", {"flag": True, "age": 3}, YES),
    ("true", {}, YES),
    ("false", {}, NO),
    # --- and, or, not ---
    ("age > 3 or age < 5 and flag", {"age": 4, "flag": False}, YES),
    ("(age > 3 or age < 5) and flag", {"age": 4, "flag": False}, NO),
    ("not age > 3 and flag", {"age": 3, "flag": True}, YES),
    ("not (age > 3 and flag)", {"age": 4, "flag": False}, YES),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "attributes", "expected"), ABOUT_ONE)
def test_a_rule_about_attributes(rule: str, attributes: dict[str, Any], expected: bool) -> None:
    assert holds(rule, **attributes) is expected
    assert holds(f"not ({rule})", **attributes) is not expected


QUESTIONS = [
    "age == 30", "age < 30", "age between 1 and 99", "age in (1, 2)", 'country == "DE"', 'name contains "a"',
    'name == "a" ignoring case', 'interests has "a"', 'interests has all of ("a", "b")', "flag", "flag is true",
    "flag is false", "flag == false", "seen within 30 days", "seen more than 30 days ago", "seen within next 30 days",
    "seen before 2025-06-01", "seen since today", "seen during this month", "born on 2000-01-01", "born < seen",
    "anniversary of born within next 300 days", "age in top 50%", "score / 0 > 1", "balance * age > -1",
    "days_since(seen) >= 0", "years_since(born) >= 0", "year(born) > 0", "length(name) >= 0",
    'domain(mail) == "x"', "abs(balance) >= 0", "last purchase within 30 days", "avg(amount of purchase) >= 0",
    'first(item of purchase) == "x"', "weekday(seen) in (\"mon\")", "hour(seen) >= 0", "seen + 3 days > seen",
    "now - seen > 1 second", "age != age + 1 and age == age", "score between age and balance", "-age < 0",
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_about_what_is_missing_is_answered_no_and_its_opposite_yes(question: str) -> None:
    assert holds(question) is False
    assert holds(f"not ({question})") is True


def test_unequal_is_exactly_not_equal() -> None:
    people = [someone("us", country="US"), someone("de", country="DE"), someone("unknown")]
    assert members('country != "US"', people) == ["de", "unknown"]
    assert members('country not in ("US")', people) == ["de", "unknown"]
    assert members('not country == "US"', people) == ["de", "unknown"]
    assert members('country != "US" and country is known', people) == ["de"]


def test_a_flag_is_true_false_or_neither() -> None:
    people = [someone("yes", flag=True), someone("no", flag=False), someone("unknown")]
    assert members("flag is true", people) == ["yes"]
    assert members("flag is false", people) == ["no"]
    assert members("flag is not true", people) == ["no", "unknown"]
    assert members("flag is not false", people) == ["yes", "unknown"]
    assert members("flag is missing", people) == ["unknown"]
    assert members("not flag", people) == ["no", "unknown"]


def test_a_predicate_used_as_a_value_is_never_missing() -> None:
    people = [someone("one", age=1), someone("unknown")]
    assert members("(age > 3) is false", people) == ["one", "unknown"]
    assert members("(age > 3) is known", people) == ["one", "unknown"]
    assert members("(age > 3) == false", people) == ["one", "unknown"]
    assert members("if(age > 3, 1, 0) == 0", people) == ["one", "unknown"]


VALUES: list[tuple[str, dict[str, Plain], object]] = [
    # --- exact numbers lose nothing; each has the scale of its type ---
    ("age + 0.05", {"age": 1}, 105),
    ("balance * balance", {"balance": "1.15"}, 13225),
    ("balance - 0.001", {"balance": "1.00"}, 999),
    ("-balance", {"balance": "1.15"}, -115),
    ("abs(balance)", {"balance": "-1.15"}, 115),
    ("999999999999.99 + 0.01", {}, 100000000000000),
    ("age * 1000000000000000000000", {"age": 999999999999999}, 999999999999999 * 10**21),
    # --- `/` and whatever touches a number is a double, each operand rounded first, in the written order ---
    ("balance / 3", {"balance": "1.15"}, 1.15 / 3),
    ("1 / 3", {}, 1 / 3),
    ("0.1 + 0.2", {}, 3),
    ("score + 0.1 + 0.2", {"score": 0.0}, 0.1 + 0.2),
    ("score + (0.1 + 0.2)", {"score": 0.0}, 0.3),
    ("age * 0.1 / 1", {"age": 3}, 0.3),
    ("score * 0.1", {"score": 3.0}, 3.0 * 0.1),
    ("999999999999999 * 1000 / 1", {}, float(999999999999999000)),
    # --- division by zero and what is not finite is missing; −0 is 0 ---
    ("age / 0", {"age": 1}, None),
    ("age / 0.0", {"age": 0}, None),
    ("score * score", {"score": 1e200}, None),
    ("score * 0", {"score": -1.0}, 0.0),
    ("-score", {"score": 0.0}, 0.0),
    ("0 / score", {"score": -5.0}, 0.0),
    # --- missing ---
    ("age + 1", {}, None),
    ("balance * age", {"age": 1}, None),
    ("coalesce(age, balance, 7)", {"balance": "1.50"}, 150),
    ("coalesce(age, balance, 7)", {}, 700),
    ("coalesce(age, score)", {"age": 3}, 3.0),
    ("coalesce(seen, born)", {"born": "2000-01-01"}, day("2000-01-01")),
    ("coalesce(seen, born)", {"seen": "2025-01-01T00:30", "born": "2000-01-01"}, day("2025-01-01")),
    ("if(age > 3, name, mail)", {"age": 4, "mail": "m"}, None),
    ("if(age > 3, name, mail)", {"mail": "m"}, "m"),
    ("if(flag, 1, 2.5)", {"flag": True}, 10),
    ("if(flag, 1, 2.5)", {}, 25),
    # --- functions; `now` is 2025-06-01T12:00 in Berlin ---
    ("days_since(born)", {"born": "2025-05-31"}, 1),
    ("days_since(born)", {"born": "2025-06-03"}, -2),
    ("days_since(seen)", {"seen": "2025-05-31T23:59"}, 1),
    ("days_since(seen)", {"seen": "2025-06-01T00:00"}, 0),
    ("years_since(born)", {"born": "2000-06-01"}, 25),
    ("years_since(born)", {"born": "2000-06-02"}, 24),
    ("years_since(born)", {"born": "2025-06-02"}, -1),
    ("years_since(seen)", {"seen": "2000-06-01T23:59"}, 25),
    ("date(seen)", {"seen": "2025-05-31T23:30"}, day("2025-05-31")),
    ("date(seen)", {"seen": "2025-05-31T23:30Z"}, day("2025-06-01")),
    ("date(born)", {"born": "2025-05-31"}, day("2025-05-31")),
    ("year(seen)", {"seen": "2024-12-31T23:30Z"}, 2025),
    ("month(born)", {"born": "2024-12-31"}, 12),
    ("day_of_month(seen)", {"seen": "2024-12-31T12:00"}, 31),
    ("weekday(born)", {"born": "2025-06-01"}, "sun"),
    ("weekday(seen)", {"seen": "2025-06-01T23:30Z"}, "mon"),
    ("hour(seen)", {"seen": "2025-06-01T22:30Z"}, 0),
    ("hour(seen)", {"seen": "2025-03-30T02:30"}, 3),
    ("length(name)", {"name": "Zoë 👍"}, 5),
    ("length(interests)", {"interests": ("a", "b")}, 2),
    ("domain(mail)", {"mail": "a@b@Shop.DE"}, "shop.de"),
    ("domain(mail)", {"mail": "nobody"}, None),
    ("domain(mail)", {"mail": "nobody@"}, None),
    # --- times ---
    ("now - seen", {"seen": "2025-05-31T12:00"}, 24 * 3_600_000_000),
    ("seen + 1 day", {"seen": "2025-03-29T12:00"}, instant("2025-03-30T13:00", ZoneInfo("Europe/Berlin"))),
    ("seen - 2 hours", {"seen": "2025-06-01T12:00"}, instant("2025-06-01T10:00", ZoneInfo("Europe/Berlin"))),
    ("now", {}, instant("2025-06-01T12:00", ZoneInfo("Europe/Berlin"))),
    ("today", {}, day("2025-06-01")),
    ("3 days ago", {}, instant("2025-05-29T12:00", ZoneInfo("Europe/Berlin"))),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "attributes", "expected"), VALUES)
def test_a_value(expression: str, attributes: dict[str, Any], expected: object) -> None:
    found = value(expression, **attributes)
    assert repr(found) == repr(expected)


def test_dates_and_timestamps_meet_as_local_dates() -> None:
    late = {"seen": "2025-06-01T23:30"}
    assert holds("seen == 2025-06-01", **late)
    assert holds("seen <= 2025-06-01", **late)
    assert not holds("seen > 2025-06-01", **late)
    assert not holds("seen after 2025-06-01", **late)
    assert holds("seen after 2025-06-01", seen="2025-06-02T00:00")
    assert holds("born == seen", born="2025-06-01", **late)
    assert holds("born < seen", born="2025-05-31", **late)
    assert not holds("born < seen", born="2025-06-01", **late)


def test_a_date_on_another_clock_is_another_day() -> None:
    night = [someone("one", seen="2025-06-01T03:30Z")]
    assert members("seen on 2025-06-01", night, zone="Europe/Berlin") == ["one"]
    assert members("seen on 2025-05-31", night, zone="America/New_York") == ["one"]


def test_twenty_ninth_of_february_has_its_birthday_on_the_twenty_eighth() -> None:
    assert value("years_since(born)", born="2000-02-29", now="2025-02-27T12:00") == 24
    assert value("years_since(born)", born="2000-02-29", now="2025-02-28T12:00") == 25
    assert value("years_since(born)", born="2000-02-29", now="2024-02-28T12:00") == 23
    assert value("years_since(born)", born="2000-02-29", now="2024-02-29T00:00") == 24


def test_long_arithmetic_needs_no_deep_stack() -> None:
    long = " + ".join(["score"] * 900)
    assert value(long, score=0.5) == 450.0
    weights = " + ".join(["weight"] * 900)
    assert value(f"sum({weights} of purchase)", event("purchase", "2025-05-01", weight=0.5)) == 450.0
