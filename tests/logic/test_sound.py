"""What is said never to hold holds for nobody, what is said to be the same is the same: random rules, many people."""

from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.corner import Happened, Someone, checked, corner, event, instant, peopled, someone
from xseg.diagnostics import Source
from xseg.engines import reference
from xseg.logic.formula import both, opposite
from xseg.logic.reading import Reading
from xseg.logic.rule import Study
from xseg.logic.solve import Budget
from xseg.plan import bind
from xseg.plan.lower import lower_program, plan_of
from xseg.tables import Person

BERLIN = ZoneInfo("Europe/Berlin")
NOWS = ("2025-06-01T12:00", "2024-02-29T00:00", "2025-03-30T02:30", "2025-01-01T00:00")

ON_ATTRIBUTES = [
    *(f"age {sign} {value}" for sign in ("<", "<=", "==", "!=", ">", ">=") for value in (17, 18, 19)),
    "age between 17 and 19", "age in (17, 19)", "age not in (17, 18)", "age is known", "age is missing",
    "age > 17.5", "age < 18.5",
    *(f'tier {sign} "{value}"' for sign in ("==", "!=") for value in ("gold", "silver", "bronze")),
    'tier in ("gold", "silver")', 'tier not in ("gold", "bronze")', 'tier contains "l"', 'tier starts with "g"',
    "flag", "flag is true", "flag is false", "flag is not true", "flag is missing", "consent.news", "true",
    'if(flag, age, 0) > 17', "coalesce(age, 18) == 18", "in list staff",
]  # fmt: skip
ON_OTHERS = [
    "balance > 5", "balance <= 5.00", "balance < 0", 'country == "DE"', 'country != "US"', 'country contains "D"',
    'country starts with "DE"', 'country ends with "E"', 'country not in ("DE", "US")', 'country == "de" ignoring case',
    "age == balance", "age < balance", "age > balance", "age != balance", "abs(age) > 17", "age + 1 > 18",
]  # fmt: skip
ON_TIMES = [
    "seen within 7 days", "seen within 1 week", "seen within 1 month", "seen within 30 days", "seen within 24 hours",
    "seen within 1 day", "seen more than 7 days ago", "seen more than 1 month ago", "seen within next 7 days",
    "seen during today", "seen during yesterday", "seen during this month", "seen during last month",
    "seen during last 7 full days", "seen before 2025-01-01", "seen after 2025-01-01", "seen on 2025-01-01",
    "seen since 2025-01-01T00:00", "seen before now", "seen since today", "seen is known",
    "seen from 30 days ago to 7 days ago", "signup within 7 days", "signup during this week",
    "signup more than 7 days ago", "signup before today", "signup == today", "days_since(signup) < 7",
    "year(seen) == 2025", "month(signup) > 12", "hour(seen) >= 0",
]  # fmt: skip
ON_EVENTS = [
    "did purchase", "did not purchase", "did purchase within 30 days", "did not purchase within 7 days",
    "did purchase at least 2 times", "did purchase within 30 days at least 2 times", "did purchase 0 to 1 times",
    "did not any on web", "did any", "did purchase on store", "count(purchase) == 0", "count(purchase) > 1",
    "count(purchase[amount > 5]) >= 1", "did purchase[amount > 10]", "did purchase[amount > 5 and amount < 3]",
    "sum(amount of purchase) > 5", "sum(amount of purchase) < 5", "sum(amount of purchase) == 0",
    "last purchase within 30 days", "last purchase is known", "first purchase more than 30 days ago",
    "last purchase within next 7 days", "did purchase then view within 1 day", "did view within next 3 days",
    "max(amount of purchase) > 5", "max(amount of purchase) is known", "distinct(item of purchase) >= 2",
    "did purchase in at least 2 of the last 3 weeks", "did purchase[nth == 1]", "did purchase[nth < 1]",
    "did purchase[amount > 5] on web within 30 days",
]  # fmt: skip


