"""What the shop has on file: its customers, what they agreed to, and its list of the most important."""

from pathlib import Path

import numpy as np
import polars as pl

from xseg.demo import mess
from xseg.demo.moments import CLOCK, DAY, NOW
from xseg.demo.names import Names
from xseg.demo.people import Flags, Integers, People
from xseg.demo.words import CITIES, FIRST_NAMES, SURNAMES

TIERS = ("basic", "silver", "gold")


def write_crm(rng: np.random.Generator, people: People, names: Names, *, folder: Path) -> None:
    """crm.csv: most customers once, some twice with an older state, a few without a record."""
    who = np.flatnonzero(people.account & (rng.random(len(people)) < 0.97))
    older = who[rng.random(len(who)) < 0.06]
    everyone = np.concatenate([older, who])
    is_older = np.arange(len(everyone)) < len(older)
    signed_up = NOW - (people.since[everyone] * DAY).astype(np.int64)
    changed = signed_up + ((NOW - signed_up) * rng.uniform(0.5, 0.95, len(everyone))).astype(np.int64)
    changed = np.where(is_older, signed_up, changed)
    merit = people.trait("store")[everyone] * 0.12 + people.wealth[everyone] * 0.35 + rng.random(len(everyone)) * 0.6
    tier = np.where(is_older, 0, np.digitize(merit, (0.85, 1.45)))
    rows = pl.select(
        id=_take(names.customer, everyone),
        mail=_take(names.email, everyone),
        handle=pl.when(pl.Series(rng.random(len(everyone)) < 0.5)).then(_take(names.handle, everyone)),
        first_name=_take(pl.Series(FIRST_NAMES), people.first_name[everyone]),
        surname=_take(pl.Series(SURNAMES), people.surname[everyone]),
        city=_take(pl.Series([city for city, _ in CITIES]), people.city[everyone]),
        country=_take(pl.Series([country for _, country in CITIES]), people.city[everyone]),
        birth_date=_born(rng, everyone),
        signup_date=pl.from_epoch(pl.Series(signed_up), time_unit="us").dt.date(),
        loyalty_tier=_take(pl.Series(TIERS), tier),
        home_store=pl.format("S{}", pl.Series(people.store[everyone]).cast(pl.String).str.zfill(2)),
        changed=_stamp(changed),
    )
    rows = mess.misspelt(rng, rows, "mail", share=0.1)
    for column, share in (("city", 0.04), ("country", 0.06), ("first_name", 0.02), ("home_store", 0.3)):
        rows = mess.nameless(rng, rows, (column,), share=share)
    rows.write_csv(folder / "crm.csv")


def write_consents(rng: np.random.Generator, people: People, names: Names, *, folder: Path) -> None:
    """consents.csv: answers over time; some change their mind, some twice, many were never asked."""
    asked = people.consents & (people.account | people.email)
    first = [
        _answers(rng, people, np.flatnonzero(asked & people.email), "email_marketing", granted=0.72),
        _answers(rng, people, np.flatnonzero(asked & people.account), "sms_marketing", granted=0.48),
    ]
    kept = pl.concat(first)
    changed = _later(rng, kept, share=0.12)
    rows = pl.concat([kept, changed, _later(rng, changed, share=0.3)]).sort("time", "person", "purpose")
    person = rows["person"].to_numpy()
    customer = _take(names.customer, person)
    by_mail = customer.is_null() | pl.Series(rng.random(rows.height) < 0.2)
    rows = rows.select(
        customer=customer,
        email=pl.when(by_mail).then(_take(names.email, person)),
        purpose="purpose",
        answer=pl.when("granted").then(pl.lit("yes")).otherwise(pl.lit("no")),
        answered_at=_stamp(rows["time"].to_numpy()),
    )
    mess.misspelt(rng, rows, "email", share=0.2).write_csv(folder / "consents.csv")


def write_vip(rng: np.random.Generator, people: People, names: Names, *, folder: Path) -> None:
    """vip.csv: addresses that the sales team keeps by hand; some belong to nobody."""
    merit = people.trait("store") * people.wealth * people.email + rng.random(len(people)) * 2
    best = np.argsort(-merit, kind="stable")[: max(5, len(people) // 130)]
    friends = rng.choice(np.flatnonzero(people.account & people.email), size=len(best), replace=False)
    best = np.union1d(best, friends)
    strangers = pl.Series([f"guest{number}@example.org" for number in range(max(2, len(best) // 20))])
    address = pl.concat([_take(names.email, best).drop_nulls(), strangers])
    rows = mess.misspelt(rng, pl.DataFrame({"email": address}), "email", share=0.3)
    rows.with_columns(since=pl.lit("2025-01-15")).write_csv(folder / "vip.csv")


def _answers(rng: np.random.Generator, people: People, who: Integers, purpose: str, *, granted: float) -> pl.DataFrame:
    yes: Flags = rng.random(len(who)) < granted
    time = NOW - (people.since[who] * DAY).astype(np.int64)
    return pl.DataFrame({"person": who, "purpose": [purpose] * len(who), "granted": yes, "time": time})


def _later(rng: np.random.Generator, answers: pl.DataFrame, *, share: float) -> pl.DataFrame:
    """Some of the same people give the opposite answer at some time between theirs and now."""
    again = answers.filter(pl.Series(rng.random(answers.height) < share))
    left = (NOW - again["time"].to_numpy()) * rng.uniform(0.1, 0.9, again.height)
    return again.with_columns(granted=~pl.col("granted"), time=pl.col("time") + pl.Series(left.astype(np.int64)))


def _born(rng: np.random.Generator, who: Integers) -> pl.Series:
    age = np.clip(rng.normal(43, 15, len(who)), 17, 92) * 365.25
    born = pl.from_epoch(pl.Series(NOW // DAY - age.astype(np.int64)), time_unit="d")
    chance = pl.Series(rng.random(len(who)))
    text = pl.when(chance < 0.002).then(pl.lit("1900-01-01")).when(chance < 0.85).then(born.dt.strftime("%Y-%m-%d"))
    return pl.select(text.alias("birth_date")).to_series()


def _take(values: pl.Series, positions: Integers) -> pl.Series:
    return values[positions]


def _stamp(times: Integers) -> pl.Series:
    """Local time of the shop, as text."""
    utc = pl.from_epoch(pl.Series(times), time_unit="us").dt.replace_time_zone("UTC")
    return utc.dt.convert_time_zone(CLOCK.key).dt.strftime("%Y-%m-%d %H:%M:%S")
