"""Files and a project become a typed program: names resolved, types known, every mistake told."""

from collections.abc import Iterable, Mapping, Sequence

from xseg.diagnostics import Sink, Span
from xseg.project.project import Project
from xseg.project.types import UNKNOWN, Type
from xseg.semantics import messages
from xseg.semantics.conditions import check_condition
from xseg.semantics.fixtures import check_test
from xseg.semantics.metadata import check_metadata
from xseg.semantics.models import check_features, declare_model
from xseg.semantics.order import in_order, needs, pasts
from xseg.semantics.program import CheckedModel, CheckedSegment, Metadata, Program
from xseg.semantics.reads import Key
from xseg.semantics.scope import CONSENT, ON_PROFILE, World
from xseg.semantics.sensitive import check_sensitive
from xseg.semantics.standard import prefixed, standard_traits
from xseg.semantics.values import value_type
from xseg.syntax.nodes import Expression, File, Model, Name, Segment, Test, Trait, Use


def check(
    project: Project, files: Sequence[File], sink: Sink, *, rules: Mapping[str, Expression] | None = None
) -> Program:
    """The program of all files together; it may be lowered only if the sink holds no error."""
    world = World(project, sink)
    declared = _by_name(world, files)
    world.segments = {name for kind, name in declared if kind == "segment"}
    needed = {key: list(needs(node)) for key, node in declared.items()}
    order, cycles = in_order({key: [other for other, _ in found] for key, found in needed.items()})
    for ring in cycles:
        place = next(name for key, name in needed[ring[0]] if key == ring[1])
        sink.add(messages.cycle([name for _, name in ring], place.span))
    for node in declared.values():
        if isinstance(node, Model):
            world.models[node.name.text] = declare_model(world, node)
        elif isinstance(node, Trait):
            world.traits[node.name.text] = UNKNOWN  # until its turn, and within a cycle
    for key in order:
        node = declared[key]
        if isinstance(node, Trait):
            world.traits[node.name.text] = _trait_type(world, node)
        elif isinstance(node, Model):
            check_features(world, node, world.models[node.name.text])
    segments = {node.name.text: _segment(world, node) for node in declared.values() if isinstance(node, Segment)}
    tests = tuple(node for file in files for node in file.declarations if isinstance(node, Test))
    for test in tests:
        check_test(world, test)
    for rule in (rules or {}).values():
        check_condition(world, rule, ON_PROFILE)
    if any(purpose.refuses for purpose in project.purposes.values()):
        read = {key: [*found, *pasts(declared[key])] for key, found in needed.items()}
        check_sensitive(world, segments.values(), read)
    return Program(
        project=project,
        traits={node.name.text: node for node in declared.values() if isinstance(node, Trait)},
        trait_types=world.traits,
        models={
            node.name.text: CheckedModel(node, world.models[node.name.text])
            for node in declared.values()
            if isinstance(node, Model)
        },
        segments=segments,
        tests=tests,
        types=world.types,
        standard=world.standard,
        rules=rules or {},
    )


def _trait_type(world: World, node: Trait) -> Type:
    """The type of a trait. All of a standard one stands where its `use` does: what is wrong there is told once a `use`,
    and without a fix, which would write over the `use`.
    """
    if node.name.text not in world.standard:
        return value_type(world, node.expression, ON_PROFILE)
    told, world.sink = world.sink, Sink()
    type_ = value_type(world, node.expression, ON_PROFILE)
    found, world.sink = world.sink, told
    for finding in found:
        if not any(one.code == finding.code and one.span == finding.span for one in told):
            told.add(messages.in_standard_trait(finding, node.name.text))
    return type_


def _segment(world: World, node: Segment) -> CheckedSegment:
    metadata: Metadata = check_metadata(world, node)
    check_condition(world, node.where, ON_PROFILE)
    return CheckedSegment(node, metadata)


MOST_USES = 100


def _by_name(world: World, files: Iterable[File]) -> dict[Key, Trait | Model | Segment]:
    """Traits, models and segments under their names; a name that is taken is told, and its first owner keeps it."""
    found: dict[Key, Trait | Model | Segment] = {}
    uses = 0
    for file in files:
        for node in file.declarations:
            match node:
                case Segment(name):
                    _claim(world, found, ("segment", name.text), node, name, "segment")
                case Trait(name) | Model(name):
                    _claim_value(world, found, node, name, "trait" if isinstance(node, Trait) else "model")
                case Use():
                    uses += 1
                    if uses <= MOST_USES:
                        _claim_standard(world, found, node)
                    elif uses == MOST_USES + 1:
                        world.sink.add(messages.too_many_uses(node, MOST_USES))
                case Test():
                    pass
    return found


def _claim_standard(world: World, found: dict[Key, Trait | Model | Segment], use: Use) -> None:
    """The standard traits of a `use`; those whose names are taken are told together."""
    taken: dict[str, Span | None] = {}
    for trait in standard_traits(world, use):
        name = trait.name.text
        if name in world.project.attributes:
            taken[name] = world.project.attributes[name].span
        elif ("value", name) in found:
            taken[name] = found["value", name].name.span
        else:
            found["value", name] = trait
            world.standard[name] = use.name.text
    if taken:
        first = next(iter(taken.values()))
        world.sink.add(messages.standard_names_taken(use, use.name.text, list(taken), first, prefixed(use)))


def _claim_value(
    world: World, found: dict[Key, Trait | Model | Segment], node: Trait | Model, name: Name, what: str
) -> None:
    """Attributes, consents, traits and models share one namespace."""
    if name.text in world.project.attributes:
        span: Span | None = world.project.attributes[name.text].span
        world.sink.add(messages.duplicate_name(what, name, span, also="an attribute in xseg.toml"))
    elif name.text.removeprefix(CONSENT) in world.project.purposes and name.text.startswith(CONSENT):
        world.sink.add(messages.duplicate_name(what, name, None, also="a consent"))
    else:
        _claim(world, found, ("value", name.text), node, name, what)


def _claim(
    world: World,
    found: dict[Key, Trait | Model | Segment],
    key: Key,
    node: Trait | Model | Segment,
    name: Name,
    what: str,
) -> None:
    if key in found:
        world.sink.add(messages.duplicate_name(what, name, found[key].name.span))
    else:
        found[key] = node
