"""A small shop in a folder: one source of events, one of profiles, a model and three segments."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

PROJECT = """
[project]
name = "corner"
timezone = "Europe/Berlin"
as_of = 2025-06-01T00:00:00

[identity]
keys = ["email"]
[identity.email]
normalise = "email"

[channels]
web = { label = "Web" }

[[sources]]
name = "orders"
kind = "events"
channel = "web"
path = "data/orders.csv"
id = "id"
time = { column = "at", timezone = "UTC" }
event = "purchase"
keys = { email = "mail" }
[sources.properties]
amount = { type = "decimal" }

[[sources]]
name = "crm"
kind = "profiles"
path = "data/crm.csv"
keys = { email = "mail" }
[sources.attributes]
country = "category"
"""

RULES = """
trait total_spend = sum(amount of purchase)
trait orders = count(purchase)

model cluster {
  features: total_spend, orders
  algorithm: kmeans
  clusters: 2
  scale: zscore
  impute: median
  label "rich": highest total_spend
  gate: at most 5% relabelled
}

segment big "Big spenders" { where total_spend > 100 }
segment rich_here "Rich and at home" {
  owner: "crm@example.com"
  expect: size 1% to 90%
  where cluster == "rich" and country == "DE"
}
segment nobody "Nobody" { where total_spend > 100 and orders > 50 and country == "DE" }
"""

MOMENT = datetime(2025, 5, 1, tzinfo=UTC)


def write_orders(root: Path, *, people: int, each: int = 3, factor: int = 1) -> None:
    """Every tenth person spends a hundred times as much."""
    lines = ["id,at,mail,amount"]
    for person in range(people):
        for order in range(each):
            at = (MOMENT + timedelta(hours=person + order)).isoformat()
            amount = (person % 10 == 0) * 100 * factor + order + 1
            lines.append(f"{person}-{order},{at},p{person}@example.com,{amount}.50")
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "orders.csv").write_text("\n".join(lines) + "\n")
    crm = ["mail,country", *(f"P{person}@example.com ,{'DE' if person % 2 == 0 else 'AT'}" for person in range(people))]
    (root / "data" / "crm.csv").write_text("\n".join(crm) + "\n")


@pytest.fixture
def corner(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "rules.seg").write_text(RULES)
    write_orders(tmp_path, people=100)
    return tmp_path
