"""The command line: one file a command, each loaded only when it is called."""

import gc
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context

COMMANDS = {
    "demo": "make a shop with every channel and run it from end to end",
    "init": "start a project, from your own exports if you name them",
    "try": "answer a rule over files, without any project",
    "check": "tell what is wrong in .seg files; needs no data",
    "code": "the page of a code such as XS204, with an example",
    "fmt": "lay out .seg files in the one way, comments kept",
    "test": "run the test blocks; needs no data",
    "catalog": "what a rule may say here, with examples",
    "list": "segments with owner, size and share",
    "build": "read, clean and join the sources into profiles",
    "quality": "what the last builds found: rows, known values, times, people, trend",
    "train": "make a new version of a model, and show who would move",
    "models": "the versions of a model; promote one, or go back to the one before",
    "drift": "whether models and segments are still what they were",
    "personas": "who is in each cluster and segment, and a rule in their place",
    "report": "one offline page: clusters, personas, channels, segments, drift",
    "run": "build, score and evaluate, and record who entered and left",
    "members": "who is in a segment",
    "explain": "why somebody is in a segment or out of it",
    "preview": "size, clause by clause, and a sample of members",
}
"""Every command with what it does; a command `try` stands in `xseg/cli/try_.py`."""

EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_OURS, EXIT_INTERRUPTED = 0, 1, 2, 70, 130


class _Commands(TyperGroup):
    """A group whose commands are only names and help until one is called."""

    def __init__(self) -> None:
        stubs: dict[str, Command] = {
            name: TyperCommand(name, help=text, rich_markup_mode=None) for name, text in COMMANDS.items()
        }
        super().__init__(
            name="xseg",
            commands=stubs,
            help="Segments as code: channel exports and a few .seg files in, audiences out.",
            epilog="Start with `xseg demo`. Exit codes: 0 clean, 1 findings, 2 usage or configuration, 70 our fault.",
            rich_markup_mode=None,
            no_args_is_help=True,
        )

    def list_commands(self, ctx: "Context") -> list[str]:
        return list(COMMANDS)

    def resolve_command(self, ctx: "Context", args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name is not None and command is not None else command, rest


def load(name: str) -> Any:
    """The command itself, out of its file."""
    module = import_module(f"xseg.cli.{name}" if name != "try" else "xseg.cli.try_")
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, cls=getattr(module, "COMMAND_CLASS", TyperCommand))(module.command)
    return typer.main.get_command(app)


def run() -> NoReturn:
    """The console script: `main`, without the time that taking an interpreter apart takes."""
    if hasattr(signal, "SIGPIPE"):  # whoever stops reading, such as `head`, ends us as they end anybody
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    gc.set_threshold(100_000, 50, 50)  # most of what is made while starting stays to the end
    code: object = EXIT_CLEAN
    try:
        main()
    except SystemExit as left:
        code = left.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = EXIT_INTERRUPTED
    os._exit(code if isinstance(code, int) else EXIT_CLEAN if code is None else EXIT_FINDINGS)


def main(arguments: list[str] | None = None) -> None:
    """Runs `xseg` and leaves with its exit code, by SystemExit."""
    try:
        _Commands().main(args=arguments, prog_name="xseg")
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(EXIT_INTERRUPTED)
    except BaseException as error:
        if not isinstance(error, Exception) and not _is_panic(error):
            raise
        # a damaged state; anything else is our bug, and is told as one
        from xseg.cli.failure import report

        sys.exit(report(error, as_json="--json" in (sys.argv if arguments is None else arguments)))


def _is_panic(error: BaseException) -> bool:
    """Whether Polars broke off, which it tells by no Exception; asked without loading it."""
    exceptions = sys.modules.get("polars.exceptions")
    return exceptions is not None and isinstance(error, exceptions.PanicException)
