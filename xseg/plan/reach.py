"""Which nodes a result needs, operands first."""

from collections.abc import Collection, Iterable

from xseg.plan.nodes import Ref
from xseg.plan.plan import Plan, operands


def reachable(plan: Plan, roots: Iterable[Ref], *, known: Collection[Ref] = ()) -> list[Ref]:
    """All nodes that the roots need, themselves included, in the plan's order; what `known` nodes read is left out."""
    needed: set[Ref] = set()
    waiting = list(roots)
    while waiting:
        ref = waiting.pop()
        if ref not in needed:
            needed.add(ref)
            if ref not in known:
                waiting.extend(operands(plan.nodes[ref].operation))
    return sorted(needed)
