"""Checks `model` blocks and makes their declarations, from which the labels follow without any training."""

from dataclasses import replace
from pathlib import PurePosixPath

from xseg.project.model import DENSITY, DENSITY_MOST, NOISE, ModelDeclaration
from xseg.project.types import CategoryType, UnknownType, is_numeric
from xseg.semantics import messages, values, words
from xseg.semantics.model_keys import ALGORITHMS_OF, CLUSTERS, FORMS, REPEATABLE, read_entry
from xseg.semantics.model_labels import declare_label, features_read
from xseg.semantics.scope import ON_PROFILE, World
from xseg.syntax.nodes import Entry, Model, Name


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
            told.setdefault(key, entry)
            changed = read_entry(world, entry, declaration)
            if changed is None:
                world.sink.add(messages.key_form(entry.key, FORMS[key], entry.span))
            else:
                declaration = changed
        if len(world.sink.found) > found_before:
            broken.add(key)
    declaration = replace(declaration, labels=tuple(declare_label(world, node, rule) for rule in node.labels))
    _needed(world, node, told)
    if "algorithm" in told and "algorithm" not in broken:
        declaration = _of_algorithm(world, node, told, declaration)
    if "clusters" in told and not broken & {"clusters", "algorithm"}:
        _enough_clusters(world, node, declaration)
    return declaration


def check_features(world: World, node: Model, declaration: ModelDeclaration) -> None:
    """Checks that features are numbers, and that labels look at features; once the traits have their types."""
    for entry in node.entries:
        if entry.key.text == "features":
            _features(world, words.names(entry.words) or ())
    for rule, declared in zip(node.labels, declaration.labels, strict=False):  # a column's were told, and taken out
        read = features_read(declared.condition) if declared.rule == "where" else [declared.feature]
        strange = [text for text in read if text not in declaration.features]
        if strange and declaration.features:
            message = f"`{strange[0]}` is no feature of model `{declaration.name}`"
            hint = f"use one of {messages.listed(declaration.features)}"
            world.sink.add(messages.model_declaration(rule.expression, message, hint))
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


def _needed(world: World, node: Model, told: dict[str, Entry]) -> None:
    for key in ("features", "algorithm"):
        if key not in told:
            world.sink.add(
                messages.model_declaration(node.name, f"model `{node.name.text}` has no `{key}`", f"write {FORMS[key]}")
            )


def _of_algorithm(world: World, node: Model, told: dict[str, Entry], declaration: ModelDeclaration) -> ModelDeclaration:
    """What an algorithm needs, and what it would not heed; with what it takes where the block does not say."""
    algorithm = declaration.algorithm
    for key, entry in told.items():
        if key in ALGORITHMS_OF and algorithm not in ALGORITHMS_OF[key]:
            message = f"`{algorithm}` does not use `{key}`"
            hint = f"take it out, or use {messages.listed(ALGORITHMS_OF[key])}"
            world.sink.add(messages.model_declaration(entry, message, hint))
    if algorithm == "column":
        return _of_column(world, node, told, declaration)
    if "clusters" not in told and algorithm not in DENSITY:
        message = f"model `{node.name.text}` does not say how many clusters"
        world.sink.add(messages.model_declaration(node.name, message, f"write {CLUSTERS}"))
    if algorithm in DENSITY:
        _noise_is_taken(world, node)
        if "clusters" not in told:
            declaration = replace(declaration, clusters_low=1, clusters_high=DENSITY_MOST)
        elif declaration.chosen_by != "fixed":
            message = f"`{algorithm}` finds the number of clusters itself"
            hint = f"write the most that are to be kept: `clusters: {declaration.clusters_high}`"
            world.sink.add(messages.model_declaration(told["clusters"], message, hint))
        else:
            declaration = replace(declaration, clusters_low=1)
    if algorithm == "skops":
        declaration = _of_estimator(world, told, declaration)
    if algorithm == "hierarchical" and declaration.chosen_by == "bic":
        message = "`bic` asks how likely the data is, which `hierarchical` does not say"
        hint = "choose by `silhouette`, `elbow` or `stability`"
        world.sink.add(messages.model_declaration(told["clusters"], message, hint))
    return declaration


def _noise_is_taken(world: World, node: Model) -> None:
    """Who is in no cluster is called noise, so no cluster is."""
    for rule in node.labels:
        if rule.label.value == NOISE:
            message = f'"{NOISE}" is what a density model calls those who are in no cluster'
            world.sink.add(messages.model_declaration(rule.label, message, "give the label another name"))


def _of_column(world: World, node: Model, told: dict[str, Entry], declaration: ModelDeclaration) -> ModelDeclaration:
    """The labels are the values of a closed set that xseg.toml declares."""
    assert declaration.column is not None
    name = words.as_name(told["algorithm"].words[1])
    found = world.project.attributes.get(name.text)
    if found is None:
        world.sink.add(messages.unknown_attribute(name, world.project.attributes))
        return declaration
    match found.type:
        case CategoryType(values=values_) if values_:
            declaration = replace(declaration, values=values_)
        case _:
            message = f"the labels of model `{node.name.text}` are not known: `{name.text}` has no closed set of values"
            hint = f'declare them in xseg.toml: `{name.text} = {{ type = "category", values = ["…"] }}`'
            world.sink.add(messages.model_declaration(name, message, hint))
    if node.labels:
        message = f"the labels of model `{node.name.text}` are the values of `{name.text}`"
        world.sink.add(messages.model_declaration(node.labels[0].label, message, "take the label out"))
    most = max(len(declaration.values), 1)
    return replace(declaration, clusters_low=most, clusters_high=most, labels=())


def _of_estimator(world: World, told: dict[str, Entry], declaration: ModelDeclaration) -> ModelDeclaration:
    """An estimator scales for itself, unless the block says how; it lies in the project, and its clusters are known."""
    assert declaration.path is not None
    path = PurePosixPath(declaration.path)
    if path.is_absolute() or ".." in path.parts:
        message = f"`{declaration.path}` leads out of the project's folder"
        world.sink.add(messages.model_declaration(told["algorithm"], message, "put the file beside xseg.toml"))
    if "clusters" in told and declaration.chosen_by != "fixed":
        message = "an estimator that is trained already has its number of clusters"
        world.sink.add(messages.model_declaration(told["clusters"], message, "write it: `clusters: 4`"))
    return declaration if "scale" in told else replace(declaration, scale="none")


def _enough_clusters(world: World, node: Model, declaration: ModelDeclaration) -> None:
    """A label beyond the largest number of clusters would never be given."""
    most = declaration.clusters_high
    if len(node.labels) > most:
        message = f"{len(node.labels)} labels for at most {most} cluster{'' if most == 1 else 's'}"
        hint = "take the last ones out, or ask for more clusters"
        world.sink.add(messages.model_declaration(node.labels[most].label, message, hint))
