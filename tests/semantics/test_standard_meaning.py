"""What the standard traits mean, on both engines: fifths with ties, steps of weights, favourites, channels, moves."""

import pytest

from tests.support.corner import Happened, Someone, event, members, someone, values

BUYERS = {"ada": 9, "ben": 7, "cleo": 5, "dan": 3, "emil": 1, "nobody": 0}


def buyers(counts: dict[str, int]) -> list[Someone]:
    return [
        someone(name, *(event("purchase", f"2025-05-{day + 1:02}", amount=10) for day in range(count)))
        for name, count in counts.items()
    ]


def scores(trait: str, people: list[Someone], *, given: str = "use rfm") -> list[object]:
    return list(values(trait, people, given=given))


# --- rfm ---


def test_each_of_five_buyers_is_a_fifth_and_who_did_not_buy_is_none() -> None:
    assert scores("frequency_score", buyers(BUYERS)) == [5, 4, 3, 2, 1, 1]
    assert scores("monetary_score", buyers(BUYERS)) == [5, 4, 3, 2, 1, 1]
    crowd = [*buyers(BUYERS), *(someone(f"stranger {number}") for number in range(20))]
    assert scores("frequency_score", crowd)[:6] == [5, 4, 3, 2, 1, 1]


def test_who_ties_across_an_edge_is_below_it() -> None:
    assert scores("frequency_score", buyers({**BUYERS, "dan": 1})) == [5, 4, 3, 1, 1, 1]
    assert scores("frequency_score", buyers({**BUYERS, "ben": 9})) == [4, 4, 3, 2, 1, 1]
    assert scores("frequency_score", buyers(dict.fromkeys(BUYERS, 2))) == [1] * 6


def test_recency_is_best_where_it_is_smallest_and_counts_within_the_year() -> None:
    days = {"ada": "2025-05-31", "ben": "2025-05-01", "cleo": "2025-03-01", "dan": "2025-01-01", "emil": "2024-08-01"}
    people = [
        *(someone(name, event("purchase", day, amount=10)) for name, day in days.items()),
        someone("gone", event("purchase", "2024-05-01", amount=10)),
    ]
    assert scores("recency_score", people) == [5, 4, 3, 2, 1, 1]
    assert scores("recency_days", people)[-1] == 396
    assert scores("recency_of_buyers", people)[-1] is None
    assert scores("rfm_score", people) == [7, 6, 5, 4, 3, 3]


def test_a_channel_makes_the_traits_its_own() -> None:
    people = [
        someone("web", event("purchase", "2025-05-01", amount=10)),
        someone("both", event("purchase", "2025-05-01", amount=10), event("purchase", "2025-05-02", channel="store")),
    ]
    given = "use rfm\nuse rfm with channel = store, prefix = store"
    assert scores("frequency", people, given=given) == [1, 2]
    assert scores("store_frequency", people, given=given) == [0, 1]


# --- engagement ---

ENGAGED = "use engagement with signal = any of (open, view)"


@pytest.mark.parametrize(
    ("at", "weight"),
    [
        ("2025-06-01T12:00", 5),
        ("2025-05-25T12:00:00.000001", 5),
        ("2025-05-25T12:00", 2),
        ("2025-05-02T12:00:00.000001", 2),
        ("2025-05-02T12:00", 1),
        ("2025-03-03T12:00:00.000001", 1),
        ("2025-03-03T12:00", 0),
        ("2025-06-01T12:00:00.000001", 0),
    ],
)
def test_weights_fall_in_steps_that_meet(at: str, weight: int) -> None:
    assert values("engagement", [someone("one", event("open", at))], given=ENGAGED) == [weight]


def test_engagement_adds_up_over_kinds_and_leaves_others_out() -> None:
    happened = [event("open", "2025-05-31"), event("view", "2025-05-10"), event("sent", "2025-05-31")]
    people = [someone("one", *happened), someone("none", event("sent", "2025-05-31"))]
    assert values("engagement", people, given=ENGAGED) == [7, 0]
    assert values("engagement_of_active", people, given=ENGAGED) == [7.0, None]
    assert members("engagement_score == 1", people, given=ENGAGED) == ["none"]
    two = "use engagement with signal = any, channel = email, prefix = mail\n" + ENGAGED
    assert values("mail_engagement", people, given=two) == [10, 5]


# --- affinity ---

AFFINE = "use affinity with product = item, category = group"


def bought(*pairs: tuple[str | None, str, int]) -> list[Happened]:
    return [
        event("purchase", f"2025-05-{day + 1:02}", group=group, item=item, amount=amount)
        for day, (group, item, amount) in enumerate(pairs)
    ]


def test_the_share_of_the_favourite_leaves_unknown_categories_aside() -> None:
    people = [
        someone("hats", *bought(("hats", "fez", 30), ("hats", "cap", 30), ("shoes", "boots", 40), (None, "x", 900))),
        someone("tied", *bought(("shoes", "boots", 75), ("hats", "fez", 25))),
        someone("none"),
        someone("unknown", *bought((None, "x", 10))),
    ]
    assert values("favourite_category", people, given=AFFINE) == ["hats", "hats", None, None]
    assert values("favourite_category_share", people, given=AFFINE) == [0.6, 0.25, None, None]
    assert values("categories_bought", people, given=AFFINE) == [2, 2, 0, 0]
    assert values("products_bought", people, given=AFFINE) == [4, 2, 0, 1]
    assert values("favourite_product", people, given=AFFINE) == ["boots", "boots", None, "x"]
    assert values("favourite_product_share", people, given=AFFINE) == [0.04, 0.75, None, 1.0]


# --- channels and moves ---


def test_channels_first_last_and_switched() -> None:
    given = "use channels with signal = any of (purchase, open)"
    people = [
        someone("steady", event("purchase", "2025-02-01"), event("purchase", "2025-05-01")),
        someone(
            "moved",
            event("purchase", "2025-02-01", channel="store"),
            event("purchase", "2025-04-01"),
            event("open", "2025-05-01"),
            event("open", "2025-05-02"),
        ),
        someone("new", event("open", "2025-05-01")),
        someone("none"),
    ]
    assert values("first_channel", people, given=given) == ["web", "store", "email", None]
    assert values("last_channel", people, given=given) == ["web", "email", "email", None]
    assert values("channels_90d", people, given=given) == [1, 2, 1, 0]
    assert values("main_channel_90d", people, given=given) == ["web", "email", "email", None]
    assert members("switched_channel", people, given=given) == ["moved"]


def test_a_move_leaves_the_old_channel_and_begins_on_the_new_one() -> None:
    given = "use moves with signal = purchase"
    people = [
        someone("mover", event("purchase", "2025-02-01", channel="store"), event("purchase", "2025-05-01")),
        someone("edge", event("purchase", "2025-03-03T12:00", channel="store"), event("purchase", "2025-05-01")),
        someone("stays", event("purchase", "2025-03-03T12:00:01", channel="store"), event("purchase", "2025-05-01")),
        someone("was there", event("purchase", "2025-02-01", channel="store"), event("purchase", "2025-02-02"),
                event("purchase", "2025-05-01")),
        someone("gone", event("purchase", "2025-02-01", channel="store")),
        someone("new", event("purchase", "2025-05-01")),
    ]  # fmt: skip
    assert members("moved", people, given=given) == ["mover", "edge"]
    assert members("left_channel", people, given=given) == ["mover", "edge", "was there", "gone"]


def test_what_is_missing_everywhere_is_missing_or_none() -> None:
    assert values("average_spend", [someone("none")], given="use rfm") == [None]
