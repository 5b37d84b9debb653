"""Whether a segment's last run is out of line with its own history: size, share, who entered, who left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal

RUNS = 5
"""With fewer earlier runs nothing is said: a band of three points is no band."""
WIDTH = 3.5
"""Half the band, in robust standard deviations (Iglewicz and Hoaglin 1993)."""
NORMAL = 1.4826
"""What makes the median absolute deviation of a normal sample its standard deviation."""
DAY = 86_400_000_000

Figure = Literal["size", "share", "entered", "left"]


@dataclass(frozen=True, slots=True)
class RunOfSegment:
    """What one run recorded of one segment; `now` in microseconds of UTC."""

    run: int
    now: int
    profiles: int
    size: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Band:
    """One figure of the last run beside the band of the earlier ones: median ± half a width.

    `entered` and `left` are shares of the size before, a day.
    """

    figure: Figure
    value: float
    middle: float
    low: float
    high: float
    z: float
    """(value − median) / robust standard deviation."""

    @property
    def outside(self) -> bool:
        return not self.low <= self.value <= self.high


@dataclass(frozen=True, slots=True)
class SegmentDrift:
    """A segment's last run against those before; `bands` is empty with fewer than RUNS earlier ones."""

    segment: str
    earlier: int
    bands: tuple[Band, ...]

    @property
    def drifted(self) -> bool:
        return any(band.outside for band in self.bands)


def drift_of(segment: str, history: Sequence[RunOfSegment]) -> SegmentDrift:
    """The last run of a history, in the order made, against the others. Runs at one `now` are one; what a run changed
    that looked back in time says nothing of its day, and is left out.
    """
    rates = [(before, now) for before, now in pairwise(merged(history)) if before.now < now.now]
    earlier = len(rates) - 1  # the first run has nobody before it: all of its members enter
    if earlier < RUNS:
        return SegmentDrift(segment, max(earlier, 0), ())
    last = rates[-1][1]
    figures: Mapping[Figure, list[float]] = {
        "size": [float(now.size) for _, now in rates],
        "share": [now.size / max(now.profiles, 1) for _, now in rates],
        "entered": [rate(now.entered, before, now) for before, now in rates],
        "left": [rate(now.left, before, now) for before, now in rates],
    }
    before = max(rates[-1][0].size, 1)
    chance: Mapping[Figure, float] = {
        "size": max(last.size, 1) ** 0.5,
        "share": max(last.size, 1) ** 0.5 / max(last.profiles, 1),
        "entered": max(last.entered, 1) ** 0.5 / before / days(*rates[-1]),
        "left": max(last.left, 1) ** 0.5 / before / days(*rates[-1]),
    }
    return SegmentDrift(segment, earlier, tuple(band(name, values, chance[name]) for name, values in figures.items()))


def merged(history: Sequence[RunOfSegment]) -> list[RunOfSegment]:
    """The runs with those that follow each other at one `now` made one: the last, with all who entered and left."""
    found: list[RunOfSegment] = []
    for one in history:
        if found and found[-1].now == one.now:
            before = found.pop()
            one = replace(one, entered=before.entered + one.entered, left=before.left + one.left)
        found.append(one)
    return found


def rate(moved: int, before: RunOfSegment, now: RunOfSegment) -> float:
    """The share of the size before that moved, a day."""
    return moved / max(before.size, 1) / days(before, now)


def days(before: RunOfSegment, now: RunOfSegment) -> float:
    """Days between two runs."""
    return (now.now - before.now) / DAY


def band(figure: Figure, values: Sequence[float], chance: float) -> Band:
    """The last value beside the earlier ones. The deviation is at least that of counting (`chance`, as of Poisson) and
    a fiftieth of the median, so that a history without any change does not make one person a finding.
    """
    *earlier, value = values
    middle = median(earlier)
    spread = NORMAL * median(abs(one - middle) for one in earlier)
    deviation = max(spread, chance, abs(middle) / 50, 1e-12)
    low, high = max(middle - WIDTH * deviation, 0.0), middle + WIDTH * deviation
    return Band(figure, value, middle, low, high, (value - middle) / deviation)
