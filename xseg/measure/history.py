"""Whether a segment's last run is out of line with its own history: size, share, who entered, who left."""

from collections.abc import Sequence
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
ALIKE = 2 / 3
"""Runs further apart let more people come and go, and not in proportion: who came is held against times alike."""

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

    `entered` and `left` are shares of the size before, told only where enough runs were so far apart as the last two.
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
    bands = [
        band("size", [float(now.size) for _, now in rates], 1),
        band("share", [now.size / max(now.profiles, 1) for _, now in rates], last.profiles),
    ]
    alike = [pair for pair in rates if ALIKE <= days(*pair) / days(*rates[-1]) <= 1 / ALIKE]
    if len(alike) > RUNS:
        before = alike[-1][0].size
        bands.append(band("entered", [now.entered / max(one.size, 1) for one, now in alike], before))
        bands.append(band("left", [now.left / max(one.size, 1) for one, now in alike], before))
    return SegmentDrift(segment, earlier, tuple(bands))


def merged(history: Sequence[RunOfSegment]) -> list[RunOfSegment]:
    """The runs with those that follow each other at one `now` made one: the last, with all who entered and left."""
    found: list[RunOfSegment] = []
    for one in history:
        if found and found[-1].now == one.now:
            before = found.pop()
            one = replace(one, entered=before.entered + one.entered, left=before.left + one.left)
        found.append(one)
    return found


def days(before: RunOfSegment, now: RunOfSegment) -> float:
    """Days between two runs."""
    return (now.now - before.now) / DAY


def band(figure: Figure, values: Sequence[float], of: int) -> Band:
    """The last value beside the earlier ones; `of` is how many people the figure is a share of, 1 of a count.

    The deviation is at least that of counting as many people as usual (Poisson) and a fiftieth of the median, so that a
    history without any change does not make one person a finding.
    """
    *earlier, value = values
    middle = median(earlier)
    spread = NORMAL * median(abs(one - middle) for one in earlier)
    people = max(of, 1)
    counting = max(middle * people, 1.0) ** 0.5 / people
    deviation = max(spread, counting, abs(middle) / 50)
    low, high = max(middle - WIDTH * deviation, 0.0), middle + WIDTH * deviation
    return Band(figure, value, middle, low, high, (value - middle) / deviation)