def rules(leaves: list[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            inner.map(lambda rule: f"not ({rule})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda many: "(" + " and ".join(many) + ")"),
            st.lists(inner, min_size=2, max_size=3).map(lambda many: "(" + " or ".join(many) + ")"),
        ),
        max_leaves=6,
    )


@cache
def everybody() -> tuple[Someone, ...]:
    """Everybody that the rules on attributes can tell apart."""
    return tuple(
        someone("x", lists=("staff",) if listed else (), consents={"news": agreed}, age=age, tier=tier, flag=flag)
        for age, tier, flag, agreed, listed in product(
            (None, 0, 17, 18, 19, 20),
            (None, "gold", "silver", "bronze"),
            (None, False, True),
            (False, True),
            (False, True),
        )
    )


TIMES = (
    "2022-02-28T12:00", "2024-01-29T00:00", "2024-02-28T23:59", "2024-02-29T00:00", "2024-12-01T00:00",
    "2024-12-31T23:59", "2025-01-01T00:00", "2025-01-01T10:00", "2025-03-01T02:30", "2025-03-29T02:30",
    "2025-03-29T23:30", "2025-05-02T12:00", "2025-05-24T12:00", "2025-05-25T12:00", "2025-05-31T12:00",
    "2025-05-31T12:00:01", "2025-06-01T00:00", "2025-06-01T12:00", "2025-06-05T12:00", "2026-01-01T00:00",
)  # fmt: skip


def some_events(at: str, other: str) -> list[tuple[Happened, ...]]:
    return [
        (),
        (event("purchase", at, id_="a", amount=11, item="x"),),
        (event("purchase", at, id_="a", amount=2, item="x"), event("purchase", other, id_="b", amount=4, item="y")),
        (event("view", at, id_="a"), event("purchase", other, id_="b", amount=6, item="x")),
        (event("purchase", at, id_="a", amount=6, item="x"), event("view", other, id_="b")),
        (event("purchase", at, id_="a", channel="store"),),
        (event("sent", at, id_="a"),),
    ]


@cache
def many() -> tuple[Someone, ...]:
    """People with all kinds of times, texts and events."""
    found: list[Someone] = []
    for index, (at, other) in enumerate(product(TIMES, TIMES[::3])):
        for place, events in enumerate(some_events(at, other)):
            found.append(
                someone(
                    f"p{len(found)}", *events, seen=(None, at)[(index + place) % 5 > 0], signup=other[:10],
                    country=(None, "DE", "US", "D", "de", "ED")[(index + 2 * place) % 6],
                    balance=(None, 0, 5, 6, 17, 18, -1)[(index + 3 * place) % 7],
                    age=(None, -18, 0, 17, 18, 19)[(index * 5 + place) % 6],
                )
            )  # fmt: skip
    return tuple(found)


@cache
def crowd(which: str) -> list[Person]:
    return peopled(everybody() if which == "everybody" else many(), BERLIN)


def study(*conditions: str) -> tuple[Study, list[str]]:
    """A study of segments with these conditions, and their names."""
    names = [f"s{index}" for index in range(len(conditions))]
    text = "\n".join(f"segment {name} {{ where {rule} }}" for name, rule in zip(names, conditions, strict=True))
    program, sink = checked(text)
    assert not sink.failed, [found.message for found in sink]
    lowering = lower_program(program)
    reading = Reading(lowering.builder.nodes, corner().timezone)
    return Study(lowering, reading, {"test.seg": Source("test.seg", text)}, Budget(100_000_000)), names


def answers(asked: Study, names: list[str], people: list[Person], now: str) -> list[list[bool]]:
    bound = bind(plan_of(asked.lowering), now=instant(now, BERLIN), zone=BERLIN)
    rows = reference.evaluate(bound, {name: asked.lowering.segments[name] for name in names}, people)
    return [[bool(row[name]) for name in names] for row in rows]


@settings(max_examples=150, deadline=None)
@given(rules(ON_ATTRIBUTES))
def test_on_attributes_never_and_always_are_exactly_what_nobody_and_everybody_is(rule: str) -> None:
    asked, names = study(rule)
    says = asked.reading.formula(asked.lowering.segments["s0"])
    found = {row[0] for row in answers(asked, names, crowd("everybody"), NOWS[0])}
    assert asked.impossible(says) == (True not in found)
    assert asked.impossible(opposite(says)) == (False not in found)


@settings(max_examples=100, deadline=None)
@given(rules([*ON_ATTRIBUTES[:20], *ON_OTHERS, *ON_TIMES, *ON_EVENTS]), st.sampled_from(NOWS))
def test_what_never_holds_holds_for_nobody_and_what_always_holds_for_everybody(rule: str, now: str) -> None:
    asked, names = study(rule)
    says = asked.reading.formula(asked.lowering.segments["s0"])
    never, always = asked.impossible(says), asked.impossible(opposite(says))
    if never or always:
        found = {row[0] for row in answers(asked, names, crowd("many"), now)}
        assert not (never and True in found)
        assert not (always and False in found)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([ON_OTHERS, ON_TIMES, ON_EVENTS]), st.sampled_from(NOWS))
def test_a_rule_that_implies_another_holds_for_fewer(data: st.DataObject, leaves: list[str], now: str) -> None:
    one, other = data.draw(rules(leaves)), data.draw(rules(leaves))
    asked, names = study(one, other)
    first, second = (asked.reading.formula(asked.lowering.segments[name]) for name in names)
    if asked.impossible(both(first, opposite(second))):
        assert not [row for row in answers(asked, names, crowd("many"), now) if row[0] and not row[1]]


def test_of_any_two_plain_tests_what_is_claimed_of_them_together_is_so() -> None:
    leaves = [*ON_TIMES, *ON_EVENTS]
    asked, names = study(*leaves)
    says = [asked.reading.formula(asked.lowering.segments[name]) for name in names]
    pairs = list(product(range(len(leaves)), repeat=2))
    implied = {(i, j) for i, j in pairs if i != j and asked.impossible(says[i], opposite(says[j]))}
    apart = {(i, j) for i, j in pairs if i != j and asked.impossible(says[i], says[j])}
    assert len(implied) > 60, len(implied)
    assert len(apart) > 60, len(apart)
    for now in NOWS:
        for row in answers(asked, names, crowd("many"), now):
            assert not [(leaves[i], leaves[j]) for i, j in implied if row[i] and not row[j]]
            assert not [(leaves[i], leaves[j]) for i, j in apart if row[i] and row[j]]


def test_the_people_tell_most_rules_apart() -> None:
    """What the tests above would overlook if the people were too few."""
    leaves = [*ON_OTHERS, *ON_TIMES, *ON_EVENTS]
    asked, names = study(*leaves)
    rows = [row for now in NOWS for row in answers(asked, names, crowd("many"), now)]
    constant = [leaf for index, leaf in enumerate(leaves) if len({row[index] for row in rows}) == 1]
    assert set(constant) <= {
        "month(signup) > 12", "did purchase[amount > 5 and amount < 3]", "did view within next 3 days",
        "last purchase within next 7 days", "did purchase[nth < 1]",
    }  # fmt: skip
