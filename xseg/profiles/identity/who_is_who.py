"""Who is who: key values → combinations → people with their ids, and whose each value is."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles.identity import ledger
from xseg.profiles.identity.changed_hands import changed_hands
from xseg.profiles.identity.identify import PLACE, Crowded
from xseg.profiles.identity.match import records_to_match
from xseg.profiles.identity.owners import NOBODY, Owners, owner, owners
from xseg.profiles.identity.recognise import recognise
from xseg.profiles.identity.records import records_table
from xseg.profiles.identity.vocabulary import Vocabularies, Vocabulary, stacked
from xseg.profiles.identity.whose import combinations, in_order, nobody
from xseg.profiles.keeping import record_tables, tables
from xseg.profiles.progress import Progress, within
from xseg.profiles.work import Work
from xseg.project.project import Key, Project
from xseg.store import Build, Store
from xseg.tables import NUMBER, PROFILE

GATHERED = 0.7
"""The share of the work that is behind it when the key values of all sources are numbered."""


@dataclass(frozen=True, slots=True)
class Told:
    """What identity came to: `people` as tables.people_table, whose each key value is, and what became of ids."""

    people: pl.DataFrame
    owners: Owners
    new_people: int
    merges: int
    changes: pl.DataFrame
    crowded: Sequence[Crowded]
    gone: int
    """How many people of the last build have left: nobody has their ids, under whatever name."""
    hands: Sequence[tuple[int, int]]
    """See changed_hands.py."""


@dataclass(frozen=True, slots=True)
class Known:
    """All of that, with the key values, and with the combinations (whose.combinations) and the `@number` of each."""

    told: Told
    words: Vocabularies
    whose: pl.DataFrame


def who_is_who(
    works: Sequence[Work],
    project: Project,
    store: Store,
    written: Build,
    sink: Sink,
    *,
    rows_most: int,
    progress: Progress,
) -> Known | None:
    """Everybody on whom some row is kept; what is kept of ids is written.

    None, told in the sink, where people cannot be matched as is declared.
    """
    found, words = _gathered(works, project.keys, rows_most, within(progress, 0, GATHERED))
    progress("who is who", GATHERED)
    told = _told(found, words, works, project, store, written, sink)
    if told is None:
        return None
    numbers = owner(stacked(found, project.keys), told.owners)
    whose = found.with_columns(pl.Series(NUMBER, numbers)).filter(pl.Series(numbers != NOBODY))
    return Known(told, words, whose)


def _gathered(
    works: Sequence[Work], keys: Sequence[Key], rows_most: int, progress: Progress
) -> tuple[pl.DataFrame, Vocabularies]:
    """The combinations of all sources, and the values that they are made of."""
    growing = [Vocabulary() for _ in keys]
    for work in works:
        work.people.words = growing
    parts: list[pl.DataFrame] = []
    for place, work in enumerate(works):
        progress(f"who is who: {work.source.name}", place / len(works))
        parts.append(combinations(work.placed, work.touched, work.people, place=place, rows_most=rows_most))
    ordered = [vocabulary.in_order() for vocabulary in growing]
    places = [new for _, new in ordered]
    for work in works:
        work.people.words, work.people.places = (), places
    return in_order(pl.concat([nobody(keys), *parts]), keys, places), [vocabulary for vocabulary, _ in ordered]


def _told(
    found: pl.DataFrame,
    words: Vocabularies,
    works: Sequence[Work],
    project: Project,
    store: Store,
    written: Build,
    sink: Sink,
) -> Told | None:
    """Combinations → people with their ids."""
    described = _described(works, found, project)
    recognised = recognise(found, described, project, sink, known=words, before=_matches(project, store))
    if recognised is None:
        return None
    records = recognised.records
    identified = ledger.assign(records, *_before(store), keys=project.keys, known=words)
    written.write_identities(identified.ledger, name="ledger")
    written.write_identities(identified.aliases, name="aliases")
    written.write_identities(recognised.matches, name="matches")
    written.write_identities(_changes(identified.changes, store, written), name="changes")
    people = tables.people_table(records, identified.people)
    holding = owners(records, tables.numbered(records, identified.people), project.keys, words)
    return Told(
        people,
        holding,
        identified.new_people,
        identified.merges,
        identified.changes,
        recognised.crowded,
        _gone(identified, store),
        changed_hands(holding, people.get_column(PROFILE), identified.aliases, project.keys, words, store),
    )


def write_records(known: Known, works: Sequence[Work], project: Project, written: Build, *, rows_most: int) -> None:
    """Where the records of everybody were read, some people at a time."""
    files = [[unit.name for unit in work.read.units] for work in works]
    whose, people = known.whose, max(known.told.people.height, 1)
    step = max(1, people * rows_most // max(1, 2 * whose.height))
    for first in range(0, people, step):
        some = whose.filter(pl.col(NUMBER).is_between(first, first + step - 1))
        told = records_table(some, project.keys, known=known.words, owners=known.told.owners, files=files)
        written.add_to_identities(told, name="records")


def _described(works: Sequence[Work], found: pl.DataFrame, project: Project) -> pl.DataFrame | None:
    """Rows of profiles as they are matched, where the project matches people."""
    if project.match is None:
        return None
    places = found.with_row_index("at")
    profiles = [
        work.people.placed(
            record_tables.described(work.placed, work.touched, work.source), places.filter(pl.col(PLACE) == place)
        )
        for place, work in enumerate(works)
        if work.source.kind == "profiles"
    ]
    return records_to_match(profiles, project.match)


def _matches(project: Project, store: Store) -> pl.DataFrame | None:
    """The links of the last build between people without a shared key."""
    built = project.match is not None and store.last_build() is not None
    return store.identities("matches") if built else None


def _before(store: Store) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ledger and aliases of the last build."""
    if store.last_build() is None:
        return pl.DataFrame(schema=ledger.LEDGER), pl.DataFrame(schema=ledger.ALIASES)
    return ledger.as_kept(store.identities("ledger")), store.identities("aliases")


def _gone(identified: ledger.Identified, store: Store) -> int:
    if store.last_build() is None:
        return 0
    had = store.table(tables.PEOPLE).select(pl.col(PROFILE).alias("alias"))
    now = identified.people.select(ledger.profile_ids(pl.col("profile")).alias("alias"))
    return had.join(pl.concat([now, identified.aliases.select("alias")]), on="alias", how="anti").height


def _changes(now: pl.DataFrame, store: Store, written: Build) -> pl.DataFrame:
    """What became of ids in builds before and in this one."""
    empty = pl.DataFrame(schema=ledger.CHANGES)
    before = empty if store.last_build() is None else store.identities("changes")
    mine = now.with_columns(pl.lit(written.id, pl.Int64).alias("build"))
    return pl.concat([before, mine.select(empty.columns)])
