"""The id ledger: a record keeps the profile id it was first given; ids are counted, never made of personal data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.profiles.identity import record_names
from xseg.profiles.identity.identify import COMPONENT, PLACE, RECORD
from xseg.profiles.identity.links import joined
from xseg.profiles.identity.vocabulary import Vocabularies, plain
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key
from xseg.tables import TIME

LEDGER = {"record": pl.String, "given": pl.Int64, "profile": pl.Int64}
"""In the order of first meeting, by record (`key=value`): `given` is the number in the id that was given to it,
`profile` the one that it has since, which is another where people were merged.
"""
ALIASES = {"alias": pl.String, "profile": pl.String}
"""A profile id that nobody has now, as its people were merged into others, and the id that they have."""
CHANGES = {"build": pl.Int64, "change": pl.String, "profile": pl.String, "other": pl.String, "key": pl.String}
"""What became of ids, build by build. `merged`: `other` is `profile` now, and `key` is the one without which, and the
weaker ones, the two would be apart (missing: they are alike, and share no key). `split`: of the records of `profile`
some are of `other` now.
"""


def as_kept(found: pl.DataFrame) -> pl.DataFrame:
    """A ledger as an earlier build left it: some kept records by source, and one number only."""
    if "given" in found.columns:
        return found
    return found.unique("record", keep="first", maintain_order=True).select(
        "record", pl.col("profile").alias("given"), "profile"
    )


@dataclass(frozen=True, slots=True)
class Identified:
    """Component → profile number, the ledger and aliases to keep, and what changed."""

    people: pl.DataFrame
    """`@component`, `profile` (the number in the id)."""
    ledger: pl.DataFrame
    aliases: pl.DataFrame
    new_people: int
    merges: int
    changes: pl.DataFrame
    """As CHANGES without `build`, sorted."""


def profile_id(number: int) -> str:
    """p000001 and on."""
    return f"p{number:06d}"


def profile_ids(numbers: pl.Expr) -> pl.Expr:
    """`profile_id` of a column."""
    return pl.lit("p") + numbers.cast(pl.String).str.zfill(6)


def assign(
    found: pl.DataFrame, ledger: pl.DataFrame, aliases: pl.DataFrame, *, keys: Sequence[Key], known: Vocabularies
) -> Identified:
    """Profile numbers for the components of `found` (see identify.components).

    A component keeps the smallest number that one of its records has in the ledger. Where records of one number fall
    into several components, the one with the record met first keeps it. A component that keeps none takes back the
    smallest that nobody has and that its records were given, before they were merged into others; else the next one, in
    the order of source, time and record of its first record.
    """
    ledger = ledger.with_columns(record_names.numbers(ledger.get_column("record"), keys, known).alias(RECORD))
    claims = _claims(found, ledger, keys)
    owners = claims.group_by("profile", maintain_order=True).first()
    kept = owners.group_by(COMPONENT).agg(pl.col("profile").min())
    merged = owners.join(kept, on=COMPONENT, suffix="_kept").filter(pl.col("profile") != pl.col("profile_kept"))
    old = pl.concat([kept, _given_back(claims, ledger, kept)])
    firsts, records = _in_order(found, ledger, old)
    last = _highest(ledger, aliases)
    new = firsts.select(COMPONENT).with_columns(
        profile=pl.int_range(last + 1, last + 1 + firsts.height, dtype=pl.Int64, eager=True)
    )
    people = pl.concat([old, new]).sort("profile")
    after = pl.concat([_updated(ledger, claims, people, merged, new), _added(records, people, keys, known)])
    return Identified(
        people,
        after,
        _aliases(aliases, after, merged),
        new_people=new.height,
        merges=merged.height,
        changes=pl.concat([_merges(merged, claims, found, keys), _splits(claims, people, merged)]),
    )


def _claims(found: pl.DataFrame, ledger: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """The records of the ledger that are there, in its order: `met` is the place in it, `@component` the one that has
    the record's value, `given` and `profile` are the ledger's.
    """
    there = [pl.DataFrame(schema={RECORD: pl.Int64, COMPONENT: pl.Int32})]
    if ledger.height:
        there += [found.select(_of(key, keys), COMPONENT).drop_nulls(RECORD).unique(RECORD) for key in keys]
    mine = ledger.with_row_index("met").drop_nulls(RECORD)
    return pl.concat(
        [mine.join(one, on=RECORD).select("met", COMPONENT, RECORD, "given", "profile") for one in there]
    ).sort("met")


def _of(key: Key, keys: Sequence[Key]) -> pl.Expr:
    """The records that rows are by a key."""
    return record_names.number(pl.col(key_column(key.name)), key, keys).alias(RECORD)


def _given_back(claims: pl.DataFrame, ledger: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Components that keep no number, with the one that they take back."""
    spare = claims.join(ledger, left_on="given", right_on="profile", how="anti")
    firsts = spare.group_by("given", maintain_order=True).first().join(kept, on=COMPONENT, how="anti")
    return firsts.group_by(COMPONENT).agg(pl.col("given").min().alias("profile"))


