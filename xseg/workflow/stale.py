"""What `check` says of models in force: those that mean something else than their block, labels that nobody gets."""

import sqlite3
from collections.abc import Iterator, Sequence

from xseg.diagnostics import Sink
from xseg.models.definition import changes
from xseg.models.trained import Definition, NamedBy
from xseg.plan import Plan, lower
from xseg.plan.nodes import Compare, Literal_, OneOf, Ref, Score
from xseg.project.model import DENSITY, NOISE, ModelDeclaration
from xseg.semantics import Program
from xseg.store import documents
from xseg.store.damaged import Damaged
from xseg.workflow import messages
from xseg.workflow.definitions import definition_of


def tell_stale(program: Program, sink: Sink) -> None:
    """A warning for each version in force that a run would refuse or that rules do not fit. Reads the documents alone;
    of state that cannot be read it says nothing, as a run will.
    """
    state = program.project.state
    try:
        known = documents.in_force(state)
    except (Damaged, sqlite3.Error):
        return
    asked = {name: checked.model for name, checked in program.models.items() if name in known}
    if not asked:
        return
    plan = lower(program)
    for name, declaration in asked.items():
        document = documents.document(state, name, known[name])
        trained = None if document is None else definition_in(document)
        if document is None or trained is None:
            continue
        if tell_if_stale(program, plan, declaration, known[name], trained, sink):
            continue
        used = [document.get(key) for key in ("algorithm", "scaled_by", "imputed_by")]
        tell_otherwise(declaration, known[name], used, len(texts(document.get("labels"))), sink)
        if not trained.column:
            tell_labels(program, plan, name, known[name], texts(document.get("labels")), sink)


def tell_if_stale(
    program: Program, plan: Plan, declaration: ModelDeclaration, version: int, trained: Definition, sink: Sink
) -> bool:
    """Whether a version in force means something else than its block, told as a warning."""
    found = changes(trained, definition_of(program, plan, declaration))
    if found:
        sink.add(messages.stale_definition(declaration.name, version, found, declaration.span))
    return bool(found)


AS_MANY = ("kmeans", "minibatch_kmeans", "hierarchical")
"""Algorithms that find as many clusters as they are asked for."""


def tell_otherwise(
    declaration: ModelDeclaration, version: int, used: Sequence[object], clusters: int, sink: Sink
) -> None:
    """A warning where a version in force was trained in another way than its block says now: its labels mean the same,
    and others may get them. `used` are algorithm, scaling and imputation as the version has them.
    """
    if declaration.algorithm == "column" == used[0]:
        return
    asked = (declaration.algorithm, declaration.scale, declaration.impute or "")
    found = [key for key, then, now in zip(("algorithm", "scale", "impute"), used, asked, strict=True) if then != now]
    few = clusters < declaration.clusters_low and declaration.algorithm in AS_MANY
    if few or clusters > declaration.clusters_high:
        found.append("clusters")
    if found:
        sink.add(messages.trained_otherwise(declaration.name, version, found, declaration.span))


def tell_labels(program: Program, plan: Plan, name: str, version: int, labels: tuple[str, ...], sink: Sink) -> None:
    """A warning for each label that a rule reads and the version gives to nobody."""
    noise = (NOISE,) if program.models[name].model.algorithm in DENSITY else ()
    told: set[str] = set()
    for label, ref in labels_read(plan, name):
        if label not in (*labels, *noise) and label not in told:
            told.add(label)
            sink.add(messages.label_not_in_force(name, version, label, labels, plan.spans.get(ref)))


def labels_read(plan: Plan, name: str) -> Iterator[tuple[str, Ref]]:
    """The labels of a model that rules compare with, each with its node."""

    def is_label(ref: Ref) -> bool:
        operation = plan.nodes[ref].operation
        return isinstance(operation, Score) and (operation.model, operation.output) == (name, "label")

    for ref, node in enumerate(plan.nodes):
        match node.operation:
            case Compare("==", left, right) if is_label(left) or is_label(right):
                other = plan.nodes[right if is_label(left) else left].operation
                if isinstance(other, Literal_) and isinstance(other.value, str):
                    yield other.value, ref
            case OneOf(operand, values) if is_label(operand):
                yield from ((value, ref) for value in values if isinstance(value, str))
            case _:
                pass


# --- documents, of which anything may have become ---


def definition_in(document: object) -> Definition | None:
    """The definition in a document, None where it has none."""
    if not isinstance(document, dict) or not isinstance(column := document.get("column"), str):
        return None
    features, marks = texts(document.get("features")), texts(document.get("fingerprints"))
    rules = document.get("rules")
    if not features or len(features) != len(marks) or not isinstance(rules, list):
        return None
    named = [texts([rule.get("label"), rule.get("rule")]) for rule in rules if isinstance(rule, dict)]
    if len(named) != len(rules) or not all(len(pair) == 2 for pair in named):
        return None
    return Definition(dict(zip(features, marks, strict=True)), tuple(NamedBy(*pair) for pair in named), column)


def texts(value: object) -> tuple[str, ...]:
    """A list of texts, empty where it is none."""
    return tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else ()
