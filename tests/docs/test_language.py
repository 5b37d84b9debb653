"""Every example of the language reference and of the cheat sheet is checked, lowered, and does what the page says.

A block of `seg` holds declarations. All such blocks of a page are one program; nothing is told of it, its tests pass.
What stands behind `seg` makes a block something else:

- `told XS501`: added to the page, it is told these codes and no others, and its tests pass.
- `rules`: one rule a line, indented lines go on.
- `refused`: the same, with the code in a comment and a star where it has a fix.

A block of `yaml` states a rule, people, and who of them are members.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.corner import held, told
from xseg.diagnostics import Diagnostic, Sink, Source
from xseg.engines import reference
from xseg.explain.testing import UNKNOWABLE, run_tests
from xseg.logic import lint
from xseg.plan import Plan, bind, lower
from xseg.plan.bind import to_micros
from xseg.plan.nodes import Ref
from xseg.plan.reach import reachable
from xseg.project.load import project_from
from xseg.project.project import Project
from xseg.semantics import Program, check
from xseg.syntax import parse_file, parse_rule
from xseg.syntax.nodes import Expression, File
from xseg.tables import Person

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("language.md", "cheat-sheet.md", "standard-traits.md", "models.md", "drift.md")
_FENCE = re.compile(r"^```([a-z]+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One example: `name` is its page and line, `kind` its language, `says` what stands behind that."""

    name: str
    kind: str
    says: tuple[str, ...]
    text: str

    @property
    def source(self) -> Source:
        return Source(self.name, self.text)


def blocks(page: str) -> Iterator[Block]:
    """The examples of a page, in order."""
    text = (DOCS / page).read_text("utf-8")
    for found in _FENCE.finditer(text):
        kind, says, inside = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        yield Block(f"{page}:{line}", kind, tuple(says.split()), inside)


ALL = {page: tuple(blocks(page)) for page in PAGES}
EVERY = [block for page in PAGES for block in ALL[page]]
DECLARED = {page: tuple(block for block in ALL[page] if block.kind == "seg" and not block.says) for page in PAGES}


@cache
def shop() -> Project:
    """The project of `shop.toml`."""
    sink = Sink()
    source = Source("xseg.toml", (Path(__file__).parent / "shop.toml").read_text("utf-8"))
    project = project_from(source, sink, root=Path())
    assert project is not None, told(sink)
    return project


def programmed(shown: Sequence[Block], rules: Mapping[str, Expression], sink: Sink) -> Program:
    """The one program that these examples are."""
    return check(shop(), [_parsed(block, sink) for block in shown], sink, rules=rules)


def _parsed(block: Block, sink: Sink) -> File:
    file, found = _file(block)
    sink.extend(found)
    return file


@cache
def _file(block: Block) -> tuple[File, Sink]:
    found = Sink()
    return parse_file(block.source, found), found


def findings(shown: Sequence[Block], asked: Sequence[Block]) -> list[Diagnostic]:
    """What `check` tells about some of the blocks shown, and, where that finds no error, what lints and tests tell."""
    sink, failed = Sink(), Sink()
    names = {block.name for block in asked}
    program = programmed(shown, {}, sink)
    found = list(sink)
    if not sink.failed:
        sources = {block.name: block.source for block in shown}
        tests = [test for test in program.tests if test.span.path in names]
        outcomes = run_tests(program, sources, tests, failed)
        assert [outcome.title for outcome in outcomes if outcome.judged and not outcome.passed] == []
        found += [*lint(program, sources), *failed]
    return [one for one in found if one.span is None or one.span.path in names]


def ruled(block: Block) -> list[str]:
    """The rules of a block, each with the indented lines that go on with it."""
    return [rule for rule in re.split(r"\n(?=\S)", block.text.strip()) if not rule.startswith("#")]


def _chosen(kind: str, *says: str) -> list[Any]:
    return [
        pytest.param(block, id=block.name) for block in EVERY if block.kind == kind and block.says[: len(says)] == says
    ]


def _page_of(block: Block) -> tuple[Block, ...]:
    return DECLARED[block.name.partition(":")[0]]


