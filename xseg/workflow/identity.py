"""`explain --identity`: the records that make one person, and the keys and likenesses by which they hang together."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from xseg.explain.values import MASK
from xseg.profiles.identity.identify import COMBINATION, PLACE
from xseg.profiles.identity.match import PROBABILITY
from xseg.profiles.identity.recognise import KEPT, OTHER, OTHER_PLACE
from xseg.profiles.identity.records import FILE, LINE
from xseg.profiles.identity.records import ids as ids_of
from xseg.profiles.rows.parts import ROWS
from xseg.profiles.rows.taking import key_column
from xseg.profiles.values.keys import BETWEEN
from xseg.project.project import Project
from xseg.store import Store
from xseg.tables import NUMBER, PROFILE, TIME
from xseg.workflow import messages
from xseg.workflow.explain import found_id
from xseg.workflow.workspace import Workspace

Values = Mapping[str, str]
Ids = Mapping[tuple[int, str, int], str]
"""By source, file and line."""


@dataclass(frozen=True, slots=True)
class Record:
    """One combination of key values in one source: `rows` such rows, of which the first stands in `file` at `line`."""

    number: int
    source: str
    keys: Values
    time: int | None
    """The earliest of its rows, in microseconds of UTC."""
    rows: int
    file: str | None
    line: int | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """How the record `to` hangs on `of`, nearer to the first: by the same `value` of `key`, or (no key) by likeness."""

    of: int
    to: int
    key: str | None
    value: str | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the person's ids in a build: see ledger.CHANGES."""

    build: int
    change: str
    profile: str
    other: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """One person: `links` are a tree over `records`, the first of which is its root."""

    profile: str
    aliases: tuple[str, ...]
    records: tuple[Record, ...]
    links: tuple[Link, ...]
    changes: tuple[Change, ...] = field(default=())


def identity(workspace: Workspace, person: str, *, reveal: bool = False) -> Identity | None:
    """Why the records of `person` (a profile id, an id merged away, or `key:value`) are one. Values are masked unless
    revealed: equal ones by the same number behind the dots.

    None, told in the workspace's sink, where nobody is known so or nothing was built.
    """
    project, sink = workspace.checked.project, workspace.sink
    store = Store(project.state)
    if store.trouble(sink):
        return None
    if store.last_build() is None:
        sink.add(messages.nothing_built())
        return None
    id_ = found_id(project, store, person, sink)
    if id_ is None:
        return None
    people = store.table("people").filter(pl.col(PROFILE) == id_)
    if people.is_empty():
        sink.add(messages.no_person(person))
        return None
    number = people.get_column(NUMBER).item()
    rows = store.identities("records").filter(pl.col(NUMBER) == number)
    ids = store.identities("aliases").filter(pl.col("profile") == id_).get_column("alias").sort().to_list()
    changes = store.identities("changes").filter(pl.col("profile").is_in([id_, *ids]) | (pl.col("other") == id_))
    records, links = _tree(rows, store.identities("matches"), project, ids_of(rows, project, store))
    if not reveal:
        records, links = _masked(records, links)
    told = tuple(Change(*row) for row in changes.select("build", "change", "profile", "other", "key").iter_rows())
    return Identity(id_, tuple(ids), records, links, told)


def _tree(
    rows: pl.DataFrame, matches: pl.DataFrame, project: Project, ids: Ids
) -> tuple[tuple[Record, ...], tuple[Link, ...]]:
    """The records, the nearest to the first one first, and how each was reached: the shortest way, by strong keys."""
    rows = rows.sort(TIME, PLACE, COMBINATION, nulls_last=False)
    records = [_record(at, row, project, ids) for at, row in enumerate(rows.iter_rows(named=True))]
    having: dict[tuple[str, str], list[int]] = {}
    for record in records:
        for key, value in record.keys.items():
            having.setdefault((key, value), []).append(record.number)
    alike = _alike(rows, matches)
    order, links, waiting = [0], [], deque([0])
    seen, asked = {0}, set[tuple[str, str]]()
    while waiting:
        of = waiting.popleft()
        ways = [(key, value, to) for key, value in records[of].keys.items() for to in having[key, value]]
        found = [Link(of, to, key, value) for key, value, to in ways if (key, value) not in asked]
        asked.update(records[of].keys.items())
        for link in (*found, *alike.get(of, ())):
            if link.to not in seen:
                seen.add(link.to)
                order.append(link.to)
                waiting.append(link.to)
                links.append(link)
    assert len(order) == len(records), "the records of a person hang together"
    return tuple(records[at] for at in order), tuple(links)


def _record(at: int, row: Mapping[str, Any], project: Project, ids: Ids) -> Record:
    place, file, line = row[PLACE], row[FILE], row[LINE]
    named = {key.name: row[key_column(key.name)] for key in project.keys}
    return Record(
        number=at,
        source=project.sources[place].name,
        keys={name: str(value).replace(BETWEEN, ", ") for name, value in named.items() if value is not None},
        time=row[TIME],
        rows=row[ROWS],
        file=file,
        line=line,
        id=ids.get((place, file, line)),
    )


def _alike(rows: pl.DataFrame, matches: pl.DataFrame) -> dict[int, list[Link]]:
    """Record → links by likeness, the most probable first."""
    at = {(place, words): at for at, (place, words) in enumerate(rows.select(PLACE, COMBINATION).iter_rows())}
    found: dict[int, list[Link]] = {}
    kept = matches.filter(pl.col(KEPT).fill_null(value=False)).sort(PROBABILITY, descending=True)
    kept = kept.join(rows.select(PLACE, COMBINATION), on=[PLACE, COMBINATION], how="semi", maintain_order="left")
    for place, words, other, more, probability in kept.select(
        PLACE, COMBINATION, OTHER_PLACE, OTHER, PROBABILITY
    ).iter_rows():
        one, two = at[place, words], at.get((other, more))
        if two is not None:
            found.setdefault(one, []).append(Link(one, two, None, probability=probability))
            found.setdefault(two, []).append(Link(two, one, None, probability=probability))
    return found


def _masked(records: tuple[Record, ...], links: tuple[Link, ...]) -> tuple[tuple[Record, ...], tuple[Link, ...]]:
    """With dots in the place of values, numbered by key in the order in which they are met."""
    met: dict[str, dict[str, str]] = {}

    def hidden(key: str, value: str) -> str:
        of = met.setdefault(key, {})
        return of.setdefault(value, f"{MASK}{len(of) + 1}")

    told = tuple(
        Record(
            record.number,
            record.source,
            {key: hidden(key, value) for key, value in record.keys.items()},
            record.time,
            record.rows,
            record.file,
            record.line,
            None if record.id is None else MASK,
        )
        for record in records
    )
    return told, tuple(
        link
        if link.key is None or link.value is None
        else Link(link.of, link.to, link.key, hidden(link.key, link.value), link.probability)
        for link in links
    )
