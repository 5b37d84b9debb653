"""Cuts a plan at its barriers: aggregates, ranks and scores, in levels that can be worked out one after the other."""

from collections.abc import Iterable

from xseg.plan.nodes import Aggregate, Ranked, Ref, Score
from xseg.plan.plan import Plan, operands
from xseg.plan.reach import reachable

Levels = tuple[tuple[Ref, ...], ...]


def stratify(plan: Plan, roots: Iterable[Ref]) -> Levels:
    """The barriers that `roots` need, in levels: whatever a barrier reads, through any nodes, stands in earlier levels.

    A barrier stands in the earliest level it can, each once, in index order; nodes that no root needs are left out.
    """
    needed = reachable(plan, roots)
    height: dict[Ref, int] = {}
    levels: list[list[Ref]] = []
    for ref in needed:
        operation = plan.nodes[ref].operation
        below = max((height[operand] for operand in operands(operation)), default=0)
        if isinstance(operation, Aggregate | Ranked | Score):
            if below == len(levels):
                levels.append([])
            levels[below].append(ref)
            below += 1
        height[ref] = below
    return tuple(tuple(level) for level in levels)
