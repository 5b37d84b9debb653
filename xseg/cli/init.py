"""`xseg init`: a project to start from, proposed from your own exports if you name them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from xseg.cli import EXIT_USAGE
from xseg.cli.common import JsonOption, fail, print_diagnostics, print_json, wall_now
from xseg.cli.many import ManyFrom

COMMAND_CLASS = ManyFrom
KeyOption = Annotated[
    list[str] | None, typer.Option("--key", metavar="COLUMN", help="A column that says who the person is.")
]
TimezoneOption = Annotated[
    str, typer.Option("--timezone", metavar="ZONE", help="The clock on which days are counted, as in Europe/Berlin.")
]


def command(
    directory: Annotated[Path, typer.Argument(help="Where the project is made.")] = Path(),
    *,
    from_: Annotated[
        list[Path] | None, typer.Option("--from", metavar="FILE...", help="Exports to propose the project from.")
    ] = None,
    key: KeyOption = None,
    timezone: TimezoneOption = "UTC",
    as_json: JsonOption = False,
) -> None:
    """Write a commented project: sources, keys, types and times are proposed from the files, if there are any.

    Example: xseg init shop --from exports/orders.csv exports/crm.csv
    """
    from xseg.cli.guesses import proposal_json, tell_guesses
    from xseg.plan.bind import to_micros
    from xseg.workflow.init import init

    found, sink = init(directory, from_ or (), timezone=timezone, now=to_micros(wall_now()), keys=key or ())
    if found is None:
        fail(sink, {}, code=EXIT_USAGE, as_json=as_json)
    print_diagnostics(sink, {})
    if as_json:
        files = [str(file) for file in found.files]
        print_json("xseg.init/1", {"files": files, "proposal": found.proposal and proposal_json(found.proposal)})
        return
    if found.proposal is not None:
        tell_guesses(found.proposal)
        print(file=sys.stderr)
    for file in found.files:
        print(f"wrote {file}")
    where = "" if directory.resolve() == Path.cwd() else f"cd {directory} && "
    print("\ntry next:" if found.proposal else "\nname your exports in xseg.toml, then:")
    print(f"  {where}xseg check")
    print(f"  {where}xseg catalog")
    print(f"  {where}xseg run")
