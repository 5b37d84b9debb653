"""Trainings and versions of models as text and as JSON: the same values both ways."""

from collections.abc import Sequence
from typing import Any

from xseg.cli.tables import console, count, percent, print_table
from xseg.measure.groups import sizes_told
from xseg.workflow.judging import Training
from xseg.workflow.versions import Version

MOVES_SHOWN = 8


def print_training(training: Training) -> None:
    """The candidates, the choice, the clusters, what speaks against them, and who would move."""
    state = "in force" if training.version == training.in_force else f"version {training.in_force} stays in force"
    console().print(f"model {training.model} version {training.version}, {state}", markup=False)
    print_report(training)
    print_moves(training)
    if training.version != training.in_force and all(gate.holds for gate in training.gates):
        console().print(
            f"put it in force with: xseg models {training.model} --promote {training.version}", markup=False
        )


def print_report(training: Training) -> None:
    """How a version came about."""
    report, features, least = training.trained.report, training.trained.features, training.smallest
    score = "" if report.silhouette is None else f" ({report.quality}: silhouette {report.silhouette:.3f})"
    console().print(f"{report.choice}{score}", markup=False)
    for note in report.notes:
        console().print(f"note: {note}", markup=False)
    for warning in report.warnings:
        console().print(f"warning: {warning}", markup=False)
    console().print()
    best = next((one for one in report.candidates if one.clusters == len(report.clusters)), None)
    rows = [
        (
            f"{one.clusters}{' ◂' if one is best and len(report.candidates) > 1 else ''}",
            number(one.silhouette, 3),
            number(one.inertia, 0),
            number(one.bic, 0),
            number(one.stability, 2),
            ", ".join(count(size) if size is not None else few(least) for size in sizes_told(one.sizes, least=least)),
        )
        for one in report.candidates
    ]
    columns = ("clusters", "silhouette", "inertia", "BIC", "stability", "sizes in the sample")
    print_table("tried", columns, rows, right=range(5))
    console().print()
    named = [
        (one.label, few(least) if one.size is None else count(one.size), percent(one.share), one.why)
        for one in training.groups
    ]
    if report.noise:
        (noise,) = sizes_told([report.noise], least=least)
        share = None if noise is None else noise / (report.profiles - report.left_out)
        named.append(("noise", few(least) if noise is None else count(noise), percent(share), ""))
    print_table("clusters", ("label", "profiles", "share", "why"), named, right=(1, 2))
    console().print()
    labels = [one.label for one in training.groups]
    means = [(name, *(number(one.means[place], 1) for one in training.groups)) for place, name in enumerate(features)]
    print_table("mean of each feature", ("feature", *labels), means, right=range(1, len(labels) + 1))
    if any(mean is None for one in training.groups for mean in one.means):
        console().print(f"– is not told: of fewer than {least} people in or out of it, or made of what is sensitive")


def few(least: int) -> str:
    """What stands for the number of too few people; where everybody else is too few, that is told too."""
    return f"hidden, < {least}"


def print_moves(training: Training) -> None:
    """What it changes against the version in force before: labels, segments, clusters that went; and the gates."""
    report = training.trained.report
    if report.dissolved:
        console().print(f"\ndissolved: {', '.join(report.dissolved)}", markup=False)
    if report.new:
        console().print(f"new: {', '.join(report.new)}", markup=False)
    if training.unknown:
        console().print(f"\nwho would change cluster is not known, {training.unknown}", markup=False)
    elif training.moves or training.version != training.in_force:
        if training.since is not None:
            console().print(
                f"\nfeatures are defined otherwise since: compared with the labels and members of run {training.since}",
                markup=False,
            )
        moved = sum(move.profiles for move in training.moves)
        console().print(f"\n{moved:,} of {training.profiles:,} profiles would change cluster")
        shown = training.moves[:MOVES_SHOWN]
        rows = [(move.before or "none", move.after or "none", count(move.profiles)) for move in shown]
        if rows:
            print_table("", ("from", "to", "profiles"), rows, right=(2,))
    if training.segments:
        told = [
            (one.segment, count(one.before), count(one.entered), count(one.left), percent(float(one.share)))
            for one in training.segments
        ]
        print_table("segments that would move", ("segment", "size", "enter", "leave", "share"), told, right=range(1, 5))
    for gate in training.gates:
        state = "holds" if gate.holds else "is closed" if gate.measured else "cannot be measured"
        console().print(f"gate {state}{':' if gate.measured else ','} {gate.told}", markup=False)


