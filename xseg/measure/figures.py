"""What is measured of a model in force, as plain facts: then is its training, now the profiles of today."""

from dataclasses import dataclass

from xseg.measure.shifts import FeatureShift
from xseg.project.model import DriftDeclaration, Measure


@dataclass(frozen=True, slots=True)
class ClusterShift:
    """One cluster then and now: its share of the profiles that have a label, and how far its centre moved.

    None is what is not told, of too few people.
    """

    label: str
    share_then: float | None
    share_now: float | None
    moved: float | None
    """In scaled units (standard deviations, under z-scores); None where nobody is in it now."""


@dataclass(frozen=True, slots=True)
class DistanceShift:
    """How far apart the centres of two clusters were and are, in scaled units."""

    one: str
    other: str
    then: float
    now: float | None


@dataclass(frozen=True, slots=True)
class Shadow:
    """A fresh training on the profiles of now, held against the version in force."""

    clusters: int
    agreed: float
    """The share of profiles in matching clusters, matched so that it is largest."""
    rand: float
    """The adjusted Rand index: 1 for the same groups, about 0 for chance."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A bound that does not hold: what was measured, of what, and in words; no value where it is of too few people."""

    measure: Measure
    of: str
    value: float | None
    bound: float
    told: str


@dataclass(frozen=True, slots=True)
class ModelDrift:
    """Everything measured of a version in force; `crossings` are the bounds that do not hold, the worst first."""

    model: str
    version: int
    trained_at: int
    profiles_then: int
    profiles: int
    features: tuple[FeatureShift, ...]
    clusters: tuple[ClusterShift, ...]
    distances: tuple[DistanceShift, ...]
    silhouette_then: float | None
    silhouette_now: float | None
    shadow: Shadow | None
    """None where none was trained: not asked for, not possible, or the labels come from outside."""
    bounds: tuple[DriftDeclaration, ...]
    crossings: tuple[Crossing, ...]
    notes: tuple[str, ...] = ()

    @property
    def drifted(self) -> bool:
        return bool(self.crossings)
