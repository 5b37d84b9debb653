"""`xseg models`: the versions of every model, and which one is in force."""

from typing import Annotated

import typer

from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, fail, print_diagnostics, print_json
from xseg.cli.opened import open_ready, times_of
from xseg.cli.progress import progress_bar


def command(
    model: Annotated[str | None, typer.Argument(help="One model; else all.")] = None,
    *,
    promote: Annotated[
        int | None, typer.Option("--promote", help="Put this version of the model in force.", metavar="VERSION")
    ] = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Put the version in force again that was in force before.")
    ] = False,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the versions of models with state, age and quality; promote one through its gates, or roll back.

    Example: xseg models cluster --promote 3
    """
    if (promote is not None or rollback) and (model is None or (promote is not None and rollback)):
        raise typer.BadParameter("name one model, and either --promote VERSION or --rollback")
    workspace = open_ready(project, as_json=as_json)
    now, clock = times_of(workspace, as_of, as_json=as_json)
    program, sink = workspace.checked, workspace.sink
    from xseg.cli.trainings import print_moves, print_versions, training_json, version_json
    from xseg.workflow import versions as verbs

    if promote is not None and model is not None:
        with progress_bar() as progress:
            training = verbs.promote(program, sink, model, promote, now=now, clock=clock, progress=progress)
        if training is None or training.in_force != training.version:
            if training is not None and not as_json:
                print_moves(training)
            fail(sink, workspace.sources, as_json=as_json)
        if as_json:
            print_json("xseg.train/1", {"trainings": [training_json(training)]})
            return
        print_moves(training)
        print(f"version {training.version} of {model} is in force")
        return
    if rollback and model is not None:
        back = verbs.roll_back(program, sink, model)
        if back is None:
            fail(sink, workspace.sources, as_json=as_json)
        if not as_json:
            print(f"version {back} of {model} is in force again")
    found = verbs.versions(program, sink, now=now, name=model)
    if found is None:
        fail(sink, workspace.sources, as_json=as_json)
    print_diagnostics(sink, workspace.sources)
    if as_json:
        print_json("xseg.models/1", {"versions": [version_json(one) for one in found]})
        return
    print_versions(found)
    if not found:
        print("no version yet: xseg train")
