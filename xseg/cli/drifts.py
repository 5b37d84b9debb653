"""Drift as text and as JSON: the same values both ways."""

from typing import Any
from zoneinfo import ZoneInfo

from xseg.cli.tables import console, count, counted, instant, percent, print_table
from xseg.cli.trainings import number
from xseg.measure.bounds import number as plain_number
from xseg.measure.figures import ModelDrift
from xseg.measure.history import RUNS, Band, SegmentDrift
from xseg.plan.bind import from_micros
from xseg.workflow.drift import DriftReport

FEATURES_SHOWN = 12


def print_drift(report: DriftReport, zone: ZoneInfo) -> None:
    """Each model with what crossed a bound first, then the segments out of line."""
    for one in report.models:
        print_model(one, zone)
    for name in report.untrained:
        console().print(f"model {name} has no version yet: xseg train {name}\n", markup=False)
    if report.segments:
        print_segments(report.segments)


def print_model(one: ModelDrift, zone: ZoneInfo) -> None:
    """One model: the verdict, then every figure."""
    verdict = f"{counted(len(one.crossings), 'bound', 'bounds')} crossed" if one.drifted else "within its bounds"
    console().print(
        f"model {one.model} version {one.version}, trained {instant(one.trained_at, zone)} on {one.profiles_then:,} "
        f"profiles, measured on {one.profiles:,}: {verdict}",
        markup=False,
    )
    for crossing in one.crossings:
        console().print(f"  ✗ {crossing.told} ({bound_told(crossing.measure, crossing.bound)})", markup=False)
    for note in one.notes:
        console().print(f"  note: {note}", markup=False)
    console().print()
    worst = sorted(one.features, key=lambda feature: -(feature.psi or 0.0))
    rows = [
        (
            feature.feature,
            number(feature.psi, 3),
            number(feature.ks, 3),
            {"up": "↑", "down": "↓", "neither": "·"}[feature.direction],
            plain_number(feature.median_then),
            plain_number(feature.median_now),
            percent(feature.missing_then),
            percent(feature.missing_now),
        )
        for feature in worst[:FEATURES_SHOWN]
    ]
    columns = ("feature", "PSI", "KS", "", "median then", "now", "missing then", "now")
    print_table("features", columns, rows, right=(1, 2, 4, 5, 6, 7))
    if len(worst) > FEATURES_SHOWN:
        console().print(f"and {len(worst) - FEATURES_SHOWN} that moved less")
    console().print()
    clusters = [(c.label, percent(c.share_then), percent(c.share_now), number(c.moved, 3)) for c in one.clusters]
    print_table("clusters", ("label", "share then", "now", "centre moved"), clusters, right=(1, 2, 3))
    closest = sorted(one.distances, key=lambda distance: distance.then)[:3]
    for distance in closest:
        console().print(
            f"{distance.one} – {distance.other}: {distance.then:.2f} apart then, {number(distance.now, 2)} now",
            markup=False,
        )
    console().print(f"silhouette {number(one.silhouette_then, 3)} then, {number(one.silhouette_now, 3)} now")
    if one.shadow is not None:
        console().print(
            f"a fresh training finds {counted(one.shadow.clusters, 'cluster', 'clusters')} and agrees on "
            f"{one.shadow.agreed:.1%} of profiles (adjusted Rand {one.shadow.rand:.3f})"
        )
    console().print()


def bound_told(measure: str, bound: float) -> str:
    """`bound: psi at most 0.2`, as the model block writes it."""
    match measure:
        case "agreement":
            return f"bound: agreement at least {bound * 100:.6g}%"
        case "share" | "missing":
            return f"bound: {measure} at most {bound * 100:.6g} points"
        case "distances":
            return f"bound: distances at most {bound * 100:.6g}%"
        case _:
            return f"bound: {measure} at most {bound:.6g}"


def print_segments(segments: tuple[SegmentDrift, ...]) -> None:
    """The segments out of their band; how many are in it, and how many have too little history."""
    young = [one for one in segments if not one.bands]
    outside = [one for one in segments if one.drifted]
    inside = len(segments) - len(young) - len(outside)
    rows = [
        (one.segment, band.figure, band_number(band, band.value), band_number(band, band.middle), band_range(band))
        for one in outside
        for band in one.bands
        if band.outside
    ]
    if rows:
        columns = ("segment", "figure", "last run", "usual", "band")
        print_table("segments out of their band", columns, rows, right=(2, 3, 4))
    if inside:
        console().print(f"{counted(inside, 'segment goes', 'segments go')} as usual")
    if young:
        runs = max(one.earlier for one in young)
        console().print(
            f"{counted(len(young), 'segment has', 'segments have')} too little history to say: a band needs {RUNS} "
            f"earlier runs at other times, there {'is' if runs == 1 else 'are'} {runs}"
        )


def band_number(band: Band, value: float) -> str:
    """A size as a number, everything else as a share."""
    return count(round(value)) if band.figure == "size" else f"{value:.2%}"


def band_range(band: Band) -> str:
    """`34 to 120`."""
    return f"{band_number(band, band.low)} to {band_number(band, band.high)}"


def drift_json(report: DriftReport, zone: ZoneInfo) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "now": from_micros(report.now, zone).isoformat(),
        "drifted": report.drifted,
        "models": [model_json(one, zone) for one in report.models],
        "segments": [
            {
                "segment": one.segment,
                "drifted": one.drifted,
                "earlier_runs": one.earlier,
                "figures": [
                    {
                        "figure": band.figure,
                        "value": band.value,
                        "middle": band.middle,
                        "low": band.low,
                        "high": band.high,
                        "z": band.z,
                        "outside": band.outside,
                    }
                    for band in one.bands
                ],
            }
            for one in report.segments
        ],
        "untrained": list(report.untrained),
    }


def model_json(one: ModelDrift, zone: ZoneInfo) -> dict[str, Any]:
    """One model as plain values."""
    shadow = one.shadow
    return {
        "model": one.model,
        "version": one.version,
        "trained_at": from_micros(one.trained_at, zone).isoformat(),
        "profiles_then": one.profiles_then,
        "profiles": one.profiles,
        "drifted": one.drifted,
        "crossings": [
            {"measure": c.measure, "of": c.of, "value": c.value, "bound": c.bound, "told": c.told}
            for c in one.crossings
        ],
        "features": [
            {
                "feature": f.feature,
                "psi": f.psi,
                "ks": f.ks,
                "direction": f.direction,
                "median_then": f.median_then,
                "median_now": f.median_now,
                "missing_then": f.missing_then,
                "missing_now": f.missing_now,
            }
            for f in one.features
        ],
        "clusters": [
            {"label": c.label, "share_then": c.share_then, "share_now": c.share_now, "moved": c.moved}
            for c in one.clusters
        ],
        "distances": [{"one": d.one, "other": d.other, "then": d.then, "now": d.now} for d in one.distances],
        "silhouette_then": one.silhouette_then,
        "silhouette_now": one.silhouette_now,
        "shadow": None
        if shadow is None
        else {"clusters": shadow.clusters, "agreed": shadow.agreed, "rand": shadow.rand},
        "notes": list(one.notes),
    }
