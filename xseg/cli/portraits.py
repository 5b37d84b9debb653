"""Personas as text and as JSON: the same values both ways."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from xseg.cli.tables import console, count, percent, print_table
from xseg.measure.differences import Difference
from xseg.measure.personas import Persona
from xseg.plan.bind import from_micros
from xseg.project.project import Channel
from xseg.workflow.personas import PersonaReport

LIFTS_SHOWN = 5


def print_personas(report: PersonaReport, channels: Mapping[str, Channel]) -> None:
    """One portrait after the other; groups that are too small are named at the end, without figures."""
    for one in report.personas:
        if one.size is not None:
            print_persona(one, channels)
    small = [one.label for one in report.personas if one.size is None]
    if small:
        told = ", ".join(small)
        console().print(
            f"not shown, as fewer than {report.smallest} people are in them or out of them: {told}", markup=False
        )


def print_persona(one: Persona, channels: Mapping[str, Channel]) -> None:
    """One portrait."""
    where = f"cluster {one.label} of {one.of}" if one.kind == "cluster" else f"segment {one.label}: {one.title}"
    console().print(f"{where}\n{one.name} – {one.size:,} people, {percent(one.share)}\n", markup=False)
    if one.differences:
        rows = [(d.trait, figure(d, d.group), figure(d, d.others), f"{d.by:+.2f}") for d in one.differences]
        print_table("sets them apart", ("trait", "mean here", "others", "deviations"), rows, right=(1, 2, 3))
    if one.stand_in is not None:
        precision = "–" if one.stand_in.precision is None else f"{one.stand_in.precision:.0%}"
        console().print(
            f"\na rule in their place: lets in {count(one.stand_in.size)}, of whom {precision} are in the group, and "
            f"finds {one.stand_in.recall:.0%} of the group\n",
            markup=False,
        )
        console().print(one.stand_in.rule, markup=False)
    if one.channels:
        reception = [
            (
                channels[c.channel].label,
                percent(c.reached),
                percent(c.responded),
                percent(c.converted),
                percent(c.allowed),
            )
            for c in one.channels
        ]
        columns = ("channel", "reached", "responded", "converted", "allowed")
        print_table("channels in 90 days, the one that works best first", columns, reception, right=range(1, 5))
    if one.lifts:
        rows = [
            (f"{lift.event}: {lift.value}", percent(lift.group), percent(lift.all), f"{lift.lift:.1f} ×")
            for lift in one.lifts[:LIFTS_SHOWN]
        ]
        console().print()
        print_table("more than others", ("", "here", "all", "lift"), rows, right=(1, 2, 3))
    if one.journeys:
        ways = [
            (" → ".join(f"{kind} ({channel})" for kind, channel in way.steps), percent(way.group), percent(way.all))
            for way in one.journeys
        ]
        console().print()
        print_table("typical journeys", ("", "here", "all"), ways, right=(1, 2))
    console().print()


def figure(one: Difference, value: float) -> str:
    """A mean, or a share where the trait is true or false."""
    return percent(value) if one.share else f"{value:,.4g}" if abs(value) < 1_000 else f"{value:,.0f}"


def personas_json(report: PersonaReport, zone: ZoneInfo) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "now": from_micros(report.now, zone).isoformat(),
        "profiles": report.profiles,
        "smallest_group": report.smallest,
        "personas": [persona_json(one) for one in report.personas],
    }


def persona_json(one: Persona) -> dict[str, Any]:
    """One portrait as plain values."""
    best = one.best_channel
    return {
        "kind": one.kind,
        "of": one.of,
        "label": one.label,
        "title": one.title,
        "shown": one.size is not None,
        "size": one.size,
        "share": one.share,
        "name": one.name,
        "differences": [asdict(found) for found in one.differences],
        "rule": None
        if one.stand_in is None
        else {
            "text": one.stand_in.rule,
            "condition": one.stand_in.condition,
            "size": one.stand_in.size,
            "precision": one.stand_in.precision,
            "recall": one.stand_in.recall,
        },
        "best_channel": None if best is None else best.channel,
        "channels": [asdict(found) for found in one.channels],
        "more_than_others": [{**asdict(found), "lift": found.lift} for found in one.lifts],
        "journeys": [
            {"steps": [list(step) for step in way.steps], "group": way.group, "all": way.all} for way in one.journeys
        ],
    }
