"""`xseg test`: what the `test` blocks say, held against the rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xseg.cli import EXIT_FINDINGS
from xseg.cli.common import JsonOption, ProjectOption, print_diagnostics, print_json
from xseg.cli.opened import open_ready

if TYPE_CHECKING:
    from xseg.diagnostics import Span
    from xseg.explain.coverage import SegmentCoverage
    from xseg.explain.testing import Outcome, Verdict
    from xseg.workflow.test import TestReport
    from xseg.workflow.workspace import Workspace


def command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else the whole project.")] = None,
    *,
    word: Annotated[str, typer.Option("-k", metavar="NAME", help="Only tests in whose title this stands.")] = "",
    with_coverage: Annotated[
        bool, typer.Option("--coverage", help="Tell which clauses no test has seen true, or false.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the project's test blocks; needs no data.

    Example: xseg test segments/shop -k cart --coverage
    """
    from xseg.workflow.test import test
    from xseg.workflow.workspace import find_root

    root = find_root(paths[0].parent if paths[0].is_file() else paths[0]) if paths and project is None else None
    workspace = open_ready(root or project, as_json=as_json)
    report = test(workspace, paths or (), word=word)
    print_diagnostics(report.sink, workspace.sources)
    if as_json:
        print_json("xseg.test/1", _document(report, workspace, with_coverage=with_coverage))
    else:
        for outcome in report.outcomes:
            for verdict in outcome.verdicts:
                if not verdict.passed:
                    _print_failure(outcome, verdict, workspace)
        if with_coverage:
            _print_coverage(report.coverage, workspace)
        print(_summary(report))
    if report.failed or report.not_judged:
        raise typer.Exit(EXIT_FINDINGS)


def _print_failure(outcome: "Outcome", verdict: "Verdict", workspace: "Workspace") -> None:
    from xseg.cli.clauses import Telling

    print(f'FAIL {_place(verdict.expect.span, workspace)} "{outcome.title}": {_told(verdict)}')
    telling = Telling(outcome.now, workspace.checked.project.timezone)
    for line in telling.lines(verdict.tree):
        print(f"     {line}")


def _told(verdict: "Verdict") -> str:
    """`expected in, is out of high_value_recent`."""
    expect = verdict.expect
    who = f"{expect.profile.text} " if expect.profile else ""
    wanted, found = ("out" if expect.negated else "in"), ("in" if verdict.member else "out of")
    if wanted != found.split()[0]:
        return f"expected {who}{wanted}, is {found} {expect.segment.text}"
    reason = expect.because.value if expect.because else ""
    return f"expected {who}{wanted} because `{reason}`, is {found} {expect.segment.text} {verdict.because}"


def _print_coverage(found: "tuple[SegmentCoverage, ...]", workspace: "Workspace") -> None:
    seen, possible = sum(one.seen for one in found), sum(one.possible for one in found)
    for one in found:
        print(f"{one.segment}: {one.seen} of {one.possible} answers seen")
        for clause in one.clauses:
            missing = [word for word, was in (("true", clause.seen_true), ("false", clause.seen_false)) if not was]
            if clause.text == "true":
                missing = [word for word in missing if word == "true"]
            if missing:
                print(f"  {_place(clause.span, workspace)} never {' nor '.join(missing)}: {clause.text}")
    print(f"{seen} of {possible} answers of clauses seen ({seen / possible:.0%})\n" if possible else "no clause\n")


def _summary(report: "TestReport") -> str:
    odd = f", {report.not_judged} not judged" if report.not_judged else ""
    return f"{report.passed} passed, {report.failed} failed{odd}"


def _place(span: "Span", workspace: "Workspace") -> str:
    return f"{span.path}:{_line(span, workspace)}"


def _line(span: "Span", workspace: "Workspace") -> int:
    return workspace.sources[span.path].position(span.start).line


def _document(report: "TestReport", workspace: "Workspace", *, with_coverage: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "passed": report.passed,
        "failed": report.failed,
        "not_judged": report.not_judged,
        "tests": [_outcome(outcome, workspace) for outcome in report.outcomes],
    }
    if with_coverage:
        document["coverage"] = [
            {
                "segment": one.segment,
                "clauses": [
                    {
                        "text": clause.text,
                        "file": clause.span.path,
                        "line": _line(clause.span, workspace),
                        "seen_true": clause.seen_true,
                        "seen_false": clause.seen_false,
                    }
                    for clause in one.clauses
                ],
            }
            for one in report.coverage
        ]
    return document


def _outcome(outcome: "Outcome", workspace: "Workspace") -> dict[str, Any]:
    from xseg.cli.clauses import Telling, clause_json

    telling = Telling(outcome.now, workspace.checked.project.timezone)
    return {
        "title": outcome.title,
        "file": outcome.test.span.path,
        "line": _line(outcome.test.span, workspace),
        "outcome": "passed" if outcome.passed else "failed" if outcome.judged else "not judged",
        "expectations": [
            {
                "profile": verdict.expect.profile.text if verdict.expect.profile else None,
                "segment": verdict.expect.segment.text,
                "expected": not verdict.expect.negated,
                "member": verdict.member,
                "passed": verdict.passed,
                "because": verdict.because,
                "line": _line(verdict.expect.span, workspace),
                "clauses": clause_json(verdict.tree, telling),
            }
            for verdict in outcome.verdicts
        ],
    }
