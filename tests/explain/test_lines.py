"""What a failing test shows: each clause with its answer and what it saw."""

from pathlib import Path

import pytest

from tests.explain.place import outcome
from xseg.cli.clauses import Telling
from xseg.explain.values import length
from xseg.workflow.workspace import open_workspace


def shown(folder: Path, rule: str, fixtures: str) -> list[str]:
    report = outcome(folder, f'segment s {{ where {rule} }} test "one" {{ {fixtures} expect in s }}')
    (one,) = report.outcomes
    project = open_workspace(folder).checked.project
    return Telling(one.now, project.timezone).lines(one.verdicts[0].tree)


def test_clauses_stand_side_by_side_while_they_fit(tmp_path: Path) -> None:
    rule = 'last purchase within 30 days and spend > 500 and cluster == "rich"'
    fixtures = 'profile { cluster: "rich" } event purchase { amount: 600, at: 45 days ago }'
    assert shown(tmp_path, rule, fixtures) == [
        'last purchase within 30 days  ✗ saw 2025-04-17, 45 days ago   spend > 500  ✓ saw 600.00   cluster == "rich"  ✓'
    ]


@pytest.mark.parametrize(
    ("rule", "fixtures", "line"),
    [
        ("country is known", "profile {}", "country is known  ✗ saw missing"),
        ('country == "DE"', 'profile { country: "AT" }', 'country == "DE"  ✗ saw "AT"'),
        (
            "born before 2000-01-01",
            "profile { born: 2001-06-01 }",
            "born before 2000-01-01  ✗ saw 2001-06-01, 8,766 days ago",
        ),
        (
            "seen_at within 1 hour",
            "profile { seen_at: 5 hours ago }",
            "seen_at within 1 hour  ✗ saw 2025-05-31 19:00, 5 hours ago",
        ),
        ("spend > 1000", "profile { spend: 1000 }", "spend > 1000  ✗ saw 1,000.00"),
        ("spend > 2 * orders", "profile { spend: 2, orders: 3 }", "spend > 2 * orders  ✗ saw spend 2.00, orders 3"),
        ("height between 2 and 3", "profile { height: 1.755 }", "height between 2 and 3  ✗ saw 1.755"),
        ("did purchase", "", "did purchase  ✗ saw none"),
        (
            "did not purchase",
            "event purchase on web { at: 3 days ago }",
            "did not purchase  ✗ saw purchase on web 2025-05-29, 3 days ago",
        ),
        (
            "did purchase[amount > 5] at least 2 times",
            "event purchase on store { amount: 9, at: 3 days ago }",
            "did purchase[amount > 5] at least 2 times  ✗ saw purchase on store 2025-05-29, 3 days ago (amount 9.00)",
        ),
        ("spend in top 10%", "profile { spend: 3 } given not spend in top 10%", "spend in top 10%  ✗ as stated"),
        (
            "did view then cart within 1 day",
            "event view { at: 5 days ago }",
            "did view then cart within 1 day  ✗ saw view on web 2025-05-27, 5 days ago, but no `cart within 1 day`",
        ),
        (
            "did view then cart then not purchase",
            "event view { at: 5 days ago } event cart { at: 4 days ago } event purchase on store { at: 3 days ago }",
            (
                "did view then cart then not purchase  ✗ saw view on web 2025-05-27, 5 days ago, "
                "then cart on web 2025-05-28, 4 days ago, then purchase on store 2025-05-29, 3 days ago"
            ),
        ),
        (
            "did view then not purchase for 2 hours",
            "event view { at: 1 hour ago }",
            (
                "did view then not purchase for 2 hours  ✗ saw view on web 2025-05-31 23:00, 1 hour ago, "
                "but `not purchase for 2 hours` is not over yet"
            ),
        ),
        (
            "did view then not purchase then cart",
            "event cart { at: 1 hour ago }",
            "did view then not purchase then cart  ✗ saw no `view`",
        ),
        (
            "did view then cart all within 1 day",
            "event view { at: 5 days ago } event cart { at: 3 days ago }",
            (
                "did view then cart all within 1 day  ✗ saw view on web 2025-05-27, 5 days ago, "
                "then cart on web 2025-05-29, 3 days ago, but not `all within 1 day`"
            ),
        ),
    ],
)
def test_a_clause_shows_what_it_saw(tmp_path: Path, rule: str, fixtures: str, line: str) -> None:
    assert " ".join(text.strip() for text in shown(tmp_path, rule, fixtures)) == line


def test_brackets_and_segments_are_indented(tmp_path: Path) -> None:
    rule = '(country == "DE" or spend > 5) and not in segment t'
    fixtures = 'profile { country: "AT", spend: 6 } expect not in t'
    segment = "segment t { where did purchase and did view } "
    (folder := tmp_path / "a").mkdir()
    report = outcome(
        folder,
        f'{segment}segment s {{ where {rule} }} test "one" {{ {fixtures.replace("expect not in t", "")} expect in s }}',
    )
    one = report.outcomes[0]
    zone = open_workspace(folder).checked.project.timezone
    assert Telling(one.now, zone).lines(one.verdicts[0].tree) == [
        "one of:  ✓",
        '  country == "DE"  ✗ saw "AT"',
        "  spend > 5  ✓ saw 6.00",
        "not in segment t  ✓",
        "  did purchase  ✗ saw none",
        "  did view  ✗ saw none",
    ]


def test_a_personal_value_can_be_hidden(tmp_path: Path) -> None:
    report = outcome(
        tmp_path, 'segment s { where country == "DE" } test "one" { profile { country: "AT" } expect in s }'
    )
    one = report.outcomes[0]
    zone = open_workspace(tmp_path).checked.project.timezone
    assert Telling(one.now, zone, {"country"}).lines(one.verdicts[0].tree) == ['country == "DE"  ✗ saw •••']


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (90 * 86_400, "90 days"),
        (36 * 3_600, "36 hours"),
        (41_280_042, "477 days 18 hours 40 minutes 42 seconds"),
        (5_400, "1 hour 30 minutes"),
        (-86_400, "-1 day"),
        (1.5, "1.5 seconds"),
        (0, "0 seconds"),
    ],
)
def test_a_length_of_time_is_told_in_days_hours_and_minutes(seconds: float, told: str) -> None:
    assert length(round(seconds * 1_000_000)) == told
