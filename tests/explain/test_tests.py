"""`test` blocks: what is made up, what must be stated, and what a verdict says."""

from pathlib import Path

import pytest

from tests.explain.place import outcome, told


def judged(folder: Path, rule: str, block: str) -> list[bool]:
    """Whether the rule holds for each expectation of a block that stands for `test "…" { … }`."""
    report = outcome(folder, f'segment s {{ where {rule} }}\ntest "one" {{ {block} }}')
    assert not told(report), [(one.message, one.help) for one in told(report)]
    return [verdict.member for verdict in report.outcomes[0].verdicts]


@pytest.mark.parametrize(
    ("rule", "fixtures"),
    [
        ("spend == 600.00", "event purchase { amount: 600, at: 1 day ago }"),
        ("spend == -0.50", "event purchase { amount: -0.50, at: 1 day ago }"),
        ("sum(weight of purchase) == 1.5", "event purchase { weight: 1.5, at: 1 day ago }"),
        ("height > 1.7", "profile { height: 1.75 }"),
        ("born on 2000-02-29", "profile { born: 2000-02-29 }"),
        ("born on 2025-05-29", "profile { born: 3 days ago }"),
        ("born on today", "profile { born: now }"),
        ("seen_at == 2025-05-30T00:00", "profile { seen_at: 2025-05-30 }"),
        ("seen_at == 2025-05-29T22:00Z", "profile { seen_at: yesterday } now 2025-05-31"),
        ('interests has "tea"', 'profile { interests: "tea" }'),
        ("country is missing and born is missing", "profile {}"),
        ("consent.letters is false and consent.calls is true", "profile {}"),
        ("consent.letters is true", "profile { consent.letters: true }"),
        ("last purchase within 1 day", "event purchase { at: 23 hours ago }"),
        ("last purchase == 2025-05-31T12:00", "event purchase { at: 2025-05-31T12:00 }"),
        ("last view on 2025-05-30", "event view { at: 2025-05-30 }"),
        ("did purchase on store", "event purchase on store { at: 1 day ago }"),
        ("not did purchase on any of (web, store)", "event purchase { at: 1 day ago }"),
        ("did view on web", "event view { at: 1 day ago }"),
        (
            'last(item of view) == "b"',
            'event view { item: "a", at: 1 day ago } event view { item: "b", at: 1 day ago }',
        ),
    ],
)
def test_a_fixture_is_held_as_a_source_would_bring_it(tmp_path: Path, rule: str, fixtures: str) -> None:
    assert judged(tmp_path, rule, f"{fixtures} expect in s") == [True]


def test_at_counts_from_the_tests_own_now_and_a_date_is_its_first_instant(tmp_path: Path) -> None:
    rule = "last purchase == 2024-12-31T00:00 and now == 2025-01-01T00:00"
    assert judged(tmp_path, rule, "now 2025-01-01 event purchase { at: 1 day ago } expect in s") == [True]


def test_a_trait_or_label_that_is_set_is_not_computed(tmp_path: Path) -> None:
    block = 'profile { spend: 7, cluster: "rich" } event purchase { amount: 900, at: 1 day ago } expect in s'
    assert judged(tmp_path, 'spend == 7 and cluster == "rich"', block) == [True]


def test_a_trait_that_is_set_leaves_its_definition_alone_where_a_rule_writes_it_out(tmp_path: Path) -> None:
    block = "profile { spend: 7 } event purchase { amount: 900, at: 1 day ago } expect in s"
    assert judged(tmp_path, "spend == 7 and sum(amount of purchase) == 900", block) == [True]


def test_a_trait_built_on_a_trait_that_is_set_follows_it(tmp_path: Path) -> None:
    test = 'test "one" { profile { spend: 10, orders: 2 } expect in s }'
    report = outcome(tmp_path, f"trait mean = spend / orders  segment s {{ where mean == 5 }} {test}")
    assert (report.passed, report.failed, told(report)) == (1, 0, [])


def test_events_and_givens_belong_to_the_profile_before_them(tmp_path: Path) -> None:
    block = """
      profile ann { country: "DE" }
      event purchase { at: 1 day ago }
      given in list vip
      profile bob { country: "AT" }
      given not in list vip
      expect ann in s  expect bob not in s
    """
    assert judged(tmp_path, 'in list vip and did purchase and country == "DE"', block) == [True, False]


@pytest.mark.parametrize(
    ("clause", "given"),
    [
        ("in list vip", "in list vip"),
        ("spend in top 10%", "spend in top 10%"),
        ("spend not in top 10%", "spend not in top 10%"),
        ('sample 10% by "a"', 'sample 10% by "a"'),
        ('cluster == "rich"', 'cluster == "rich"'),
        ('cluster != "rich"', 'cluster != "rich"'),
        ("confidence(cluster) >= 0.8", "confidence(cluster) >= 0.8"),
        ('cluster != "cluster_1"', 'cluster == "rich"'),
        ("spend in bottom 5% and in list vip", "spend in bottom 5% and in list vip"),
        ("entered(s) within 7 days", "entered(s) within 7 days"),
        ("changed(country) more than 7 days ago", "changed(country) more than 7 days ago"),
        ("imputed(income) > 50", "imputed(income) > 50"),
    ],
)
def test_what_one_profile_cannot_answer_is_stated(tmp_path: Path, clause: str, given: str) -> None:
    assert judged(tmp_path, clause, f"given {given} expect in s") == [True]
    report = outcome(tmp_path, f'segment s {{ where {clause} }} test "one" {{ expect in s }}')
    assert {one.code.number for one in told(report)} == {"XS601"}
    assert (report.passed, report.failed, report.not_judged) == (0, 0, 1)


