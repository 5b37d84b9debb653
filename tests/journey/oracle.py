"""Works out the eight Complete Journey audiences with plain Polars alone, to hold xseg against an independent answer.

Nothing of xseg is imported. Every rule is written as the direct query that a careful analyst would write; times are UTC
microseconds, and local days of the shop become the first instant of that day in America/New_York.

    python tests/journey/oracle.py [DATA]             prints counts and digests
    python tests/journey/oracle.py [DATA] --write     rewrites expected.toml beside this file
"""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "segments" / "complete_journey" / "data"
SHOP_CLOCK = ZoneInfo("America/New_York")
AS_OF = datetime(2018, 1, 1, tzinfo=SHOP_CLOCK)

RULES = {
    "recent_big_spenders": "last purchase within 30 days and total_spend > 500",
    "lapsing_regulars": "count(purchase within 90 days) >= 3 and did not purchase within 30 days",
    "type_a_never_redeemed": 'did campaign_received[campaign_type == "Type A"] and did not coupon_redeemed',
    "mailing_that_worked": "did campaign_received then coupon_redeemed[same campaign_id] within 14 days",
    "meat_without_seafood": 'did line[department == "MEAT"] within 60 days'
    ' and did not line[department == "SEAFOOD"] within 60 days',
    "top_tenth": "total_spend in top 10%",
    "not_married": 'marital_status != "Married"',
    "two_big_baskets": "did purchase[amount > 100] then purchase[amount > 100] within 7 days",
}


@dataclass(frozen=True, slots=True)
class Journey:
    """The tables after reading: `at` is UTC microseconds, `cents` whole cents, households are text."""

    households: pl.Series
    baskets: pl.DataFrame  # household, at, cents
    lines: pl.DataFrame  # household, at, department
    mailings: pl.DataFrame  # household, at, campaign, type
    redemptions: pl.DataFrame  # household, at, campaign
    statuses: pl.DataFrame  # household, marital_status


def read(folder: Path, *, till_clock: str = "UTC") -> Journey:
    """Read the Parquet files in `folder`; `till_clock` is the zone that the till's timestamps are taken to be in."""
    tables = {
        name: pl.read_parquet(folder / f"{name}.parquet")
        for name in (
            "transactions",
            "products",
            "campaigns",
            "campaign_descriptions",
            "coupon_redemptions",
            "demographics",
        )
    }
    household = pl.col("household_id").cast(pl.String).alias("household")
    lines = tables["transactions"].with_columns(
        household, at=_instant(pl.col("transaction_timestamp"), zone=till_clock)
    )
    baskets = lines.group_by("basket_id").agg(
        pl.col("household").first(),
        pl.col("at").min(),
        (pl.col("sales_value") * 100).round().cast(pl.Int64).sum().alias("cents"),
    )
    mailings = tables["campaigns"].join(tables["campaign_descriptions"], on="campaign_id")
    return Journey(
        households=lines["household"].unique().sort(),
        baskets=baskets,
        lines=lines.join(tables["products"], on="product_id", how="left").select("household", "at", "department"),
        mailings=mailings.select(
            household,
            at=_instant(pl.col("start_date"), zone=SHOP_CLOCK.key),
            campaign=pl.col("campaign_id"),
            type=pl.col("campaign_type"),
        ),
        redemptions=tables["coupon_redemptions"].select(
            household, at=_instant(pl.col("redemption_date"), zone=SHOP_CLOCK.key), campaign=pl.col("campaign_id")
        ),
        statuses=tables["demographics"].select(household, "marital_status"),
    )


