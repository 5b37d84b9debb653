"""The values of a plan as variables, and the ends they are compared with as cuts."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from xseg.logic.formula import Cut, Variable, exact
from xseg.logic.moments import canonical
from xseg.logic.ranges import limits
from xseg.plan.bind import day_start, wall_instant
from xseg.plan.nodes import (
    Absolute,
    Aggregate,
    Align,
    And,
    Arithmetic,
    Compare,
    Consent,
    EventChannel,
    EventKind,
    EventTime,
    Folded,
    Has,
    InRange,
    IsTrue,
    Known,
    Length,
    Listed,
    Literal_,
    LocalDate,
    Member,
    Not,
    Nth,
    OfProfile,
    OneOf,
    Or,
    PartOf,
    Ranked,
    Ref,
    Sampled,
    TextTest,
    Time,
    ToNumber,
    YearsBetween,
)
from xseg.plan.plan import Node
from xseg.plan.times import DayStart, LocalInstant, Moment, UtcInstant
from xseg.project.types import (
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    NumberType,
    TimestampType,
)

PREDICATES = (Compare, InRange, OneOf, TextTest, Has, Known, IsTrue, Ranked, Sampled, Not, And, Or, Member)
ALWAYS_KNOWN = (Time, EventTime, EventChannel, EventKind, Nth, Consent, Listed, *PREDICATES)
ORDERED = (ExactType, NumberType, DateType, TimestampType, DurationType)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class Variables:
    """The nodes of a plan; `zone` is the project's clock."""

    nodes: list[Node]
    zone: ZoneInfo

    def variable(self, ref: Ref) -> Variable:
        """The variable that a value is."""
        node = self.nodes[ref]
        misses = not isinstance(node.operation, (*ALWAYS_KNOWN, Literal_)) and self._misses_by_itself(ref)
        key: Hashable = ("ref", ref)
        match node.type:
            case BooleanType():
                return Variable(key, "text", misses, values=(False, True))
            case CategoryType(values) if values is not None:
                return Variable(key, "text", misses, values=values)
            case ExactType() | NumberType() | DurationType() | TimestampType() | DateType():
                low, high = limits(self.nodes, ref)
                days = isinstance(node.type, DateType)
                whole = not isinstance(node.type, NumberType)
                return Variable(key, "ordered", misses, whole=whole, days=days, low=low, high=high)
            case _:
                return Variable(key, "text", misses)

    def _misses_by_itself(self, ref: Ref) -> bool:
        """Whether `known` asks the variable itself, and not only what it is made of."""
        node = self.nodes[ref]
        match node.operation:
            case Align() | LocalDate() | Absolute() | Folded() | PartOf() | Length() | OfProfile() | ToNumber():
                return False
            case YearsBetween():
                return False
            case Arithmetic():
                return isinstance(node.type, NumberType)
            case Aggregate(function="count" | "distinct"):
                return False
            case Aggregate(function="sum"):
                return not isinstance(node.type, ExactType)
            case _:
                return True

    def _constant(self, ref: Ref) -> bool:
        return isinstance(self.nodes[ref].operation, Literal_ | Time)

    def _cut(self, ref: Ref) -> Cut | None:
        """The end as a cut, where it is a known number or moment."""
        node = self.nodes[ref]
        match node.operation:
            case Literal_(bool() | str() | None):
                return None
            case Literal_(int(value) | float(value)):
                return exact(value)
            case Time(moment):
                return self._moment(moment, days=isinstance(node.type, DateType))
            case _:
                return None

    def _moment(self, moment: Moment, *, days: bool) -> Cut:
        """A moment that does not depend on `now` is the number that it will be bound to."""
        match moment:
            case DayStart(day):
                return day if days else day_start(day, self.zone)
            case UtcInstant(micros) if not days:
                return micros
            case LocalInstant(wall) if not days:
                start = datetime.fromtimestamp(0, UTC).replace(tzinfo=None)
                return wall_instant(start + wall * _MICROSECOND, self.zone)
            case _:
                return canonical(moment)

    def _held(self, value: object, operand: Ref) -> Cut:
        assert isinstance(value, int | float), f"{value!r} is no value of {self.nodes[operand].type}"
        return exact(value)
