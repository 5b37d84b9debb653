"""`xseg explain`: why somebody is in a segment or out of it, and until when."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from xseg.cli.common import AsOfOption, JsonOption, ProjectOption, RevealOption, fail, print_diagnostics, print_json
from xseg.cli.identity import explain_identity
from xseg.cli.opened import now_of, open_ready

if TYPE_CHECKING:
    from xseg.explain.changes import Change
    from xseg.explain.flips import Flip
    from xseg.workflow.explain import Explanation


def command(
    segment: Annotated[str | None, typer.Argument(help="The segment's name.")] = None,
    person: Annotated[
        str | None, typer.Argument(help="A profile id, or key:value such as email:ann@example.com.")
    ] = None,
    *,
    identity: Annotated[
        str | None, typer.Option("--identity", metavar="PERSON", help="Show which records and keys make one person.")
    ] = None,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    reveal: RevealOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show a segment clause by clause with what it sees of one person, what would change the answer, and when it will.

    Without --as-of the answer is that of the last run's time, over the last build's tables.

    With --identity, and no segment: the records that are this person, and the keys by which they hang together.

    Example: xseg explain cart_rescue email:ann@example.com
    """
    if identity is not None and segment is None:
        explain_identity(identity, project, reveal=reveal, as_json=as_json)
        return
    if segment is None or person is None or identity is not None:
        raise typer.BadParameter("give a segment and a person, or --identity PERSON alone")
    workspace = open_ready(project, as_json=as_json)
    from xseg.workflow.explain import explain, last_now

    recorded = None if as_of else last_now(workspace.checked.project)
    now = now_of(workspace, as_of, as_json=as_json) if recorded is None else recorded
    found = explain(workspace, segment, person, now=now, reveal=reveal)
    if found is None:
        fail(workspace.sink, workspace.sources, as_json=as_json)
    print_diagnostics(workspace.sink, workspace.sources)
    zone = workspace.checked.project.timezone
    if as_json:
        print_json("xseg.explain/1", _document(found, zone))
    else:
        _print(found, zone)


def _print(found: "Explanation", zone: ZoneInfo) -> None:
    from xseg.cli.clauses import Telling
    from xseg.explain.values import instant

    print(f"{found.profile} is {'in' if found.member else 'out of'} {found.segment} as of {instant(found.now, zone)}\n")
    telling = Telling(found.now, zone, found.hidden)
    for line in telling.told_in_full(found.tree):
        print(f"  {line}")
    print()
    for change in found.changes:
        print(f"{'out' if found.member else 'in'} with {change_text(change)}")
    if not found.changes:
        print(f"no single value would bring this person {'out' if found.member else 'in'}")
    if found.flip is not None:
        print(_flip_text(found.flip, found, zone))
    if found.flip_hidden:
        print("when it changes by itself would tell a hidden day: --reveal shows it")


def change_text(change: "Change") -> str:
    """`total_spend 88.01 higher`; `height just over 0.2 higher` where the number beside an edge is meant."""
    from xseg.explain.values import counted, shown, span_text
    from xseg.project.types import DateType, ExactType, NumberType, TimestampType

    apart = change.after - change.before
    direction = "higher" if apart > 0 else "lower"
    match change.type:
        case TimestampType():
            return f"{change.label} {span_text(abs(int(apart)))} {'later' if apart > 0 else 'earlier'}"
        case DateType():
            return f"{change.label} {counted(abs(int(apart)), 'day')} {'later' if apart > 0 else 'earlier'}"
        case ExactType(0) if change.counts:
            number, *word = counted(abs(int(apart)), "event").split()
            return f"{number} {'more' if apart > 0 else 'fewer'} {word[0]} for `{change.label}`"
        case _:
            pass
    size = shown(abs(apart), change.type, ZoneInfo("UTC"))
    beyond = isinstance(change.type, NumberType) and float(f"{change.after:.12g}") != change.after
    return f"{change.label} {'just over ' if beyond else ''}{size} {direction}"


def _flip_text(flip: "Flip", found: "Explanation", zone: ZoneInfo) -> str:
    from xseg.explain.values import instant, moment

    if flip.enters is None:
        return f"stays {'in' if found.member else 'out'} at least until {instant(flip.at, zone)} if nothing happens"
    because = " and ".join(f"`{clause}`" for clause in flip.clauses)
    what = "enters" if flip.enters else "leaves"
    when = f"{instant(flip.at, zone)} ({moment(flip.at, now=found.now, zone=zone).partition(', ')[2]})"
    return f"{what} at {when} if nothing happens{f', by {because}' if because else ''}"


def _document(found: "Explanation", zone: ZoneInfo) -> dict[str, Any]:
    from xseg.cli.clauses import Telling, clause_json

    return {
        "segment": found.segment,
        "profile": found.profile,
        "now": found.now,
        "member": found.member,
        "clauses": clause_json(found.tree, Telling(found.now, zone, found.hidden)),
        "changes": [
            {"value": one.label, "before": one.before, "after": one.after, "text": change_text(one)}
            for one in found.changes
        ],
        "flip": None if found.flip is None else asdict(found.flip),
        "flip_hidden": found.flip_hidden,
    }