def answers(journey: Journey) -> dict[str, list[str]]:
    """The sorted household ids of each rule, by segment name."""
    everyone = set(journey.households)
    now = _ago(0)
    baskets = journey.baskets.filter(pl.col("at") <= now)
    lines = journey.lines.filter(pl.col("at") <= now)
    mailings = journey.mailings.filter(pl.col("at") <= now)
    redemptions = journey.redemptions.filter(pl.col("at") <= now)

    spend = baskets.group_by("household").agg(pl.col("cents").sum())
    bought_30 = _who(baskets.filter(pl.col("at") > _ago(30)))
    orders_90 = baskets.filter(pl.col("at") > _ago(90)).group_by("household").len()
    recent_lines = lines.filter(pl.col("at") > _ago(60))
    big = baskets.filter(pl.col("cents") > 100_00)
    found = {
        "recent_big_spenders": bought_30 & _who(spend.filter(pl.col("cents") > 500_00)),
        "lapsing_regulars": _who(orders_90.filter(pl.col("len") >= 3)) - bought_30,
        "type_a_never_redeemed": _who(mailings.filter(pl.col("type") == "Type A")) - _who(redemptions),
        "mailing_that_worked": _followed(mailings, redemptions, days=14, on=["household", "campaign"]),
        "meat_without_seafood": _who(recent_lines.filter(pl.col("department") == "MEAT"))
        - _who(recent_lines.filter(pl.col("department") == "SEAFOOD")),
        "top_tenth": _top(spend, "cents", percent=10),
        "not_married": everyone - _who(journey.statuses.filter(pl.col("marital_status") == "Married")),
        "two_big_baskets": _followed(big, big, days=7, on=["household"]),
    }
    return {name: sorted(members) for name, members in found.items()}


def slips(folder: Path) -> dict[str, int]:
    """What the usual misreadings give instead, by their name: proof that the right answers are not hit by luck."""
    right = read(folder)
    wrong_clock = answers(read(folder, till_clock=SHOP_CLOCK.key))
    return {
        **{f"{name}, clock read as New York": len(wrong_clock[name]) for name in list(RULES)[:2]},
        "meat_without_seafood, clock read as New York": len(wrong_clock["meat_without_seafood"]),
        "mailing_that_worked, any campaign": len(
            _followed(right.mailings, right.redemptions, days=14, on=["household"])
        ),
        "not_married, known statuses only": len(_who(right.statuses.filter(pl.col("marital_status") != "Married"))),
    }


def digest(ids: list[str]) -> str:
    """sha256 of the sorted ids, a newline between each two."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def as_toml(found: Mapping[str, list[str]]) -> str:
    """expected.toml: one table a rule, with its text, count and digest."""
    head = "# Written by oracle.py --write: plain Polars, independent of xseg. Ids are text, sorted by code point.\n"
    tables = (
        f"\n[{name}]\nrule = '{RULES[name]}'\ncount = {len(ids)}\nsha256 = \"{digest(ids)}\"\n"
        for name, ids in found.items()
    )
    return head + "".join(tables)


def _instant(column: pl.Expr, *, zone: str) -> pl.Expr:
    """A zoneless time read on the clock of `zone`, as UTC microseconds; a skipped hour moves on by the gap."""
    wall = column.cast(pl.Datetime("us"))
    read_as, moved_on = (
        t.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        for t in (wall, wall + pl.duration(hours=1))
    )
    return pl.coalesce(read_as, moved_on).dt.epoch("us")


def _ago(days: int) -> int:
    """The instant `days` local calendar days before AS_OF, as UTC microseconds."""
    local = (AS_OF.replace(tzinfo=None) - timedelta(days=days)).replace(tzinfo=SHOP_CLOCK)
    return int(local.timestamp()) * 1_000_000


def _who(frame: pl.DataFrame) -> set[str]:
    return set(frame["household"])


def _followed(first: pl.DataFrame, then: pl.DataFrame, *, days: int, on: list[str]) -> set[str]:
    """Households with a `then` strictly after and at most `days` of 24 hours after a `first` that agrees in `on`."""
    gap = pl.col("at_then") - pl.col("at")
    pairs = first.join(then, on=on, suffix="_then")
    return _who(pairs.filter((gap > 0) & (gap <= days * 86_400_000_000)))


def _top(frame: pl.DataFrame, column: str, *, percent: int) -> set[str]:
    """Heads in the top `percent` (rounded up); values tied across the edge are out."""
    heads = -(-frame.height * percent // 100)
    return _who(frame.filter(pl.col(column).rank("max", descending=True) <= heads))


def main(arguments: list[str]) -> None:
    folder = next((Path(a) for a in arguments if not a.startswith("-")), DATA)
    found = answers(read(folder))
    if "--write" in arguments:
        (HERE / "expected.toml").write_text(as_toml(found), encoding="utf-8")
    lines = [f"{name:24} {len(ids):5}  {digest(ids)[:16]}" for name, ids in found.items()]
    lines += [f"slip: {name:48} {count:5}" for name, count in slips(folder).items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
