"""People without a shared key are linked by how alike they are, the same ones whatever the order of rows."""

import numpy as np
import polars as pl
import pytest

from benchmarks.febrl import MATCH, PROJECT, SOURCE, records, score
from tests.profiles.place import HEAD, MakePlace, Place
from tests.project.test_load import loaded
from xseg.profiles import BuildReport
from xseg.profiles.identity import match
from xseg.profiles.identity.match import ROW, records_to_match
from xseg.profiles.identity.recognise import KEPT
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Match

TOML = PROJECT.split("[identity]")[1].join(["[identity]", ""])


@pytest.fixture(scope="module")
def few() -> pl.DataFrame:
    """160 people of FEBRL 1 with their copies."""
    people = records("1")
    number = pl.col("rec_id").str.extract(r"rec-(\d+)-").cast(pl.Int64)
    return people.filter(number < 160)


def built(place: MakePlace, rows: pl.DataFrame, more: str = MATCH) -> tuple[Place, BuildReport]:
    at = place(TOML + more + SOURCE, {"people.csv": rows.write_csv()})
    return at, at.built()


def people(at: Place) -> dict[str, str]:
    table = at.store.table("records/people").join(at.store.table("people"), on="@number")
    return dict(table.select("rec_id", "@profile").iter_rows())


def grouped(at: Place) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for record, person in people(at).items():
        groups.setdefault(person, []).append(record)
    return sorted(sorted(group) for group in groups.values())


def test_matching_finds_whom_keys_do_not_and_rows_may_come_in_any_order(place: MakePlace, few: pl.DataFrame) -> None:
    at, by_keys = built(place, few, more="")
    before = grouped(at)
    at, matched = built(place, few)
    assert matched.people < by_keys.people
    after = grouped(at)
    assert all(any(set(group) <= set(whole) for whole in after) for group in before)
    told = at.store.table("records/people").select("@number", "rec_id")
    found = score(few, told, 0)
    assert (found.precision, found.recall > 0.99) == (1.0, True)
    links = at.store.identities("matches")
    shuffled = few[np.random.default_rng(5).permutation(few.height)]
    at, _ = built(place, shuffled)
    assert grouped(at) == after
    assert at.store.identities("matches").equals(links)


def test_links_hold_while_nothing_they_depend_on_changes(place: MakePlace, few: pl.DataFrame) -> None:
    at, first = built(place, few)
    links = at.store.identities("matches")
    assert links.height > 1
    assert links.drop_nulls("@combination").get_column("@probability").min() >= 0.95  # type: ignore[operator]
    at.write({"xseg.toml": HEAD + TOML + MATCH + SOURCE.replace('rec_id = "string"', 'rec_id = { type = "string" }')})
    assert at.built().people == first.people
    assert at.store.identities("matches").equals(links)


def test_an_exclusive_key_is_stronger_than_a_likeness(place: MakePlace, few: pl.DataFrame) -> None:
    exclusive = "[identity.soc_sec_id]\nexclusive = true\n"
    at, report = built(place, few, more=exclusive + MATCH)
    persons = pl.DataFrame(list(people(at).items()), schema=["rec_id", "person"], orient="row")
    numbers = few.join(persons, on="rec_id").group_by("person").agg(pl.col("soc_sec_id").drop_nulls().n_unique())
    assert numbers.get_column("soc_sec_id").max() == 1
    assert not at.store.identities("matches").drop_nulls("@combination").get_column(KEPT).all()
    assert report.people > 0


def test_records_with_nothing_but_crowded_values_bring_nobody_together(place: MakePlace, few: pl.DataFrame) -> None:
    keys = '[identity]\nkeys = ["soc_sec_id", "tablet"]\n[identity.tablet]\nlimit = 2\n'
    source = SOURCE.replace("keys = {", 'keys = { tablet = "tablet",')
    first = few.filter(pl.col("rec_id").str.ends_with("org"))
    known = first.with_columns(pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("shop")).alias("tablet"))
    lent = first.with_columns(
        pl.lit("").alias("soc_sec_id"), pl.lit("shop").alias("tablet"), pl.lit("").alias("rec_id")
    )
    others = few.join(first, on="rec_id", how="anti").with_columns(pl.lit(None, pl.String).alias("tablet"))
    at = place(keys + MATCH + source, {"people.csv": pl.concat([known, lent, others]).write_csv()})
    assert at.built().sources[0].quarantined == {"only keys that join nobody": first.height}
    numbers = [{rec_id.split("-")[1] for rec_id in group} for group in grouped(at)]
    assert max(map(len, numbers)) == 1
    assert not at.store.identities("matches").get_column("@combination").str.starts_with("1=").any()


def test_more_pairs_than_the_limit_stop_the_build(place: MakePlace, few: pl.DataFrame) -> None:
    at = place(TOML + "[identity.match]\nlimit = 10\n" + MATCH + SOURCE, {"people.csv": few.write_csv()})
    assert at.build() is None
    assert at.codes() == ["XS863"]


def test_too_few_records_are_linked_by_keys_alone_and_that_is_told(place: MakePlace, few: pl.DataFrame) -> None:
    at, report = built(place, few.head(3))
    assert report.people == 3
    assert at.codes() == ["XS862"]


def test_columns_are_proposed_by_their_names_and_as_parts_of_keys() -> None:
    plain = HEAD + TOML + "[identity.match]\n" + SOURCE + '\nincome = "decimal"\nnickname_of_dog = "string"\n'
    declared = loaded(plain).match
    assert declared == Match(
        0.95,
        {
            "given_name": "name",
            "surname": "name",
            "street_number": "code",
            "address_1": "name",
            "address_2": "name",
            "suburb": "name",
            "postcode": "code",
            "state": "exact",
            "date_of_birth": "code",
        },
    )


def test_days_are_compared_as_they_are_written_and_codes_of_keys_too(place: MakePlace) -> None:
    toml = """
    [identity]
    keys = ["customer_id", "phone"]
    [identity.phone]
    normalise = "phone"
    [identity.match.columns]
    born = "date"
    phone = "code"
    [[sources]]
    name = "crm"
    kind = "profiles"
    path = "crm.csv"
    keys = { customer_id = "id", phone = "tel" }
    [sources.attributes]
    born = { type = "date", format = "%d.%m.%Y" }
    """
    at = place(toml, {"crm.csv": "id,tel,born\n1,+49 30 123456,02.01.1990\n2,,\n"})
    at.built()
    rows = take_rows(at)
    assert rows == [(0, "1990-01-02", "+4930123456")]


def take_rows(at: Place) -> list[tuple[object, ...]]:
    """What would be compared."""
    declared = at.project.match
    assert declared is not None
    frame = pl.DataFrame(
        {
            ROW: pl.Series([0, 1], dtype=pl.UInt32),
            "born": pl.Series([7306, None], dtype=pl.Int32),
            key_column("phone"): ["+4930123456", None],
        }
    )
    return records_to_match([frame], declared).rows()


def test_without_the_extra_the_build_says_what_to_install(
    place: MakePlace, few: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match, "NEEDED", ("splink", "a_package_that_nobody_has"))
    at = place(TOML + MATCH + SOURCE, {"people.csv": few.write_csv()})
    assert at.build() is None
    assert at.codes() == ["XS857"]
