"""A table as TOML gave it → its typed form, with a diagnostic for everything in it that is wrong."""

import copy
import types
import typing
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from xseg.diagnostics import Diagnostic, Sink, Span
from xseg.project import messages
from xseg.project.positions import Path, Positions
from xseg.project.written.form import SHAPE, Table

T = TypeVar("T", bound=Table)


@dataclass(slots=True)
class ProjectFile:
    """The file as written: where its parts stand, and where its mistakes go."""

    positions: Positions
    sink: Sink
    mended: set[Path] = field(default_factory=set)
    """Tables in which something was wrong: what they lack is not said again."""

    def add(self, diagnostic: Diagnostic) -> None:
        self.sink.add(diagnostic)

    def key(self, *path: str | int) -> Span:
        return self.positions.key(path)

    def value(self, *path: str | int) -> Span:
        return self.positions.value(path)

    def first_value(self, path: Path, otherwise: Path) -> Span:
        """Where the value at `path` is written; if there is none, as in a short form, that at `otherwise`."""
        return self.positions.value(path if path in self.positions.values else otherwise)

    def read(self, table: type[T], written: object, at: Path) -> T | None:
        """The form of what stands `at` that path; what is wrong in it is told and left out, if it can be."""
        try:
            return table.model_validate(written)
        except ValidationError as error:
            mistakes = error.errors(include_url=False, include_input=False)
        for mistake in mistakes:
            self.add(_told(mistake, table, written, at, self.positions))
        self.mended.add(at)
        try:
            return table.model_validate(_without(written, mistakes))
        except ValidationError:
            return None

    def read_each(self, table: type[T], written: object, at: Path) -> dict[str, T]:
        """The forms of the tables inside one table, by name; those that cannot be read are told and missing."""
        if not isinstance(written, dict):
            self.add(messages.wrong_value(self.value(*at), "a table", str(at[-1])))
            self.mended.add(at)
            return {}
        forms = {name: self.read(table, entry, (*at, name)) for name, entry in written.items()}
        if None in forms.values():
            self.mended.add(at)
        return {name: form for name, form in forms.items() if form is not None}


def _told(mistake: ErrorDetails, table: type[Table], written: object, at: Path, positions: Positions) -> Diagnostic:
    inside = tuple(part for part in mistake["loc"] if part != "=")
    path = (*at, *inside)
    name = str(next((part for part in reversed(path) if isinstance(part, str)), ""))
    context: dict[str, Any] = mistake.get("ctx", {})
    match mistake["type"]:
        case "extra_forbidden":
            if path[-3:-2] == ("properties",) and name in messages.OF_ATTRIBUTES:
                return messages.only_of_attributes(positions.key(path), name, around=_title(path[:-1]))
            known = _keys_at(table, inside[:-1]) - set(_keys_in(written, inside[:-1]))
            return messages.unknown_key(positions.key(path), name, around=_title(path[:-1]), known=known)
        case "missing":
            return messages.missing_key(positions.key(path[:-1]), name, inside=_title(path[:-1]))
        case "literal_error":
            found = _value_at(written, inside)
            choices = typing.get_args(_field_type(table, inside))
            return messages.wrong_choice(positions.value(path), name, found, [c for c in choices if isinstance(c, str)])
        case kind:
            return messages.wrong_value(positions.value(path), _expected(kind, context), name)


_KINDS = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "bool_type": "`true` or `false`",
    "list_type": "a list `[…]`",
    "dict_type": "a table `{ … }`",
    "model_type": "a table `{ … }`",
    "string_too_short": "a text that is not empty",
    "too_short": "a list or table that is not empty",
}


def _expected(kind: str, context: dict[str, Any]) -> str:
    if kind == SHAPE:
        return str(context["expected"])
    if kind in _KINDS:
        return _KINDS[kind]
    if kind == "string_too_long":
        return f"a text of at most {context['max_length']} character" + ("s" if context["max_length"] > 1 else "")
    for bound, words in (("ge", "at least"), ("le", "at most")):
        if bound in context:
            return f"a number of {words} {context[bound]}"
    return "a value of another kind"


def _title(path: Path) -> str:
    """A table in the author's words: `[[sources]]`, `[sources.time]`, `[project]`."""
    names = [str(part) for part in path if isinstance(part, str)]
    if not names:
        return "xseg.toml"
    return "`[[sources]]`" if names == ["sources"] else f"`[{'.'.join(names)}]`"


def _keys_at(table: type[Table], inside: Path) -> set[str]:
    """The keys that the table reached by `inside` may have."""
    found = _field_type(table, inside) if inside else table
    for form in (found, *typing.get_args(found)):
        if isinstance(form, type) and issubclass(form, BaseModel):
            return {entry.alias or name for name, entry in form.model_fields.items()} - {"="}
    return set()


def _field_type(table: type[Table], inside: Path) -> Any:
    """The declared type of what stands at `inside`, without `None` and annotations."""
    found: Any = table
    for part in inside:
        if isinstance(found, type) and issubclass(found, BaseModel):
            fields = {entry.alias or name: entry for name, entry in found.model_fields.items()}
            found = fields[str(part)].annotation if str(part) in fields else None
        else:
            found = typing.get_args(found)[-1] if typing.get_args(found) else None
        found = _bare(found)
    return found


def _bare(annotation: Any) -> Any:
    while True:
        if typing.get_origin(annotation) is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif typing.get_origin(annotation) in (typing.Union, types.UnionType):
            annotation = next(arm for arm in typing.get_args(annotation) if arm is not type(None))
        else:
            return annotation


def _value_at(written: object, inside: Path) -> object:
    for part in inside:
        if isinstance(written, dict):
            written = written.get(part)
        elif isinstance(written, list) and isinstance(part, int) and part < len(written):
            written = written[part]
        else:
            return written
    return written


def _keys_in(written: object, inside: Path) -> list[str]:
    found = _value_at(written, inside)
    return list(found) if isinstance(found, dict) else []


def _without(written: object, mistakes: list[ErrorDetails]) -> object:
    """A copy without the values that are wrong (of a short form: without the whole of it)."""
    kept = copy.deepcopy(written)
    for mistake in sorted(mistakes, key=lambda mistake: list(map(str, mistake["loc"])), reverse=True):
        holder, last = None, None
        found: object = kept
        for part in mistake["loc"]:
            inside = (isinstance(found, dict) and part in found) or (
                isinstance(found, list) and isinstance(part, int) and part < len(found)
            )
            if not inside:
                break
            holder, last = found, part
            found = found[part]  # type: ignore[index]
        if holder is not None and mistake["type"] != "missing":
            del holder[last]  # type: ignore[attr-defined]
    return kept
