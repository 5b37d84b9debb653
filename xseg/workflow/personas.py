"""`personas`: who is in each cluster and segment, told from the traits and events of now; nothing is recorded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from xseg.diagnostics import Sink, Source
from xseg.engines.polars.snapshot import Snapshot
from xseg.measure.habits import recent, touches, walks
from xseg.measure.personas import People, Persona, StandIn, persona
from xseg.measure.rules import traits_of
from xseg.plan import Plan, lower
from xseg.plan.nodes import Ref, Score
from xseg.plan.reach import reachable
from xseg.profiles.progress import Progress, quiet
from xseg.project.types import CategoryType, Type
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.syntax.format import formatted
from xseg.tables import NUMBER, consent_column
from xseg.workflow import messages
from xseg.workflow.building import as_of, ready
from xseg.workflow.evaluating import InForce, answers, models_in_force, models_read
from xseg.workflow.masking import made_of_personal, personal_columns
from xseg.workflow.scoring import with_scores
from xseg.workflow.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class PersonaReport:
    """The personas at `now`, of clusters and then of segments, the largest first; groups below `smallest` have no
    figures.
    """

    now: int
    profiles: int
    smallest: int
    personas: tuple[Persona, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Everybody as they are now: a row a profile in `table`, which has every trait, label and segment by name."""

    plan: Plan
    snapshot: Snapshot
    models: Mapping[str, InForce]
    table: pl.DataFrame
    types: Mapping[str, Type]
    """Of the columns that may stand in a persona: traits and attributes that are neither personal nor sensitive."""


def personas(
    workspace: Workspace,
    *,
    now: int,
    clock: int | None = None,
    name: str | None = None,
    progress: Progress = quiet,
) -> PersonaReport | None:
    """Every cluster and segment, those of one model, or one segment; `clock` is that of a build (building.built),
    unless it is `now`. None, told in the workspace's sink, where that cannot be.
    """
    program, sink = workspace.checked, workspace.sink
    known = (*program.models, *program.segments)
    if name is not None and name not in known:
        sink.add(messages.no_model_or_segment(name, known))
        return None
    found = seen(program, sink, now=now, clock=clock, progress=progress)
    if found is None:
        return None
    progress("personas", 0.6)
    return personas_of(workspace, found, now=now, name=name)


def personas_of(workspace: Workspace, found: Seen, *, now: int, name: str | None = None) -> PersonaReport:
    """The personas of what was seen."""
    program = workspace.checked
    people = people_of(program, found, now=now)
    made: list[Persona] = []
    for model, force in found.models.items():
        if name not in (None, model):
            continue
        labels = found.table.get_column(f"model {model}")
        made.extend(
            persona(
                people,
                (labels == label).fill_null(False),
                kind="cluster",
                of=model,
                label=label,
                title=label,
                features=force.trained.features,
            )
            for label in force.trained.labels
        )
    asked = [segment for segment in found.plan.segments if name in (None, segment)]
    made.extend(
        persona(
            people,
            found.table.get_column(f"segment {segment}"),
            kind="segment",
            of=segment,
            label=segment,
            title=program.segments[segment].title,
        )
        for segment in asked
    )
    measured = with_stand_ins(workspace, found, made, now=now)
    measured.sort(key=lambda one: (one.kind, one.of if one.kind == "cluster" else "", -(one.size or 0), one.label))
    return PersonaReport(now, found.table.height, program.project.smallest_group, tuple(measured))


def seen(
    program: Program, sink: Sink, *, now: int, clock: int | None = None, progress: Progress = quiet
) -> Seen | None:
    """Everybody at `now`, on tables that are up to date; segments whose models have no version in force are left out,
    and so are those models. None, told in the sink, where a model in force is stale or damaged.
    """
    project = program.project
    if not ready(project, sink, now=now, clock=clock, progress=progress):
        return None
    plan = lower(program)
    store = Store(project.state)
    known = stored.in_force(store)
    roots = {f"model {name}": ref for name, ref in plan.models.items()}
    roots |= {f"segment {name}": ref for name, ref in plan.segments.items()}
    roots = {name: ref for name, ref in roots.items() if set(models_read(plan, [ref])) <= known.keys()}
    types = tellable(program, plan, known)
    models = models_in_force(store, program, plan, [*roots.values(), *(ref for ref, _ in types.values())], sink)
    if models is None:
        return None
    snapshot = with_scores(as_of(project, plan, now=now), plan, models, sink, project=project, now=now)
    if snapshot is None:
        return None
    outputs = {**{name: ref for name, (ref, _) in types.items() if ref >= 0}, **roots}
    table = answers(plan, outputs, snapshot, project=project, now=now, models=models)
    attributes = [name for name, (ref, _) in types.items() if ref < 0]
    table = table.with_columns(snapshot.profiles.get_column(name) for name in attributes)
    kept = replace_segments(plan, roots)
    return Seen(kept, snapshot, models, table, {name: type_ for name, (_, type_) in types.items()})


