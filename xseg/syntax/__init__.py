"""Text to tree: the grammar of `.seg` files and the nodes it makes."""

from xseg.syntax import nodes
from xseg.syntax.parse import parse_file, parse_rule
from xseg.syntax.read import read_source, source_of

__all__ = ["nodes", "parse_file", "parse_rule", "read_source", "source_of"]
