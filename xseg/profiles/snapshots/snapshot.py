"""The tables as they stood at one `now`: nothing later exists, the newest known values win, defaults are applied."""

from collections.abc import Collection

import numpy as np
import polars as pl

from xseg.engines.polars.snapshot import Snapshot
from xseg.profiles.keeping.consents import by_person, held
from xseg.profiles.keeping.tables import LISTS, PEOPLE, SINCE, events_table, held_as, records_table
from xseg.profiles.rows.copies import UNTIL
from xseg.profiles.rows.taking import FIRST, GRANTED, ORDER, PURPOSE
from xseg.profiles.snapshots.retention import limits, retained
from xseg.profiles.snapshots.sessions import session_events
from xseg.profiles.snapshots.survivors import DECLARED, PRIORITY, survivors
from xseg.project.project import Project
from xseg.store import Store
from xseg.tables import NUMBER, TIME, consent_column, list_column
from xseg.tables.columns import raw_column

SYSTEM = 6
"""Columns of records besides values."""


def snapshot(project: Project, store: Store, *, now: int) -> Snapshot:
    """Profiles and events at `now` (microseconds of UTC), out of the last build. A profile whose every record is later
    does not exist yet; numbers are dense over those that do. Raises LookupError where nothing was built.
    """
    people = store.table(PEOPLE)
    met = people.get_column(SINCE).is_null() | (people.get_column(SINCE) <= now)
    profiles = people.drop(SINCE)
    attributes = _attributes(project, store, now)
    profiles = (
        profiles.join(attributes, on=NUMBER, how="left", maintain_order="left") if attributes.width > 1 else profiles
    )
    profiles = profiles.with_columns(
        pl.lit(None, held_as(attribute.type)).alias(name)
        for name, attribute in project.attributes.items()
        if name not in profiles.columns
    )
    raw = [name for name in map(raw_column, project.attributes) if name in profiles.columns]
    profiles = profiles.select(*people.drop(SINCE).columns, *project.attributes, *raw)
    profiles = _with_consents(profiles, project, store, now)
    profiles = _with_lists(profiles, project, store)
    gone = limits(project, now=now)
    events = {
        name: retained(_until(store.table(events_table(name)), now), gone)
        for name, kind in project.events.items()
        if not kind.made
    }
    if project.sessions is not None:
        events[project.sessions.kind.name] = session_events(events, project.sessions)
    if met.all():
        return Snapshot(profiles, events)
    return _only(met, profiles, events)


def _until(table: pl.DataFrame, now: int) -> pl.DataFrame:
    """The events that exist at `now`; of copies of one event the one that counts then."""
    there = table.head(table.get_column(TIME).search_sorted(now, side="right"))
    until = there.get_column(UNTIL)
    if until.null_count() < len(until):
        there = there.filter(until.is_null() | (until > now))
    return there.drop(UNTIL)


def _only(met: pl.Series, profiles: pl.DataFrame, events: dict[str, pl.DataFrame]) -> Snapshot:
    """Without the profiles not met yet, numbered anew."""
    numbers = pl.Series(np.cumsum(met.to_numpy()) - 1).cast(pl.UInt32, strict=False)
    profiles = profiles.filter(met).with_columns(pl.int_range(int(met.sum()), dtype=pl.UInt32).alias(NUMBER))
    renumbered = {
        kind: table.with_columns(numbers[table.get_column(NUMBER)].alias(NUMBER)) for kind, table in events.items()
    }
    return Snapshot(profiles, renumbered)


def _attributes(project: Project, store: Store, now: int) -> pl.DataFrame:
    """One row a number, a column an attribute, and `@raw.ATTRIBUTE` where records have one."""
    found = [part for part in records_known(project, store, now) if part.width > SYSTEM]
    if not found:
        return pl.DataFrame(schema={NUMBER: pl.UInt32})
    return survivors(pl.concat(found, how="diagonal"), project.attributes)


def records_known(
    project: Project, store: Store, now: int, places: Collection[int] | None = None
) -> list[pl.DataFrame]:
    """The records that exist at `now` of all profiles sources (or those in these places among them); one without a time
    always has. Each with `@first`, and with the priority and the place of its source.
    """
    sources = [source for source in project.sources if source.kind == "profiles"]
    return [
        _with_first(
            store.table(records_table(source.name)).filter(pl.col(TIME).is_null() | (pl.col(TIME) <= now))
        ).with_columns(pl.lit(source.priority, pl.Int64).alias(PRIORITY), pl.lit(place, pl.UInt32).alias(DECLARED))
        for place, source in enumerate(sources)
        if places is None or place in places
    ]


def _with_first(records: pl.DataFrame) -> pl.DataFrame:
    """Where no row was equal to another, the order is the same."""
    return records if FIRST in records.columns else records.with_columns(pl.col(ORDER).alias(FIRST))


def _with_consents(profiles: pl.DataFrame, project: Project, store: Store, now: int) -> pl.DataFrame:
    """What people answered up to `now` (consents.by_person); the default where nobody was asked."""
    if not project.purposes:
        return profiles
    answers = by_person(held(store), now)
    for name, purpose in project.purposes.items():
        answered = answers.filter(pl.col(PURPOSE) == name).select(NUMBER, pl.col(GRANTED).alias(consent_column(name)))
        profiles = profiles.join(answered, on=NUMBER, how="left", maintain_order="left").with_columns(
            pl.col(consent_column(name)).fill_null(purpose.default == "granted")
        )
    return profiles


def _with_lists(profiles: pl.DataFrame, project: Project, store: Store) -> pl.DataFrame:
    lists = store.table(LISTS)
    return profiles.with_columns(
        pl.col(NUMBER)
        .is_in(lists.filter(pl.col("@list") == name).get_column(NUMBER).implode())
        .alias(list_column(name))
        for name in project.lists
    )
