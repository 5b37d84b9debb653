"""Runs a bound plan over a snapshot: level by level barriers become columns, then outputs are expressions over them."""

from collections import defaultdict
from collections.abc import Collection, Mapping

import polars as pl

from xseg.engines.polars.aggregates import NUMBER_MOST, aggregated, dense
from xseg.engines.polars.events import Kinds, event_frame, fits
from xseg.engines.polars.materialise import materialise
from xseg.engines.polars.paths import completed
from xseg.engines.polars.ranks import ranked
from xseg.engines.polars.scope import column
from xseg.engines.polars.scores import scores as scores_of
from xseg.engines.polars.snapshot import Snapshot
from xseg.plan.bind import Bound
from xseg.plan.nodes import Aggregate, Attribute, Imputed, Path, Query, Ranked, Recorded, Ref, Score
from xseg.plan.plan import queries
from xseg.plan.reach import reachable
from xseg.plan.stratify import stratify
from xseg.project.types import NumberType
from xseg.tables import NUMBER, TIME, Model, StoredModel
from xseg.tables.columns import imputed_column, recorded_column, score_column


def evaluate(
    bound: Bound, outputs: Mapping[str, Ref], snapshot: Snapshot, *, models: Mapping[str, Model]
) -> pl.DataFrame:
    """One row a profile in order of `@number`: `@number` and a column for each output.

    Exact values come as Int64, or Int128 where their type needs more than 18 digits. Raises AssertionError where the
    snapshot is not as of the plan's `now`, lacks a column that the plan reads, or a model is not given. Scores of a
    stored model are columns of the snapshot.
    """
    _agree(bound, outputs, snapshot)
    profiles = snapshot.profiles
    held: set[Ref] = set()
    for level in stratify(bound.plan, outputs.values()):
        operations = {ref: bound.plan.nodes[ref].operation for ref in level}
        aggregates = {ref: node for ref, node in operations.items() if isinstance(node, Aggregate)}
        ranks = {ref: node for ref, node in operations.items() if isinstance(node, Ranked)}
        scores = {ref: node for ref, node in operations.items() if isinstance(node, Score)}
        profiles = _with_aggregates(profiles, aggregates, bound, snapshot, held=held)
        profiles = _with_ranks(profiles, ranks, bound, held=held)
        profiles = _with_scores(profiles, scores, bound, models=models, held=held)
        held.update(level)
    found = materialise(profiles, set(outputs.values()), bound, held=held)
    return found.select(NUMBER, *(pl.col(column(ref)).alias(name) for name, ref in outputs.items()))


def _agree(bound: Bound, outputs: Mapping[str, Ref], snapshot: Snapshot) -> None:
    for kind, table in snapshot.events.items():
        latest = table.get_column(TIME).max()
        assert latest is None or (isinstance(latest, int) and latest <= bound.now), f"{kind} has events after `now`"
    there = set(snapshot.profiles.columns)
    for ref in reachable(bound.plan, outputs.values()):
        match bound.plan.nodes[ref].operation:
            case Attribute(name):
                assert name in there, f"profiles have no attribute {name}"
            case Recorded() as recorded:
                kept = recorded_column(recorded.what, recorded.name)
                assert kept in there, f"profiles have no {kept}"
            case Imputed(name):
                assert imputed_column(name) in there, f"profiles have no {imputed_column(name)}"
            case _:
                pass


def _with_aggregates(
    profiles: pl.DataFrame,
    aggregates: Mapping[Ref, Aggregate],
    bound: Bound,
    snapshot: Snapshot,
    *,
    held: Collection[Ref],
) -> pl.DataFrame:
    frames = {
        kinds: event_frame(kinds, wanted, bound, snapshot, profiles=profiles, held=held)
        for kinds, wanted in _wanted(aggregates).items()
    }

    def rows(query: Query) -> pl.DataFrame:
        return frames[query.kinds].filter(fits(query))

    together: dict[Query | Path, dict[Ref, Aggregate]] = defaultdict(dict)
    for ref, aggregate in aggregates.items():
        together[aggregate.over][ref] = aggregate
    plans: list[pl.LazyFrame] = []
    for over, some in together.items():
        if isinstance(over, Path):
            first, events = over.steps[0].query, completed(over, rows, now=bound.now).lazy()
        else:
            first, events = over, frames[over.kinds].lazy().filter(fits(over))
        huge = [ref for ref in _operands(some) if _is_huge(frames[first.kinds], ref, bound)]
        plans.extend(aggregated(events, some, types=lambda ref: bound.plan.nodes[ref].type, huge=huge))
    return dense(profiles, pl.collect_all(plans), aggregates)


def _wanted(aggregates: Mapping[Ref, Aggregate]) -> Mapping[Kinds, set[Ref]]:
    """The event-level nodes that queries over the same kinds read: filters, windows, operands, what ties steps."""
    wanted: dict[Kinds, set[Ref]] = defaultdict(set)
    for aggregate in aggregates.values():
        for place, query in enumerate(queries(aggregate.over)):
            read = {query.filter, query.window} | ({aggregate.operand} if place == 0 else set())
            wanted[query.kinds].update(ref for ref in read if ref is not None)
        if isinstance(aggregate.over, Path):
            before = aggregate.over.steps[0]
            for step in aggregate.over.steps[1:]:
                wanted[before.query.kinds].update(step.same)
                wanted[step.query.kinds].update(step.same)
                before = before if step.negated else step
    return wanted


def _operands(aggregates: Mapping[Ref, Aggregate]) -> list[Ref]:
    return sorted({aggregate.operand for aggregate in aggregates.values() if aggregate.operand is not None})


def _is_huge(events: pl.DataFrame, operand: Ref, bound: Bound) -> bool:
    if not isinstance(bound.plan.nodes[operand].type, NumberType):
        return False
    largest = events.get_column(column(operand)).abs().max()
    return isinstance(largest, float) and largest >= NUMBER_MOST


def _with_ranks(
    profiles: pl.DataFrame, ranks: Mapping[Ref, Ranked], bound: Bound, *, held: Collection[Ref]
) -> pl.DataFrame:
    if not ranks:
        return profiles
    read = {ref for rank in ranks.values() for ref in (rank.operand, rank.among) if ref is not None}
    found = materialise(profiles, read, bound, held=held)
    answers = found.select(ranked(rank).alias(column(ref)) for ref, rank in ranks.items())
    return pl.concat([profiles, answers], how="horizontal")


def _with_scores(
    profiles: pl.DataFrame,
    scores: Mapping[Ref, Score],
    bound: Bound,
    *,
    models: Mapping[str, Model],
    held: Collection[Ref],
) -> pl.DataFrame:
    together: dict[tuple[str, tuple[Ref, ...]], dict[Ref, Score]] = defaultdict(dict)
    for ref, score in scores.items():
        together[score.model, score.features][ref] = score
    for (model, features), some in together.items():
        assert model in models, f"no version of {model} is in force"
        given = models[model]
        if isinstance(given, StoredModel):
            profiles = profiles.with_columns(
                pl.col(score_column(score.output, model)).alias(column(ref)) for ref, score in some.items()
            )
            continue
        found = materialise(profiles, features, bound, held=held)
        matrix = found.select(pl.col(column(ref)).alias(str(place)) for place, ref in enumerate(features))
        answers = scores_of(matrix, given, {score.output for score in some.values()})
        profiles = profiles.with_columns(answers[score.output].alias(column(ref)) for ref, score in some.items())
    return profiles
