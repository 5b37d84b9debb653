"""Who is who: key values → combinations → people with their ids, and whose each value is."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import ledger, record_tables, tables
from xseg.profiles.identify import PLACE, Crowded
from xseg.profiles.match import records_to_match
from xseg.profiles.owners import NOBODY, Owners, owner, owners
from xseg.profiles.recognise import recognise
from xseg.profiles.records import records_table
from xseg.profiles.vocabulary import Vocabularies, Vocabulary, stacked
from xseg.profiles.whose import combinations, in_order, nobody
from xseg.profiles.work import Work
from xseg.project.project import Project
from xseg.store import Build, Store
from xseg.tables import NUMBER


@dataclass(frozen=True, slots=True)
class Known:
    """`people` as tables.people_table; `whose` are combinations (whose.combinations) with the `@number` of a person."""

    words: Vocabularies
    owners: Owners
    people: pl.DataFrame
    whose: pl.DataFrame
    new_people: int
    merges: int
    changes: pl.DataFrame
    crowded: Sequence[Crowded]


def who_is_who(
    works: Sequence[Work], project: Project, store: Store, written: Build, sink: Sink, *, rows_most: int
) -> Known | None:
    """Everybody on whom some row is kept; what is kept of ids is written.

    None, told in the sink, where people cannot be matched as is declared.
    """
    keys = project.keys
    growing = [Vocabulary() for _ in keys]
    for work in works:
        work.people.words = growing
    parts = [
        combinations(work.placed, work.touched, work.people, place=place, rows_most=rows_most)
        for place, work in enumerate(works)
    ]
    ordered = [vocabulary.in_order() for vocabulary in growing]
    words, places = [vocabulary for vocabulary, _ in ordered], [new for _, new in ordered]
    for work in works:
        work.people.words, work.people.places = (), places
    del growing, ordered
    found = in_order(pl.concat([nobody(keys), *parts]), keys, places)
    del parts
    described = _described(works, found, project)
    recognised = recognise(found, described, project, sink, known=words, before=_matches(project, store))
    if recognised is None:
        return None
    identified = ledger.assign(recognised.records, *_before(store), keys=keys, known=words)
    written.write_identities(identified.ledger, name="ledger")
    written.write_identities(identified.aliases, name="aliases")
    written.write_identities(recognised.matches, name="matches")
    written.write_identities(_changes(identified.changes, store, written), name="changes")
    numbers = tables.numbered(recognised.records, identified.people)
    of = owners(recognised.records, numbers, keys, words)
    people = tables.people_table(recognised.records, identified.people)
    crowded, new_people, merges, changes = (
        recognised.crowded,
        identified.new_people,
        identified.merges,
        identified.changes,
    )
    del recognised, identified  # as much as the combinations themselves
    numbers = owner(stacked(found, keys), of)
    whose = found.with_columns(pl.Series(NUMBER, numbers)).filter(pl.Series(numbers != NOBODY))
    return Known(words, of, people, whose, new_people, merges, changes, crowded)


def write_records(known: Known, works: Sequence[Work], project: Project, written: Build, *, rows_most: int) -> None:
    """Where the records of everybody were read, some people at a time."""
    files = [[unit.name for unit in work.read.units] for work in works]
    whose, people = known.whose, max(known.people.height, 1)
    step = max(1, people * rows_most // max(1, 2 * whose.height))
    for first in range(0, people, step):
        some = whose.filter(pl.col(NUMBER).is_between(first, first + step - 1))
        told = records_table(some, project.keys, known=known.words, owners=known.owners, files=files)
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


def _changes(now: pl.DataFrame, store: Store, written: Build) -> pl.DataFrame:
    """What became of ids in builds before and in this one."""
    empty = pl.DataFrame(schema=ledger.CHANGES)
    before = empty if store.last_build() is None else store.identities("changes")
    mine = now.with_columns(pl.lit(written.id, pl.Int64).alias("build"))
    return pl.concat([before, mine.select(empty.columns)])
