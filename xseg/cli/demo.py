"""`xseg demo`: the first thing a newcomer types."""

from pathlib import Path
from typing import Annotated

import typer

from xseg.cli.common import JsonOption, fail, print_diagnostics, print_json, wall_now
from xseg.cli.progress import progress_bar


def command(
    directory: Annotated[Path, typer.Argument(help="Where the shop is made.")] = Path("shop"),
    *,
    profiles: Annotated[int, typer.Option("--profiles", help="About how many profiles.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another shop.")] = 2025,
    as_json: JsonOption = False,
) -> None:
    """Make a shop with seven channels and all their mess, and run it from end to end.

    Example: xseg demo shop --profiles 5000
    """
    from xseg.workflow.demo import demo

    with progress_bar() as progress:
        found, workspace, sink = demo(directory, profiles=profiles, seed=seed, wall=wall_now(), progress=progress)
    sources = {} if workspace is None else workspace.sources
    if found is None or workspace is None:
        fail(sink, sources, as_json=as_json)
    print_diagnostics((one for one in sink if one.severity != "info"), sources)
    from xseg.cli.building import build_json, print_build
    from xseg.cli.render import preview_json, print_preview, print_run, run_json
    from xseg.cli.trainings import print_training, training_json

    if as_json:
        trainings = [training_json(training) for training in found.trainings]
        parts = {
            "trainings": trainings,
            "run": run_json(found.report, workspace.checked),
            "preview": preview_json(found.preview, workspace.checked),
        }
        built = build_json(found.report.build, workspace.checked.project)
        print_json("xseg.demo/1", {**parts, "build": built})
        return
    program = workspace.checked
    print_build(found.report.build)
    for training in found.trainings:
        print()
        print_training(training)
    print()
    print_run(found.report, program)
    print()
    print_preview(found.preview, program)
    print(f"\nthe shop stands in {directory}; try next:")
    print(f"  cd {directory}")
    print("  xseg preview -e 'last purchase within 30 days and total_spend > 500'")
    print("  xseg catalog purchase")
    print("  xseg members cart_rescue")
