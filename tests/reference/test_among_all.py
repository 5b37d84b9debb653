"""What looks at more than one customer, or at more than her data: ranks, samples, segments, lists, consents, models."""

from itertools import pairwise

import pytest

from tests.support.corner import Someone, event, members, someone, values
from xseg.tables import ClosedModel


def aged(*ages: int | None) -> list[Someone]:
    """People called `0`, `1` … of these ages."""
    return [someone(str(place), age=age) for place, age in enumerate(ages)]


RANKS = [
    # rule, ages, who is in
    ("age in top 2", [1, 5, 3, 4], "13"),
    ("age in bottom 2", [1, 5, 3, 4], "02"),
    ("age in top 50%", [1, 5, 3, 4], "13"),
    ("age in top 100%", [1, 5, None, 4], "013"),
    # a share of heads is rounded up
    ("age in top 10%", [1, 5, 3, 4], "1"),
    ("age in top 26%", [1, 5, 3, 4], "13"),
    ("age in top 25%", [1, 5, 3, 4], "1"),
    ("age in top 0.1%", [1, 5, 3, 4], "1"),
    ("age in bottom 33.4%", [1, 2, 3], "01"),
    ("age in bottom 33.3%", [1, 2, 3], "0"),
    # never more than asked: values tied across the edge are out
    ("age in top 2", [5, 5, 5, 4], ""),
    ("age in top 3", [5, 5, 5, 4], "012"),
    ("age in top 2", [9, 5, 5, 4], "0"),
    ("age in top 50%", [9, 5, 5, 4], "0"),
    ("age in top 75%", [9, 5, 5, 4], "012"),
    ("age in bottom 1", [1, 1, 2], ""),
    # among those whose value is known
    ("age in top 50%", [1, None, 5, None], "2"),
    ("age in top 1000", [1, None, 5], "02"),
    ("age in top 10%", [None, None], ""),
    ("age not in top 1", [1, None, 5], "01"),
    ("-age in top 1", [1, None, 5], "0"),
    # of a segment: others are out, and do not count
    ("age in top 1 of segment young", [20, 25, 70, 60], "1"),
    ("age in top 50% of segment young", [20, 25, 70, None], "1"),
    ("age not in top 1 of segment young", [20, 25, 70], "02"),
    ("age in top 50% and in segment young", [20, 25, 70, 60], ""),
]


@pytest.mark.parametrize(("rule", "ages", "ids"), RANKS)
def test_ranks(rule: str, ages: list[int | None], ids: str) -> None:
    assert "".join(members(rule, aged(*ages), given="segment young { where age < 30 }")) == ids


def test_ranks_of_other_values() -> None:
    people = [
        someone("early", event("purchase", "2025-05-01", amount="9"), born="1990-01-01", score=0.5),
        someone("late", event("purchase", "2025-05-02", amount="1"), born="1980-01-01", score=-0.5),
        someone("never"),
    ]
    assert members("last purchase in top 1", people) == ["late"]
    assert members("born in bottom 1", people) == ["late"]
    assert members("score in top 1", people) == ["early"]
    assert members("sum(amount of purchase) in top 1", people) == ["early"]
    assert members("sum(amount of purchase) in bottom 1", people) == ["never"]  # a sum of nothing is a known 0
    assert members("avg(amount of purchase) in bottom 1", people) == ["late"]


def test_a_rank_may_read_a_rank() -> None:
    given = "segment best { where age in top 50% } trait inner = if(age in top 1 of segment best, 1, 0)"
    people = aged(1, 2, 3, 4)
    assert members("inner == 1", people, given=given) == ["3"]
    assert members("age in bottom 1 of segment best", people, given=given) == ["2"]


# --- samples ---

CROWD = [someone(f"p{number}") for number in range(3000)]


def test_a_sample_is_stable_and_near_its_share() -> None:
    tenth = members('sample 10% by "holdout"', CROWD)
    assert tenth == members('sample 10% by "holdout"', CROWD, now="2031-01-01T00:00", zone="UTC")
    assert 230 < len(tenth) < 370
    assert members('sample 100% by "holdout"', CROWD) == [one.id for one in CROWD]