def test_an_imputed_value_is_known_where_the_attribute_is_or_a_constant_stands_in(tmp_path: Path) -> None:
    assert judged(tmp_path, "imputed(income) > 50", "profile { income: 60 } expect in s") == [True]
    assert judged(tmp_path, 'imputed(plan) == "free" and plan is missing', "expect in s") == [True]
    assert judged(tmp_path, 'imputed(plan) == "free"', 'profile { plan: "paid" } expect not in s') == [False]


@pytest.mark.parametrize("clause", ["in list vip", "spend in top 10%", 'sample 10% by "a"', 'cluster == "rich"'])
def test_it_may_be_stated_that_it_does_not_hold(tmp_path: Path, clause: str) -> None:
    assert judged(tmp_path, clause, f"given not {clause} expect not in s") == [False]
    assert judged(tmp_path, f"not {clause}", f"given not {clause} expect in s") == [True]


def test_what_is_not_stated_is_named_with_what_to_write(tmp_path: Path) -> None:
    segments = 'segment a { where cluster == "rich" } segment s { where did purchase and in segment a }'
    report = outcome(tmp_path, f'{segments} test "one" {{ expect in s }}')
    (found,) = told(report)
    assert found.message == 'one made-up profile cannot answer `cluster == "rich"`, which `a` asks'
    assert found.help == (
        'write `given cluster == "rich"` or `given not cluster == "rich"`',
        'or set the label: `profile { cluster: "…" }`',
    )


@pytest.mark.parametrize(
    ("fixtures", "code"),
    [
        ("given spend > 5", "XS602"),
        ("given (in list vip or spend in top 10%)", "XS602"),
        ("given in list vip given not in list vip", "XS603"),
    ],
)
def test_a_given_that_states_nothing_is_told(tmp_path: Path, fixtures: str, code: str) -> None:
    rules = f'segment s {{ where in list vip }} test "one" {{ {fixtures} expect in s }}'
    assert code in [one.code.number for one in told(outcome(tmp_path, rules))]


def test_fixtures_before_the_first_of_several_profiles_belong_to_nobody(tmp_path: Path) -> None:
    block = "event purchase { at: 1 day ago } profile a {} profile b {} expect a in s expect b in s"
    (found,) = told(outcome(tmp_path, f'segment s {{ where did purchase }} test "one" {{ {block} }}'))
    assert found.code.number == "XS605"


RULE = 'did purchase within 30 days and (country == "DE" or country == "AT") and not in segment rich'
RICH = "segment rich { where spend > 500 }\n"


@pytest.mark.parametrize(
    ("block", "passed"),
    [
        ('profile { country: "DE" } expect not in s because "did purchase within 30 days"', True),
        ('profile { country: "DE" } expect not in s because "did  purchase within 30 days"', True),
        ('profile { country: "DE" } expect not in s because "country == \'DE\'"', False),
        ('profile { country: "FR" } event purchase { at: 1 day ago } expect not in s because "in segment rich"', False),
        (
            'profile { country: "AT", spend: 501 } event purchase { at: now } expect not in s because "spend>500"',
            True,
        ),
        (
            'profile { country: "AT", spend: 501 } event purchase { at: now } expect not in s because "spend > 50"',
            None,
        ),
        (
            'profile { country: "AT", spend: 5 } event purchase { at: now } expect in s because "not in segment rich"',
            True,
        ),
    ],
)
def test_because_names_a_clause_that_decided(tmp_path: Path, block: str, passed: bool | None) -> None:
    report = outcome(tmp_path, f'{RICH}segment s {{ where {RULE} }} test "one" {{ {block} }}')
    if passed is None:
        assert [one.code.number for one in told(report)] == ["XS604"]
    else:
        assert not told(report)
        assert report.outcomes[0].passed is passed


def test_coverage_tells_the_answers_that_no_test_has_seen(tmp_path: Path) -> None:
    block = 'profile { country: "DE" } event purchase { amount: 501, at: 1 day ago } expect not in s'
    report = outcome(
        tmp_path, f'{RICH}segment s {{ where {RULE} }} test "one" {{ {block} }} segment free {{ where true }}'
    )
    seen = {
        one.segment: {clause.text: (clause.seen_true, clause.seen_false) for clause in one.clauses}
        for one in report.coverage
    }
    assert seen == {
        "rich": {"spend > 500": (True, False)},
        "s": {
            "did purchase within 30 days": (True, False),
            'country == "DE"': (True, False),
            'country == "AT"': (False, True),
            "in segment rich": (True, False),
        },
        "free": {"true": (False, False)},
    }
    assert [(one.segment, one.seen, one.possible) for one in report.coverage] == [
        ("rich", 1, 2),
        ("s", 4, 8),
        ("free", 0, 1),
    ]
