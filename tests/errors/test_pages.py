"""Every code has a page, whose examples are told and mended as it says."""

import re
from pathlib import Path

import pytest

from tests.project.test_mistakes import GOOD, found_in
from tests.support.corner import checked
from xseg.diagnostics import Code, Sink, Source, codes
from xseg.diagnostics.pages import page
from xseg.explain.testing import run_tests
from xseg.logic import lint

CODES = {code.number: code for code in vars(codes).values() if isinstance(code, Code)}
PAGES = Path(__file__).parents[2] / "docs" / "errors"
_BLOCK = re.compile(r"^```(seg|toml) (fails|holds)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

WITHOUT_EXAMPLE = {
    # too long to be shown
    "XS104", "XS512",
    # needs members
    "XS701",
    # their examples are trained (test_training_pages.py), but for damaged files
    *(f"XS{number}" for number in range(480, 490)),
    # what stands in xseg.toml and .seg files alone does not show: training, data, state, files, the command line
    *(f"XS{number}" for number in (*range(480, 490), *range(492, 499))),
    *(f"XS{number}" for number in (800, 828, 829, *range(830, 900))),
    "XS901",
}  # fmt: skip

WITH_EXAMPLE = sorted(CODES.keys() - WITHOUT_EXAMPLE)


def blocks(number: str) -> dict[str, tuple[str, str]]:
    """What fails and what holds, each with its language."""
    found = _BLOCK.findall((PAGES / f"{number}.md").read_text("utf-8"))
    return {which: (language, text) for language, which, text in found}


def told(text: str) -> set[str]:
    """The codes that `check`, or else `test`, tells about declarations."""
    program, sink = checked(text)
    if sink.failed:
        return {found.code.number for found in sink}
    sources = {"test.seg": Source("test.seg", text)}
    linted = lint(program, sources)
    tested = Sink()
    run_tests(program, sources, program.tests, tested)
    return {found.code.number for found in (*sink, *linted, *tested)}


@pytest.mark.parametrize("number", sorted(CODES))
def test_every_code_has_a_page_with_its_name(number: str) -> None:
    text = page(number)
    assert text is not None
    assert text.startswith(f"# {number} {CODES[number].name}\n")
    assert len(text.splitlines()) >= 3
    assert bool(blocks(number)) == (number not in WITHOUT_EXAMPLE)


def test_every_page_is_that_of_a_code() -> None:
    assert {file.stem for file in PAGES.glob("XS*.md")} == CODES.keys()


@pytest.mark.parametrize("number", WITH_EXAMPLE)
def test_the_examples_of_a_page_are_told_and_mended(number: str) -> None:
    found = blocks(number)
    (language, fails), (_, holds) = found["fails"], found["holds"]
    if language == "seg":
        assert told(fails) == {number}
        assert told(holds) == set()
    else:
        good, bad = holds.rstrip("\n"), fails.rstrip("\n")
        assert good in GOOD
        assert {code for code, _, _ in found_in(GOOD.replace(good, bad, 1))} == {number}
