"""`fmt --expand`: every `use` of a text written out as the traits that it means."""

import re

from xseg.diagnostics import Sink, Source
from xseg.library import standard_names
from xseg.library.standard import expanded, standard
from xseg.semantics import messages
from xseg.semantics.standard import meant_by
from xseg.syntax import parse_file
from xseg.syntax.nodes import Use

_COMMENT = re.compile(r"`[^`\n]*`|(#[^\n]*)")


def expanded_uses(source: Source, sink: Sink) -> str:
    """The text with the traits in the place of each `use`; slips in one are told, and then it stays."""
    text = source.text
    for declaration in reversed(parse_file(source, sink).declarations):
        if isinstance(declaration, Use):
            span = declaration.span
            text = text[: span.start] + _expanded(declaration, source.slice(span), sink) + text[span.end :]
    return text


def _expanded(use: Use, written: str, sink: Sink) -> str:
    """The traits of a `use`, below it as a comment; its own comments come first."""
    name = use.name.text
    if name not in standard_names():
        sink.add(messages.unknown_standard(use.name, standard_names()))
        return written
    meant, prefix = meant_by(use, standard(name), sink)
    comments = [found.group(1) for found in _COMMENT.finditer(written) if found.group(1)]
    bare = " ".join(_COMMENT.sub(lambda found: "" if found.group(1) else found.group(), written).split())
    return "\n".join([*comments, f"# {bare}", expanded(standard(name), meant, prefix).strip()]) + "\n"
