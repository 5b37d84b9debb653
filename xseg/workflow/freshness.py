"""Warns when the newest event of a kind is older than a window that reads it."""

from datetime import timedelta

from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.plan import Plan
from xseg.plan.bind import DAY_ZERO, bind, local_day
from xseg.plan.nodes import Aggregate, EventTime, InRange, Literal_, Query
from xseg.plan.plan import queries
from xseg.project.project import Project
from xseg.tables import TIME
from xseg.workflow import messages


def old_events(plan: Plan, snapshot: Snapshot, sink: Sink, *, project: Project, now: int) -> None:
    """Tells each kind of event once whose newest is before the start of every recent window that reads it by name."""
    starts: dict[str, int] = {}
    every = {kind.name for kind in project.events.values() if not kind.made}
    bound = bind(plan, now=now, zone=project.timezone).plan
    for node in bound.nodes:
        if isinstance(node.operation, Aggregate):
            for query in queries(node.operation.over):
                start = _start(bound, query)
                if start is not None and start <= now:
                    for kind in _named(query, every):
                        starts[kind] = max(start, starts.get(kind, start))
    today = local_day(now, project.timezone)
    for kind, start in sorted(starts.items()):
        newest = snapshot.events[kind].get_column(TIME).max() if kind in snapshot.events else None
        if isinstance(newest, int) and newest < start:
            day = local_day(newest, project.timezone)
            back = DAY_ZERO + timedelta(days=day + 1)
            sink.add(messages.old_events(kind, today - day, back.isoformat()))


def _named(query: Query, every: set[str]) -> tuple[str, ...]:
    """The kinds that a query names; `any` names none."""
    if query.kinds is None or (len(every) > 1 and every <= set(query.kinds)):
        return ()
    return query.kinds


def _start(plan: Plan, query: Query) -> int | None:
    """Where a query's window begins, when it begins at an instant."""
    if query.window is None:
        return None
    match plan.nodes[query.window].operation:
        case InRange(operand, low) if low is not None and isinstance(plan.nodes[operand].operation, EventTime):
            value = plan.nodes[low].operation
            return value.value if isinstance(value, Literal_) and isinstance(value.value, int) else None
        case _:
            return None