@pytest.mark.parametrize("page", PAGES)
def test_every_example_of_a_page_is_of_a_kind_that_is_run(page: str) -> None:
    assert (DOCS / page).read_text("utf-8").count("```") == 2 * len(ALL[page])
    kinds = {(block.kind, *block.says[:1]) for block in ALL[page]}
    assert kinds <= {("seg",), ("seg", "told"), ("seg", "rules"), ("seg", "refused"), ("seg", "standard"), ("yaml",)}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    for file, heading in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", (DOCS / page).read_text("utf-8")):
        target = DOCS / (file or page)
        assert target.is_file(), file
        titles = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
        assert not heading or heading in anchors, heading


@pytest.mark.parametrize("page", PAGES)
def test_the_declarations_of_a_page_are_one_program_whose_tests_pass(page: str) -> None:
    assert DECLARED[page]
    assert [
        (found.span and found.span.path, *told([found])) for found in findings(DECLARED[page], DECLARED[page])
    ] == []


@pytest.mark.parametrize("block", _chosen("seg", "told"))
def test_what_a_page_says_is_told_is_told(block: Block) -> None:
    found = findings((*_page_of(block), block), [block])
    assert sorted({one.code.number for one in found}) == sorted(block.says[1:]), told(found)


@pytest.mark.parametrize("block", _chosen("seg", "rules"))
def test_every_rule_is_answered_for_somebody_of_whom_nothing_is_known(block: Block) -> None:
    sink = Sink()
    rules: dict[str, Expression] = {}
    for rule in ruled(block):
        parsed = parse_rule(Source(block.name, rule), sink)
        assert parsed is not None, told(sink)
        rules[rule] = parsed
    program = programmed(_page_of(block), rules, sink)
    assert not sink.failed, told(sink)
    plan = lower(program)
    bound = bind(plan, now=now(), zone=shop().timezone)
    asked = {rule: ref for rule, ref in plan.segments.items() if rule in rules and not _needs_others(plan, ref)}
    nobody = Person("nobody", 0, {}, dict.fromkeys(shop().purposes, False))
    (answers,) = reference.evaluate(bound, asked, [nobody])
    assert all(isinstance(answer, bool) for answer in answers.values())


def _needs_others(plan: Plan, ref: Ref) -> bool:
    """Whether one person alone, without a model in force, cannot be asked."""
    return any(isinstance(plan.nodes[below].operation, UNKNOWABLE) for below in reachable(plan, [ref]))


@pytest.mark.parametrize("block", _chosen("seg", "refused"))
def test_every_slip_is_refused_as_the_page_says(block: Block) -> None:
    sink = Sink()
    said: dict[str, str] = {}
    rules: dict[str, Expression] = {}
    for line in ruled(block):
        rule, _, comment = line.partition("  #")
        said[rule] = comment.split()[0]
        parsed = parse_rule(Source(rule, rule), sink)
        if parsed is not None:
            rules[rule] = parsed
    programmed(_page_of(block), rules, sink)
    assert sorted((one.span and one.span.path, _coded(one)) for one in sink) == sorted(said.items())


def _coded(finding: Diagnostic) -> str:
    return finding.code.number + ("*" if finding.fix else "")


@pytest.mark.parametrize("block", _chosen("yaml"))
def test_the_members_that_a_page_names_are_the_members(block: Block) -> None:
    case = yaml.load(block.text, yaml.BaseLoader)
    sink = Sink()
    rule = parse_rule(Source(block.name, case["rule"]), sink)
    assert rule is not None, told(sink)
    program = programmed(_page_of(block), {"asked": rule}, sink)
    assert not sink.failed, told(sink)
    plan = lower(program)
    people = [person(name, values, number) for number, (name, values) in enumerate(case["people"].items())]
    bound = bind(plan, now=now(), zone=shop().timezone)
    answers = reference.evaluate(bound, {"asked": plan.segments["asked"]}, people)
    assert [one.id for one, row in zip(people, answers, strict=True) if row["asked"]] == case["members"]


def now() -> int:
    moment = shop().as_of
    assert moment is not None
    return to_micros(moment)


def person(name: str, values: dict[str, str], number: int) -> Person:
    """Somebody with these attributes; whole numbers are written as such, everything else as its type has it."""
    zone = shop().timezone
    types = {key: shop().attributes[key].type for key in values}
    whole = {key: int(value) if value.lstrip("-").isdigit() else value for key, value in values.items()}
    attributes = {key: held(value, types[key], zone) for key, value in whole.items()}
    return Person(name, number, attributes)
