"""The id ledger: a record keeps the profile id it was first given; ids are counted, never made of personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.profiles.identify import COMPONENT, PLACE, RECORD
from xseg.profiles.links import components, links
from xseg.profiles.taking import key_column
from xseg.project.project import Key
from xseg.tables import TIME

LEDGER = {"source": pl.String, "record": pl.String, "profile": pl.Int64}
"""In the order of first meeting: `profile` is the number in the id."""
ALIASES = {"alias": pl.String, "profile": pl.String}
"""A profile id that was merged away, and the older one that it is now."""
CHANGES = {"build": pl.Int64, "change": pl.String, "profile": pl.String, "other": pl.String, "key": pl.String}
"""What became of ids, build by build. `merged`: `other` is `profile` now, and `key` is the one without which, and the
weaker ones, the two would be apart (missing: they are alike, and share no key). `split`: of the records of `profile`
some are of `other` now.
"""


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
    found: pl.DataFrame, ledger: pl.DataFrame, aliases: pl.DataFrame, *, keys: Sequence[Key], sources: Sequence[str]
) -> Identified:
    """Profile numbers for the components of `found` (see identify.components).

    A component keeps the smallest number that one of its records has in the ledger. Where records of one number fall
    into several components, the one with the record met first keeps it. Components with no number get the next ones in
    the order of source, time and record of their first record.
    """
    places = {name: place for place, name in enumerate(sources)}
    claims = _claims(found, ledger, places, keys)
    owners = claims.sort("met", COMPONENT).group_by("profile", maintain_order=True).first()
    old = owners.group_by(COMPONENT).agg(pl.col("profile").min())
    merged = owners.join(old, on=COMPONENT, suffix="_kept").filter(pl.col("profile") != pl.col("profile_kept"))

    records = _in_order(found)
    nobody = records.join(old, on=COMPONENT, how="anti", maintain_order="left")
    firsts = nobody.unique(COMPONENT, keep="first", maintain_order=True)
    last = _highest(ledger, aliases)
    new = firsts.select(COMPONENT).with_columns(
        profile=pl.int_range(last + 1, last + 1 + firsts.height, dtype=pl.Int64, eager=True)
    )
    people = pl.concat([old.select(COMPONENT, "profile"), new]).sort("profile")
    return Identified(
        people,
        _kept(ledger, records, people, merged, sources),
        _aliases(aliases, merged),
        new_people=new.height,
        merges=merged.height,
        changes=pl.concat([_merges(merged, claims, found, keys), _splits(claims, people, merged)]),
    )


def _claims(found: pl.DataFrame, ledger: pl.DataFrame, places: Mapping[str, int], keys: Sequence[Key]) -> pl.DataFrame:
    """`row` of `found`, its `@component`, and the `profile` that the ledger has for one of its key values; `met` is the
    place there. Key by key, so that no more than one key's values are at work.
    """
    known = ledger.with_columns(pl.col("source").replace_strict(places, default=None, return_dtype=pl.UInt32))
    known = known.with_row_index("met").drop_nulls("source").rename({"source": PLACE})
    schema = {"row": pl.UInt32, COMPONENT: pl.Int64, "met": pl.UInt32, "profile": pl.Int64}
    claims = [pl.DataFrame(schema=schema)]
    if known.height:
        for key in keys:
            named = (pl.lit(f"{key.name}=") + pl.col(key_column(key.name))).alias("record")
            mine = found.with_row_index("row").select("row", COMPONENT, PLACE, named).drop_nulls("record")
            claims.append(mine.join(known, on=[PLACE, "record"]).select(*schema))
    return pl.concat(claims)


def _in_order(found: pl.DataFrame) -> pl.DataFrame:
    """The different records with their component, in the order of source, time (none is first) and record. Source by
    source, so that no more than one source's records are at work.
    """
    first = pl.when(~pl.col("undated").any()).then(pl.col(TIME).min()).alias(TIME)
    needed = found.select(PLACE, RECORD, TIME, "undated", COMPONENT)
    parts = [needed.clear().select(PLACE, RECORD, TIME, COMPONENT)]
    for place in sorted(found.get_column(PLACE).unique().to_list()):
        mine = needed.filter(pl.col(PLACE) == place).group_by(RECORD).agg(first, pl.col(PLACE, COMPONENT).first())
        parts.append(mine.sort(TIME, RECORD, nulls_last=False).select(parts[0].columns))
    return pl.concat(parts)


def _merges(merged: pl.DataFrame, claims: pl.DataFrame, found: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """The merges, each with the key that it needed: keys are taken in their order until the two are one."""
    rows = found.with_row_index("row").join(merged.select(COMPONENT).unique(), on=COMPONENT, how="semi")
    places = rows.select("row").with_row_index("at")
    mine = claims.select("row", "profile").unique().join(places, on="row")
    open_, joined, so_far = merged.select("profile", "profile_kept"), [], []
    for key in keys:
        so_far.append(links(rows.get_column(key_column(key.name))))
        labels = pl.Series("label", components(rows.height, so_far))
        on = mine.select("profile", labels.gather(mine.get_column("at"))).unique()
        shared = open_.join(on, on="profile").join(on.rename({"profile": "profile_kept"}), on=["profile_kept", "label"])
        joined.append(shared.select("profile", "profile_kept").unique().with_columns(pl.lit(key.name).alias("key")))
        open_ = open_.join(shared, on=["profile", "profile_kept"], how="anti")
    told = pl.concat([*joined, open_.with_columns(pl.lit(None, pl.String).alias("key"))])
    return _changes("merged", told, kept="profile_kept", other="profile")


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


def _highest(ledger: pl.DataFrame, aliases: pl.DataFrame) -> int:
    """The highest number ever given; a number is never given twice."""
    given = ledger.get_column("profile").max() if ledger.height else 0
    assert isinstance(given, int)
    merged = (int(name.removeprefix("p")) for name in aliases.get_column("alias"))
    return max([given, *merged])


def _kept(
    ledger: pl.DataFrame, records: pl.DataFrame, people: pl.DataFrame, merged: pl.DataFrame, sources: Sequence[str]
) -> pl.DataFrame:
    """The ledger with every record's present number: known records stay in their place, new ones follow. A record that
    is not there now goes with the number that its own was merged into.
    """
    into = dict(merged.select("profile", "profile_kept").iter_rows())
    ledger = ledger.with_columns(pl.col("profile").replace(into)) if into else ledger
    names = pl.Series("source", sources, dtype=pl.String)
    now = records.join(people, on=COMPONENT, maintain_order="left").select(
        names.gather(records.get_column(PLACE)), pl.col(RECORD).alias("record"), "profile"
    )
    if not ledger.height:
        return now
    known = ledger.join(now, on=["source", "record"], how="left", suffix="_now", maintain_order="left").select(
        "source", "record", pl.coalesce("profile_now", "profile").alias("profile")
    )
    return pl.concat([known, now.join(ledger, on=["source", "record"], how="anti", maintain_order="left")])


def _aliases(aliases: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Aliases before and now; one that points to an id merged away now points to the id that stays."""
    now = pl.DataFrame(
        {
            "alias": merged.select(profile_ids(pl.col("profile"))).to_series(),
            "profile": merged.select(profile_ids(pl.col("profile_kept"))).to_series(),
        },
        schema=ALIASES,
    )
    onward = dict(now.iter_rows())
    before = aliases.with_columns(pl.col("profile").replace(onward) if onward else pl.col("profile"))
    return pl.concat([before, now]).unique("alias", keep="last").sort("alias")
