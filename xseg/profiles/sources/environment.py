"""Addresses as written, with `${NAME}` out of the environment in its place; what they hold is never shown."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from xseg.diagnostics import Sink, Span
from xseg.profiles.sources import messages

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Resolved:
    """`text` is for machines, `hidden` makes it one for people: each value is written as its variable again."""

    text: str
    values: Mapping[str, str]

    def hidden(self, text: str) -> str:
        """A text for people in which no value of a variable stands, the longest first."""
        for name, value in sorted(self.values.items(), key=lambda found: -len(found[1])):
            text = text.replace(value, f"${{{name}}}")
        return text


def resolved(written: str, source: str, span: Span | None, sink: Sink) -> Resolved | None:
    """The address with its variables' values; None, told in the sink, where one is not set or empty."""
    names = dict.fromkeys(VARIABLE.findall(written))
    values = {name: os.environ.get(name, "") for name in names}
    unset = [name for name, value in values.items() if not value]
    for name in unset:
        sink.add(messages.variable_unset(name, source, span))
    if unset:
        return None
    return Resolved(VARIABLE.sub(lambda found: values[found[1]], written), values)
