"""What may be a name: the words that rules can say."""

import re

from xseg.diagnostics import Span
from xseg.project import messages
from xseg.project.written.read import ProjectFile

_WORD = r"[^\W\d_][\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff]*"
_NAME = re.compile(rf"{_WORD}(\.{_WORD})*")

ALWAYS_THERE = frozenset({"time", "channel", "event", "nth", "nth_last"})
"""Names that every event has inside the brackets of a rule."""


def check_name(file: ProjectFile, name: str, span: Span, *, what: str, do: str = "rename it") -> bool:
    """Whether `name` is a name of the language; if not, it is told. `what` is an event, a channel, …"""
    if _NAME.fullmatch(name):
        return True
    file.add(messages.not_a_name(span, name, what=what, do=do))
    return False


def check_property_name(file: ProjectFile, name: str, span: Span) -> None:
    """A property's name must be a name and none that rules read otherwise."""
    if name in ALWAYS_THERE:
        file.add(messages.reserved_property(span, name))
    elif name.startswith("profile."):
        file.add(messages.reserved_start(span, name, start="profile.", what="a property"))
    else:
        check_name(file, name, span, what="a property", do=_rename(name))


def check_attribute_name(file: ProjectFile, name: str, span: Span) -> None:
    """An attribute's name must be a name and none that rules read otherwise."""
    if name.startswith("consent."):
        file.add(messages.reserved_start(span, name, start="consent.", what="an attribute"))
    elif name.startswith("@"):
        file.add(messages.reserved_start(span, name, start="@", what="an attribute"))
    else:
        check_name(file, name, span, what="an attribute", do=_rename(name))


def _rename(name: str) -> str:
    word = re.sub(r"\W+", "_", name).strip("_0123456789") or "name"
    return f'rename it and name the column: `{word} = {{ column = "{name}", … }}`'
