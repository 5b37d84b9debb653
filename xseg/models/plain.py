"""Frozen dataclasses to plain content (what JSON holds) and back, with every type checked on the way in."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Damaged(Exception):
    """Content that is not what was written; the text says where and what, for a diagnostic."""


def to_plain(value: Any) -> dict[str, object]:
    """The fields of a dataclass of texts, numbers, tuples and dataclasses, by name; tuples become lists."""
    return {name: listed(field) for name, field in asdict(value).items()}


def listed(value: object) -> object:
    """The value with lists for tuples, all the way down."""
    if isinstance(value, dict):
        return {name: listed(item) for name, item in value.items()}
    return [listed(item) for item in value] if isinstance(value, tuple) else value


def from_plain(kind: type[T], value: object, path: str) -> T:
    """The dataclass again; raises Damaged where a field is missing, unknown or of another type."""
    return cast("T", read(kind, value, path))


def read(kind: Any, value: object, path: str) -> Any:
    """One value of the annotated kind: a dataclass, tuple[X, ...], X | None, str, int or float (finite)."""
    if is_dataclass(kind):
        return read_fields(kind, value, path)
    if get_origin(kind) is tuple:
        element = get_args(kind)[0]
        if isinstance(value, list):
            return tuple(read(element, item, f"{path}[{place}]") for place, item in enumerate(value))
    elif get_origin(kind) is UnionType:
        known = next(option for option in get_args(kind) if option is not NoneType)
        return None if value is None else read(known, value, path)
    elif kind is float and type(value) in (int, float):
        number = float(cast("float", value))
        if abs(number) < float("inf"):  # NaN fails too
            return number
    elif type(value) is kind:  # a boolean is no integer
        return value
    raise Damaged(f"`{path}` is not what was written there")


def read_fields(kind: Any, value: object, path: str) -> Any:
    """A dataclass from a mapping with exactly its fields."""
    if not isinstance(value, Mapping):
        raise Damaged(f"`{path}` is not what was written there")
    names = [field.name for field in fields(kind)]
    if missing := [name for name in names if name not in value]:
        raise Damaged(f"`{path}.{missing[0]}` is missing")
    if unknown := [name for name in value if name not in names]:
        raise Damaged(f"`{path}.{unknown[0]}` is unknown")
    hints = get_type_hints(kind)
    return kind(**{name: read(hints[name], value[name], f"{path}.{name}") for name in names})
