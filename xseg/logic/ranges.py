"""Between which numbers a value always lies, whatever the data."""

from xseg.logic.formula import Exact, exact
from xseg.plan.nodes import Aggregate, Arithmetic, If, Length, Literal_, Nth, PartOf, Ref
from xseg.plan.plan import Node
from xseg.project.types import ExactType

Limits = tuple[Exact | None, Exact | None]
_NONE: Limits = (None, None)
_PARTS = {"month": (1, 12), "day_of_month": (1, 31), "hour": (0, 23)}
_DEEPEST = 100


def limits(nodes: list[Node], ref: Ref, *, deep: int = 0) -> Limits:
    """The least and the most that an exact value may be, both in; None where there is no limit."""
    node = nodes[ref]
    if not isinstance(node.type, ExactType) or deep > _DEEPEST:
        return _literal(node)
    match node.operation:
        case Literal_():
            return _literal(node)
        case Aggregate(function="count" | "distinct") | Length():
            return 0, None
        case Nth():
            return 1, None
        case PartOf(part) if part in _PARTS:
            low, high = _PARTS[part]
            return low, high
        case If(_, then, otherwise):
            return _widest(limits(nodes, then, deep=deep + 1), limits(nodes, otherwise, deep=deep + 1))
        case Arithmetic("+", left, right):
            one, other = limits(nodes, left, deep=deep + 1), limits(nodes, right, deep=deep + 1)
            return _plus(one[0], other[0]), _plus(one[1], other[1])
        case _:
            return _NONE


def _literal(node: Node) -> Limits:
    match node.operation:
        case Literal_(bool() | str() | None):
            return _NONE
        case Literal_(int(value) | float(value)):
            return exact(value), exact(value)
        case _:
            return _NONE


def _widest(one: Limits, other: Limits) -> Limits:
    lows, highs = (one[0], other[0]), (one[1], other[1])
    low = None if lows[0] is None or lows[1] is None else min(lows[0], lows[1])
    high = None if highs[0] is None or highs[1] is None else max(highs[0], highs[1])
    return low, high


def _plus(one: Exact | None, other: Exact | None) -> Exact | None:
    return None if one is None or other is None else one + other
