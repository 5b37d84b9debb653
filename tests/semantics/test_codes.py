"""Every code that the checker can tell has a failing and a mended example beside it."""

import re
from pathlib import Path

from tests.semantics.test_declarations_told import MODELS, SEGMENTS, TESTS, WHOLE
from tests.semantics.test_rules_told import MISTAKES
from xseg.diagnostics import Code, codes
from xseg.semantics import messages

ELSEWHERE = {"XS104", "XS220", "XS416"}
"""Told in tests of their own: too many uses, what a purpose refuses."""


def test_every_code_has_an_example() -> None:
    assert messages.__file__ is not None
    used = set(re.findall(r"codes\.([A-Z_]+)", Path(messages.__file__).read_text("utf-8")))
    told = {row[0] for rows in (MISTAKES, SEGMENTS, MODELS, WHOLE, TESTS) for row in rows} | ELSEWHERE
    known: dict[str, Code] = {name: getattr(codes, name) for name in used}
    assert {name for name, code in known.items() if code.number not in told} == set()
