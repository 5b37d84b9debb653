"""Hides what would name a person: values of attributes that are identity keys or labelled sensitive."""

from collections.abc import Mapping

import polars as pl

from xseg.explain.values import MASK
from xseg.plan import Plan
from xseg.plan.nodes import Attribute, Imputed, Recorded, Ref, Score
from xseg.plan.reach import reachable
from xseg.profiles import BuildReport
from xseg.project.model import inputs
from xseg.project.project import Project
from xseg.semantics import Program


def masked(table: pl.DataFrame, project: Project) -> pl.DataFrame:
    """The table with the known values of personal columns replaced by dots."""
    personal = personal_columns(project)
    return table.with_columns(
        pl.when(pl.col(name).is_not_null()).then(pl.lit(MASK)).alias(name) for name in table.columns if name in personal
    )


def personal_columns(project: Project) -> frozenset[str]:
    """Identity keys and their parts, attributes read from the same source columns, and sensitive attributes."""
    parts = {part for key in project.keys for part in (key.name, *key.parts)}
    same = {
        column.name
        for source in project.sources
        for column in source.columns
        if column.column in set(source.keys.values())
    }
    sensitive = {name for name, attribute in project.attributes.items() if attribute.sensitive}
    return frozenset(parts | same | sensitive)


def hidden_bounds(report: BuildReport, project: Project) -> Mapping[str, frozenset[str]]:
    """The columns of each source whose least and greatest values, and whose fences, are not told: personal ones, and
    those that fewer rows have than the smallest group.
    """
    personal = personal_columns(project)
    return {
        source.name: personal | {one.name for one in source.filled if one.known < project.smallest_group}
        for source in report.sources
    }


def made_of_personal(plan: Plan, ref: Ref, project: Project) -> bool:
    """Whether a value is made of a personal column: directly, through a trait, a model or a segment, by the time it
    changed, or by when somebody entered or left a segment that reads one.
    """
    hidden = personal_columns(project)
    waiting, seen = [ref], set[Ref]()
    while waiting:
        for below in set(reachable(plan, [waiting.pop()])) - seen:
            seen.add(below)
            match plan.nodes[below].operation:
                case Attribute(name) | Imputed(name) | Recorded("changed", name) if name in hidden:
                    return True
                case Recorded("entered" | "exited", name) if name in plan.segments:
                    waiting.append(plan.segments[name])
                case _:
                    pass
    return False


def personal_features(program: Program, plan: Plan, model: str) -> frozenset[str]:
    """The features of a model that are made of personal columns."""
    score = plan.nodes[plan.models[model]].operation
    assert isinstance(score, Score)
    names = inputs(program.models[model].model)
    return frozenset(
        name for name, ref in zip(names, score.features, strict=True) if made_of_personal(plan, ref, program.project)
    )
