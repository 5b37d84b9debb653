"""Checks `model` blocks and makes their declarations, from which the labels follow without any training."""

from dataclasses import replace
from typing import Any, cast, get_args

from xseg.project.model import (
    Algorithm,
    Choice,
    GateDeclaration,
    Impute,
    LabelRuleDeclaration,
    ModelDeclaration,
    RetrainDeclaration,
    Scale,
    unbuilt,
    unheeded,
)
from xseg.project.types import UnknownType, is_numeric
from xseg.semantics import messages, values, words
from xseg.semantics.scope import ON_PROFILE, World
from xseg.syntax.nodes import Entry, LabelRule, Model, Name, Word

CLUSTERS = "`clusters: 4` or `clusters: 3 to 8 by silhouette`"
FORMS = {
    "features": "`features: total_spend, orders_90d`",
    "algorithm": "`algorithm: kmeans`",
    "clusters": CLUSTERS,
    "scale": "`scale: zscore`, `minmax`, `robust` or `log`",
    "impute": "`impute: median`, `mode` or `knn`",
    "train_on": "`train_on: segment NAME` or `train_on: sample 20000`",
    "init": "`init: random`",
    "starts": "`starts: 4`",
    "seed": "`seed: 7`",
    "eps": "`eps: 0.5`",
    "min_samples": "`min_samples: 5`",
    "min_cluster_size": "`min_cluster_size: 50`",
    "linkage": "`linkage: ward`",
    "covariance": "`covariance: full`",
    "gate": "`gate: at most 15% relabelled`",
    "retrain": "`retrain: every 1 month` or `retrain: on drift`",
    "promote": "`promote: automatic`",
}
"""Every key of a model block with its form; `label` has a form of its own."""
CHOICES: dict[str, tuple[str, ...]] = {
    "algorithm": get_args(Algorithm),
    "scale": get_args(Scale),
    "impute": get_args(Impute),
    "init": ("kmeans++", "random"),
}
DENSITY_KEYS = ("eps", "min_samples", "min_cluster_size", "linkage", "covariance")
UNITS = ("hour", "day", "week", "month", "quarter", "year")
REPEATABLE = ("gate",)


def declare_model(world: World, node: Model) -> ModelDeclaration:
    """The declaration of a model; mistakes in it are told, and what can be read is kept."""
    declaration = ModelDeclaration(
        name=node.name.text,
        label=node.label.value if node.label else None,
        features=(),
        algorithm="kmeans",
        clusters_low=2,
        clusters_high=2,
        span=node.name.span,
    )
    told: dict[str, Entry] = {}
    broken: set[str] = set()
    for entry in node.entries:
        key, found_before = entry.key.text, len(world.sink.found)
        if key not in FORMS:
            world.sink.add(messages.unknown_key(entry.key, "model", (*FORMS, "label")))
        elif key in told and key not in REPEATABLE:
            world.sink.add(messages.repeated_key(entry.key, told[key].key.span))
        else:
            told[key] = entry
            changed = _read(world, entry, declaration)
            if changed is None:
                world.sink.add(messages.key_form(entry.key, FORMS[key], entry.span))
            else:
                declaration = changed
        if len(world.sink.found) > found_before:
            broken.add(key)
    declaration = replace(declaration, labels=tuple(_label(world, node, rule) for rule in node.labels))
    _needed(world, node, told, declaration)
    if "clusters" in told and not broken & {"clusters", "algorithm"}:
        _enough_clusters(world, node, declaration)
    return declaration


def check_features(world: World, node: Model, declaration: ModelDeclaration) -> None:
    """Checks that features are numbers, and that labels look at features; once the traits have their types."""
    for entry in node.entries:
        if entry.key.text == "features":
            _features(world, words.names(entry.words) or ())
    for rule in node.labels:
        match rule.expression:
            case Name(text) as name if rule.rule != "where" and declaration.features:
                if text not in declaration.features:
                    message = f"`{text}` is no feature of model `{declaration.name}`"
                    hint = f"use one of {messages.listed(declaration.features)}"
                    world.sink.add(messages.model_declaration(name, message, hint))
            case _:
                pass
    if declaration.train_on_segment is not None and declaration.train_on_segment not in world.segments:
        for entry in node.entries:
            if entry.key.text == "train_on":
                world.sink.add(messages.unknown_segment(words.as_name(entry.words[-1]), world.segments))


def _features(world: World, names: tuple[Name, ...]) -> None:
    """Each feature is a number and stands once."""
    told: set[str] = set()
    for name in names:
        if name.text in told:
            message = f"feature `{name.text}` stands twice, so it would count twice"
            world.sink.add(messages.model_declaration(name, message, "keep one of them"))
            continue
        told.add(name.text)
        type_ = values.value_type(world, name, ON_PROFILE)
        if not is_numeric(type_) and not isinstance(type_, UnknownType):
            hint = "use a number: a count, a sum, `days_since(…)`, `if(…, 1, 0)`"
            world.sink.add(messages.wrong_operand(name, "a model's feature is a number", type_, hint))


