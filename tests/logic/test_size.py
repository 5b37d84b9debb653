"""Large, deep and tangled programs: lints end soon, and never raise."""

import time

import pytest

from tests.support.corner import checked, told
from xseg.diagnostics import Diagnostic, Source
from xseg.logic import lint

CHAIN = "segment s0 { where age > 0 }" + "".join(
    f" segment s{n} {{ where in segment s{n - 1} and (balance > {n} or not in segment s{n - 1}) }}"
    for n in range(1, 60)
)
LONG = {
    "500 parts": "segment s { where " + " and ".join(f"age != {n}" for n in range(500)) + " }",
    "500 other parts": "segment s { where " + " and ".join(f"did purchase[amount > {n}]" for n in range(500)) + " }",
    "500 alternatives": "segment s { where " + " or ".join(f"(age > {n} and flag)" for n in range(500)) + " }",
    "many alternatives in many parts": "segment s { where "
    + " and ".join(f"(age == {n} or balance == {n} or score == {n})" for n in range(40))
    + " }",
    "deep": "segment s { where " + "not (" * 31 + "age > 3" + ")" * 31 + " }",
    "a chain of segments": CHAIN,
    "a chain of ifs": "trait t0 = age"
    + "".join(f" trait t{n} = if(t{n - 1} > {n}, t{n - 1}, balance)" for n in range(1, 30))
    + " segment s { where t29 > 3 and t28 < 2 }",
    "a sum of 300": "segment s { where " + " + ".join(["score"] * 300) + " > 3 }",
    "12 steps": "segment s { where did " + " then ".join(["view"] * 12) + " }",
    "400 segments": " ".join(f"segment s{n} {{ where age > {n} and flag }}" for n in range(400)),
}


TANGLED = " and ".join(
    f"(age != {n} or balance != {n} or score > {n} or did purchase[amount > {n}])" for n in range(60)
)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_large_programs_are_linted_in_little_time(text: str) -> None:
    start = time.process_time()
    linted(text)
    assert time.process_time() - start < 4


def test_the_last_of_a_thousand_segments_is_looked_at_as_the_first() -> None:
    each = (
        f'segment s{n} {{ where count(view within {n + 1} days) > {n % 9} and balance > {n} and country == "{n % 7}" }}'
        for n in range(1000)
    )
    found = linted(" ".join(each) + " segment final { where age < 18 and age > 65 }")
    assert [one.code.number for one in found] == ["XS503"]


def test_what_was_not_looked_at_whole_is_told_and_costs_no_other_its_turn() -> None:
    found = linted(f"segment tangled {{ where {TANGLED} }} segment never {{ where age < 18 and age > 65 }}")
    assert {"XS512", "XS503"} <= {one.code.number for one in found}
    assert [one.severity for one in found if one.code.number == "XS512"] == ["info"]


def linted(text: str) -> list[Diagnostic]:
    program, sink = checked(text)
    assert not sink.failed, told(sink)[:3]
    return lint(program, {"test.seg": Source("test.seg", text)})
