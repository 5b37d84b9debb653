"""Scores of stored models, worked out once by one implementation, as columns of a snapshot that every engine reads."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.models.estimator import Failed, Lacking, Refused, opened
from xseg.models.scoring import score
from xseg.plan import Plan
from xseg.plan.nodes import Score
from xseg.project.project import Project
from xseg.tables.columns import score_column
from xseg.workflow import messages
from xseg.workflow.evaluating import InForce, answers


def with_scores(
    snapshot: Snapshot,
    plan: Plan,
    models: Mapping[str, InForce],
    sink: Sink,
    *,
    project: Project,
    now: int,
) -> Snapshot | None:
    """The snapshot with label, confidence and distance of every stored model among these, those that others read first.

    None, told in the sink, where an estimator of one's own is not opened.
    """
    for name in sorted(models, key=lambda name: plan.models[name]):
        model = models[name]
        if not model.trained.stored:
            continue
        features = features_table(plan, name, model, snapshot, models, project=project, now=now)
        try:
            found = score(model.trained, features, trusted=model.trusted)
        except Failed as failed:
            sink.add(messages.estimator_failed(name, str(failed)))
            return None
        except Refused as refused:
            sink.add(messages.estimator_refused(name, str(refused)))
            return None
        except Lacking:
            sink.add(messages.skops_lacking(name))
            return None
        columns = [
            found.label.alias(score_column("label", name)),
            found.confidence.alias(score_column("confidence", name)),
            found.distance.alias(score_column("distance", name)),
        ]
        snapshot = replace(snapshot, profiles=snapshot.profiles.with_columns(columns))
    return snapshot


def is_opened(model: InForce, sink: Sink) -> bool:
    """Whether an estimator's file may be opened by what the block trusts today; told in the sink where not."""
    try:
        if model.trained.estimator:
            opened(model.trained.estimator, model.trusted)
    except Refused as refused:
        sink.add(messages.estimator_refused(model.name, str(refused)))
        return False
    except Lacking:
        sink.add(messages.skops_lacking(model.name))
        return False
    return True


def features_table(
    plan: Plan,
    name: str,
    model: InForce,
    snapshot: Snapshot,
    models: Mapping[str, InForce],
    *,
    project: Project,
    now: int,
) -> pl.DataFrame:
    """A row a profile in order of their number, a column a feature of the model, and its column where it is one."""
    operation = plan.nodes[plan.models[name]].operation
    assert isinstance(operation, Score)
    names = [*model.trained.features, *([model.trained.column] if model.trained.column else [])]
    outputs = dict(zip(model.inputs, operation.features, strict=True))
    return answers(plan, outputs, snapshot, project=project, now=now, models=models).select(names)


def stored_scores(snapshot: Snapshot, models: Mapping[str, InForce]) -> dict[str, pl.Series]:
    """`confidence(NAME)` and `distance(NAME)` of every stored model, as a run keeps them beside its labels."""
    return {
        f"{output}({name})": snapshot.profiles.get_column(score_column(output, name))
        for name, model in models.items()
        if model.trained.stored
        for output in ("confidence", "distance")
    }
