"""Text to tree: the grammar of `.seg` files and the nodes it makes."""

from xseg.syntax import nodes
from xseg.syntax.names import is_plain_name
from xseg.syntax.parse import parse_file, parse_rule
from xseg.syntax.read import read_source, source_of

__all__ = ["is_plain_name", "nodes", "parse_file", "parse_rule", "read_source", "source_of"]
