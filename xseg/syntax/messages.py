"""The words of the syntax stage: what stood there, what may follow, what to write instead."""

from typing import Literal

from xseg.diagnostics import Span

SIGNS = {
    "=": "==", "===": "==", "!==": "!=", "<>": "!=", "=<": "<=", "=>": ">=", "≠": "!=", "≤": "<=", "≥": ">=",
}  # fmt: skip

STATES: dict[str, Literal["known", "missing"]] = {
    "null": "missing", "none": "missing", "nil": "missing", "empty": "missing", "blank": "missing", "unset": "missing",
    "unknown": "missing", "undefined": "missing", "present": "known", "set": "known", "filled": "known",
}  # fmt: skip


def shown(text: str) -> str:
    """A piece of the author's text on one line, its end cut off where it is long."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else one_line[:57] + "…"


WRONG_QUOTES = "a text stands in straight double quotes"
STRAIGHT_QUOTES = "put it in straight double quotes"
DOUBLE_BACKSLASH = "double the backslash"
NOT_FORMATTED = "the new layout would not say the very same, so the file stays as it is"
REPORT_IT = "this is our mistake: please report it with the file"
FROM_ONE = "a duration or a number of spans counts from 1"
DATE_FORM = "write year-month-day with two digits each for month and day, such as `2025-06-01`"
INSTANT_FORM = "write it such as `2025-06-01T09:30`, with `Z` or `+02:00` behind it if it is not the project's clock"
DID_NOT_PATH = "`did not` takes one event, not a path"
COUNT_OR_DISTINCT = "write `count(Q)` for how many events, `distinct(x of Q)` for how many different values"


def strange_name(name: str, strange: str, span: Span) -> tuple[str, Span]:
    return f"a name has letters, digits and `_`, but `{shown(name)}` has {strange!r}; others stand in backticks", span


def wrong_escape(escape: str) -> str:
    return f'`{escape}` means nothing in a text; only `\\"` and `\\\\` do'


def wrong_underscores(text: str) -> str:
    return f"`_` stands only between digits, not as in `{shown(text)}`"


def too_many_digits(most: int) -> str:
    return f"a number has at most {most} digits"


def leading_zeros(text: str) -> str:
    return f"a number has no leading zeros: `{shown(text)}`"


def date_form(text: str) -> str:
    return f"`{shown(text)}` is not how a date is written"


def no_such_day(text: str) -> str:
    return f"there is no day `{text}`"


def no_such_instant(text: str) -> str:
    return f"there is no instant `{text}`"


def instant_form(text: str) -> str:
    return f"`{shown(text)}` is not how an instant is written"


def no_such_month(text: str) -> str:
    return f"there is no month `{text}`; write such as `2025-03`"


def no_such_year(text: str) -> str:
    return f"there is no year `{text}`"


def within_last(word: str) -> str:
    return f"`{' '.join(word.split())}` is written `within`"


def no_such_count(text: str) -> str:
    return f"how often is said with `at least`, `at most`, `exactly` or `1 to 3 times`, not `{shown(text)}`"


def ends_swapped(low: int, high: int) -> str:
    return f"nothing is {low} to {high}: the smaller number stands first"


def more_than_all(least: int, count: int) -> str:
    return f"at least {least} of {count} can never be"


def aggregate_of_what(function: str, query: str, span: Span) -> tuple[str, Span]:
    return f"`{function}` of what? write `{function}(x of {shown(query)})` with a property `x`", span


def count_of(operand: str) -> str:
    return f"`count` counts events and takes no `{shown(operand)} of`"


def wrong_sign(found: str, right: str) -> str:
    return f"`{shown(found)}` is written `{right}`"


def and_or(found: str, span: Span) -> tuple[str, Span]:
    return f"`{' '.join(found.split())}` could mean two things: write `and`, or write `or`", span


def unquoted(name: str) -> str:
    return f'a list of values holds texts in quotes: write `"{shown(name)}"`'


def instead(found: str) -> str:
    return f"`{shown(found)}` is not how it is written here"


def is_what(word: str, span: Span) -> tuple[str, Span]:
    return (
        f"`is` asks for `known`, `missing`, `true` or `false`, not for `{shown(word)}`; a text is compared with `==`",
        span,
    )


# --- what could not be read at all ---

STILL_OPEN = "this is still open"
AGGREGATES = frozenset("count sum avg min max median most_frequent distinct".split())
LEAVE_OUT_SEGMENT = "leave out `segment`"
NO_UTF8 = "this is no text in UTF-8"
SAVE_AS_UTF8 = "save the file in UTF-8"
TAKE_IT_OUT = "take it out"
DECLARATIONS = "a declaration begins with `trait`, `model`, `segment`, `test` or `use` and its name"
SPLIT_RULE = "give a part of it its own `trait` or `segment`"
USE_A_LIST = "keep long lists of values in a file and declare it under `[lists]` in xseg.toml"
TEXT_NEVER_CLOSED = "this text is never closed"
ONE_LINE = 'a text begins and ends with `"` on one line'
NAME_NEVER_CLOSED = "this name in backticks is never closed"
ONE_LINE_NAME = "such a name begins and ends with a backtick on one line"
SEMICOLON = "nothing is ended with `;`"
NO_BARE_POINT = "a number begins with a digit"
COMMENTS = "a comment begins with `#`"
THOUSANDS = "a decimal point is `.`, and thousands may be set apart by `_`: `1_000.50`"
WORDS = {
    "equals": "write `==`", "equal": "write `==`", "like": "write `contains`, `starts with` or `ends with`",
    "exists": "write `is known`", "where": "a segment has one `where`", "else": "write `if(condition, a, b)`",
    "case": "write `if(condition, a, b)`", "until": "write `before` or `to`", "was": "write `is`",
    "percent": "write `%`",
    "includes": "write `contains` for a text, `has` for a list",
    "matches": "write `contains`, `starts with` or `ends with`",
    "select": "a rule only says who is in: `where` and conditions", "none": "write `not has any of (…)`",
    "once": "write `exactly 1 time`", "twice": "write `exactly 2 times`", "never": "write `did not`",
    "has": "write `did` before an event, `has` after a list", "did": "join conditions with `and` or `or`",
}  # fmt: skip


def cannot_open(name: str, reason: str) -> str:
    return f"`{name}` cannot be opened: {reason.lower()}"


def hidden(name: str) -> str:
    return f"a character that cannot be seen stands here: {name}"


def no_declaration(text: str) -> str:
    return f"`{shown(text)}` begins no declaration"


def closes_nothing(bracket: str) -> str:
    return f"`{bracket}` closes nothing"


def too_deep(most: int) -> str:
    return f"brackets and `not` stand at most {most} deep"


def too_many_signs(most: int) -> str:
    return f"a declaration has at most {most:,} signs such as `+`"


def too_long(most: int) -> str:
    return f"a declaration has at most {most:,} words and signs"


def word_too_long(most: int) -> str:
    return f"a word has at most {most:,} characters"


def file_too_long(most: int) -> str:
    return f"a file has at most {most:,} words and signs; split it"


def too_many_findings(most: int) -> str:
    return f"more than {most} mistakes: the rest of the file was not read"


def cannot_stand(text: str, last: str | None) -> str:
    return f"`{shown(text)}` cannot stand here" if last is None else f"`{shown(text)}` cannot follow `{shown(last)}`"


def ends_too_soon(last: str) -> str:
    return "nothing stands here" if not last else f"something is missing after `{shown(last)}`"


def here_may_stand(things: list[str]) -> str:
    if not things:
        return ""
    *most, last = things
    return "expected " + (f"{', '.join(most)} or {last}" if most else last)


def never_closed(bracket: str) -> str:
    return f"`{bracket}` is never closed"


def opened_here(closing: str) -> str:
    return f"its `{closing}` is missing"


def missing_here(closing: str) -> str:
    return f"at the latest here `{closing}` has to stand"


def comes_first(closing: str) -> str:
    return f"`{closing}` comes before that"


def write_brackets(function: str) -> str:
    return f"what `{function}` counts stands in brackets: `{function}(…)`"


def name_start(text: str) -> str:
    return f"a name begins with a letter, not as `{shown(text)}` does; others stand in backticks"


def needs_space(number: str, word: str) -> str:
    return f"a space stands between `{shown(number)}` and `{word}`"


def reserved(word: str) -> str:
    return f"`{word.lower()}` is a word of the language; as a name it stands in backticks"


def chain(text: str) -> str:
    return f"comparisons do not chain: `{shown(text)}`"


def needs_colon(key: str) -> str:
    return f"a colon stands between `{shown(key)}` and its value"


def close_it(bracket: str) -> str:
    return f"write `{bracket}` where that part ends"
