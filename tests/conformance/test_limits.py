"""Long and deep rules give the same members on every engine up to the limit, and are told above it."""

from dataclasses import replace

import pytest

from tests.conformance.corpus import Case, cases
from tests.conformance.test_conformance import ENGINES, errors, planned

WHOLE_NUMBERS = next(case for case in cases() if case.scene == "whole numbers")
"""Any case of that scene: its people are minus, nine, ten, eleven, lonely (10) and unknown."""
NINE_AND_TEN = ["nine", "ten", "lonely"]
FIVE_HUNDRED = [
    " and ".join(["age > 8", *(f"age < {11 + place}" for place in range(499))]),
    " or ".join(["age between 9 and 10", *(f"age == {12 + place}" for place in range(499))]),
    "age in (" + ", ".join(["9", "10", *map(str, range(12, 510))]) + ")",
    " and ".join(["age between 9 and 10", *(f'did not call[topic == "{place}"]' for place in range(499))]),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", FIVE_HUNDRED, ids=["and", "or", "in", "events"])
def test_rules_of_five_hundred_clauses_work(rule: str, engine: str) -> None:
    assert members(rule, engine) == NINE_AND_TEN


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("left", "right", "depth"), [("(", ")", 64), ("not ", "", 64), ("not (", ")", 32)])
def test_sixty_four_deep_works(left: str, right: str, depth: int, engine: str) -> None:
    assert members(left * depth + "age between 9 and 10" + right * depth, engine) == NINE_AND_TEN


@pytest.mark.parametrize(("left", "right", "depth"), [("(", ")", 65), ("not ", "", 65), ("not (", ")", 33)])
def test_sixty_five_deep_is_told(left: str, right: str, depth: int) -> None:
    case = asked(left * depth + "age between 9 and 10" + right * depth)
    assert errors(case) == ["XS103 too-deep"]


@pytest.mark.parametrize("engine", ENGINES)
def test_long_sums_work(engine: str) -> None:
    assert members("age" + " + 1 - 1" * 10 + " >= 9 and age < 11", engine) == NINE_AND_TEN


def members(rule: str, engine: str) -> list[str]:
    case = asked(rule)
    bound, node = planned(case)
    return ENGINES[engine](bound, node, case.world, case.models)


def asked(rule: str) -> Case:
    """The rule, asked of those people."""
    return replace(WHOLE_NUMBERS, rule=rule)
