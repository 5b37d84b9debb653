"""What all tables of xseg.toml share: strictness, short forms, and texts that must be of a certain shape."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

SHAPE = "shape"
"""The type of this room's own pydantic errors; their context holds `expected`."""

DAY_LONG = len("2025-06-01")


class Table(BaseModel):
    """A table whose keys are all known; nothing is converted, `"1"` is no number."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


def wrong(expected: str) -> PydanticCustomError:
    """The error of a value that is not what was expected: `expected` completes "… is not"."""
    return PydanticCustomError(SHAPE, "not {expected}", {"expected": expected})


def short(key: str) -> BeforeValidator:
    """Let a text stand for the table that holds it under `key`: `time = "ts"` is `time = { column = "ts" }`."""
    return BeforeValidator(lambda written: {key: written} if isinstance(written, str) else written)


def shaped(pattern: str, expected: str) -> AfterValidator:
    """Refuse a text that does not match the whole of `pattern`."""

    def check(written: str) -> str:
        if re.fullmatch(pattern, written) is None:
            raise wrong(expected)
        return written

    return AfterValidator(check)


def exactly(accept: Callable[[object], bool], expected: str) -> PlainValidator:
    """Take a value as it is where `accept` holds."""

    def check(written: object) -> object:
        if not accept(written):
            raise wrong(expected)
        return written

    return PlainValidator(check)


def _is_number(written: object) -> bool:
    if isinstance(written, bool) or not isinstance(written, int | float):
        return False
    return abs(written) <= 10**15


def _bound(written: object) -> float | date:
    """A number, a day or an instant; a day or an instant may stand in quotes."""
    if isinstance(written, date):
        return written
    if isinstance(written, str):
        try:
            return datetime.fromisoformat(written) if len(written) > DAY_LONG else date.fromisoformat(written)
        except ValueError:
            pass
    elif _is_number(written):
        assert isinstance(written, int | float)
        return written
    raise wrong("a number within ±10^15, a date or a time such as 2025-06-01")


Text = Annotated[str, Field(min_length=1), shaped(r"[^\x00]*", "a text without NUL characters")]
Number = Annotated[float | int, exactly(_is_number, "a number within ±10^15")]
Constant = Annotated[
    bool | float | int | str | date,
    exactly(
        lambda value: isinstance(value, bool | str | date) or _is_number(value), "a number, a text, a date or `true`"
    ),
]
Normalise = Literal["text", "lower", "email", "phone"]
Region = Annotated[str, shaped("[A-Z]{2}", 'a country of two capital letters such as "DE"')]
Bound = Annotated[float | int | date, PlainValidator(_bound)]
Duration = Annotated[
    str,
    shaped(r"[1-9][0-9]* (minute|hour|day|week|month|year)s?", 'a length of time such as "30 minutes" or "25 months"'),
]
Share = Annotated[str, shaped(r"(100|[0-9]{1,2}(\.[0-9]+)?)%", 'a share such as "2%" or "0.5%"')]
Size = Annotated[str, shaped(r"[1-9][0-9]* (MiB|GiB|TiB)", 'a size such as "512 MiB" or "8 GiB"')]
_UNITS = {"MiB": 20, "GiB": 30, "TiB": 40}


def size_of(written: str | None) -> int | None:
    """A size in bytes."""
    if written is None:
        return None
    number, unit = written.split(" ")
    return int(number) << _UNITS[unit]
