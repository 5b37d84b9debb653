"""Whether two trees say the same, without going deeper than the machine can."""

from dataclasses import fields

from xseg.syntax.nodes import Node


def same(one: object, other: object) -> bool:
    """Equality of trees: places, and brackets that change nothing, take no part."""
    todo = [(one, other)]
    while todo:
        left, right = todo.pop()
        if type(left) is not type(right):
            return False
        if isinstance(left, Node):
            todo.extend((getattr(left, at.name), getattr(right, at.name)) for at in fields(left) if at.compare)
        elif isinstance(left, tuple) and isinstance(right, tuple):
            if len(left) != len(right):
                return False
            todo.extend(zip(left, right, strict=True))
        elif left != right:
            return False
    return True
