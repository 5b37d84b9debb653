"""What a group does is told in shares of people, beyond chance, and never of a few."""

import polars as pl
import pytest

from xseg.measure.habits import (
    DAY,
    LOOK_BACK,
    Events,
    journeys,
    lifts,
    recent,
    receptions,
    stands_out,
    touches,
    walks,
)
from xseg.tables import CHANNEL, HOUR, NUMBER, TIME

NOW = 200 * DAY
Row = tuple[int, str, int, str | None]


def table(rows: list[Row], hour: int = 10) -> pl.DataFrame:
    """(person, channel, days ago, category)."""
    schema = {NUMBER: pl.UInt32, CHANNEL: pl.String, "ago": pl.Int64, "category": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.select(
        NUMBER, CHANNEL, "category", (NOW - pl.col("ago") * DAY).alias(TIME), pl.lit(hour, pl.Int8).alias(HOUR)
    ).sort(TIME)


def events(**kinds: list[Row]) -> Events:
    return recent({kind: table(rows) for kind, rows in kinds.items()}, now=NOW)


def people(*numbers: int) -> pl.Series:
    return pl.Series(NUMBER, numbers, dtype=pl.UInt32)


def test_a_category_that_a_group_views_more_is_told_with_its_lift() -> None:
    rows: list[Row] = [(one, "web", 5, "toys" if one < 50 or one % 10 == 0 else "shoes") for one in range(200)]
    found = lifts(events(view=rows), people(*range(50)), {"view": ["category"]}, least=10)
    (lift,) = found
    assert (lift.event, lift.value, lift.group) == ("view", "toys", 1.0)
    assert lift.lift == pytest.approx(200 / 65)


def test_of_fewer_people_than_the_smallest_group_nothing_is_told() -> None:
    rows: list[Row] = [(one, "web", 5, "toys" if one < 9 else "shoes") for one in range(200)]
    assert lifts(events(view=rows), people(*range(50)), {"view": ["category"]}, least=10) == []


def test_what_chance_gives_is_not_told() -> None:
    assert not stands_out(0.55, 0.5, 100)
    assert stands_out(0.55, 0.5, 10_000) is True
    assert not stands_out(0.505, 0.5, 1_000_000)


def test_events_before_the_look_back_do_not_count() -> None:
    found = recent({"view": table([(1, "web", 10, None), (2, "web", 91, None)])}, now=NOW)
    assert found.table.get_column(NUMBER).to_list() == [1]
    assert LOOK_BACK == 90 * DAY


def test_a_journey_is_three_different_steps_in_a_row() -> None:
    kinds: dict[str, list[Row]] = {"view": [], "cart": [], "purchase": []}
    for one in range(20):
        kinds["view"] += [(one, "web", 9, None), (one, "web", 8, None)]
        kinds["cart"] += [(one, "app", 7, None)] if one < 12 else []
        kinds["purchase"] += [(one, "store", 6, None)]
    walked = walks(events(**kinds))
    (journey,) = journeys(walked, people(*range(15)), least=10, most=3)
    assert journey.steps == (("view", "web"), ("cart", "app"), ("purchase", "store"))
    assert (journey.group, journey.all) == (1.0, 1.0)


def test_reach_response_and_conversion_of_a_channel() -> None:
    sent: list[Row] = [(one, "email", 20, None) for one in range(40)]
    opened: list[Row] = [(one, "email", 18, None) for one in range(20)]
    opened += [(one, "email", 5, None) for one in (20, 21)]
    bought: list[Row] = [(one, "store", 16, None) for one in range(10)]
    bought.append((30, "store", 12, None))
    found = events(email_sent=sent, email_open=opened, purchase=bought)
    allowed = {"email": people(*range(30))}
    store, email = receptions(touches(found), people(*range(50)), ["email", "store"], allowed, least=10)
    assert (email.channel, email.people, email.reached) == ("email", 40, 0.8)
    assert email.responded == 20 / 40
    assert email.converted == 10 / 40
    assert email.allowed == 30 / 50
    assert (store.channel, store.responded, store.converted, store.allowed) == ("store", None, 1.0, None)


def test_a_channel_that_reaches_a_few_is_not_told_and_without_purchases_nothing_converts() -> None:
    viewed: list[Row] = [(one, "web", 5, None) for one in range(20)]
    found = events(view=viewed, call=[(1, "phone", 5, None)])
    (web,) = receptions(touches(found), people(*range(20)), ["web", "phone"], {}, least=10)
    assert (web.channel, web.converted, web.works) == ("web", None, 0.0)
