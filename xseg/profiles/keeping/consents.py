"""Consent belongs to the address it was given for: answers as a build keeps them, and what counts at one `now`.

An answer is about each *address* in its row (an e-mail address, a phone number); without one it is about the value of
the row's strongest key. docs/decisions/0012 says which answers count where, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.profiles.identity import record_names
from xseg.profiles.identity.vocabulary import Vocabularies
from xseg.profiles.rows.taking import GRANTED, PURPOSE, key_column
from xseg.project.project import Key
from xseg.store import Store
from xseg.tables import NUMBER, TIME

SCOPE = "@scope"
"""What an answer is about, as `key=value`."""
ADDRESS = "@address"
KEYED = "@keyed"
"""What an answer without an address is about."""
SURE = "@sure"
ANSWERS = {SCOPE: pl.String, ADDRESS: pl.Boolean, PURPOSE: pl.String, TIME: pl.Int64, GRANTED: pl.Boolean}
WHOSE = {SCOPE: pl.String, NUMBER: pl.UInt32}
TABLES = ("consents/answers", "consents/whose", "consents/beside")
BESIDE = {KEYED: pl.String, SCOPE: pl.String, SURE: pl.Boolean}
NUMBERED = BESIDE | {KEYED: pl.Int64, SCOPE: pl.Int64}
"""BESIDE while a build works it out (record_names.py)."""


@dataclass(frozen=True, slots=True)
class Consents:
    """What a build keeps of consents; every frame distinct and sorted."""

    answers: pl.DataFrame
    """As ANSWERS: `@address` tells whether `@scope` is an address."""
    whose: pl.DataFrame
    """As WHOSE: the people on whose records an address or key value stands."""
    beside: pl.DataFrame
    """As BESIDE: the addresses on records with a value that was answered for; `@sure`: surely of the same person."""

    def tables(self) -> dict[str, pl.DataFrame]:
        """The frames by the names of the tables that a build writes."""
        return dict(zip(TABLES, (self.answers, self.whose, self.beside), strict=True))


def held(store: Store) -> Consents:
    """The consents of the last build."""
    return Consents(*(store.table(name) for name in TABLES))


def consents(
    answers: Sequence[pl.DataFrame], whose: pl.DataFrame, keys: Sequence[Key], known: Vocabularies
) -> Consents:
    """`answers` are rows of sources of consents with numbers of key values, `@purpose`, `@time`, `@granted`; `whose`
    all combinations as they were read (whose.combinations) with the `@number` of their person. An answer for a value
    that joins nobody counts for everybody on whose records the value stands.
    """
    if not any(rows.height for rows in answers):
        return Consents(pl.DataFrame(schema=ANSWERS), pl.DataFrame(schema=WHOSE), pl.DataFrame(schema=BESIDE))
    named = [record_names.number(pl.col(key_column(key.name)), key, keys).alias(key.name) for key in keys]
    at = whose.select(NUMBER, *named)
    addresses = [key.name for key in keys if key.is_address]
    others = [key.name for key in keys if not key.is_address]
    rows = pl.concat(answers).select(PURPOSE, TIME, GRANTED, *named)
    own = [_about(rows.drop_nulls(name), pl.col(name), address=True) for name in addresses]
    homeless = rows.filter(pl.all_horizontal(pl.lit(value=True), *(pl.col(name).is_null() for name in addresses)))
    keyed = _about(homeless, pl.coalesce(*others, pl.lit(None, pl.Int64)), address=False)
    kept = _sorted(pl.concat([*own, keyed]))
    asked = kept.filter(~pl.col(ADDRESS)).select(pl.col(SCOPE).unique())
    of_one = {key.name: _of_one(at, [one.name for one in keys[: place + 1]]) for place, key in enumerate(keys)}
    beside = [_beside(at, asked, other, address, of_one) for other in others for address in addresses]
    near = _sorted(pl.concat([pl.DataFrame(schema=NUMBERED), *beside]))
    about = pl.concat([kept.select(SCOPE), near.select(SCOPE)]).unique()
    holding = [at.select(pl.col(name).alias(SCOPE), NUMBER).drop_nulls() for name in (*addresses, *others)]
    people = pl.concat([one.join(about, on=SCOPE, how="semi") for one in holding])

    def told(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
        return frame.with_columns(record_names.texts(frame.get_column(name), keys, known) for name in columns)

    return Consents(told(kept, SCOPE), told(_sorted(people), SCOPE), told(near, KEYED, SCOPE))


def _about(rows: pl.DataFrame, scope: pl.Expr, *, address: bool) -> pl.DataFrame:
    return rows.select(scope.alias(SCOPE), pl.lit(address).alias(ADDRESS), PURPOSE, TIME, GRANTED).drop_nulls(SCOPE)


def _of_one(at: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Values of the last of some keys, strongest first, that are surely of one person: they stand on nobody else's
    records, and beside no two values of a stronger key.
    """
    *stronger, name = names
    told = [pl.col(NUMBER).n_unique() == 1, *(pl.col(one).drop_nulls().n_unique() < 2 for one in stronger)]
    return at.drop_nulls(name).group_by(name).agg(sure=pl.all_horizontal(told)).filter("sure").select(name)


