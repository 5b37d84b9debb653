"""Which bounds of a model's `drift:` do not hold, and what to tell of each: what moved, and in which direction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from xseg.measure.figures import Crossing, ModelDrift
from xseg.measure.shifts import FeatureShift
from xseg.project.model import Measure

Case = tuple[str, float | None, str]
"""Of what, its value (None: not measured), and what to tell."""


def crossed(drift: ModelDrift) -> tuple[Crossing, ...]:
    """Every bound judged, in the order written; of one measure the largest value first."""
    return tuple(crossing for bound in drift.bounds for crossing in JUDGES[bound.measure](drift, bound.limit))


def above(measure: Measure, bound: float, cases: list[Case]) -> list[Crossing]:
    """Of (what, its value, in words) those above the bound, the largest first."""
    over = [(of, value, told) for of, value, told in cases if value is not None and value > bound + 1e-12]
    return [Crossing(measure, of, value, bound, told) for of, value, told in sorted(over, key=lambda one: -one[1])]


WITHHELD: Mapping[Measure, str] = {
    "share": "the share of {} changed",
    "centres": "the centre of {} moved",
    "distances": "the distance of {} changed",
}
"""What is still told of groups of which no figure is."""


def withheld(crossing: Crossing, groups: Sequence[str], *, least: int) -> Crossing:
    """A crossing without its figures, where one of the `groups` that it is of has fewer people than `least`."""
    names = " and ".join(f'"{group}"' for group in groups)
    told = f"{WITHHELD[crossing.measure].format(names)}, of fewer than {least} people then or now"
    return replace(crossing, value=None, told=told)


def of_psi(drift: ModelDrift, bound: float) -> list[Crossing]:
    """Each feature."""
    return above(
        "psi",
        bound,
        [(one.feature, one.psi, f"`{one.feature}` {went(one)}: PSI {one.psi or 0:.2f}") for one in drift.features],
    )


def of_ks(drift: ModelDrift, bound: float) -> list[Crossing]:
    """Each feature."""
    return above(
        "ks",
        bound,
        [(one.feature, one.ks, f"`{one.feature}` {went(one)}: KS {one.ks or 0:.2f}") for one in drift.features],
    )


def of_missing(drift: ModelDrift, bound: float) -> list[Crossing]:
    """Each feature: how much its share of missing values changed."""
    cases: list[Case] = [
        (
            one.feature,
            abs(one.missing_now - one.missing_then),
            f"`{one.feature}` is missing for {one.missing_now:.1%} of profiles, at training for {one.missing_then:.1%}",
        )
        for one in drift.features
    ]
    return above("missing", bound, cases)


def of_share(drift: ModelDrift, bound: float) -> list[Crossing]:
    """Each cluster: how much its share changed."""
    cases: list[Case] = []
    for one in drift.clusters:
        then, now = one.share_then or 0.0, one.share_now or 0.0
        went_so = "grew" if now > then else "shrank"
        cases.append((one.label, abs(now - then), f'"{one.label}" {went_so} from {then:.1%} to {now:.1%} of profiles'))
    return above("share", bound, cases)


def of_centres(drift: ModelDrift, bound: float) -> list[Crossing]:
    """Each cluster: how far its centre moved."""
    cases = [
        (one.label, one.moved, f'the centre of "{one.label}" moved by {one.moved or 0:.2f} scaled units')
        for one in drift.clusters
    ]
    return above("centres", bound, cases)


def of_distances(drift: ModelDrift, bound: float) -> list[Crossing]:
    """Each pair of clusters: how much the distance of their centres changed."""
    cases = [
        (
            f"{one.one} – {one.other}",
            abs(one.now - one.then) / one.then if one.now is not None and one.then else None,
            f'"{one.one}" and "{one.other}" are {one.now or 0:.2f} apart, at training {one.then:.2f}',
        )
        for one in drift.distances
    ]
    return above("distances", bound, cases)


def of_silhouette(drift: ModelDrift, bound: float) -> list[Crossing]:
    """How much the silhouette fell."""
    then, now = drift.silhouette_then, drift.silhouette_now
    fell = then - now if then is not None and now is not None else None
    return above("silhouette", bound, [("", fell, f"the silhouette fell from {then or 0:.3f} to {now or 0:.3f}")])


def of_agreement(drift: ModelDrift, bound: float) -> list[Crossing]:
    """What a fresh training would label otherwise."""
    if drift.shadow is None or drift.shadow.agreed >= bound - 1e-12:
        return []
    told = f"a fresh training would agree on {drift.shadow.agreed:.1%} of profiles only"
    return [Crossing("agreement", "", drift.shadow.agreed, bound, told)]


JUDGES: Mapping[Measure, Callable[[ModelDrift, float], list[Crossing]]] = {
    "psi": of_psi,
    "ks": of_ks,
    "missing": of_missing,
    "share": of_share,
    "centres": of_centres,
    "distances": of_distances,
    "silhouette": of_silhouette,
    "agreement": of_agreement,
}


def went(one: FeatureShift) -> str:
    """`moved up (median 3 → 5)`; without medians where none may be told."""
    way = "changed shape" if one.direction == "neither" else f"moved {one.direction}"
    if one.median_then is None and one.median_now is None:
        return way
    return f"{way} (median {number(one.median_then)} → {number(one.median_now)})"


def number(value: float | None) -> str:
    """A number of a feature for people, a dash for none."""
    return "–" if value is None else f"{value:,.6g}"
