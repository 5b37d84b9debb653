"""Rules become the plans of lowered.txt, read line by line; `python -m tests.plan.write_lowered` writes it anew."""

import pytest

from tests.plan.lowered import lowered, rules, sections


@pytest.mark.parametrize(("rule", "text"), list(sections()), ids=[rule for rule, _ in sections()])
def test_a_rule_is_lowered_as_before(rule: str, text: str) -> None:
    assert lowered(rule) == text


def test_every_rule_is_there() -> None:
    assert [rule for rule, _ in sections()] == rules()
