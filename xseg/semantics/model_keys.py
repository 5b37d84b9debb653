"""Reads the entries of a `model` block, each by the form of its key."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal, cast, get_args

from xseg.project.model import (
    DRIFT_UNITS,
    Algorithm,
    Choice,
    Covariance,
    DriftDeclaration,
    GateDeclaration,
    Impute,
    Linkage,
    Measure,
    ModelDeclaration,
    RetrainDeclaration,
    Scale,
)
from xseg.semantics import messages, words
from xseg.semantics.scope import World
from xseg.syntax.nodes import Entry, Share, Word

CLUSTERS = "`clusters: 4` or `clusters: 3 to 8 by silhouette`"
DRIFT = "`drift: psi at most 0.2, share at most 5 points, silhouette at most 0.1, agreement at least 90%`"
FORMS = {
    "features": "`features: total_spend, orders_90d`",
    "algorithm": '`algorithm: kmeans`, `algorithm: column tier` or `algorithm: skops "models/own.skops"`',
    "clusters": CLUSTERS,
    "scale": "`scale: zscore`, `minmax`, `robust`, `log` or `none`",
    "impute": "`impute: median`, `mode` or `knn`",
    "train_on": "`train_on: segment NAME` or `train_on: sample 20000`",
    "init": "`init: random`",
    "starts": "`starts: 4`",
    "seed": "`seed: 7`",
    "eps": "`eps: 0.5`",
    "min_samples": "`min_samples: 5`",
    "min_cluster_size": "`min_cluster_size: 50`",
    "linkage": "`linkage: ward`, `complete`, `average` or `single`",
    "covariance": "`covariance: full`, `tied`, `diag` or `spherical`",
    "trusted": '`trusted: "own_package.Estimator"`',
    "gate": (
        "`gate: at most 15% relabelled`, `gate: at most 20% of each segment moved`, `gate: silhouette at least 0.25`, "
        "`gate: each cluster at least 2%` or `gate: no cluster dissolved`"
    ),
    "drift": DRIFT,
    "retrain": "`retrain: every 1 month` or `retrain: on drift`",
    "promote": "`promote: automatic`",
}
"""Every key of a model block with its form; `label` has a form of its own."""
CHOICES: dict[str, tuple[str, ...]] = {
    "scale": get_args(Scale),
    "impute": get_args(Impute),
    "init": ("kmeans++", "random"),
    "linkage": get_args(Linkage),
    "covariance": get_args(Covariance),
}
LEAST = {"starts": 1, "seed": 0, "min_samples": 1, "min_cluster_size": 2}
ALGORITHMS_OF: dict[str, tuple[Algorithm, ...]] = {
    "clusters": ("kmeans", "minibatch_kmeans", "gaussian_mixture", "hierarchical", "dbscan", "hdbscan", "skops"),
    "init": ("kmeans", "minibatch_kmeans"),
    "starts": ("kmeans", "minibatch_kmeans", "gaussian_mixture"),
    "eps": ("dbscan",),
    "min_samples": ("dbscan", "hdbscan"),
    "min_cluster_size": ("hdbscan",),
    "linkage": ("hierarchical",),
    "covariance": ("gaussian_mixture",),
    "trusted": ("skops",),
}
"""The algorithms that heed a key, where not all do."""
End = tuple[int, str]
"""The largest number that a measure can have, and its name for people."""
GATES_END_AT: Mapping[str, End] = {
    "relabelled": (100, "the per cent of profiles that are relabelled"),
    "smallest": (100, "the per cent of profiles in a cluster"),
    "silhouette": (1, "a silhouette"),
}
"""A segment may move by more than its size before."""
DRIFT_ENDS_AT: Mapping[Measure, End] = {
    "ks": (1, "the distance of two distributions"),
    "missing": (100, "a change of a share in points"),
    "share": (100, "a change of a share in points"),
    "silhouette": (2, "the fall of a silhouette"),
    "agreement": (100, "the per cent of labels that agree"),
}
REPEATABLE = ("gate", "drift")
UNITS = ("hour", "day", "week", "month", "quarter", "year")

Found = ModelDeclaration | None


def read_entry(world: World, entry: Entry, declaration: ModelDeclaration) -> ModelDeclaration | None:
    """The declaration with one more entry read; None where the entry has not its form."""
    key = entry.key.text
    match key:
        case "features":
            names = words.names(entry.words)
            return None if names is None else replace(declaration, features=tuple(name.text for name in names))
        case "scale" | "impute" | "init" | "linkage" | "covariance":
            name = words.one_name(entry)
            if name is None or name.text not in CHOICES[key]:
                return None
            return changed(declaration, key, name.text)
        case "starts" | "seed" | "min_samples" | "min_cluster_size":
            number = words.one_integer(entry)
            return None if number is None or number < LEAST[key] else changed(declaration, key, number)
        case "promote":
            name = words.one_name(entry)
            return None if name is None or name.text != "automatic" else replace(declaration, promote="automatic")
        case _:
            return READERS[key](world, entry, declaration)


def changed(declaration: ModelDeclaration, field: str, value: object) -> ModelDeclaration:
    """The declaration with another value of a field."""
    return replace(declaration, **cast(dict[str, Any], {field: value}))


def _algorithm(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    match entry.words:
        case [Word(kind="name", text=name)] if name in get_args(Algorithm) and name not in ("column", "skops"):
            return replace(declaration, algorithm=cast(Algorithm, name))
        case [Word(kind="name", text="column"), Word(kind="name", text=name)]:
            return replace(declaration, algorithm="column", column=name)
        case [Word(kind="name", text="skops"), Word(kind="text", text=path)] if path:
            return replace(declaration, algorithm="skops", path=path)
    return None


def _clusters(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    chosen: Choice = "silhouette"
    match entry.words:
        case [Word(kind="integer", text=count)]:
            low = high = int(count)
            chosen = "fixed"
        case [Word(kind="integer", text=first), to, Word(kind="integer", text=last), *rest] if to.text.lower() == "to":
            low, high = int(first), int(last)
            match rest:
                case []:
                    pass
                case [by, Word(kind="name", text=how)] if by.text.lower() == "by" and how in get_args(Choice)[1:]:
                    chosen = cast(Choice, how)
                case _:
                    return None
        case _:
            return None
    if low < 1 or high < low or (chosen != "fixed" and low < 2):
        message = "a choice of clusters goes from 2 upwards"
        world.sink.add(messages.model_declaration(entry, message, f"write {CLUSTERS}"))
        return declaration
    return replace(declaration, clusters_low=low, clusters_high=high, chosen_by=chosen)


def _train_on(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    match entry.words:
        case [kind, Word(kind="name", text=name)] if kind.text.lower() == "segment":
            return replace(declaration, train_on_segment=name)
        case [kind, Word(kind="integer", text=count)] if kind.text.lower() == "sample" and int(count) > 0:
            return replace(declaration, train_on_sample=int(count))
    return None


def _eps(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    number = plain_number(entry.words[0]) if len(entry.words) == 1 else None
    return None if number is None or not number.unscaled else replace(declaration, eps=as_double(number))


def _trusted(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    found = words.listed(entry.words)
    if found is None or any(word.kind != "text" or not word.text for word in found):
        return None
    return replace(declaration, trusted=tuple(word.text for word in found))


def _gate(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    gate = gate_of(entry)
    if gate is None:
        return None
    if _within(world, entry, GATES_END_AT.get(gate.measure), Fraction(gate.share, 10**gate.share_scale)):
        return replace(declaration, gates=(*declaration.gates, gate))
    return declaration


def gate_of(entry: Entry) -> GateDeclaration | None:
    """One gate, None where it has no form of FORMS."""
    measure: Literal["relabelled", "segments", "silhouette", "smallest"]
    found = [word.text.lower() for word in entry.words]
    match found:
        case ["no", "cluster", "dissolved"]:
            return GateDeclaration(measure="dissolved", span=entry.span)
        case ["at", "most", _, "relabelled"]:
            measure, share = "relabelled", percentage(entry.words[2])
        case ["at", "most", _, "of", "each", "segment", "moved"]:
            measure, share = "segments", percentage(entry.words[2])
        case ["each", "cluster", "at", "least", _]:
            measure, share = "smallest", percentage(entry.words[4])
        case ["silhouette", "at", "least", _]:
            measure, share = "silhouette", plain_number(entry.words[3])
        case _:
            return None
    return None if share is None else GateDeclaration(share.unscaled, share.scale, measure, span=entry.span)


def _drift(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    bounds: list[DriftDeclaration] = []
    for part in parts(entry.words):
        bound = drift_of(part, entry)
        if bound is None:
            return None
        if not _within(world, entry, DRIFT_ENDS_AT.get(bound.measure), Fraction(bound.bound, 10**bound.bound_scale)):
            return declaration
        bounds.append(bound)
    told = [bound.measure for bound in (*declaration.drift, *bounds)]
    if twice := [measure for measure in told if told.count(measure) > 1]:
        message = f"`{twice[0]}` has two bounds"
        world.sink.add(messages.model_declaration(entry, message, "keep one of them"))
        return declaration
    return replace(declaration, drift=(*declaration.drift, *bounds))


def _within(world: World, entry: Entry, end: End | None, number: Fraction) -> bool:
    """Whether a number is one that its measure can have, told where not: a gate on it never opens, or never closes."""
    if end is None or number <= end[0]:
        return True
    most, told = end
    message = f"{told} is never above {most}"
    world.sink.add(messages.model_declaration(entry, message, "write the number that is meant"))
    return False


def drift_of(part: tuple[Word, ...], entry: Entry) -> DriftDeclaration | None:
    """`psi at most 0.2`, `share at most 5 points`, `agreement at least 90%`; None where it is none of them."""
    match [word.text.lower() for word in part]:
        case [name, "at", "most" | "least" as edge, _, *unit] if name in DRIFT_UNITS:
            measure: Measure = name
        case _:
            return None
    wanted = DRIFT_UNITS[measure]
    number = percentage(part[3]) if wanted == "%" else plain_number(part[3])
    if edge != ("least" if measure == "agreement" else "most") or unit != ([wanted] if wanted == "points" else []):
        return None
    return None if number is None else DriftDeclaration(measure, number.unscaled, number.scale, span=entry.span)


def parts(found: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """The words between the commas."""
    lists: list[list[Word]] = [[]]
    for word in found:
        if word.kind == "comma":
            lists.append([])
        else:
            lists[-1].append(word)
    return [tuple(part) for part in lists]


def percentage(word: Word) -> Share | None:
    """`15%`."""
    share = words.share(word)
    return share if share is not None and share.percent else None


def plain_number(word: Word) -> Share | None:
    """`0.25` or `3`, as an exact number."""
    match word:
        case Word(kind="share", share=Share(percent=False) as found):
            return found
        case Word(kind="integer"):
            return words.share(word)
        case _:
            return None


def as_double(number: Share) -> float:
    """An exact number as a double."""
    return number.unscaled / float(10**number.scale)


def _retrain(world: World, entry: Entry, declaration: ModelDeclaration) -> Found:
    match entry.words:
        case [_, Word(kind="integer", text=count), Word(kind="name", text=unit)] if words.starts(entry.words, "every"):
            singular = unit.lower().removesuffix("s")
            if singular in UNITS and int(count) > 0:
                return replace(declaration, retrain=RetrainDeclaration(int(count), singular))
        case [_, _] if words.starts(entry.words, "on", "drift"):
            return replace(declaration, retrain=RetrainDeclaration())
    return None


READERS: dict[str, Callable[[World, Entry, ModelDeclaration], Found]] = {
    "algorithm": _algorithm,
    "clusters": _clusters,
    "train_on": _train_on,
    "eps": _eps,
    "trusted": _trusted,
    "gate": _gate,
    "drift": _drift,
    "retrain": _retrain,
}
