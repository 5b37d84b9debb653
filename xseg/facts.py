"""Frozen, slotted dataclasses that are quick to define: what trees, types and plans are made of.

`@fact` stands for `@dataclass(frozen=True, slots=True)` where a module has many of them. The standard decorator
compiles six functions for each class, a tenth of what starting `check` costs; facts share theirs. They are dataclasses
in every other way: `fields`, `replace`, matching by position. Making and comparing one is slower, so rows of data are
no facts. Why: docs/decisions/0006-facts.md.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, NamedTuple, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def fact(cls: type[T], /) -> type[T]: ...
@overload
def fact(*, kw_only: bool) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field, Field))
def fact(cls: type[T] | None = None, /, *, kw_only: bool = False) -> Any:
    """Makes a class a fact; with `kw_only` its own fields are given by name."""

    def made(plain: type[T]) -> type[T]:
        found: Any = dataclass(slots=True, init=False, eq=False, repr=False, kw_only=kw_only)(plain)
        for name, shared in _SHARED.items():
            setattr(found, name, shared)
        fact_class: type[T] = found
        return fact_class

    return made if cls is None else made(cls)


class _Layout(NamedTuple):
    """A class's fields as its shared functions need them."""

    positional: tuple[str, ...]
    every: tuple[Field[Any], ...]
    compared: tuple[str, ...]
    shown: tuple[str, ...]


_LAYOUTS: dict[type, _Layout] = {}


def _layout(cls: Any) -> _Layout:
    found = _LAYOUTS.get(cls)
    if found is None:
        every = fields(cls)
        found = _LAYOUTS[cls] = _Layout(
            positional=tuple(one.name for one in every if not one.kw_only),
            every=every,
            compared=tuple(one.name for one in every if one.compare),
            shown=tuple(one.name for one in every if one.repr),
        )
    return found


def _init(self: Any, *values: Any, **named: Any) -> None:
    layout = _layout(type(self))
    if len(values) > len(layout.positional):
        raise TypeError(f"{type(self).__name__} takes {len(layout.positional)} values by position, {len(values)} given")
    given = dict(zip(layout.positional, values, strict=False))
    if both := given.keys() & named.keys():
        raise TypeError(f"{type(self).__name__} has {', '.join(sorted(both))} twice")
    given |= named
    for one in layout.every:
        if one.name in given:
            value = given.pop(one.name)
        elif one.default is not MISSING:
            value = one.default
        elif one.default_factory is not MISSING:
            value = one.default_factory()
        else:
            raise TypeError(f"{type(self).__name__} needs {one.name}")
        object.__setattr__(self, one.name, value)
    if given:
        raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(given))}")


def _compared(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in _layout(type(self)).compared])


def _eq(self: Any, other: object) -> Any:
    return _compared(self) == _compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash((type(self), _compared(self)))


def _repr(self: Any) -> str:
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in _layout(type(self)).shown)
    return f"{type(self).__qualname__}({told})"


def _frozen(self: Any, name: str, *_: Any) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")


_SHARED = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _frozen,
    "__delattr__": _frozen,
}
