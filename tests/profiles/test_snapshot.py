"""At one `now` nothing later exists: newest values win, answers count, lists and clocks are told."""

from datetime import UTC, datetime

import polars as pl
import pytest

from tests.profiles.place import MakePlace
from xseg.plan.bind import to_micros
from xseg.profiles import people
from xseg.tables import list_column

SHOP = """
[identity]
keys = ["id", "mail"]
[identity.mail]
normalise = "email"
[channels]
web = {}
[consent]
email_marketing = { default = "denied" }
sms_marketing = { default = "granted" }
[lists.vip]
path = "vip.csv"
key = "mail"
column = "address"
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id", mail = "mail" }
updated_at = { column = "changed", timezone = "UTC" }
priority = 1
[sources.attributes]
city = { type = "category" }
income = { type = "decimal" }
[[sources]]
name = "bought"
kind = "profiles"
path = "bought.csv"
keys = { id = "id" }
[sources.attributes]
city = { type = "category" }
age = { type = "integer" }
[[sources]]
name = "answers"
kind = "consents"
path = "answers.csv"
keys = { id = "id" }
purpose = { column = "topic", map = { news = "email_marketing", sms = "sms_marketing" } }
answer = { column = "said", granted = ["in"], denied = ["out"] }
time = { column = "at", timezone = "UTC" }
[[sources]]
name = "web"
kind = "events"
channel = "web"
event = "visit"
id = "id"
path = "web.csv"
time = { column = "at", timezone = "UTC" }
keys = { id = "who" }
"""
FILES = {
    "crm.csv": "id,mail,changed,city,income\n"
    "1,a@x.de,2025-01-01,Rome,10.50\n"
    "1,a@x.de,2025-02-01,,20\n"
    "1,a@x.de,2025-03-01,Oslo,\n"
    "2,b@x.de,2025-03-01,,\n",
    "bought.csv": "id,city,age\n1,Bonn,40\n2,Bern,50\n2,Kiel,\n",
    "answers.csv": "id,topic,said,at\n1,news,IN,2025-01-10\n1,news,out,2025-02-10\n1,sms,out,2025-02-10\n"
    "2,news,out,2025-01-10\n2,news,in,2025-01-10\n",
    "web.csv": "id,who,at\ne2,1,2025-02-01T23:30\ne1,1,2025-02-01T23:30\n"
    "e3,3,2025-03-30T00:59\ne4,1,2025-03-30T01:00\n",
    "vip.csv": "address\nB@x.de\nstranger@x.de\n\n",
}


def at(text: str) -> int:
    return to_micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_the_newest_known_value_of_the_first_source_wins(place: MakePlace) -> None:
    shop = place(SHOP, FILES)
    shop.built()
    assert shop.profiles("city", "income", "age", now=at("2025-01-15")) == [("Rome", 1050, 40), ("Kiel", None, 50)]
    assert shop.profiles("city", "income", "age", now=at("2025-02-15")) == [("Rome", 2000, 40), ("Kiel", None, 50)]
    assert shop.profiles("city", "income", "age", now=at("2025-03-15")) == [("Oslo", 2000, 40), ("Kiel", None, 50)]
    assert shop.profiles("city", "income", "age", now=at("2024-03-15")) == [("Bonn", None, 40), ("Kiel", None, 50)]


def test_the_latest_answer_counts_a_denial_of_two_at_once_and_the_default_unasked(place: MakePlace) -> None:
    shop = place(SHOP, FILES)
    shop.built()
    columns = ("@consent.email_marketing", "@consent.sms_marketing")
    assert shop.profiles(*columns, now=at("2025-01-05")) == [(False, True), (False, True)]
    assert shop.profiles(*columns, now=at("2025-01-15")) == [(True, True), (False, True)]
    assert shop.profiles(*columns, now=at("2025-02-15")) == [(False, False), (False, True)]


def test_lists_hold_who_has_the_address(place: MakePlace) -> None:
    shop = place(SHOP, FILES)
    report = shop.built()
    assert shop.profiles("@profile", "@list.vip", now=at("2025-01-01")) == [("p000001", False), ("p000002", True)]
    assert [(found.values, found.matched) for found in report.lists] == [(2, 1)]


