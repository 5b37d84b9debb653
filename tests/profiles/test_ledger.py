"""Ids stay while records come and go, as in a slow and obvious ledger; what is told of merges and splits."""

from collections.abc import Sequence

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles.coded import coded, told
from xseg.profiles.identity import identify, ledger
from xseg.profiles.identity.ledger import Identified, profile_id
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key
from xseg.tables import TIME

KEYS = (Key("a", ("a",)), Key("b", ("b",)), Key("c", ("c",)))
Row = tuple[int, int | None, str | None, str | None, str | None]
"""Source, time, values of the keys."""


def assigned(rows: Sequence[Row], before: Identified | None) -> tuple[pl.DataFrame, Identified]:
    parts = []
    for source in (0, 1):
        mine = [row for row in rows if row[0] == source]
        columns = {key_column(key.name): [row[2 + k] for row in mine] for k, key in enumerate(KEYS)}
        made = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        parts.append(made.with_columns(pl.Series(TIME, [row[1] for row in mine], dtype=pl.Int64)))
    found, words = coded(parts, KEYS)
    records = identify.components(found, KEYS)
    known = pl.DataFrame(schema=ledger.LEDGER) if before is None else before.ledger
    aliases = pl.DataFrame(schema=ledger.ALIASES) if before is None else before.aliases
    return told(records, KEYS, words), ledger.assign(records, known, aliases, keys=KEYS, known=words)


def numbers(records: pl.DataFrame, identified: Identified) -> dict[tuple[int, tuple[str | None, ...]], int]:
    joined = records.join(identified.people, on=identify.COMPONENT)
    columns = [identify.PLACE, *(key_column(key.name) for key in KEYS), "profile"]
    return {(source, tuple(values)): number for source, *values, number in joined.select(columns).iter_rows()}


# --- what is told ---


def test_a_merge_names_the_key_that_joined() -> None:
    rows: list[Row] = [(0, 1, "1", None, None), (0, 2, "2", "x", None)]
    _, before = assigned(rows, None)
    assert before.changes.is_empty()
    _, after = assigned([*rows, (1, 3, "1", "x", None)], before)
    assert after.changes.rows() == [("merged", "p000001", "p000002", "b")]
    assert after.aliases.rows() == [("p000002", "p000001")]


def test_a_split_names_the_part_that_got_another_id() -> None:
    bridge: Row = (1, 3, "2", None, "d")
    rows: list[Row] = [(0, 1, "1", None, "d"), (0, 2, "2", None, None)]
    _, before = assigned([*rows, bridge], None)
    assert before.new_people == 1
    _, after = assigned(rows, before)
    assert after.changes.rows() == [("split", "p000001", "p000002", None)]


# --- the law ---

