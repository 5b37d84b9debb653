"""`explain`: why one person is in a segment or out of it, what would change that, and when it changes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.evaluate import evaluate
from xseg.engines.polars.snapshot import Snapshot
from xseg.explain.changes import Change, nearest_changes
from xseg.explain.clauses import Clause
from xseg.explain.flips import Flip, next_flip
from xseg.explain.question import Question
from xseg.plan import Plan, bind, lower
from xseg.plan.nodes import Attribute, Ranked, Ref
from xseg.plan.reach import reachable
from xseg.profiles import people
from xseg.profiles.values.keys import key_values
from xseg.project.project import Project
from xseg.project.types import DateType, TimestampType
from xseg.store import Store
from xseg.tables import NUMBER, PROFILE, Person
from xseg.tables.person import Value
from xseg.workflow import messages
from xseg.workflow.building import as_of
from xseg.workflow.evaluating import InForce, in_engine, models_in_force
from xseg.workflow.masking import personal_columns
from xseg.workflow.scoring import with_scores
from xseg.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Explanation:
    """One person's answer at `now`. `hidden` names have values that stay dots; `flip` of None: no clock is asked, or
    the instant would tell a hidden day (`flip_hidden`).
    """

    segment: str
    title: str
    profile: str
    now: int
    tree: Clause
    changes: tuple[Change, ...]
    flip: Flip | None
    hidden: frozenset[str]
    flip_hidden: bool = False

    @property
    def member(self) -> bool:
        return self.tree.holds


def last_now(project: Project) -> int | None:
    """The `now` of the last run that recorded members: what explains its answers."""
    runs = [run for run in Store(project.state).runs() if run.has_members]
    return runs[-1].now if runs else None


def explain(workspace: Workspace, segment: str, person: str, *, now: int, reveal: bool = False) -> Explanation | None:
    """The answer for `person` (a profile id, or `key:value`) over the last build's tables as they stood at `now`.

    None, told in the workspace's sink, where the segment or the person is unknown, nothing was built, or a model that
    is read has no version in force.
    """
    program, sink = workspace.checked, workspace.sink
    project = program.project
    store = Store(project.state)
    if segment not in program.segments:
        sink.add(messages.no_segment(segment, tuple(program.segments)))
        return None
    if store.trouble(sink):
        return None
    if store.last_build() is None:
        sink.add(messages.nothing_built())
        return None
    id_ = found_id(project, store, person, sink)
    plan = lower(program)
    root = plan.segments[segment]
    models = models_in_force(store, program, plan, [root], sink)
    if id_ is None or models is None:
        return None
    snapshot = with_scores(as_of(project, plan, now=now), plan, models, sink, project=project, now=now)
    if snapshot is None:
        return None
    one = _only(snapshot, id_)
    if one.profiles.is_empty():
        sink.add(messages.no_person(person))
        return None
    (found,) = people(project, one)
    where = program.segments[segment].declaration.where
    whole = _whole(project, plan, root, snapshot, found, now=now, models=models)
    question = Question(program, workspace.sources, plan, where, root, found, in_engine(models), whole)
    hidden = frozenset[str]() if reveal else personal_columns(project)
    secret = _reads_days_of(plan, root, hidden)
    return Explanation(
        segment=segment,
        title=program.segments[segment].title,
        profile=id_,
        now=now,
        tree=question.tree(now),
        changes=tuple(nearest_changes(question, now, hidden=hidden)),
        flip=None if secret else next_flip(question, now),
        hidden=hidden,
        flip_hidden=secret,
    )


def _reads_days_of(plan: Plan, root: Ref, hidden: frozenset[str]) -> bool:
    """Whether the answer depends on a hidden date: the instant at which it turns would tell it."""
    nodes = (plan.nodes[ref] for ref in reachable(plan, [root]))
    return any(
        isinstance(node.operation, Attribute)
        and node.operation.name in hidden
        and isinstance(node.type, DateType | TimestampType)
        for node in nodes
    )


def found_id(project: Project, store: Store, person: str, sink: Sink) -> str | None:
    """The profile id of a person; an id that became another name of an older one is that one."""
    key, colon, value = person.partition(":")
    declared = {one.name: one for one in project.keys if len(one.parts) == 1}
    if colon and key in declared:
        told = key_values(pl.DataFrame({key: [value]}), declared[key], {key: key})
        normal = None if told is None else told.values.item()
        rows = store.identities("keys").filter((pl.col("key") == key) & (pl.col("value") == pl.lit(normal, pl.String)))
        ids = rows.get_column(PROFILE).unique().to_list()
        if len(ids) == 1:
            return str(ids[0])
        sink.add(messages.several_people(person, sorted(ids)) if ids else messages.no_person(person))
        return None
    aliases = store.identities("aliases").filter(pl.col("alias") == person)
    return person if aliases.is_empty() else str(aliases.get_column("profile").item(0))


def _only(snapshot: Snapshot, id_: str) -> Snapshot:
    """The snapshot of one person, before anything is converted."""
    profiles = snapshot.profiles.filter(pl.col(PROFILE) == id_)
    numbers = profiles.get_column(NUMBER).to_list()
    events = {kind: table.filter(pl.col(NUMBER).is_in(numbers)) for kind, table in snapshot.events.items()}
    return replace(snapshot, profiles=profiles, events=events)


def _whole(
    project: Project,
    plan: Plan,
    root: Ref,
    snapshot: Snapshot,
    person: Person,
    *,
    now: int,
    models: Mapping[str, InForce],
) -> dict[Ref, Value]:
    """The person's answers to what only the whole table can answer, worked out for everybody."""
    ranks = [ref for ref in reachable(plan, [root]) if isinstance(plan.nodes[ref].operation, Ranked)]
    if not ranks:
        return {}
    bound = bind(plan, now=now, zone=project.timezone)
    table = evaluate(bound, {str(ref): ref for ref in ranks}, snapshot, models=in_engine(models))
    row = table.filter(pl.col(NUMBER) == person.number).row(0, named=True)
    return {ref: row[str(ref)] for ref in ranks}
