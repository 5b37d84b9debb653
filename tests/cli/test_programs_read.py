"""What programs read: findings and values as JSON, and exit codes that tell configuration from findings."""

import json
from pathlib import Path

import pytest

from tests.cli.test_check import xseg
from tests.workflow.conftest import corner

__all__ = ["corner"]


def test_money_and_times_in_json_are_what_people_mean(corner: Path) -> None:
    told = json.loads(xseg("preview", "-e", "total_spend > 100", "--json", at=corner).stdout)
    assert told["now"] == "2025-06-01T00:00:00+02:00"
    assert told["sample"][0] == {"profile": "p000001", "total_spend": 307.5}


def test_a_clause_is_told_as_typed_though_a_trait_has_the_same_meaning(corner: Path) -> None:
    told = json.loads(xseg("preview", "-e", "sum(amount of purchase) > 100 and orders > 1", "--json", at=corner).stdout)
    assert [one["clause"] for one in told["clauses"]] == ["sum(amount of purchase) > 100", "orders > 1"]


@pytest.mark.parametrize("arguments", [("preview", "-e", "nope"), ("members", "nosuch"), ("train", "nosuch")])
def test_findings_come_as_json_where_json_was_asked_for(corner: Path, arguments: tuple[str, ...]) -> None:
    found = xseg(*arguments, "--json", at=corner)
    assert (found.returncode, found.stderr) == (1, "")
    assert json.loads(found.stdout)["schema"] == "xseg.diagnostics/1"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "nosuch.seg"), "there is no file or folder `nosuch.seg`"),
        (("members", "big", "--run", "1", "--at", "2025-06-01"), "both say which run is meant"),
    ],
)
def test_a_call_that_cannot_be_meant_exits_2(corner: Path, arguments: tuple[str, ...], told: str) -> None:
    found = xseg(*arguments, at=corner)
    assert found.returncode == 2
    assert told in found.stderr


def test_an_identity_key_in_a_rule_is_named_as_one(corner: Path) -> None:
    found = xseg("preview", "-e", "email is known", at=corner)
    assert "`email` is an identity key, no attribute" in found.stderr
    assert "did you mean" not in found.stderr