def number(value: float | None, digits: int) -> str:
    """A number with so many digits behind the point, a dash for none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def training_json(training: Training) -> dict[str, Any]:
    """The training as plain values."""
    return {
        "model": training.model,
        "version": training.version,
        "in_force": training.in_force,
        **report_json(training),
        "compared_with_run": training.since,
        "not_compared": training.unknown,
        "moves": [{"from": move.before, "to": move.after, "profiles": move.profiles} for move in training.moves],
        "segments": [
            {"segment": one.segment, "before": one.before, "entered": one.entered, "left": one.left}
            for one in training.segments
        ],
        "gates": [{"measured": gate.told, "holds": gate.holds} for gate in training.gates],
    }


def report_json(training: Training) -> dict[str, Any]:
    """A report as plain values; null stands for what is not told."""
    report, features, least = training.trained.report, training.trained.features, training.smallest
    return {
        "smallest_group": least,
        "choice": report.choice,
        "silhouette": report.silhouette,
        "quality": report.quality,
        "warnings": list(report.warnings),
        "notes": list(report.notes),
        "parameters": {one.name: one.value for one in report.parameters},
        "candidates": [
            {
                "clusters": one.clusters,
                "silhouette": one.silhouette,
                "inertia": one.inertia,
                "bic": one.bic,
                "stability": one.stability,
                "sizes": list(sizes_told(one.sizes, least=least)),
            }
            for one in report.candidates
        ],
        "clusters": [
            {
                "label": one.label,
                "why": one.why,
                "size": one.size,
                "share": one.share,
                "means": dict(zip(features, one.means, strict=True)),
            }
            for one in training.groups
        ],
        "noise": report.noise if report.noise == 0 else sizes_told([report.noise], least=least)[0],
        "matches": [{"label": one.label, "before": one.before, "shared": one.shared} for one in report.matches],
        "dissolved": list(report.dissolved),
        "new": list(report.new),
    }


def print_versions(found: Sequence[Version]) -> None:
    """A table of versions, the newest of each model first."""
    rows = [
        (
            one.model,
            str(one.version),
            one.state,
            one.algorithm,
            "–" if one.days is None else f"{one.days} days",
            "–" if one.report is None else str(len(one.report.clusters)),
            "–" if one.report is None else number(one.report.silhouette, 3),
            "damaged" if one.report is None else one.report.quality,
            "–" if one.report is None else count(one.report.profiles),
            "" if one.report is None else str(len(one.report.warnings) or ""),
        )
        for one in found
    ]
    columns = (
        "model", "version", "state", "algorithm", "age", "clusters", "silhouette", "quality", "profiles", "warnings"
    )  # fmt: skip
    print_table("", columns, rows, right=(1, 4, 5, 6, 8, 9))


def version_json(one: Version) -> dict[str, Any]:
    """A version as plain values."""
    report = one.report
    return {
        "model": one.model,
        "version": one.version,
        "state": one.state,
        "algorithm": one.algorithm,
        "days": one.days,
        "trained_at": None if report is None else report.trained_at,
        "clusters": None if report is None else len(report.clusters),
        "silhouette": None if report is None else report.silhouette,
        "quality": None if report is None else report.quality,
        "profiles": None if report is None else report.profiles,
        "warnings": None if report is None else list(report.warnings),
    }
