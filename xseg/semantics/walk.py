"""Walks a tree: the nodes directly below a node, in the written order."""

from collections.abc import Iterator
from dataclasses import fields

from xseg.syntax.nodes import Node


def children(node: Node) -> Iterator[Node]:
    """The nodes that stand directly inside `node`."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))
