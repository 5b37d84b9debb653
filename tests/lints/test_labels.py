"""Conditions of labels are about a cluster's means."""

import pytest

from tests.lints.test_lints import codes

MODEL = "trait spend = sum(amount of purchase) model m {{ features: spend, age algorithm: kmeans clusters: 4 {0} }}"
LABELS = [
    ("spend > 500 and spend < 100", [("XS503", "spend > 500 and spend < 100")]),
    ("spend > age and spend < age", [("XS503", "spend > age and spend < age")]),
    ("spend > 500 or spend <= 500", [("XS501", "spend > 500 or spend <= 500")]),
    ("spend > 500 and spend > 100", [("XS502", "spend > 100")]),
    ("spend > 500 or age > 30 and spend > 100", [("XS509", "age > 30 and spend > 100")]),
    ("age > 30 and age < 31", []),
    ("not (spend > 500)", []),
    ("spend != 3", []),
]


@pytest.mark.parametrize(("condition", "found"), LABELS, ids=[condition for condition, _ in LABELS])
def test_conditions_of_labels_are_about_means(condition: str, found: list[tuple[str, str]]) -> None:
    assert codes(MODEL.format(f'label "x": {condition}')) == found