def _needed(world: World, node: Model, told: dict[str, Entry], declaration: ModelDeclaration) -> None:
    for key in ("features", "algorithm"):
        if key not in told:
            world.sink.add(
                messages.model_declaration(node.name, f"model `{node.name.text}` has no `{key}`", f"write {FORMS[key]}")
            )
    if "clusters" not in told and declaration.algorithm not in ("dbscan", "hdbscan"):
        message = f"model `{node.name.text}` does not say how many clusters"
        world.sink.add(messages.model_declaration(node.name, message, f"write {CLUSTERS}"))
    for what in unbuilt(declaration):
        place = next((told[key] for key in told if what.startswith(f"{key}:")), node.name)
        world.sink.add(
            messages.not_built_yet(
                place,
                f"`{what}`",
                "use `algorithm: kmeans`, `by silhouette`, `scale: zscore` or `minmax`, `impute: median`",
            )
        )
    for what in unheeded(declaration):
        world.sink.add(messages.unheeded(told.get(what.partition(":")[0], node.name), what))
    for key in DENSITY_KEYS:
        if key in told:
            world.sink.add(
                messages.not_built_yet(
                    told[key], f"`{key}:`", f"take it out: `{declaration.algorithm}` as it is built does not use it"
                )
            )


def _enough_clusters(world: World, node: Model, declaration: ModelDeclaration) -> None:
    """A label beyond the largest number of clusters would never be given."""
    most = declaration.clusters_high
    if len(node.labels) > most:
        message = f"{len(node.labels)} labels for at most {most} cluster{'' if most == 1 else 's'}"
        hint = "take the last ones out, or ask for more clusters"
        world.sink.add(messages.model_declaration(node.labels[most].label, message, hint))


def _read(world: World, entry: Entry, declaration: ModelDeclaration) -> ModelDeclaration | None:
    """The declaration with one more entry read; None where the entry has not its form."""
    key = entry.key.text
    match key:
        case "features":
            names = words.names(entry.words)
            return None if names is None else replace(declaration, features=tuple(name.text for name in names))
        case "algorithm" | "scale" | "impute" | "init":
            name = words.one_name(entry)
            if name is None or name.text not in CHOICES[key]:
                return None
            return replace(declaration, **cast(dict[str, Any], {key: name.text}))
        case "clusters":
            return _clusters(world, entry, declaration)
        case "train_on":
            return _train_on(entry, declaration)
        case "starts" | "seed":
            number = words.one_integer(entry)
            if number is None or (key == "starts" and number < 1):
                return None
            return replace(declaration, **cast(dict[str, Any], {key: number}))
        case "gate":
            return _gate(entry, declaration)
        case "retrain":
            return _retrain(entry, declaration)
        case "promote":
            name = words.one_name(entry)
            return None if name is None or name.text != "automatic" else replace(declaration, promote="automatic")
        case _:
            return declaration


def _clusters(world: World, entry: Entry, declaration: ModelDeclaration) -> ModelDeclaration | None:
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


def _train_on(entry: Entry, declaration: ModelDeclaration) -> ModelDeclaration | None:
    match entry.words:
        case [kind, Word(kind="name", text=name)] if kind.text.lower() == "segment":
            return replace(declaration, train_on_segment=name)
        case [kind, Word(kind="integer", text=count)] if kind.text.lower() == "sample" and int(count) > 0:
            return replace(declaration, train_on_sample=int(count))
    return None


def _gate(entry: Entry, declaration: ModelDeclaration) -> ModelDeclaration | None:
    match entry.words:
        case [_, _, Word(kind="share", share=share), last] if (
            words.starts(entry.words, "at", "most")
            and last.text.lower() == "relabelled"
            and share is not None
            and share.percent
        ):
            gate = GateDeclaration(share.unscaled, share.scale, span=entry.span)
            return replace(declaration, gates=(*declaration.gates, gate))
    return None


def _retrain(entry: Entry, declaration: ModelDeclaration) -> ModelDeclaration | None:
    match entry.words:
        case [_, Word(kind="integer", text=count), Word(kind="name", text=unit)] if words.starts(entry.words, "every"):
            singular = unit.lower().removesuffix("s")
            if singular in UNITS and int(count) > 0:
                return replace(declaration, retrain=RetrainDeclaration(int(count), singular))
        case [_, _] if words.starts(entry.words, "on", "drift"):
            return replace(declaration, retrain=RetrainDeclaration())
    return None


def _label(world: World, node: Model, rule: LabelRule) -> LabelRuleDeclaration:
    same = [other for other in node.labels if other.label.value == rule.label.value]
    if rule.label.value == "":
        world.sink.add(messages.empty_text(rule.label, None, hint="give the label a name"))
    elif same[0] is not rule:
        message = f'label "{rule.label.value}" stands twice'
        world.sink.add(messages.model_declaration(rule.label, message, "give one of them another name"))
    feature = rule.expression.text if isinstance(rule.expression, Name) and rule.rule != "where" else ""
    return LabelRuleDeclaration(rule.label.value, rule.rule, feature, span=rule.label.span)