def _highest(ledger: pl.DataFrame, aliases: pl.DataFrame) -> int:
    """The highest number ever given; a number is never given twice."""
    had = aliases.select(pl.col("alias").str.strip_prefix("p").cast(pl.Int64)).to_series()
    highest = pl.concat([ledger.get_column("given"), ledger.get_column("profile"), had]).max() or 0
    assert isinstance(highest, int)
    return highest


def _in_order(found: pl.DataFrame, ledger: pl.DataFrame, old: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Components that are not in `old` (`@component`), and records that are not in the ledger (with `@record`): both in
    the order of source, time (none is first) and record of the first record. Source by source, so that no more than one
    source's records are at work.
    """
    first = pl.when(~pl.col("undated").any()).then(pl.col(TIME).min()).alias(TIME)
    nobody = [found.clear().select(COMPONENT)]
    records = [found.clear().select(COMPONENT, RECORD)]
    met = [ledger.select(RECORD)]
    numbered = np.zeros(int(found.get_column(COMPONENT).to_numpy().max(initial=0)) + 1, np.bool_)
    numbered[old.get_column(COMPONENT).to_numpy()] = True
    for place in sorted(found.get_column(PLACE).unique().to_list()):
        mine = found.filter(pl.col(PLACE) == place).group_by(RECORD).agg(first, pl.col(COMPONENT).first())
        mine = mine.sort(TIME, RECORD, nulls_last=False).select(COMPONENT, RECORD)
        open_ = mine.filter(~pl.Series(numbered[mine.get_column(COMPONENT).to_numpy()]))
        nobody.append(open_.select(COMPONENT).unique(maintain_order=True))
        numbered[nobody[-1].get_column(COMPONENT).to_numpy()] = True
        records.append(mine.join(pl.concat(met), on=RECORD, how="anti", maintain_order="left"))
        met.append(records[-1].select(RECORD))
    return pl.concat(nobody), pl.concat(records)


def _updated(
    ledger: pl.DataFrame, claims: pl.DataFrame, people: pl.DataFrame, merged: pl.DataFrame, new: pl.DataFrame
) -> pl.DataFrame:
    """The records of the ledger with their present numbers. One that is not there now goes with the number that its own
    was merged into; where a component got a new number, its records were given that one.
    """
    into = dict(merged.select("profile", "profile_kept").iter_rows())
    ledger = ledger.with_columns(pl.col("profile").replace(into)) if into else ledger
    now = claims.select("met", COMPONENT).join(people, on=COMPONENT)
    fresh = claims.select("met", COMPONENT).join(new, on=COMPONENT)
    columns = {
        "given": ledger.get_column("given").scatter(fresh.get_column("met"), fresh.get_column("profile")),
        "profile": ledger.get_column("profile").scatter(now.get_column("met"), now.get_column("profile")),
    }
    return ledger.select("record").with_columns(**columns)


def _added(records: pl.DataFrame, people: pl.DataFrame, keys: Sequence[Key], known: Vocabularies) -> pl.DataFrame:
    numbers = records.join(people, on=COMPONENT, how="left", maintain_order="left").get_column("profile")
    told = record_names.texts(records.get_column(RECORD), keys, known)
    return pl.DataFrame([told.alias("record"), numbers.alias("given"), numbers])


def _aliases(aliases: pl.DataFrame, ledger: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Of each number that nobody has: the one of the first record that it was given to; where no record tells, the one
    that it was merged into, and that one's since.
    """

    def told(alias: pl.Expr, now: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        return profile_ids(alias).alias("alias"), profile_ids(now).alias("profile")

    present = ledger.select(profile_ids(pl.col("profile").unique()).alias("alias"))
    given = ledger.filter(pl.col("given") != pl.col("profile")).unique("given", keep="first", maintain_order=True)
    into = merged.select(told(pl.col("profile"), pl.col("profile_kept")))
    onward = dict(into.iter_rows())
    before = aliases.with_columns(pl.col("profile").replace(onward)) if onward else aliases
    every = pl.concat([before, into, given.select(told(pl.col("given"), pl.col("profile")))])
    return every.unique("alias", keep="last").join(present, on="alias", how="anti").sort("alias")


def _merges(merged: pl.DataFrame, claims: pl.DataFrame, found: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """The merges, each with the key that it needed: keys are taken in their order until the two are one."""
    if merged.is_empty():
        return _changes("merged", merged, kept="profile_kept", other="profile")
    rows = found.join(merged.select(COMPONENT).unique(), on=COMPONENT, how="semi").with_row_index("at")
    having = claims.join(merged.select(COMPONENT).unique(), on=COMPONENT, how="semi").select(RECORD, "profile")
    named = [rows.select("at", _of(key, keys)) for key in keys]
    mine = pl.concat([one.join(having, on=RECORD).select("at", "profile") for one in named]).unique()
    open_, told, so_far = merged.select("profile", "profile_kept"), [], []
    for key in keys:
        so_far.append(plain(rows.get_column(key_column(key.name))))
        labels = pl.Series("label", joined(so_far))
        on = mine.select("profile", labels.gather(mine.get_column("at"))).unique()
        shared = open_.join(on, on="profile").join(on.rename({"profile": "profile_kept"}), on=["profile_kept", "label"])
        told.append(shared.select("profile", "profile_kept").unique().with_columns(pl.lit(key.name).alias("key")))
        open_ = open_.join(shared, on=["profile", "profile_kept"], how="anti")
    every = pl.concat([*told, open_.with_columns(pl.lit(None, pl.String).alias("key"))])
    return _changes("merged", every, kept="profile_kept", other="profile")


def _splits(claims: pl.DataFrame, people: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Ids whose records are now of several people, with those who are not the id's own."""
    into = dict(merged.select("profile", "profile_kept").iter_rows())
    now = claims.select(COMPONENT, pl.col("profile").replace(into) if into else pl.col("profile")).unique()
    parts = now.join(people, on=COMPONENT, suffix="_now")
    return _changes(
        "split", parts.filter(pl.col("profile") != pl.col("profile_now")), kept="profile", other="profile_now"
    )


def _changes(change: str, told: pl.DataFrame, *, kept: str, other: str) -> pl.DataFrame:
    key = pl.col("key") if "key" in told.columns else pl.lit(None, pl.String).alias("key")
    found = told.select(pl.col(kept).alias("kept"), pl.col(other).alias("others"), key).unique().sort("kept", "others")
    ids = [[profile_id(number) for number in found.get_column(name).to_list()] for name in ("kept", "others")]
    columns = {"change": [change] * found.height, "profile": ids[0], "other": ids[1], "key": found.get_column("key")}
    return pl.DataFrame(columns, schema={name: of for name, of in CHANGES.items() if name != "build"})
