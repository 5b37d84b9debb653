"""`xseg list`: the segments at a glance."""

from dataclasses import asdict

from xseg.cli.common import JsonOption, ProjectOption, print_json
from xseg.cli.opened import open_ready


def command(*, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List the segments with owner, size and share, the change since the run before, guards and destinations.

    Example: xseg list --json
    """
    workspace = open_ready(project, as_json=as_json)
    from xseg.workflow.listing import listing

    rows = listing(workspace.checked)
    if as_json:
        print_json("xseg.list/1", {"segments": [asdict(row) for row in rows]})
        return
    from xseg.cli.tables import count, percent, print_table, signed

    told = [
        (
            row.name,
            row.title,
            row.owner or "",
            count(row.size),
            percent(row.share),
            signed(row.change),
            "; ".join(row.guards),
            ", ".join(row.destinations),
        )
        for row in rows
    ]
    columns = ("segment", "title", "owner", "size", "share", "change", "guards", "destinations")
    print_table("", columns, told, right=(3, 4, 5))
