"""`xseg try`: an answer over files, before there is any project."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xseg.cli import EXIT_FINDINGS, EXIT_USAGE
from xseg.cli.common import AsOfOption, JsonOption, RevealOption, fail, print_diagnostics, print_json, wall_now
from xseg.cli.init import KeyOption, TimezoneOption
from xseg.cli.progress import progress_bar

if TYPE_CHECKING:
    from xseg.workflow.try_ import Answer


def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Exports: CSV, NDJSON or Parquet.")],
    *,
    rule: Annotated[str, typer.Option("-e", "--rule", help="The rule to answer.")],
    save: Annotated[
        Path | None, typer.Option("--save", metavar="DIR", help="Write the project that was guessed there.")
    ] = None,
    key: KeyOption = None,
    timezone: TimezoneOption = "UTC",
    as_of: AsOfOption = None,
    reveal: RevealOption = False,
    as_json: JsonOption = False,
) -> None:
    """Answer a rule over files without any project; what is guessed of them is told on the error stream.

    Example: xseg try orders.csv crm.csv -e 'last order within 30 days and country == "DE"'
    """
    from xseg.cli.guesses import proposal_json, tell_guesses
    from xseg.workflow.try_ import try_rule

    with progress_bar() as progress:
        trial = try_rule(
            files,
            rule,
            timezone=timezone,
            wall=wall_now(),
            as_of=as_of,
            keys=key or (),
            save=save,
            reveal=reveal,
            progress=progress,
        )
    if trial.proposal is None:
        fail(trial.sink, trial.sources, code=EXIT_USAGE, as_json=as_json)
    if not as_json:
        tell_guesses(trial.proposal)
    if trial.answer is None:
        fail(trial.sink, trial.sources, code=EXIT_FINDINGS, as_json=as_json)
    if trial.sink.failed:
        fail(trial.sink, trial.sources, code=EXIT_USAGE, as_json=as_json)
    print_diagnostics(trial.sink, trial.sources)
    from xseg.cli.building import build_json
    from xseg.cli.render import preview_json, print_preview

    if as_json:
        answer = trial.answer
        document = {
            "proposal": proposal_json(trial.proposal),
            "now_reason": answer.now_reason,
            "preview": preview_json(answer.preview, answer.program),
            "build": build_json(answer.build, answer.program.project),
            "saved": [str(file) for file in answer.saved],
        }
        print_json("xseg.try/1", document)
        return
    _tell_rest(trial.answer)
    print_preview(trial.answer.preview, trial.answer.program)
    for file in trial.answer.saved:
        print(f"wrote {file}")


def _tell_rest(answer: "Answer") -> None:
    """The clock, and the rows that were not used, on the error stream."""
    from xseg.cli.tables import instant

    for source in answer.build.sources:
        for what, found in (("set aside", source.quarantined), ("dropped", source.dropped)):
            for reason, rows in found.items():
                print(f"{source.name}: {rows:,} rows {what}: {reason}", file=sys.stderr)
    zone = answer.program.project.timezone
    print(f"as of {instant(answer.preview.now, zone)}: {answer.now_reason}\n", file=sys.stderr)
