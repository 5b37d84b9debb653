"""The nearest change of one value that turns an answer."""

from pathlib import Path

import pytest

from tests.explain.asking import asked
from xseg.cli.explain import change_text
from xseg.explain.changes import nearest_changes

BOUGHT = "event purchase { amount: 412, at: 40 days ago }"


@pytest.mark.parametrize(
    ("rule", "fixtures", "told"),
    [
        ("spend >= 500", BOUGHT, ["spend 88.00 higher"]),
        ("spend > 500", BOUGHT, ["spend 88.01 higher"]),
        ("spend < 500", BOUGHT, ["spend 88.00 higher"]),
        ("spend between 10 and 20", BOUGHT, ["spend 392.00 lower"]),
        ("not spend > 500", BOUGHT, ["spend 88.01 higher"]),
        ("orders >= 3", BOUGHT, ["orders 2 higher"]),
        ("orders == 2", BOUGHT, ["orders 1 higher"]),
        ("did purchase at least 3 times", BOUGHT, ["orders 2 higher"]),
        (
            "did purchase within 90 days at least 3 times",
            BOUGHT,
            ["2 more events for `did purchase within 90 days at least 3 times`"],
        ),
        ("did not purchase within 30 days", BOUGHT, ["1 more event for `did not purchase within 30 days`"]),
        ("last purchase within 30 days", BOUGHT, ["last purchase 11 days later"]),
        ("last purchase more than 30 days ago", BOUGHT, ["last purchase 11 days later"]),
        ("days_since(last purchase) <= 30", BOUGHT, ["days_since(last purchase) 10 lower"]),
        ("born before 2000-01-01", "profile { born: 2000-01-01 }", ["born 1 day earlier"]),
        ("height > 1.7", "profile { height: 1.5 }", ["height just over 0.2 higher"]),
        ("height * 1 - 0.3 <= 20.5", "profile { height: 83.4575 }", ["height * 1 - 0.3 62.6575 lower"]),
        ("height >= 1.7", "profile { height: 1.5 }", ["height 0.2 higher"]),
        (
            "did purchase in at least 1 of the last 3 weeks",
            BOUGHT,
            ["1 more event for `did purchase in at least 1 of the last 3 weeks`"],
        ),
        ("avg(amount of purchase) >= 500", BOUGHT, ["avg(amount of purchase) 88 higher"]),
        ("spend > 500 and orders == 1", BOUGHT, ["spend 88.01 higher"]),
        ("spend > 500 and orders == 2", BOUGHT, []),
        ("spend > 500 or orders >= 3", BOUGHT, ["spend 88.01 higher", "orders 2 higher"]),
        ("spend > 500 and country is known", BOUGHT, []),
        ("spend > 400 and spend < 410", BOUGHT, ["spend 2.01 lower"]),
        ('country == "DE"', BOUGHT, []),
        ("height > 1.7", "profile {}", []),
    ],
)
def test_the_smallest_change_that_turns_the_answer(tmp_path: Path, rule: str, fixtures: str, told: list[str]) -> None:
    question, now = asked(tmp_path, rule, fixtures)
    assert [change_text(change) for change in nearest_changes(question, now)] == told


def test_no_change_tells_a_hidden_value(tmp_path: Path) -> None:
    question, now = asked(
        tmp_path, "years_since(born) >= 30 or spend >= 500", f"profile {{ born: 2000-01-01 }} {BOUGHT}"
    )
    told = [change_text(change) for change in nearest_changes(question, now, hidden={"born"})]
    assert told == ["spend 88.00 higher"]
    assert len(nearest_changes(question, now)) == 2
