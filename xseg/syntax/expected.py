"""What may stand at a place, in the author's words."""

from collections.abc import Iterable

SOFT = frozenset(
    "TRAIT MODEL SEGMENT TEST USE WITH LIST SAMPLE BY PROFILE EVENT GIVEN EXPECT BECAUSE HIGHEST LOWEST TOP BOTTOM "
    "KNOWN MISSING UNIT THIS NEXT FULL FOR TIMES EXACTLY".split()
)
_NAMES = SOFT | {"NAME", "QUOTED"}
_TEXTS = frozenset(("STRING", "STRING_SLIP"))
_TIMES = frozenset(("DATE", "INSTANT", "NOW", "DAY_WORD"))
_NUMBERS = frozenset(("INTEGER", "DECIMAL"))
_VALUES = _NAMES | _TEXTS | _TIMES | _NUMBERS | set("AGGREGATE FIRST LAST TRUE FALSE MINUS LPAR".split())
_CONDITIONS = _VALUES | set("NOT BANG IN SAME DID ANNIVERSARY_OF".split())
_WINDOWS = frozenset("WITHIN WITHIN_SLIP WITHIN_NEXT MORE_THAN BEFORE AFTER SINCE ON_DAY FROM DURING".split())
_TESTS = frozenset(
    "COMPARISON COMPARISON_SLIP EQUALS BETWEEN IN NOT CONTAINS STARTS_WITH ENDS_WITH HAS IS DOES_NOT".split()
)

# Each row: where its first word may stand, the whole group is said with these words.
_GROUPS: tuple[tuple[str, frozenset[str] | set[str], str], ...] = (
    ("DID", _CONDITIONS, 'a condition such as `country == "DE"`'),
    ("AGGREGATE", _VALUES, "a value"),
    ("TRUE", _VALUES, 'a value such as `"DE"`'),
    ("ANY", _NAMES | {"ANY", "ANY_OF"}, "an event"),
    ("NAME", _NAMES, "a name"),
    ("KEY", {"KEY"}, 'a line such as `owner: "crm"`'),
    ("WORD", {"WORD", "QUOTED", "COMMA"} | _TEXTS | _NUMBERS, "a word, a text in quotes or a number"),
    ("BETWEEN", _TESTS, "a comparison such as `==` or `in`"),
    ("COMPARISON", {"COMPARISON", "COMPARISON_SLIP"}, "a comparison such as `==`"),
    ("WITHIN", _WINDOWS, "a window such as `within 30 days`"),
    ("PLUS", {"PLUS", "MINUS", "TIMES_SIGN", "SLASH"}, "`+`, `-`, `*`, `/`"),
    ("STRING", _TEXTS, "a text in quotes"),
    ("INSTANT", {"INSTANT", "DATE"}, "a date such as `2025-06-01`"),
    ("INTEGER", _NUMBERS, "a number"),
    ("UNIT", {"UNIT"}, "a unit such as `days`"),
    ("AND", {"AND", "AND_SLIP", "AND_OR_SLIP"}, "`and`"),
    ("OR", {"OR", "OR_SLIP"}, "`or`"),
    ("NOT", {"NOT", "BANG"}, "`not`"),
)
_SIGNS = {
    "LBRACE": "{", "RBRACE": "}", "LPAR": "(", "RPAR": ")", "LBRACKET": "[", "RBRACKET": "]",
    "COLON": ":", "COMMA": ",", "PERCENT": "%", "EQUALS": "=", "ON_DAY": "on", "AND_OR_SLIP": "and",
}  # fmt: skip
_LAST = "`+`, `-`, `*`, `/`"
_MOST = 8


def may_stand(accepted: Iterable[str]) -> list[str]:
    """At most eight things that may stand where the grammar accepts these terminals."""
    left = {word for word in accepted if not word.endswith("_SLIP")} | {"COMPARISON_SLIP"} & set(accepted)
    if "COMPARISON" in left and "BETWEEN" not in left:  # only to refuse `1 < x < 2`
        left -= {"COMPARISON", "COMPARISON_SLIP", "EQUALS"}
    if "BETWEEN" in left:  # a name may be followed by its arguments, but hardly ever is meant to
        left -= {"LPAR"}
    said = []
    for first, group, words in _GROUPS:
        if first in left:
            said.append(words)
            left -= group
    said += sorted(f"`{plain_word(word)}`" for word in left - {"$END", "COMPARISON_SLIP", "BANG"})
    if len(said) > 1 and _LAST in said:
        said.remove(_LAST)
    return said[:_MOST]


def plain_word(terminal: str) -> str:
    """How a terminal is written: `AT_LEAST` is `at least`."""
    return _SIGNS.get(terminal, terminal.lower().replace("_", " "))


def accepted_words(accepted: Iterable[str]) -> list[str]:
    """The keywords among the terminals, as they are written."""
    unwritten = {
        "KEY",
        "WORD",
        "NAME",
        "QUOTED",
        "STRING",
        "UNIT",
        "INTEGER",
        "DECIMAL",
        "DATE",
        "INSTANT",
        "AGGREGATE",
    }
    words = [plain_word(word) for word in accepted if word not in unwritten and not word.endswith("_SLIP")]
    if "UNIT" in accepted:
        words += ["seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years"]
    return sorted(word for word in words if word.replace(" ", "").isalpha())
