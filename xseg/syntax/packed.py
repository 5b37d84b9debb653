"""The parser's tables, worked out once from the grammar and kept beside it, so that no run waits for them.

`grammar/xseg.tables.json` is derived: `python tools/grammar_tables.py` writes it anew, and a test demands that it
belongs to the grammar that lies there. Where it does not, the parser is built from the grammar, more slowly.
"""

from hashlib import sha256
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

Tables = dict[str, Any]
"""What JSON can hold of a parser; `for` says of which grammar and which Lark."""


def belongs_to(grammar: str) -> str:
    """The name of the tables of a grammar, under the Lark that is installed."""
    return sha256(f"{lark.__version__}\n{grammar}".encode()).hexdigest()


def pack(parser: Lark, grammar: str) -> Tables:
    """The tables of a parser that was built from `grammar`.

    A row of the parse table is a list of action, set of words, action, set of words, …; an action from 0 goes to that
    state, one below 0 reduces the rule -action-1. Rows share their sets.
    """
    content, memo = parser.memo_serialize([TerminalDef, Rule])
    table = content["parser"]["parser"]
    sets: dict[tuple[int, ...], int] = {}
    rows = []
    for state in range(len(table["states"])):
        words_by_action: dict[int, list[int]] = {}
        for word, (kind, target) in table["states"][state].items():
            words_by_action.setdefault(-target["@"] - 1 if kind else target, []).append(word)
        rows.append(
            [
                number
                for action, words in words_by_action.items()
                for number in (action, sets.setdefault(tuple(words), len(sets)))
            ]
        )
    words = [table["tokens"][index] for index in range(len(table["tokens"]))]
    content["options"] = {name: value for name, value in content["options"].items() if name != "_plugins"}
    content["parser"] = {**content["parser"], "parser": {**table, "tokens": words, "states": rows}}
    return {
        "for": belongs_to(grammar),
        "content": content,
        "memo": [memo[index] for index in range(len(memo))],
        "sets": list(sets),
    }


def unpack(tables: Tables, **options: Any) -> Lark:
    """The parser again; `options` are the transformer and the lexer, which no table holds."""
    content, sets = tables["content"], tables["sets"]
    table = content["parser"]["parser"]
    states = {}
    for state, row in enumerate(table["states"]):
        actions: dict[int, tuple[int, object]] = {}
        for action, words in zip(row[::2], row[1::2], strict=True):
            actions.update(dict.fromkeys(sets[words], (0, action) if action >= 0 else (1, {"@": -action - 1})))
        states[state] = actions
    table = {**table, "tokens": dict(enumerate(table["tokens"])), "states": states}
    content = {**content, "parser": {**content["parser"], "parser": table}}
    memo = dict(enumerate(tables["memo"]))
    loaded: Lark = Lark._load_from_dict(content, memo, **options)  # type: ignore[no-untyped-call]  # noqa: SLF001
    return loaded