def test_smaller_shares_lie_inside_larger() -> None:
    shares = [set(members(f'sample {share}% by "s"', CROWD)) for share in ("1", "10", "33", "66", "66.5", "100")]
    assert all(small < large for small, large in pairwise(shares))


def test_samples_of_different_names_are_independent() -> None:
    first, second = (set(members(f'sample 50% by "{name}"', CROWD)) for name in ("a", "b"))
    assert 650 < len(first & second) < 850


def test_a_sample_depends_on_the_person_alone() -> None:
    some = CROWD[::7]
    assert members('sample 20% by "x"', some) == [
        id_ for id_ in members('sample 20% by "x"', CROWD) if id_ in {one.id for one in some}
    ]


# --- segments, lists, consents ---


def test_membership_of_segments_and_lists() -> None:
    given = "segment adult { where age >= 18 } segment child { where age is known and not in segment adult }"
    people = [someone("a", age=20, lists=("staff",)), someone("c", age=2), someone("u", lists=("staff",))]
    assert members("in segment adult", people, given=given) == ["a"]
    assert members("in segment child", people, given=given) == ["c"]
    assert members("not in segment adult", people, given=given) == ["c", "u"]
    assert members("in list staff and not in segment adult", people, given=given) == ["u"]


def test_a_consent_is_never_missing_and_has_its_default() -> None:
    people = [
        someone("silent"),
        someone("yes", consents={"news": True, "sms": True}),
        someone("no", consents={"sms": False}),
    ]
    assert members("consent.news", people) == ["yes"]
    assert members("consent.news is false", people) == ["silent", "no"]
    assert members("consent.sms is true", people) == ["silent", "yes"]
    assert members("not consent.sms", people) == ["no"]
    assert members("consent.sms is known", people) == ["silent", "yes", "no"]


# --- models ---

GIVEN = """
trait spend = sum(amount of purchase)
model kind {
  features: spend, age algorithm: kmeans clusters: 2
  label "loyal": highest spend
}
"""
MODEL = ClosedModel(
    name="kind",
    version="1",
    features=("spend", "age"),
    impute=(None, None),
    shift=(0.0, 0.0),
    scale=(1.0, 1.0),
    centres=((0.0, 0.0), (10.0, 0.0)),
    labels=("cluster_1", "loyal"),
)


def test_a_models_labels_are_values() -> None:
    people = [
        someone("loyal", event("purchase", "2025-05-01", amount="9"), age=0),
        someone("edge", event("purchase", "2025-05-01", amount="5"), age=0),
        someone("other", age=0),
        someone("unknown", event("purchase", "2025-05-01", amount="9")),
    ]
    given, models = GIVEN, {"kind": MODEL}
    assert members('kind == "loyal"', people, given=given, models=models) == ["loyal"]
    assert members('kind != "loyal"', people, given=given, models=models) == ["edge", "other", "unknown"]
    assert members("kind is missing", people, given=given, models=models) == ["unknown"]
    assert values("kind", people, given=given, models=models) == ["loyal", "cluster_1", "cluster_1", None]
    assert values("distance(kind)", people, given=given, models=models) == [1.0, 5.0, 0.0, None]
    assert values("confidence(kind)", people, given=given, models=models) == [0.888889, 0.0, 1.0, None]
    assert members("confidence(kind) in top 1", people, given=given, models=models) == ["other"]
    assert members('did purchase[profile.kind == "loyal"]', people, given=given, models=models) == ["loyal"]


def test_a_segment_may_read_a_model_that_reads_a_rank() -> None:
    given = """
    trait top = if(age in top 1, 10, 0)
    model kind { features: top, age algorithm: kmeans clusters: 2 label "loyal": highest top }
    """
    people = aged(1, 2, 3)
    assert members('kind == "loyal"', people, given=given, models={"kind": MODEL}) == ["2"]
