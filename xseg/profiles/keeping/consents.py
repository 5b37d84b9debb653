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
TABLES = ("consents/answers", "consents/whose", "consents/beside", "consents/named")
BESIDE = {KEYED: pl.String, SCOPE: pl.String, SURE: pl.Boolean}
NUMBERED = BESIDE | {KEYED: pl.Int64, SCOPE: pl.Int64}
"""BESIDE while a build works it out (record_names.py)."""
NAMED = {KEYED: pl.String, PURPOSE: pl.String, TIME: pl.Int64, SURE: pl.Boolean}


@dataclass(frozen=True, slots=True)
class Consents:
    """What a build keeps of consents; every frame distinct and sorted."""

    answers: pl.DataFrame
    """As ANSWERS: `@address` tells whether `@scope` is an address."""
    whose: pl.DataFrame
    """As WHOSE: the people on whose records an address or key value stands."""
    beside: pl.DataFrame
    """As BESIDE: the addresses on records with a value that was answered for; `@sure`: surely of the same person."""
    named: pl.DataFrame
    """As NAMED: when rows answered that name a value that was answered for, whatever they are about; `@sure`: without
    an address, and the value is surely of one person.
    """

    def tables(self) -> dict[str, pl.DataFrame]:
        """The frames by the names of the tables that a build writes."""
        return dict(zip(TABLES, (self.answers, self.whose, self.beside, self.named), strict=True))


def held(store: Store) -> Consents:
    """The consents of the last build; an earlier version of xseg kept no `named`, and `@sure` by another name."""
    answers, whose, beside = (store.table(name) for name in TABLES[:3])
    named = store.table(TABLES[3]) if TABLES[3] in store.tables() else pl.DataFrame(schema=NAMED)
    return Consents(answers, whose, beside.rename({"@only": SURE}, strict=False), named)


