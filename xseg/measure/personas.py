"""Who a group is: its size, what sets it apart, a rule in its place, what it does, and where it listens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from xseg.measure.differences import Difference, differences, named
from xseg.measure.groups import enough
from xseg.measure.habits import Events, Journey, Lift, Reception, journeys, lifts, receptions
from xseg.measure.rules import Trait, rule_for
from xseg.tables import NUMBER

DIFFERENCES_MOST = 6
LIFTS_MOST = 8
JOURNEYS_MOST = 3


@dataclass(frozen=True, slots=True)
class StandIn:
    """A rule that tells the group from others, with what the engine measured of that very rule.

    `precision`: of those whom it lets in, the share in the group; `recall`: of the group, the share that it lets in.
    """

    rule: str
    """A whole segment, laid out."""
    condition: str
    size: int
    precision: float | None
    recall: float


@dataclass(frozen=True, slots=True)
class Persona:
    """One cluster (`of` is its model) or segment. Of a group below the smallest that may be shown nothing is known: all
    but its name is empty, and `size` is None.
    """

    kind: Literal["cluster", "segment"]
    of: str
    label: str
    title: str
    size: int | None
    share: float | None = None
    name: str = ""
    differences: tuple[Difference, ...] = ()
    stand_in: StandIn | None = None
    condition: str | None = None
    """The stand-in's condition before it is measured."""
    journeys: tuple[Journey, ...] = ()
    channels: tuple[Reception, ...] = ()
    lifts: tuple[Lift, ...] = ()

    @property
    def best_channel(self) -> Reception | None:
        """The channel that leads the largest share of the group to a purchase; without purchases, that reaches most."""
        return self.channels[0] if self.channels else None


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """What personas are made of: the profiles' numbers, the traits of each, and what they did.

    `touched` and `walked` are `habits.touches` and `habits.walks` of the events.
    """

    numbers: pl.Series
    traits: Sequence[Trait]
    events: Events
    touched: pl.DataFrame
    walked: pl.DataFrame
    contents: Mapping[str, Sequence[str]]
    channels: Sequence[str]
    allowed: Mapping[str, pl.Series]
    smallest: int


def persona(
    people: People,
    inside: pl.Series,
    *,
    kind: Literal["cluster", "segment"],
    of: str,
    label: str,
    title: str,
    features: Sequence[str] | None = None,
) -> Persona:
    """The persona of the profiles where `inside` is true; its rule reads `features` only, where they are said."""
    size = int(inside.sum())
    if not enough(size, len(inside), least=people.smallest):
        return Persona(kind, of, label, title, None)
    group = inside.to_numpy().astype(np.bool_)
    told = [trait for trait in people.traits if features is None or trait.name in features]
    numbers = people.numbers.filter(inside).alias(NUMBER)
    found = differences(told, group, most=DIFFERENCES_MOST, least=people.smallest)
    return Persona(
        kind=kind,
        of=of,
        label=label,
        title=title,
        size=size,
        share=size / len(inside),
        name=named(found),
        differences=found,
        condition=rule_for(told, group, least=people.smallest),
        journeys=tuple(journeys(people.walked, numbers, least=people.smallest, most=JOURNEYS_MOST)),
        channels=tuple(receptions(people.touched, numbers, people.channels, people.allowed, least=people.smallest)),
        lifts=tuple(lifts(people.events, numbers, people.contents, least=people.smallest)[:LIFTS_MOST]),
    )