def _beside(
    at: pl.DataFrame, asked: pl.DataFrame, other: str, address: str, of_one: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Values of one key that were answered for, with the values of an address on the same records."""
    pairs = at.select(other, address).drop_nulls().unique().join(asked, left_on=other, right_on=SCOPE, how="semi")
    sure = [pl.col(name).is_in(of_one[name].get_column(name).implode()) for name in (other, address)]
    return pairs.select(pl.col(other).alias(KEYED), pl.col(address).alias(SCOPE), pl.all_horizontal(sure).alias(SURE))


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.unique().sort(frame.columns)


def latest(kept: Consents, now: int) -> pl.DataFrame:
    """The last answer up to `now` for each `@scope` and `@purpose`; of two at one instant the denial. A grant for
    a value that is no address, and stands on several people's records, does not tell whose it is: it is nobody's.
    """
    several = kept.whose.filter(pl.len().over(SCOPE) > 1).get_column(SCOPE).unique()
    nobody = pl.col(GRANTED) & ~pl.col(ADDRESS) & pl.col(SCOPE).is_in(several.implode())
    there = kept.answers.filter((pl.col(TIME) <= now) & ~nobody)
    last = pl.col(TIME) == pl.col(TIME).max()
    return there.group_by(SCOPE, ADDRESS, PURPOSE).agg(pl.col(GRANTED).filter(last).all(), pl.col(TIME).max())


def by_address(kept: Consents, now: int) -> pl.DataFrame:
    """`@scope`, `@purpose`, `@granted`: what counts for each address that an answer reaches.

    Its own last answer; and that of a value beside it, if it is not older. An own answer is overtaken by a later one of
    a value beside it, where both are surely of one person. Of what counts a denial wins.
    """
    last = latest(kept, now)
    own = last.filter(ADDRESS).select(SCOPE, PURPOSE, pl.col(GRANTED).alias("own"), pl.col(TIME).alias("since"))
    keyed = last.filter(~pl.col(ADDRESS)).select(pl.col(SCOPE).alias(KEYED), PURPOSE, GRANTED, TIME)
    reached = kept.beside.join(keyed, on=KEYED).join(own, on=[SCOPE, PURPOSE], how="left")
    counting = reached.filter(pl.col("since").is_null() | (pl.col(TIME) >= pl.col("since")))
    overtaking = counting.filter(pl.col(SURE) & (pl.col(TIME) > pl.col("since")))
    staying = own.join(overtaking, on=[SCOPE, PURPOSE], how="anti")
    said = pl.concat(
        [staying.select(SCOPE, PURPOSE, pl.col("own").alias(GRANTED)), counting.select(SCOPE, PURPOSE, GRANTED)]
    )
    return said.group_by(SCOPE, PURPOSE).agg(pl.col(GRANTED).all())


def by_person(kept: Consents, now: int) -> pl.DataFrame:
    """`@number`, `@purpose`, `@granted` for everybody who answered: granted where nothing that counts is a denial.

    What counts is what every address of the person was answered for, and answers without an address that no later
    one has overtaken, for an address beside that is surely of the same person.
    """
    last = latest(kept, now)
    own = last.filter(ADDRESS)
    addresses = by_address(kept, now).join(own.select(SCOPE, PURPOSE), on=[SCOPE, PURPOSE], how="semi")
    keyed = last.filter(~pl.col(ADDRESS)).select(SCOPE, PURPOSE, GRANTED, TIME)
    theirs = kept.beside.filter(SURE).join(own.select(SCOPE, PURPOSE, TIME), on=SCOPE)
    later = theirs.group_by(KEYED, PURPOSE).agg(pl.col(TIME).max())
    again = keyed.join(later, left_on=[SCOPE, PURPOSE], right_on=[KEYED, PURPOSE], how="left", suffix="_again")
    standing = again.filter(pl.col(f"{TIME}_again").is_null() | (pl.col(f"{TIME}_again") <= pl.col(TIME)))
    said = pl.concat([addresses, standing.select(SCOPE, PURPOSE, GRANTED)])
    return said.join(kept.whose, on=SCOPE).group_by(NUMBER, PURPOSE).agg(pl.col(GRANTED).all())
