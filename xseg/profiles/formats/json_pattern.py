"""What most lines of NDJSON look like, told by a few of them: a pattern, and the types that its lines are read by.

A line that fits gives no key but those of the pattern, each once and in one order, and each value as it is declared
here: so all that fit are read at once, as each would be by itself, and Polars need not look for types. Whether a line
is JSON at all is left to Polars.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

SAMPLE = 256
"""So many lines, from all over, tell what lines look like."""
OPTIONAL_MOST, LETTERS_MOST = 60, 50_000
"""Of keys that lines may leave out, and of a pattern: with more, matching takes longer than reading."""
DEPTH_MOST = 8
B = r"[ \t]*"
TEXT = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
WHOLE = r"(?:0|-?[1-9][0-9]{0,17})"
"""Held by 64 bits."""
NUMBER = r"(?:(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?|-[1-9][0-9]{0,14}(?:\.[0-9]+)?|-0\.0*[1-9][0-9]*)"  # never -0
"""Below 2 ** 53, without an exponent."""
FLAG = "(?:true|false)"
Path = tuple[str, ...]
Types = dict[str, pl.DataType]


@dataclass(frozen=True, slots=True)
class Pattern:
    """`fits` is a regular expression of lines, `types` are those of their values; lists of objects or lists are in none
    and stand in the first group of the expression that `lists` has for each.
    """

    fits: str
    types: Mapping[str, pl.DataType]
    lists: Mapping[Path, str]


def pattern(lines: pl.Series) -> Pattern | None:
    """Of most lines; None where they tell nothing that is worth it."""
    every = max(1, len(lines) // SAMPLE)
    seen = _Seen()
    for line in lines.gather_every(every).drop_nulls().head(SAMPLE).to_list():
        try:
            seen.add(json.loads(line))
        except (ValueError, RecursionError):
            continue
    if seen.kind != "object":
        return None
    types, inner = _types(seen), _object(seen, 0, None)
    if not types or inner is None:
        return None
    paths = list(_careful(seen, ()))
    found = Pattern(_line(inner), types, {path: _line(_object(seen, 0, path) or "") for path in paths})
    large = len(found.fits) > LETTERS_MOST or seen.optional() > OPTIONAL_MOST
    return None if large else found


def _line(pattern: str) -> str:
    return f"^{B}{pattern}[ \\t\\r]*$"


@dataclass(slots=True)
class _Seen:
    """What stands in one place of the lines: kinds of values, and what stands inside them."""

    times: int = 0
    kinds: set[str] = field(default_factory=set)
    fields: "dict[str, _Seen]" = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """Of the fields: each after the one it followed when it was met."""
    elements: "_Seen | None" = None

    @property
    def kind(self) -> str | None:
        """Of values that are all read alike; None: not alike."""
        known = self.kinds - {"nothing"}
        if known <= {"text", "flag", "whole", "number"}:
            return "plain"
        return known.pop() if len(known) == 1 else None

    @property
    def is_careful(self) -> bool:
        """Whether it is a list with more than plain values."""
        return self.kind == "list" and self.elements is not None and self.elements.kind != "plain"

    def add(self, value: object) -> None:
        self.times += 1
        match value:
            case None:
                self.kinds.add("nothing")
            case bool():
                self.kinds.add("flag")
            case str():
                self.kinds.add("text")
            case int():
                self.kinds.add("whole")
            case float():
                self.kinds.add("number")
            case list():
                self.kinds.add("list")
                self.elements = self.elements or _Seen()
                for element in value:
                    self.elements.add(element)
            case dict():
                self.kinds.add("object")
                self._add_fields(value)
            case _:
                raise AssertionError(f"{value!r} is no value of JSON")

    def _add_fields(self, value: Mapping[str, object]) -> None:
        place = 0
        for name, inner in value.items():
            if name not in self.fields:
                self.fields[name] = _Seen()
                self.order.insert(place, name)
            place = self.order.index(name, 0) + 1
            self.fields[name].add(inner)

    def optional(self) -> int:
        """How many fields may be left out, here and inside."""
        inside = [*self.fields.values(), *([self.elements] if self.elements else [])]
        return sum(one.times < self.times for one in self.fields.values()) + sum(one.optional() for one in inside)


# --- patterns: each is None where there is none ---


def _object(seen: _Seen, depth: int, group: Path | None) -> str | None:
    """Of an object; the value at the path `group` becomes a group. A value is followed by a comma or the object's end:
    where they are mixed up it is no JSON.
    """
    if depth > DEPTH_MOST:
        return None
    members = []
    for name in seen.order:
        one = seen.fields[name]
        value = _value(one, depth, group[1:] if group is not None and group[:1] == (name,) else None)
        if value is None:
            continue
        if group == (name,):
            value = f"({value})"
        key = pl.escape_regex(json.dumps(name, ensure_ascii=False))
        optional = "?" if one.times < seen.times else ""
        members.append(f"(?:{key}{B}:{B}{value}{B}[,}}]{B}){optional}")
    return f"\\{{{B}{''.join(members)}" if members else None


def _value(seen: _Seen, depth: int, group: Path | None) -> str | None:
    match seen.kind:
        case "object":
            inner = _object(seen, depth + 1, group)
        case "list":
            inner = _list(seen, depth + 1)
        case "plain":
            inner = _plain(seen.kinds)
        case _:
            return None
    return None if inner is None else f"(?:{inner}|null)"


def _list(seen: _Seen, depth: int) -> str | None:
    """Also of what is not alike: it is read element by element."""
    elements = seen.elements
    if elements is None or depth > DEPTH_MOST:
        return None
    found = [_plain(elements.kinds)]
    if "object" in elements.kinds:
        found.append(_object(elements, depth + 1, None) or "")
    if "list" in elements.kinds:
        found.append(_list(elements, depth + 1) or "")
    if "" in found:
        return None
    one = f"(?:{'|'.join(found)}|null)"
    return f"\\[{B}(?:{one}{B}(?:,{B}{one}{B})*)?\\]"


def _plain(kinds: set[str]) -> str:
    """Kinds that stand side by side are all texts; among wholes with fractions are none that a double has not."""
    words = {"text": TEXT, "flag": FLAG, "number": NUMBER}
    found = [pattern for kind, pattern in words.items() if kind in kinds]
    if "whole" in kinds and "number" not in kinds:
        found.append(WHOLE)
    return f"(?:{'|'.join(found)})" if found else "null"


# --- types ---


def _types(seen: _Seen) -> Types:
    found: Types = {}
    for name, one in seen.fields.items():
        type_ = _type(one)
        if type_ is not None:
            found[name] = type_
    return found


def _type(seen: _Seen) -> pl.DataType | None:
    """None where Polars is not to read it."""
    match seen.kind:
        case "object":
            inner = _types(seen)
            return pl.Struct(inner) if inner else None
        case "list":
            return None if seen.is_careful else pl.List(pl.String())
        case "plain":
            return _plain_type(seen.kinds - {"nothing"})
        case _:
            return None


def _plain_type(kinds: set[str]) -> pl.DataType:
    if kinds == {"flag"}:
        return pl.Boolean()
    if kinds == {"whole"}:
        return pl.Int64()
    return pl.Float64() if kinds and kinds <= {"whole", "number"} else pl.String()


def _careful(seen: _Seen, above: Path) -> Iterator[Path]:
    """Where lists stand that are more than plain values."""
    for name, one in seen.fields.items():
        if one.kind == "object":
            yield from _careful(one, (*above, name))
        elif one.is_careful:
            yield (*above, name)
