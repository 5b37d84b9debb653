"""The types of values: what a rule's parts are, what columns hold, how many digits they may need."""

from xseg.facts import fact

DIGITS_MOST = 38
"""No exact value may need more digits than this: sums are kept in 128 bits."""


@fact
class BooleanType:
    """True or false; held as a boolean."""


@fact
class ExactType:
    """An integer (scale 0) or a decimal: held as a whole number of units of 10 ** -scale, at most `digits` digits."""

    scale: int
    digits: int


@fact
class NumberType:
    """An IEEE double; never NaN, infinite or −0."""


@fact
class TextType:
    """A string, NFC, never empty."""


@fact
class CategoryType:
    """A string out of `values` where the set is closed (not None), in the order declared."""

    values: tuple[str, ...] | None = None


@fact
class DateType:
    """A calendar day: held as days since 1970-01-01."""


@fact
class TimestampType:
    """An instant: held as microseconds of UTC since 1970-01-01."""


@fact
class DurationType:
    """An exact length of time: held as microseconds."""


@fact
class ListType:
    """Distinct known elements in no order that matters."""

    element: "Type"


@fact
class UnknownType:
    """After an error: agrees with everything, so that one mistake is one diagnostic."""


Type = (
    BooleanType
    | ExactType
    | NumberType
    | TextType
    | CategoryType
    | DateType
    | TimestampType
    | DurationType
    | ListType
    | UnknownType
)

BOOLEAN = BooleanType()
INTEGER = ExactType(0, 15)
"""An integer read from a source: within ±10^15."""
NUMBER = NumberType()
TEXT = TextType()
DATE = DateType()
TIMESTAMP = TimestampType()
DURATION = DurationType()
UNKNOWN = UnknownType()
WEEKDAYS = CategoryType(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))


def decimal(scale: int = 2) -> ExactType:
    """A decimal read from a source: within ±10^12 units of its last place."""
    return ExactType(scale, 12)


def is_numeric(type_: Type) -> bool:
    """Whether values of the type can be counted with."""
    return isinstance(type_, ExactType | NumberType)


def is_textual(type_: Type) -> bool:
    """Whether values of the type are texts."""
    return isinstance(type_, TextType | CategoryType)


def describe(type_: Type) -> str:
    """The type in the author's words."""
    match type_:
        case BooleanType():
            return "boolean"
        case ExactType(scale=0):
            return "integer"
        case ExactType():
            return "decimal"
        case NumberType():
            return "number"
        case TextType():
            return "string"
        case CategoryType():
            return "category"
        case DateType():
            return "date"
        case TimestampType():
            return "timestamp"
        case DurationType():
            return "duration"
        case ListType(element):
            return f"list of {describe(element)}"
        case UnknownType():
            return "unknown"
