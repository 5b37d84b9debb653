"""A made-up project and the outcome of test blocks in it."""

from pathlib import Path

from xseg.diagnostics import Diagnostic
from xseg.workflow.test import TestReport, test
from xseg.workflow.workspace import Workspace, open_workspace

PROJECT = """
[project]
name = "corner"
timezone = "Europe/Berlin"
as_of = 2025-06-01T00:00:00

[identity]
keys = ["email"]

[channels]
web = { label = "Web" }
store = { label = "Store" }

[[sources]]
name = "clicks"
kind = "events"
channel = "web"
path = "clicks.csv"
time = { column = "at", timezone = "UTC" }
event = { column = "what", map = { purchase = "purchase", view = "view", cart = "cart" } }
keys = { email = "mail" }
[sources.properties]
amount = { type = "decimal" }
weight = { type = "number" }
item = { type = "string" }
until = { type = "timestamp" }

[[sources]]
name = "till"
kind = "events"
channel = "store"
path = "till.csv"
time = { column = "at", timezone = "UTC" }
event = "purchase"
keys = { email = "mail" }
[sources.properties]
amount = { type = "decimal" }

[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { email = "mail" }
[sources.attributes]
country = "category"
born = "date"
seen_at = "timestamp"
interests = { type = "list of string", separator = "|" }
height = "number"
income = { type = "decimal", impute = "median" }
plan = { type = "category", impute = { constant = "free" } }

[lists.vip]
path = "vip.csv"
key = "email"

[consent]
letters = { default = "denied" }
calls = { default = "granted" }
"""

RULES = """
trait spend = sum(amount of purchase)
trait orders = count(purchase)
model cluster {
  features: spend, orders
  algorithm: kmeans
  clusters: 2 to 3 by silhouette
  scale: zscore
  label "rich": highest spend
}
"""


def workspace(folder: Path, rules: str) -> Workspace:
    """The project with these rules, checked without an error."""
    (folder / "xseg.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "rules.seg").write_text(RULES + rules, encoding="utf-8")
    found = open_workspace(folder)
    assert not found.sink.failed, [(one.message, one.help) for one in found.sink]
    return found


def outcome(folder: Path, rules: str) -> TestReport:
    """What becomes of the tests in these rules."""
    return test(workspace(folder, rules), [], word="")


def told(report: TestReport) -> list[Diagnostic]:
    return list(report.sink)
