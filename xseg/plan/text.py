"""The stable text form of a plan's part, and its fingerprint: what caches, diffs and golden files compare.

Taken before `bind`, so the clock alone never looks like a new definition. Nodes are numbered anew in the order in which
a walk from the root meets them, so what else stands in the plan does not matter.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import Any, cast, get_args, get_type_hints

from xseg.plan.nodes import Aggregate, Ref
from xseg.plan.plan import Plan, operands, queries


def render(plan: Plan, root: Ref) -> str:
    """One line a node, operands first: `%2 = Compare operator='>' left=%0 right=%1 : BooleanType()`."""
    numbers: dict[Ref, int] = {}
    lines = []
    for ref in _walked(plan, root):
        numbers[ref] = len(numbers)
        node = plan.nodes[ref]
        lines.append(f"%{numbers[ref]} = {_text(node.operation, numbers)} : {node.type!r}")
    lines += [f"{kind} = {how}" for kind, how in sorted(plan.made.items()) if kind in _kinds(plan, numbers)]
    return "\n".join(lines) + "\n"


def _kinds(plan: Plan, refs: Iterable[Ref]) -> set[str]:
    """The kinds of events that some nodes read by name."""
    read = [operation.over for ref in refs if isinstance(operation := plan.nodes[ref].operation, Aggregate)]
    return {kind for over in read for query in queries(over) for kind in query.kinds or ()}


def _walked(plan: Plan, root: Ref) -> list[Ref]:
    """The nodes that the root needs, each once, behind all of its operands in their order; a walk without recursion."""
    order: dict[Ref, None] = {}
    waiting = [root]
    while waiting:
        ref = waiting[-1]
        missing = [operand for operand in operands(plan.nodes[ref].operation) if operand not in order]
        if missing and ref not in order:
            waiting.extend(reversed(missing))
        else:
            order.setdefault(waiting.pop())
    return list(order)


def fingerprint(plan: Plan, root: Ref) -> str:
    """The SHA-256 of the text form, in hex."""
    return sha256(render(plan, root).encode()).hexdigest()


def _text(part: Any, numbers: Mapping[Ref, int]) -> str:
    """A dataclass by its fields; those that hold nodes by their numbers in the text."""
    hints = _hints(cast(Hashable, type(part)))
    told = [
        f"{field.name}={_value(getattr(part, field.name), numbers, of_nodes=hints[field.name])}"
        for field in fields(part)
    ]
    return " ".join([type(part).__name__.strip("_"), *told])


def _value(value: Any, numbers: Mapping[Ref, int], *, of_nodes: bool) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(_value(item, numbers, of_nodes=of_nodes) for item in value) + ")"
    if is_dataclass(value):
        return f"[{_text(value, numbers)}]"
    if of_nodes and isinstance(value, int):
        return f"%{numbers[value]}"
    return repr(value)


@cache
def _hints(kind: Hashable) -> dict[str, bool]:
    """For each field of a dataclass, whether the integers in it are nodes."""
    return {name: _names_nodes(hint) for name, hint in get_type_hints(kind, include_extras=True).items()}


def _names_nodes(hint: Any) -> bool:
    return hint == Ref or any(_names_nodes(part) for part in get_args(hint) if part is not int)
