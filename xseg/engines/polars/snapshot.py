"""What the engine reads: the tables of one project as they stood at one `now`."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xseg.tables import EVENT_COLUMNS, NUMBER, TIME


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Profiles and, by kind, their events, with the columns of `xseg.tables.columns`, already cut at `now`.

    `profiles` is sorted by `@number`, each number once; a table of events is sorted by time, source, id, and holds
    nothing after `now`. Times the store keeps stand in profiles as `@changed.NAME`, `@entered.NAME`, `@exited.NAME`.
    Raises AssertionError where a table is not so.
    """

    profiles: pl.DataFrame
    events: Mapping[str, pl.DataFrame]

    def __post_init__(self) -> None:
        numbers = self.profiles.get_column(NUMBER)
        assert numbers.is_sorted(), "profiles are sorted by their number"
        assert numbers.n_unique() == numbers.len(), "each profile has a number of its own"
        for kind, table in self.events.items():
            lost = set(EVENT_COLUMNS) - set(table.columns)
            assert not lost, f"events of {kind} have no {sorted(lost)}"
            assert table.get_column(TIME).is_sorted(), f"events of {kind} are sorted by time"