def test_every_row_of_a_list_is_a_value_or_is_set_aside_with_its_reason(place: MakePlace) -> None:
    rows = "address,note\nbob@x.org,\nann@x.org,x,extra\nnot-an-address,\n,nothing\nBOB@x.org ,again\n"
    shop = place(SHOP, {**FILES, "vip.csv": rows})
    (found,) = shop.built().lists
    assert (found.read, found.kept, found.values) == (5, 2, 1)
    assert found.quarantined == {"mail: not an e-mail address": 1, "no value": 1, "too many fields": 1}
    aside = shop.store.quarantine().filter(pl.col("source") == "lists.vip")
    assert aside.select("file", "line", "reason").rows() == [
        ("vip.csv", 3, "too many fields"),
        ("vip.csv", 4, "mail: not an e-mail address"),
        ("vip.csv", 5, "no value"),
    ]


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("vip.csv", "", "XS834"),
        ("vip.csv", "mail\nann@x.org\n", "XS831"),
        ("vip.ndjson", '{"mail": "ann@x.org"}\n', "XS831"),
        ("vip.csv", "address\nnobody\n", "XS840"),
        ("vip.csv", 'address\n"ann@x.org\n', "XS840"),
    ],
)
def test_a_list_that_holds_nothing_of_use_stops_the_build(place: MakePlace, file: str, content: str, code: str) -> None:
    shop = place(SHOP.replace("vip.csv", file), {**FILES, file: content})
    assert shop.build() is None
    assert shop.codes() == [code]


@pytest.mark.parametrize("file", ["vip.csv", "vip.parquet"])
def test_a_list_without_rows_is_a_list_of_nobody(place: MakePlace, file: str) -> None:
    shop = place(SHOP.replace("vip.csv", file), {**FILES, "vip.csv": "address\n"})
    pl.DataFrame(schema={"address": pl.String}).write_parquet(shop.root / "vip.parquet")
    (found,) = shop.built().lists
    assert (found.read, found.kept, found.values, found.matched) == (0, 0, 0, 0)
    assert shop.codes() == ["XS868"]
    assert {listed for (listed,) in shop.profiles(list_column("vip"))} == {False}


def test_events_come_in_order_on_the_shop_clock_and_not_before_they_happened(place: MakePlace) -> None:
    shop = place(SHOP, FILES)
    shop.built()
    columns = ("@id", "@number", "@date", "@hour", "@weekday")
    assert shop.events("visit", *columns, now=at("2025-03-01")) == [("e1", 0, 20121, 0, 7), ("e2", 0, 20121, 0, 7)]
    assert shop.events("visit", *columns)[2:] == [("e3", 2, 20177, 1, 7), ("e4", 0, 20177, 3, 7)]


def test_somebody_met_only_later_does_not_exist_yet_and_numbers_stay_dense(place: MakePlace) -> None:
    files = {
        **FILES,
        "web.csv": "id,who,at\ne1,0,2025-06-01\ne2,1,2025-02-01\n",
        "crm.csv": "id,mail,changed,city,income\n0,o@x.de,2025-06-01,,\n1,a@x.de,2025-01-01,Rome,1\n",
    }
    shop = place(SHOP, files)
    shop.built()
    assert shop.profiles("@profile", "@number", now=at("2025-03-01")) == [("p000001", 0), ("p000003", 1)]
    assert shop.events("visit", "@id", "@number", now=at("2025-03-01")) == [("e2", 0)]
    assert shop.profiles("@number")[-1] == (2,)


def test_people_are_the_snapshot_as_plain_values(place: MakePlace) -> None:
    shop = place(SHOP, FILES)
    shop.built()
    first, second, _third = people(shop.project, shop.snapshot())
    assert first.attributes == {"city": "Oslo", "income": 2000, "age": 40}
    assert first.consents == {"email_marketing": False, "sms_marketing": False}
    assert [event.id for event in first.events] == ["e1", "e2", "e4"]
    assert second.lists == frozenset({"vip"})


def test_answers_that_are_none_and_unknown_purposes_are_set_aside(place: MakePlace) -> None:
    shop = place(
        SHOP,
        {
            **FILES,
            "answers.csv": "id,topic,said,at\n1,news,perhaps,2025-01-01\n1,fax,in,2025-01-01\n"
            + "1,sms,in,2025-01-01\n" * 2,
        },
    )
    report = shop.source("answers")
    assert report.quarantined == {"answer neither granted nor denied": 1, "unknown purpose": 1}
    assert (report.kept, report.dropped) == (1, {"exact duplicate": 1})


def test_sample_integers_come_from_the_profile_id_alone(place: MakePlace) -> None:
    shop = place(SHOP, FILES)
    shop.built()
    samples = shop.snapshot().profiles.select("@sample_1", "@sample_2")
    assert samples.rows()[0] == (293374265, 896671725)
    assert all(number < 1_073_741_789 for row in samples.rows() for number in row)
    assert samples.dtypes == [pl.Int64, pl.Int64]


def test_a_list_of_what_is_only_a_part_of_a_key_stops_the_build(place: MakePlace) -> None:
    toml = SHOP.replace('["id", "mail"]', '["id", "mail", ["name", "zip"]]').replace('key = "mail"', 'key = "zip"')
    shop = place(toml, FILES)
    assert shop.build() is None
    assert "XS844" in shop.codes()
