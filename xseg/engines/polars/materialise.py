"""Works nodes out as columns of a frame, those that several others read once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

import polars as pl

import xseg.engines.polars.predicates  # noqa: F401  (registers how predicates are lowered)
from xseg.engines.polars.operations import lower
from xseg.engines.polars.scope import Scope, column
from xseg.engines.polars.values import is_constant, literal
from xseg.plan.bind import Bound
from xseg.plan.nodes import Arithmetic, Attribute, Ref
from xseg.plan.plan import Node, operands
from xseg.plan.reach import reachable
from xseg.project.types import NumberType

DEEPEST = 24
"""A deeper expression is cut by a column, so that a long chain of definitions never nests too far for Polars."""
LARGEST = 200
"""So is one of more parts: arithmetic with doubles names its operands several times over, and each of them its own."""


def materialise(frame: pl.DataFrame, refs: Collection[Ref], bound: Bound, *, held: Collection[Ref]) -> pl.DataFrame:
    """The frame with a column (see `scope.column`) for each of `refs`; the nodes `held` are columns of it already.

    Nodes that two others read become columns too, so nothing is worked out twice, however segments share their parts.
    """
    scope = Scope(bound, held)
    nodes = bound.plan.nodes
    needed = [ref for ref in reachable(bound.plan, refs, known=held) if ref not in scope]
    users = Counter(operand for ref in needed for operand in operands(nodes[ref].operation))
    rounds: dict[int, list[pl.Expr]] = defaultdict(list)
    round_of: dict[Ref, int] = {}
    depth: dict[Ref, int] = {}
    size: dict[Ref, int] = {}
    for ref in needed:
        node = nodes[ref]
        below = [operand for operand in operands(node.operation) if operand in round_of]
        turn = max((round_of[operand] for operand in below), default=0)
        depth[ref] = 1 + max((depth[operand] for operand in below), default=0)
        size[ref] = 1 + _times_named(node) * sum(size[operand] for operand in below)
        expression = lowered(node, scope)
        if ref in refs or (below and (users[ref] > 1 or depth[ref] >= DEEPEST or size[ref] > LARGEST)):
            rounds[turn].append(expression.alias(column(ref)))
            expression, turn, depth[ref], size[ref] = pl.col(column(ref)), turn + 1, 0, 1
        scope[ref] = expression
        round_of[ref] = turn
    for turn in sorted(rounds):
        frame = frame.with_columns(rounds[turn])
    return frame


def _times_named(node: Node) -> int:
    """How often the expression of a node names each of its operands, at most; see `finite` and `divided`."""
    return 6 if isinstance(node.operation, Arithmetic) and isinstance(node.type, NumberType) else 2


def expression(bound: Bound, ref: Ref, *, attributes: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
    """A node over attributes alone as one expression; an aggregate, rank or score below it raises AssertionError.

    `attributes` gives the expression of an attribute that a frame holds otherwise than profiles do.
    """
    scope = Scope(bound)
    for needed in reachable(bound.plan, [ref]):
        node = bound.plan.nodes[needed]
        held = (attributes or {}).get(node.operation.name) if isinstance(node.operation, Attribute) else None
        scope[needed] = lowered(node, scope) if held is None else held
    return scope[ref]


def lowered(node: Node, scope: Scope) -> pl.Expr:
    """The expression of a node whose operands are in scope; one of literals alone is worked out to a literal."""
    found = lower(node.operation, scope, node.type)
    if not is_constant(found):
        return found
    value = pl.select(found.alias("value")).item()
    return literal(tuple(value) if isinstance(value, pl.Series) else value, node.type)