VALUE = st.one_of(st.none(), st.sampled_from("1234"))
TIMES = st.one_of(st.none(), st.integers(0, 3))
ROW = st.tuples(st.sampled_from([0, 1]), TIMES, VALUE, VALUE, VALUE).filter(lambda row: any(row[2:]))
BUILDS = st.lists(ROW, min_size=1, max_size=12).flatmap(
    lambda pool: st.lists(st.lists(st.sampled_from(pool), max_size=10), min_size=1, max_size=4)
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(BUILDS)
def test_ids_are_those_of_the_slow_and_obvious_ledger(builds: list[list[Row]]) -> None:
    """Builds in a row, each with other records: some new, some gone, some come again."""
    slow = Slow()
    before: Identified | None = None
    for rows in builds:
        records, after = assigned(rows, before)
        expected = slow.build(rows)
        assert numbers(records, after) == expected
        assert after.ledger.rows() == [(record, *numbers) for record, numbers in slow.ledger.items()]
        ids = {number for _, given, profile in after.ledger.rows() for number in (given, profile)}
        assert ids | slow.aliases.keys() == set(range(1, slow.given + 1)), "an id that was given is there"
        assert dict(after.aliases.iter_rows()) == {profile_id(a): profile_id(b) for a, b in slow.aliases.items()}
        changes = [
            (what, profile_id(one), profile_id(other), key) for what, one, other, key in sorted(slow.changes, key=str)
        ]
        assert sorted(after.changes.rows(), key=str) == sorted(changes, key=str)
        before = after


def test_a_person_who_is_parted_again_takes_back_the_id_of_before() -> None:
    rows: list[Row] = [(0, 1, "1", None, None), (0, 2, "2", None, None)]
    _, before = assigned(rows, None)
    _, joined = assigned([*rows, (1, 3, "1", None, "d"), (1, 3, "2", None, "d")], before)
    assert joined.aliases.rows() == [("p000002", "p000001")]
    records, after = assigned(rows, joined)
    assert numbers(records, after) == {(0, ("1", None, None)): 1, (0, ("2", None, None)): 2}
    assert (after.new_people, after.aliases.is_empty()) == (0, True)


def test_ids_stay_when_records_come_from_another_source() -> None:
    _, before = assigned([(0, 1, "1", None, None), (0, 2, "2", None, None)], None)
    records, after = assigned([(1, 2, "2", None, None), (1, 3, "1", None, None)], before)
    assert after.new_people == 0
    assert numbers(records, after) == {(1, ("2", None, None)): 2, (1, ("1", None, None)): 1}


def test_a_ledger_by_source_is_read() -> None:
    old = pl.DataFrame({"source": ["s0", "s1", "s1"], "record": ["a=1", "a=1", "a=2"], "profile": [7, 7, 9]})
    assert ledger.as_kept(old).rows() == [("a=1", 7, 7), ("a=2", 9, 9)]


class Slow:
    """A ledger as one would keep it by hand."""

    def __init__(self) -> None:
        self.ledger: dict[str, tuple[int, int]] = {}
        """Record → the number given to it, the number it has; in the order of first meeting."""
        self.aliases: dict[int, int] = {}
        self.changes: list[tuple[str, int, int, str | None]] = []
        self.given = 0

    def build(self, rows: Sequence[Row]) -> dict[tuple[int, tuple[str | None, ...]], int]:
        rows = sorted(set(rows), key=str)
        parts = united(rows, len(KEYS))
        claims = {record: part for record in self.ledger for part in parts if any(record in names(row) for row in part)}
        owner: dict[int, frozenset[Row]] = {}
        for record, part in claims.items():
            owner.setdefault(self.ledger[record][1], part)
        number_of = {part: min((n for n, own in owner.items() if own == part), default=0) for part in parts}
        spare: dict[int, frozenset[Row]] = {}
        for record, part in claims.items():
            if self.ledger[record][0] not in {number for _, number in self.ledger.values()}:
                spare.setdefault(self.ledger[record][0], part)
        for part in [part for part in parts if not number_of[part]]:
            number_of[part] = min((n for n, first_given in spare.items() if first_given == part), default=0)
        new = sorted((part for part in parts if not number_of[part]), key=lambda part: min(map(first, part)))
        for part in new:
            self.given += 1
            number_of[part] = self.given
        into = {number: number_of[own] for number, own in owner.items() if number_of[own] != number}
        self.changes = [("merged", kept, gone, self.key(rows, gone, kept)) for gone, kept in into.items()]
        splits = {
            (into.get(had, had), number_of[part])
            for record, part in claims.items()
            if number_of[part] != into.get(had := self.ledger[record][1], had)
        }
        self.changes += [("split", number, other, None) for number, other in splits]
        for record, (first_given, had) in self.ledger.items():
            now = number_of[claims[record]] if record in claims else into.get(had, had)
            self.ledger[record] = (now if claims.get(record) in new else first_given, now)
        mine = {row: number_of[part] for part in parts for row in part}
        for row in sorted(rows, key=first):
            self.ledger.setdefault(names(row)[0], (mine[row], mine[row]))
        self.aliases = {gone: into.get(kept, kept) for gone, kept in self.aliases.items()} | into
        for first_given, had in reversed(self.ledger.values()):
            if first_given != had:
                self.aliases[first_given] = had
        for _, had in self.ledger.values():
            self.aliases.pop(had, None)
        return {(row[0], row[2:]): number for row, number in mine.items()}

    def key(self, rows: Sequence[Row], gone: int, kept: int) -> str | None:
        """The first key with which, and the stronger ones, a record of one is with a record of the other."""
        of = {
            number: {row for row in rows if any(self.ledger.get(name, (0, 0))[1] == number for name in names(row))}
            for number in (gone, kept)
        }
        for k, key in enumerate(KEYS):
            if any(part & of[gone] and part & of[kept] for part in united(rows, k + 1)):
                return key.name
        return None


def names(row: Row) -> list[str]:
    """What a row may be called in the ledger, the strongest first."""
    return [f"{key.name}={value}" for key, value in zip(KEYS, row[2:], strict=True) if value is not None]


def first(row: Row) -> tuple[int, int, str]:
    """The order in which records are met: source, time (none is oldest), name."""
    return (row[0], -1 if row[1] is None else row[1], names(row)[0])


def united(rows: Sequence[Row], keys: int) -> list[frozenset[Row]]:
    groups = [frozenset({row}) for row in rows]
    for k in range(keys):
        for value in {row[2 + k] for row in rows} - {None}:
            touched = [group for group in groups if any(row[2 + k] == value for row in group)]
            groups = [group for group in groups if group not in touched] + [frozenset().union(*touched)]
    return groups