def replace_segments(plan: Plan, roots: Mapping[str, Ref]) -> Plan:
    """The plan with those segments only that can be answered."""
    return replace(plan, segments={name: ref for name, ref in plan.segments.items() if f"segment {name}" in roots})


def tellable(program: Program, plan: Plan, known: Mapping[str, int]) -> dict[str, tuple[Ref, Type]]:
    """Traits (by their node) and attributes (node −1) that may be told of a group, with their types: nothing that
    names a person, is sensitive or is made of either, and no label of a model.
    """
    hidden = personal_columns(program.project)
    found: dict[str, tuple[Ref, Type]] = {}
    for name, ref in plan.traits.items():
        scored = any(isinstance(plan.nodes[below].operation, Score) for below in reachable(plan, [ref]))
        if not scored and not made_of_personal(plan, ref, program.project):
            found[name] = (ref, program.trait_types[name])
    for name, attribute in program.project.attributes.items():
        if name not in hidden and name not in found:
            found[name] = (-1, attribute.type)
    return found


def people_of(program: Program, found: Seen, *, now: int) -> People:
    """What personas are made of."""
    project = program.project
    made = [kind.name for kind in project.events.values() if kind.made]
    events = recent(found.snapshot.events, now=now, made=made)
    numbers = found.snapshot.profiles.get_column(NUMBER)
    contents = {
        kind.name: [one.name for one in kind.properties.values() if isinstance(one.type, CategoryType)]
        for kind in project.events.values()
    }
    allowed = {
        channel.name: numbers.filter(found.snapshot.profiles.get_column(consent_column(channel.consent)))
        for channel in project.channels.values()
        if channel.consent is not None
    }
    return People(
        numbers=numbers,
        traits=traits_of(found.table, dict(found.types)),
        events=events,
        touched=touches(events),
        walked=walks(events),
        contents=contents,
        channels=tuple(project.channels),
        allowed=allowed,
        smallest=project.smallest_group,
    )


# --- the rules in their place, measured ---


def with_stand_ins(workspace: Workspace, found: Seen, made: list[Persona], *, now: int) -> list[Persona]:
    """The personas with their rules checked by the language and measured by the engine. A rule that does not check is
    left out.
    """
    rules = {f"persona {place}": one.condition for place, one in enumerate(made) if one.condition is not None}
    checked = open_workspace(workspace.root, rules=rules)
    wrong = {one.span.path for one in checked.sink if one.severity == "error" and one.span is not None}
    if wrong:
        rules = {name: rule for name, rule in rules.items() if name not in wrong}
        checked = open_workspace(workspace.root, rules=rules)
    if not rules or not checked.ready:
        return made
    program = checked.checked
    plan = lower(program)
    roots = {name: plan.segments[name] for name in rules}
    models = models_in_force(Store(program.project.state), program, plan, roots.values(), Sink())
    if models is None:
        return made
    table = answers(plan, roots, found.snapshot, project=program.project, now=now, models=models)
    return [
        measured(one, found, table.get_column(f"persona {place}")) if f"persona {place}" in rules else one
        for place, one in enumerate(made)
    ]


def measured(one: Persona, found: Seen, let_in: pl.Series) -> Persona:
    """A persona with its rule and what that lets in."""
    if one.kind == "cluster":
        group = (found.table.get_column(f"model {one.of}") == one.label).fill_null(False)
    else:
        group = found.table.get_column(f"segment {one.of}")
    hits, size, own = int((group & let_in).sum()), int(let_in.sum()), int(group.sum())
    assert one.condition is not None
    return replace(
        one,
        stand_in=StandIn(
            rule=as_segment(one, one.condition),
            condition=one.condition,
            size=size,
            precision=hits / size if size else None,
            recall=hits / own if own else 0.0,
        ),
    )


def as_segment(one: Persona, condition: str) -> str:
    """The rule as a whole segment, laid out."""
    plain = re.sub(r"\W+", "_", one.label.lower()).strip("_") or "group"
    title = f"Much like {one.title}".replace("\\", "\\\\").replace('"', '\\"')
    name = plain if plain.startswith(one.of) else f"{one.of}_{plain}"
    text = f'segment {name}_alike "{title}" {{ where {condition} }}\n'
    laid_out = formatted(Source("persona.seg", text), Sink())
    return text if laid_out is None else laid_out
