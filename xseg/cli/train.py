"""`xseg train`: a new version of a model."""

from typing import Annotated

import typer

from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready, times_of
from xseg.cli.progress import progress_bar


def command(
    model: Annotated[list[str] | None, typer.Argument(help="Models to train; else all.")] = None,
    *,
    promote: Annotated[bool, typer.Option("--promote", help="Put the new version in force at once.")] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Go on from the version in force by partial_fit (minibatch_kmeans only).")
    ] = False,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a new version of each model and show who would move. The first version goes in force by itself.

    Example: xseg train cluster
    """
    workspace = open_ready(project, as_json=as_json)
    now, clock = times_of(workspace, as_of, as_json=as_json)
    from xseg.cli.trainings import print_training, training_json
    from xseg.workflow.train import train

    with progress_bar() as progress:
        trainings = train(
            workspace.checked,
            workspace.sink,
            now=now,
            clock=clock,
            names=tuple(model or ()),
            promote=promote,
            further=update,
            progress=progress,
        )
    if trainings is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    if as_json:
        print_json("xseg.train/1", {"trainings": [training_json(training) for training in trainings]})
    else:
        for training in trainings:
            print_training(training)
        if not trainings:
            print("no model is declared")
    if promote and any(training.version != training.in_force for training in trainings):
        raise typer.Exit(1)
