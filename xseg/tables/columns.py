"""The columns that engines read. System columns begin with `@`, so no attribute or property can collide with one.

`profiles`, one row a profile, sorted by number: `@profile` (text id), `@number` (dense u32 from 0), `@sample_1` and
`@sample_2` (int64 below 1,073,741,789), one column an attribute (missing is null), one boolean column a consent
purpose (never null) and one boolean column a list (never null).

`events`, one table a kind, sorted by time, source, id: `@number`, `@id`, `@source`, `@channel` (text), `@time` (int64,
microseconds of UTC), `@date` (int32, local day since 1970-01-01), `@hour` (int8, local), `@weekday` (int8, Monday is
1), one column a property (missing is null).

How values are held: boolean → boolean; integer and decimal → int64 units of the type's scale; number → float64 (a
property rounded to six decimals); string and category → text (NFC, never empty); date → int32 days; timestamp and
duration → int64 microseconds; lists → list of text, distinct, sorted by code point, without missing.
"""

from typing import Literal

PROFILE = "@profile"
NUMBER = "@number"
SAMPLE_FIRST = "@sample_1"
SAMPLE_SECOND = "@sample_2"

ID = "@id"
SOURCE = "@source"
CHANNEL = "@channel"
TIME = "@time"
DATE = "@date"
HOUR = "@hour"
WEEKDAY = "@weekday"
EVENT_COLUMNS = (NUMBER, ID, SOURCE, CHANNEL, TIME, DATE, HOUR, WEEKDAY)


def consent_column(purpose: str) -> str:
    """The boolean column of profiles that holds `consent.PURPOSE`."""
    return f"@consent.{purpose}"


RECORDED = ("@changed.", "@entered.", "@exited.", "@raw.", "@imputed.", "@label.", "@confidence.", "@distance.")
"""How the columns of profiles begin that stand beside attributes: recorded times, raw and imputed values."""


def recorded_column(what: Literal["changed", "entered", "exited"], name: str) -> str:
    """The column of profiles that holds when an attribute changed, or a segment was last entered or exited."""
    return f"@{what}.{name}"


def raw_column(attribute: str) -> str:
    """The column of records and profiles with what stood there before an outlier was clipped or set missing."""
    return f"@raw.{attribute}"


def imputed_column(attribute: str) -> str:
    """The column of profiles with `imputed(ATTRIBUTE)`: the attribute's value, or what stands in for it."""
    return f"@imputed.{attribute}"


def list_column(name: str) -> str:
    """The boolean column of profiles that holds `in list NAME`."""
    return f"@list.{name}"


def score_column(output: Literal["label", "confidence", "distance"], model: str) -> str:
    """The column of profiles that holds a score of a stored model."""
    return f"@{output}.{model}"