def consents(
    answers: Sequence[pl.DataFrame], whose: pl.DataFrame, keys: Sequence[Key], known: Vocabularies
) -> Consents:
    """`answers` are rows of sources of consents with numbers of key values, `@purpose`, `@time`, `@granted`; `whose`
    all combinations as they were read (whose.combinations) with the `@number` of their person. An answer for a value
    that joins nobody counts for everybody on whose records the value stands.
    """
    if not any(rows.height for rows in answers):
        return Consents(*(pl.DataFrame(schema=schema) for schema in (ANSWERS, WHOSE, BESIDE, NAMED)))
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
    of_one = _of_one(at.unique() if asked.height else at.clear(), [key.name for key in keys])
    beside = [_beside(at, asked, other, address, of_one) for other in others for address in addresses]
    near = _sorted(pl.concat([pl.DataFrame(schema=NUMBERED), *beside]))
    about = pl.concat([kept.select(SCOPE), near.select(SCOPE)]).unique()
    holding = [at.select(pl.col(name).alias(SCOPE), NUMBER).drop_nulls() for name in (*addresses, *others)]
    people = pl.concat([one.join(about, on=SCOPE, how="semi") for one in holding])

    def told(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
        return frame.with_columns(record_names.texts(frame.get_column(name), keys, known) for name in columns)

    again = [_named(rows, asked, other, addresses, of_one) for other in others]
    named_ = _sorted(pl.concat([pl.DataFrame(schema=NAMED | {KEYED: pl.Int64}), *again]))
    return Consents(told(kept, SCOPE), told(_sorted(people), SCOPE), told(near, KEYED, SCOPE), told(named_, KEYED))


def _about(rows: pl.DataFrame, scope: pl.Expr, *, address: bool) -> pl.DataFrame:
    return rows.select(scope.alias(SCOPE), pl.lit(address).alias(ADDRESS), PURPOSE, TIME, GRANTED).drop_nulls(SCOPE)


def _of_one(at: pl.DataFrame, names: Sequence[str]) -> dict[str, pl.Series]:
    """For each key, strongest first, its values that are surely of one person: they stand on the records of one, and
    all stronger values beside them lead, through the strongest beside those, to a single value.
    """
    top, torn = pl.col("@top"), -1
    found: dict[str, pl.Series] = {}
    at = at.with_columns(pl.lit(None, pl.Int64).alias("@top"))  # where the strongest value of a record leads
    for name in names:
        tops = top.drop_nulls()
        one = (pl.col(NUMBER).n_unique() == 1) & (tops.n_unique() < 2) & (tops != torn).all()
        values = at.drop_nulls(name).group_by(name).agg(one.alias("one"), tops.first().alias("above"))
        found[name] = values.filter("one").get_column(name)
        leads = pl.when("one").then(pl.coalesce("above", name)).otherwise(torn)
        at = at.join(values.select(name, leads.alias("@leads")), on=name, how="left")
        at = at.with_columns(pl.coalesce(top, "@leads").alias("@top")).drop("@leads")
    return found


def _beside(
    at: pl.DataFrame, asked: pl.DataFrame, other: str, address: str, of_one: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """Values of one key that were answered for, with the values of an address on the same records."""
    pairs = at.select(other, address).drop_nulls().unique().join(asked, left_on=other, right_on=SCOPE, how="semi")
    sure = [pl.col(name).is_in(of_one[name].implode()) for name in (other, address)]
    return pairs.select(pl.col(other).alias(KEYED), pl.col(address).alias(SCOPE), pl.all_horizontal(sure).alias(SURE))


def _named(
    rows: pl.DataFrame, asked: pl.DataFrame, other: str, addresses: Sequence[str], of_one: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """When rows with values of one key that were answered for answered."""
    mine = rows.drop_nulls(other).join(asked, left_on=other, right_on=SCOPE, how="semi")
    homeless = pl.all_horizontal(pl.lit(value=True), *(pl.col(name).is_null() for name in addresses))
    sure = homeless & pl.col(other).is_in(of_one[other].implode())
    return mine.select(pl.col(other).alias(KEYED), PURPOSE, TIME, sure.alias(SURE))


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
    a value beside it, where both are surely of one person. A denial for a value that is surely of one person does not
    count where a later row without an address names the value. Of what counts a denial wins.
    """
    last = latest(kept, now)
    again = _last_named(kept.named.filter(SURE), now)
    return _verdicts(kept, last, _keyed(last).join(_overtaken(_keyed(last), again), on=[SCOPE, PURPOSE], how="anti"))


def by_person(kept: Consents, now: int) -> pl.DataFrame:
    """`@number`, `@purpose`, `@granted` for everybody who answered: granted where nothing that counts is a denial.

    What counts is what every address of the person was answered for, and answers without an address. A denial without
    one ends where that person answers again: by a later row that names the value, if it stands on that person's records
    alone, or for an address beside it, if both are surely of one person. Then it does not reach addresses either.
    """
    last = latest(kept, now)
    own, keyed = last.filter(ADDRESS), _keyed(last)
    alone = kept.whose.filter(pl.len().over(SCOPE) == 1).select(pl.col(SCOPE).alias(KEYED))
    theirs = kept.beside.filter(SURE).join(own.select(SCOPE, PURPOSE, TIME), on=SCOPE)
    named = _last_named(kept.named.join(alone, on=KEYED, how="semi"), now)
    again = pl.concat([named, theirs.select(KEYED, PURPOSE, TIME)]).group_by(KEYED, PURPOSE).agg(pl.col(TIME).max())
    standing = keyed.join(_overtaken(keyed, again), on=[SCOPE, PURPOSE], how="anti")
    addresses = _verdicts(kept, last, standing).join(own.select(SCOPE, PURPOSE), on=[SCOPE, PURPOSE], how="semi")
    said = pl.concat([addresses, standing.select(SCOPE, PURPOSE, GRANTED)])
    return said.join(kept.whose, on=SCOPE).group_by(NUMBER, PURPOSE).agg(pl.col(GRANTED).all())


def _keyed(last: pl.DataFrame) -> pl.DataFrame:
    return last.filter(~pl.col(ADDRESS)).select(SCOPE, PURPOSE, GRANTED, TIME)


def _last_named(named: pl.DataFrame, now: int) -> pl.DataFrame:
    return named.filter(pl.col(TIME) <= now).group_by(KEYED, PURPOSE).agg(pl.col(TIME).max())


def _overtaken(keyed: pl.DataFrame, again: pl.DataFrame) -> pl.DataFrame:
    """Denials without an address, after which the person answered again: `again` has the last time of each value."""
    both = keyed.filter(~pl.col(GRANTED)).join(again, left_on=[SCOPE, PURPOSE], right_on=[KEYED, PURPOSE])
    return both.filter(pl.col(f"{TIME}_right") > pl.col(TIME))


def _verdicts(kept: Consents, last: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """What counts for each address, of its own answers and those without an address that still stand."""
    own = last.filter(ADDRESS).select(SCOPE, PURPOSE, pl.col(GRANTED).alias("own"), pl.col(TIME).alias("since"))
    keyed = standing.rename({SCOPE: KEYED})
    reached = kept.beside.join(keyed, on=KEYED).join(own, on=[SCOPE, PURPOSE], how="left")
    counting = reached.filter(pl.col("since").is_null() | (pl.col(TIME) >= pl.col("since")))
    overtaking = counting.filter(pl.col(SURE) & (pl.col(TIME) > pl.col("since")))
    staying = own.join(overtaking, on=[SCOPE, PURPOSE], how="anti")
    said = pl.concat(
        [staying.select(SCOPE, PURPOSE, pl.col("own").alias(GRANTED)), counting.select(SCOPE, PURPOSE, GRANTED)]
    )
    return said.group_by(SCOPE, PURPOSE).agg(pl.col(GRANTED).all())
