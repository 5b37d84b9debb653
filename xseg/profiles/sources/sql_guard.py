"""Lets a `select` through only if each relation it reads is one of the tables it was given, or a query of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from xseg.profiles.sources.sql_text import Refused, Token, rendered, tokens

AFTER_RELATIONS = {"where", "group", "having", "order", "limit", "offset", "window", "qualify", "fetch"}
SET_OPERATIONS = {"union", "intersect", "except"}
NEVER = {
    "into", "lateral", "unnest", "table", "values", "create", "insert", "update", "delete", "drop", "truncate", "alter",
    "copy", "attach", "show", "explain", "set", "apply", "describe", "pivot", "unpivot", "load", "install", "call",
    "execute", "pragma", "tablesample",
}  # fmt: skip
"""Words that begin or continue what a plain query has no need of; a column of such a name is written in quotes."""
FROM_IN_CALL = {"extract", "substring", "trim", "overlay"}
READERS = ("read_", "scan_")


@dataclass(slots=True)
class _Level:
    """What the innermost open bracket holds."""

    kind: Literal["query", "relations", "call", "group"]
    word: str = ""
    """Of a call: what is called."""
    relation_next: bool = False
    in_relations: bool = False


def checked(text: str, tables: Collection[str]) -> str:
    """The query as it is to be run. Raises Refused where it reads anything but `tables`."""
    query = tokens(text)
    while query and query[-1].name == ";":
        query.pop()
    if not query or query[0].name not in ("select", "with"):
        raise Refused("it does not begin with `select` or `with`")
    _Guard(query, tables).walk()
    return rendered(query)


class _Guard:
    def __init__(self, query: list[Token], tables: Collection[str]) -> None:
        self.query = query
        self.tables = tables
        self.levels = [_Level("query")]
        self.named: set[str] = set()

    def walk(self) -> None:
        for place, token in enumerate(self.query):
            self._step(place, token)
        if len(self.levels) != 1:
            raise Refused("a bracket is not closed")
        if self.levels[0].relation_next:
            raise Refused("it ends where a table should stand")

    def _step(self, place: int, token: Token) -> None:
        level = self.levels[-1]
        if token.name == ";":
            raise Refused("it holds more than one statement")
        if token.kind == "word" and token.name in NEVER and not self._is_column(place):
            raise Refused(f"`{token.written}` has no place in it")
        if self._called(place) and token.name.lower().startswith(READERS):
            raise Refused(f"`{token.written}(…)` reads files")
        if level.relation_next:
            self._relation(place, token)
        elif token.name == "(" and token.kind == "sign":
            self._open(place)
        elif token.name == ")" and token.kind == "sign":
            if len(self.levels) == 1:
                raise Refused("a bracket closes that was not opened")
            self.levels.pop()
        elif token.kind == "word":
            self._word(place, token, level)
        elif token.name == "," and level.in_relations:
            level.relation_next = True

    def _word(self, place: int, token: Token, level: _Level) -> None:
        if self._is_column(place):
            return
        if token.name == "from":
            self._from(place, level)
        elif token.name == "join":
            if not level.in_relations:
                raise Refused("`join` stands outside `from`")
            level.relation_next = True
        elif token.name in AFTER_RELATIONS or token.name in SET_OPERATIONS:
            level.in_relations = False
        elif token.name == "as" and self._name(place + 1) == "(" and level.kind == "query":
            before = self.query[place - 1]
            if before.kind in ("word", "quoted"):  # `with name as (`; a wrong guess only allows a name that is unknown
                self.named.add(before.name)

    def _from(self, place: int, level: _Level) -> None:
        if self._name(place - 1) == "distinct" and self._name(place - 2) in ("is", "not"):
            return
        if level.kind == "call" and level.word in FROM_IN_CALL:
            return
        if level.kind != "query":
            raise Refused("`from` stands where no query is")
        level.relation_next = level.in_relations = True

    def _relation(self, place: int, token: Token) -> None:
        level = self.levels[-1]
        level.relation_next = False
        if token.name == "(" and token.kind == "sign":
            if self._name(place + 1) in ("select", "with"):
                self.levels.append(_Level("query"))
            else:
                self.levels.append(_Level("relations", relation_next=True, in_relations=True))
            return
        if token.kind not in ("word", "quoted"):
            raise Refused(f"`{token.written}` stands where a table should")
        if self._called(place):
            raise Refused(f"`{token.written}(…)` is a table function")
        if self._name(place + 1) == ".":
            raise Refused(f"`{token.written}.` names a schema")
        if token.written.strip('"`') not in self.tables and token.name not in self.named:
            raise Refused(f"`{token.name}` is none of its tables: {', '.join(f'`{name}`' for name in self.tables)}")

    def _open(self, place: int) -> None:
        before = self.query[place - 1] if place else None
        if self._name(place + 1) in ("select", "with"):
            self.levels.append(_Level("query"))
        elif before is not None and before.kind == "word":
            self.levels.append(_Level("call", before.name))
        else:
            self.levels.append(_Level("group"))

    def _called(self, place: int) -> bool:
        return self.query[place].kind in ("word", "quoted") and self._name(place + 1) == "("

    def _is_column(self, place: int) -> bool:
        """Whether the word is the second half of `table.column`."""
        return self._name(place - 1) == "." and place > 0

    def _name(self, place: int) -> str:
        return self.query[place].name if 0 <= place < len(self.query) else ""
