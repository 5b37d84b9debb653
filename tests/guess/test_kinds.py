"""Files of consents, lists, and exports in pieces are told from events and profiles."""

import json
from pathlib import Path

import pytest

from tests.guess.places import csv, proposal, source
from xseg.profiles.guess import ProposedSource, project_text

CRM = ("id,mail,country", *(f"C{number},p{number}@example.com,DE" for number in range(40)))


def told(*files: Path) -> dict[str, ProposedSource]:
    return {one.name: one for one in proposal(*files).sources}


def test_answers_to_several_purposes_are_consents(tmp_path: Path) -> None:
    lines = [f"C{n % 9},{('email_marketing', 'SMS marketing')[n % 2]},{('yes', 'no')[n % 3 == 0]},2025-05-0{1 + n % 9}"
             for n in range(40)]  # fmt: skip
    found = proposal(csv(tmp_path, "consents.csv", "customer,purpose,answer,answered_at", *lines))
    (one,) = found.sources
    assert one.kind == "consents"
    assert found.purposes == ("sms_marketing", "email_marketing")
    assert one.purpose_map == {"SMS marketing": "sms_marketing", "email_marketing": "email_marketing"}
    assert (one.answer_column, one.granted, one.denied) == ("answer", (), ())
    assert one.columns == ()


def test_words_of_an_answer_are_written_out_where_they_must_be(tmp_path: Path) -> None:
    lines = [f"p{n % 9}@example.com,{('subscribed', 'unsubscribed')[n % 2]},2025-05-0{1 + n % 9}" for n in range(40)]
    one = source(csv(tmp_path, "newsletter_optins.csv", "email,status,changed_at", *lines))
    assert (one.kind, one.purposes) == ("consents", ("email_marketing",))
    assert (one.granted, one.denied) == (("subscribed",), ("unsubscribed",))


def test_orders_with_a_status_are_no_consents(tmp_path: Path) -> None:
    lines = [f"C{n % 9},{('accepted', 'declined')[n % 2]},2025-05-0{1 + n % 9}" for n in range(40)]
    assert source(csv(tmp_path, "orders.csv", "customer,status,at", *lines)).kind == "events"


def test_a_file_that_only_names_people_is_a_list(tmp_path: Path) -> None:
    vip = csv(tmp_path, "vip.csv", "email,since", *(f"p{n}@example.com,2025-01-01" for n in range(5)))
    found = told(csv(tmp_path, "crm.csv", *CRM), vip)
    assert (found["vip"].kind, [(use.name, use.column) for use in found["vip"].keys]) == ("list", [("email", "email")])
    assert found["vip"].left_out == {"since": "a list holds one column"}


def test_a_file_of_addresses_that_others_have_is_a_list_whatever_it_is_called(tmp_path: Path) -> None:
    invited = csv(tmp_path, "spring.csv", "email", *(f"P{n}@example.com" for n in range(9)))
    found = told(csv(tmp_path, "crm.csv", *CRM), invited)
    assert found["spring"].kind == "list"
    assert "100% of its values are in crm.csv" in found["spring"].kind_reason


def test_addresses_that_nobody_else_has_are_people(tmp_path: Path) -> None:
    one = source(csv(tmp_path, "vip.csv", "email,since", *(f"p{n}@example.com,2025-01-01" for n in range(5))))
    assert one.kind == "profiles"


def test_a_file_a_year_is_one_source(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    for year in (2024, 2025):
        rows = [{"user": f"u{n % 5}", "ts": f"{year}-05-01T10:{n:02}:00Z", "page": "home"} for n in range(30)]
        csv(tmp_path / "web", f"clicks-{year}.ndjson", *map(json.dumps, rows))
    one = source(*sorted((tmp_path / "web").iterdir()))
    assert (one.name, one.file.name, one.rows, one.channel) == ("clicks", "clicks-*.ndjson", 60, "web")
    assert one.remarks[0].startswith("2 files of one kind: clicks-2024.ndjson, clicks-2025.ndjson")


@pytest.mark.parametrize("other", ["clicks-2023.ndjson", "clicks-notes.ndjson"])
def test_a_pattern_never_brings_a_file_that_was_not_named(tmp_path: Path, other: str) -> None:
    rows = [json.dumps({"user": f"u{n % 5}", "ts": f"2025-05-01T10:{n:02}:00Z"}) for n in range(30)]
    files = [csv(tmp_path, f"clicks-{year}.ndjson", *rows) for year in (2024, 2025)]
    csv(tmp_path, other, *rows)
    assert len(proposal(*files).sources) == 2


def test_csv_files_of_other_columns_stay_apart(tmp_path: Path) -> None:
    lines = [f"C{n % 9},2025-05-01 10:{n:02},1" for n in range(40)]
    first = csv(tmp_path, "orders_1.csv", "customer,ts,amount", *lines)
    second = csv(tmp_path, "orders_2.csv", "customer,ts,price", *lines)
    assert len(proposal(first, second).sources) == 2


def test_a_first_column_of_numbers_of_rows_is_their_id(tmp_path: Path) -> None:
    lines = [f"s{n},C{n % 9},2025-05-01 10:{n:02}" for n in range(40)]
    assert source(csv(tmp_path, "orders.csv", "post_event,customer,ts", *lines)).id == "post_event"


def test_addresses_that_belong_to_nobody_join_nobody(tmp_path: Path) -> None:
    lines = [*CRM[1:], "C98,Test@example.com,DE", "C99,noreply@shop.example.com,DE"]
    (_, email) = proposal(csv(tmp_path, "crm.csv", CRM[0], *lines)).keys
    assert email.ignore == ("noreply@*", "test@example.com")


def test_an_id_that_each_row_of_a_list_of_people_has_to_itself_is_exclusive(tmp_path: Path) -> None:
    crm = csv(tmp_path, "crm.csv", *CRM)
    key, email = proposal(crm).keys
    assert (key.name, key.exclusive, email.exclusive) == ("customer_id", True, False)
    why = "a person has one: each of 40 rows of crm.csv has another, and no `email` stands on two"
    assert key.exclusive_reason == why
    assert f"[identity.customer_id]\n{'exclusive = true':<59} # {why}\n" in project_text(proposal(crm), place=str)


@pytest.mark.parametrize("more", ["C40,P0@example.com,DE", "C0,p40@example.com,DE", ",p40@example.com,DE"])
def test_where_addresses_are_shared_or_ids_come_again_no_key_is_exclusive(tmp_path: Path, more: str) -> None:
    key, _ = proposal(csv(tmp_path, "crm.csv", *CRM, more)).keys
    assert not key.exclusive
    assert ("1 of `email` stand on two: say so if" in key.exclusive_reason) == ("C40" in more)
    assert bool(key.exclusive_reason) == ("C40" in more)


def test_a_doubt_about_an_exclusive_key_is_a_remark_in_the_project_file(tmp_path: Path) -> None:
    written = project_text(proposal(csv(tmp_path, "crm.csv", *CRM, "C40,p0@example.com,DE")), place=str)
    assert "\n# exclusive = true\n" in written


def test_a_few_people_say_nothing_of_exclusive_keys(tmp_path: Path) -> None:
    key, _ = proposal(csv(tmp_path, "crm.csv", *CRM[:8])).keys
    assert (key.exclusive, key.exclusive_reason) == (False, "")
