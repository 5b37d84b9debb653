"""The words of the syntax stage: what stood there, what may follow, what to write instead."""

from xseg.diagnostics import Span

SIGNS = {
    "=": "==", "===": "==", "!==": "!=", "<>": "!=", "=<": "<=", "=>": ">=", "≠": "!=", "≤": "<=", "≥": ">=",
}  # fmt: skip

WRONG_QUOTES = "a text stands in straight double quotes"
STRAIGHT_QUOTES = "put it in straight double quotes"
DOUBLE_BACKSLASH = "double the backslash"
FROM_ONE = "a duration or a number of spans counts from 1"
DATE_FORM = "write year-month-day with two digits each for month and day, such as `2025-06-01`"
INSTANT_FORM = "write it such as `2025-06-01T09:30`, with `Z` or `+02:00` behind it if it is not the project's clock"
CHAIN = "comparisons do not chain"
COUNT_OR_DISTINCT = "write `count(Q)` for how many events, `distinct(x of Q)` for how many different values"


def strange_name(name: str, strange: str, span: Span) -> tuple[str, Span]:
    return f"a name has letters, digits and `_`, but `{name}` has {strange!r}; others stand in backticks", span


def wrong_escape(escape: str) -> str:
    return f'`{escape}` means nothing in a text; only `\\"` and `\\\\` do'


def wrong_underscores(text: str) -> str:
    return f"`_` stands only between digits, not as in `{text}`"


def too_many_digits(most: int) -> str:
    return f"a number has at most {most} digits"


def leading_zeros(text: str) -> str:
    return f"a number has no leading zeros: `{text}`"


def date_form(text: str) -> str:
    return f"`{text}` is not how a date is written"


def no_such_day(text: str) -> str:
    return f"there is no day `{text}`"


def no_such_instant(text: str) -> str:
    return f"there is no instant `{text}`"


def instant_form(text: str) -> str:
    return f"`{text}` is not how an instant is written"


def no_such_month(text: str) -> str:
    return f"there is no month `{text}`; write such as `2025-03`"


def no_such_year(text: str) -> str:
    return f"there is no year `{text}`"


def within_last(word: str) -> str:
    return f"`{' '.join(word.split())}` is written `within`"


def no_such_count(text: str) -> str:
    return f"how often is said with `at least`, `at most`, `exactly` or `1 to 3 times`, not `{text}`"


def ends_swapped(low: int, high: int) -> str:
    return f"nothing is {low} to {high}: the smaller number stands first"


def more_than_all(least: int, count: int) -> str:
    return f"at least {least} of {count} can never be"


def aggregate_of_what(function: str, query: str, span: Span) -> tuple[str, Span]:
    return f"`{function}` of what? write `{function}(x of {query})` with a property `x`", span


def count_of(operand: str) -> str:
    return f"`count` counts events and takes no `{operand} of`"


def wrong_sign(found: str, right: str) -> str:
    return f"`{found}` is written `{right}`"


def and_or(found: str, span: Span) -> tuple[str, Span]:
    return f"`{' '.join(found.split())}` could mean two things: write `and`, or write `or`", span


def unquoted(name: str) -> str:
    return f'a list of values holds texts in quotes: write `"{name}"`'


def instead(found: str) -> str:
    return f"there is no `{found}`"
