"""Which of two moments is certainly the earlier, whatever `now` turns out to be."""

from fractions import Fraction
from typing import Literal

from xseg.logic.formula import Cut
from xseg.plan.times import DayNear, Moment, NowMoment, PeriodStart, Shifted

HOUR = 3_600_000_000
DAY = 24 * HOUR
SLACK = 27 * HOUR
"""By how much the clocks of one place may move against UTC between two moments."""

UNITS = {"second": 1_000_000, "minute": 60_000_000, "hour": HOUR}
LENGTHS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (90, 92), "year": (365, 366)}
"""The fewest and the most days of a calendar unit."""

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_LEVELS = ("day", "month", "quarter", "year")


Order = Literal["<", "<=", "==", ">=", ">"]
"""How one cut certainly stands to another."""

_REVERSED: dict[Order, Order] = {"<": ">", "<=": ">=", "==": "==", ">=": "<=", ">": "<"}


def canonical(moment: Moment) -> Moment:
    """The same moment in the smallest unit of its kind: a week is seven days, a year twelve months, an hour seconds."""
    match moment:
        case Shifted(0):
            return NowMoment()
        case Shifted(count, unit) if unit in _MONTHS:
            return Shifted(count * _MONTHS[unit], "month")
        case Shifted(count, unit) if unit in _DAYS:
            return Shifted(count * _DAYS[unit], "day")
        case Shifted(count, unit):
            return Shifted(count * UNITS[unit] // UNITS["second"], "second")
        case DayNear(of, days):
            return DayNear(canonical(of), days)
        case _:
            return moment


def order(left: Cut, right: Cut, *, days: bool) -> Order | None:
    """How `left` stands to `right`; None where that depends on `now`. `days`: both are read as local dates."""
    if left == right:
        return "=="
    if isinstance(left, int | Fraction) or isinstance(right, int | Fraction):
        if isinstance(left, int | Fraction) and isinstance(right, int | Fraction):
            return "<" if left < right else ">"
        return None
    found = _certainly(left, right, days=days)
    if found is not None:
        return found
    other = _certainly(right, left, days=days)
    return None if other is None else _REVERSED[other]


def _certainly(left: Moment, right: Moment, *, days: bool) -> Order | None:
    """`<` or `<=` where that is certain."""
    family = _in_family(left, right, days=days)
    if family is not None:
        return family
    reach, start = _offsets(left), _offsets(right)
    if reach is None or start is None:
        return None
    between = start[0] - reach[1]
    if between > (SLACK + DAY if days else 0):
        return "<"
    return "<=" if between >= 0 and not days else None


def _in_family(left: Moment, right: Moment, *, days: bool) -> Order | None:
    """Moments of one kind, which step on one calendar."""
    match left, right:
        case (NowMoment() | Shifted(), NowMoment() | Shifted()):
            (count, unit), (other, other_unit) = _shift(left, right), _shift(right, left)
            for family in (_MONTHS, _DAYS):
                if unit in family and other_unit in family:
                    apart = other * family[other_unit] - count * family[unit]
                    sure = family is _MONTHS or apart > 1
                    return None if apart <= 0 else "<" if sure else "<="
        case PeriodStart(count, unit), PeriodStart(other, other_unit) if unit == other_unit and count < other:
            return "<" if days or unit != "day" or other - count > 1 else "<="
        case PeriodStart(0, unit), PeriodStart(0, other_unit):
            if unit in _LEVELS and other_unit in _LEVELS and _LEVELS.index(unit) > _LEVELS.index(other_unit):
                return "<="
            return "<=" if (unit, other_unit) == ("week", "day") else None
        case PeriodStart(count), NowMoment() if count <= 0:
            return "<="
        case NowMoment(), PeriodStart(count) if count >= 1 and not days:
            return "<"
        case DayNear(of, near), DayNear(other_of, other_near) if of == other_of and near < other_near:
            return "<" if days or other_near - near > 1 else "<="
        case DayNear(of, near), other_moment if of == other_moment and days and near < 0:
            return "<"
        case other_moment, DayNear(of, near) if of == other_moment and days and near > 0:
            return "<"
        case _:
            pass
    return None


def _shift(moment: Moment, other: Moment) -> tuple[int, str]:
    """Count and unit; `now` is none of whatever unit the other has."""
    match moment, other:
        case Shifted(count, unit), _:
            return count, unit
        case _, Shifted(_, unit):
            return 0, unit
        case _:
            return 0, "day"


def _offsets(moment: Moment) -> tuple[int, int] | None:
    """Between which distances from `now`, in microseconds, the moment certainly lies; None where none is known."""
    match moment:
        case NowMoment():
            return 0, 0
        case Shifted(count, unit):
            if unit in UNITS:
                return count * UNITS[unit], count * UNITS[unit]
            return _stretched(*_lengths(count, unit))
        case PeriodStart(count, unit):
            low, high = _lengths(count, unit)
            return _stretched(low - LENGTHS[unit][1], high)
        case DayNear(of, near):
            found = _offsets(of)
            return None if found is None else _stretched(near - 1, near, *found)
        case _:
            return None


def _lengths(count: int, unit: str) -> tuple[int, int]:
    """The fewest and the most days of so many units, signed; a month's end may clamp three days away."""
    low, high = sorted(count * days for days in LENGTHS[unit])
    clamp = 3 if unit in _MONTHS else 0
    return low - clamp, high + clamp


def _stretched(low: int, high: int, low_offset: int = 0, high_offset: int = 0) -> tuple[int, int]:
    return low * DAY + low_offset - SLACK, high * DAY + high_offset + SLACK
