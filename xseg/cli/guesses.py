"""A proposal told in a few lines, and as JSON."""

import sys
from dataclasses import asdict
from typing import Any, assert_never

from xseg.profiles.guess import Proposal, ProposedColumn, ProposedSource
from xseg.profiles.guess.words import visible

NAMES_MOST, VALUES_MOST = 14, 5


def tell_guesses(proposal: Proposal) -> None:
    """What was guessed of each file, on the error stream."""
    for source in proposal.sources:
        print(visible(_headline(source)), file=sys.stderr)
        for what, told in _lines(source):
            print(f"  {what:<9} {visible(told)}", file=sys.stderr)


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """The proposal as plain values; files are named as they were given."""
    document = asdict(proposal)
    for source in document["sources"]:
        source["file"] = str(source["file"])
    return {**document, "channels": list(proposal.channels), "purposes": list(proposal.purposes)}


def _headline(source: ProposedSource) -> str:
    match source.kind:
        case "events":
            what = "events " + ", ".join(f"`{kind}`" for kind in source.kinds)
        case "consents":
            what = "consents " + ", ".join(f"`{purpose}`" for purpose in source.purposes)
        case "list":
            what = "a list"
        case "profiles":
            what = "profiles"
        case _:
            assert_never(source.kind)
    told = source.told_rows + (";" if source.bad_rows else ",")
    return f"{source.file.name}: {told} taken as {what}, since {source.kind_reason}"


def _lines(source: ProposedSource) -> list[tuple[str, str]]:
    lines = [("key", f"{use.name} = `{use.column}`: {use.reason}") for use in source.keys]
    if source.time is not None:
        lines.append(("time", f"`{source.time.column}` {source.time.reason}"))
    if source.updated_at is not None:
        lines.append(("updated", f"`{source.updated_at.column}` {source.updated_at.reason}"))
    if source.answer_column is not None:
        lines.append(("answer", f"`{source.answer_column}`: {source.answer_reason}"))
    if source.channels:
        lines.append(("channel", ", ".join(source.channels)))
    if source.columns:
        shown = ", ".join(map(_column, source.columns[:NAMES_MOST]))
        more = len(source.columns) - NAMES_MOST
        lines.append(("columns", shown + (f" and {more} more" if more > 0 else "")))
    lines.extend(("left out", f"`{column}`, since {reason}") for column, reason in source.left_out.items())
    lines.extend(("note", remark) for remark in source.remarks)
    return lines


def _column(column: ProposedColumn) -> str:
    values = column.options.get("values")
    if isinstance(values, tuple) and len(values) <= VALUES_MOST:
        return f"{column.name} ({' | '.join(values)})"
    return f"{column.name} ({column.type})"
