"""`preview`: how large a segment or a rule is, clause by clause, with a sample of members; nothing is recorded."""

from dataclasses import dataclass

import polars as pl

from xseg.explain.clauses import written
from xseg.plan import Plan, lower
from xseg.plan.nodes import Attribute, Ref
from xseg.plan.reach import reachable
from xseg.profiles.progress import Progress, quiet
from xseg.store import Store
from xseg.tables import PROFILE
from xseg.workflow import messages
from xseg.workflow.building import as_of, ready
from xseg.workflow.evaluating import answers, models_in_force
from xseg.workflow.masking import masked
from xseg.workflow.scoring import with_scores
from xseg.workflow.waterfall import Fall, clauses, waterfall
from xseg.workflow.workspace import Workspace

SAMPLE = 5
NEAR = 2
"""How many are shown for each clause."""


@dataclass(frozen=True, slots=True)
class Preview:
    """`sample` and `near` have `profile` and the values that the rule reads; `profiles` is how many there are in all.

    `near` are profiles that meet all clauses but one, whose number (from 1) stands in its column `@fails`.
    """

    name: str
    title: str
    size: int
    profiles: int
    now: int
    falls: tuple[Fall, ...]
    sample: pl.DataFrame
    near: pl.DataFrame


def preview(
    workspace: Workspace,
    name: str,
    *,
    now: int,
    clock: int | None = None,
    reveal: bool = False,
    progress: Progress = quiet,
) -> Preview | None:
    """Answers a segment, or a rule of the workspace, over tables of the files as they are now; `clock` is that of a
    build (building.built), unless it is `now`.

    None, told in the workspace's sink, where that cannot be. Attributes that hold identity keys are masked unless
    `reveal`.
    """
    program, sink = workspace.checked, workspace.sink
    project = program.project
    store = Store(project.state)
    plan = lower(program)
    if name not in plan.segments:
        sink.add(messages.no_segment(name, tuple(program.segments)))
        return None
    if not ready(project, sink, now=now, clock=clock, progress=progress):
        return None
    root = plan.segments[name]
    where = program.rules[name] if name in program.rules else program.segments[name].declaration.where
    parts = clauses(plan, root, where, workspace.sources)
    read = values_read(plan, root)
    outputs = {"@member": root, **{f"@{index}": ref for index, ref in enumerate(parts)}, **read}
    models = models_in_force(store, program, plan, outputs.values(), sink)
    if models is None:
        return None
    progress("rule", 0.9)
    snapshot = with_scores(as_of(project, plan, now=now), plan, models, sink, project=project, now=now)
    if snapshot is None:
        return None
    table = answers(plan, outputs, snapshot, project=project, now=now, models=models)
    inside = table.filter(pl.col("@member"))
    shown = [pl.col(PROFILE).alias("profile"), *map(pl.col, read)]
    sample = inside.head(SAMPLE).select(shown)
    near = near_misses(table, len(parts)).select("@fails", *shown)
    checked = program.segments.get(name)
    progress("done", 1.0)
    return Preview(
        name=name,
        title=checked.title if checked else " ".join(written(workspace.sources, where.span).split()),
        size=inside.height,
        profiles=table.height,
        now=now,
        falls=tuple(waterfall(list(parts.values()), table.select(f"@{index}" for index in range(len(parts))))),
        sample=sample if reveal else masked(sample, project),
        near=near if reveal else masked(near, project),
    )


def near_misses(table: pl.DataFrame, clause_count: int) -> pl.DataFrame:
    """A few rows for each clause that fail it alone; of a rule with one clause there are none. Clauses are the columns
    `@0`, `@1` …, and `@fails` counts from 1.
    """
    failed = pl.sum_horizontal((~pl.col(f"@{index}")).cast(pl.Int32) for index in range(clause_count))
    close = table.filter(failed == (1 if clause_count > 1 else -1))
    parts = [close.filter(~pl.col(f"@{index}")).head(NEAR) for index in range(clause_count)]
    numbered = [part.with_columns(pl.lit(number).alias("@fails")) for number, part in enumerate(parts, start=1)]
    return pl.concat(numbered).head(2 * SAMPLE)


def values_read(plan: Plan, root: Ref) -> dict[str, Ref]:
    """The named values that a condition reads: traits, labels and attributes, in the plan's order."""
    below = reachable(plan, [root])
    traits = {ref: name for name, ref in plan.traits.items()}
    models = {ref: name for name, ref in plan.models.items()}
    found: dict[str, Ref] = {}
    for ref in below:
        operation = plan.nodes[ref].operation
        if ref in traits:
            found[traits[ref]] = ref
        elif ref in models:
            found[models[ref]] = ref
        elif isinstance(operation, Attribute):
            found[operation.name] = ref
    return found
