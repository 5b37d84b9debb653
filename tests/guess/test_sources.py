"""What a file holds: events or profiles, whose, when, what and where."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.guess.places import csv, parquet, proposal, refusals, source
from xseg.cli.guesses import tell_guesses
from xseg.diagnostics import Sink
from xseg.project.load import load_project
from xseg.workflow.guessing import text_anywhere

ORDERS = (
    "customer,ordered_at,amount",
    *(f"C{number % 7},2025-05-{1 + number % 28:02}T10:00:00Z,{number}.50" for number in range(60)),
)
PEOPLE = (
    "id,mail,country",
    *(f"C{number},p{number}@example.com,{'DE' if number % 2 else 'AT'}" for number in range(30)),
)


def test_rows_of_the_same_people_with_a_time_are_events(tmp_path: Path) -> None:
    found = source(csv(tmp_path, "orders.csv", *ORDERS))
    assert (found.kind, found.event, found.kinds) == ("events", "order", ("order",))
    assert found.time is not None
    assert found.time.reason == "looks like a UTC time in all 60 rows"
    assert [(use.name, use.column) for use in found.keys] == [("customer_id", "customer")]
    assert [(column.name, column.type) for column in found.columns] == [("amount", "decimal")]


def test_one_row_a_person_is_a_profile_and_its_address_may_be_asked_for(tmp_path: Path) -> None:
    found = source(csv(tmp_path, "crm.csv", *PEOPLE))
    assert found.kind == "profiles"
    assert [(use.name, use.column) for use in found.keys] == [("customer_id", "id"), ("email", "mail")]
    assert [(column.name, column.column) for column in found.columns] == [("email", "mail"), ("country", "country")]


def test_a_column_says_what_happened(tmp_path: Path) -> None:
    lines = [f"u{number % 5},2025-05-01 10:{number:02},{('Page View', 'buy')[number % 2]}" for number in range(40)]
    found = source(csv(tmp_path, "log.csv", "user,ts,action", *lines))
    assert found.event is None
    assert (found.event_column, found.event_map) == ("action", {"Page View": "page_view", "buy": "buy"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [
        line.replace(",", delimiter)
        for line in ("customer,text,ordered_at", '"a","1,5; b",2025-05-01', '"b","x",2025-05-02')
    ]
    found = source(csv(tmp_path, "orders.csv", *lines))
    assert found.delimiter == delimiter


def test_a_list_without_any_key_gets_row_numbers(tmp_path: Path) -> None:
    found = source(csv(tmp_path, "people.csv", "country,age", *(["DE,30", "AT,40"] * 20)))
    assert found.kind == "profiles"
    assert found.row_number == "row_number"


def test_events_of_nobody_are_refused_unless_a_column_is_named(tmp_path: Path) -> None:
    file = csv(
        tmp_path,
        "orders.csv",
        "klant,ts,amount",
        *(f"K{number % 5},2025-05-01 10:{number:02},3" for number in range(40)),
    )
    (told,) = refusals(file)
    assert told.startswith("XS874")
    assert proposal(file, keys=("klant",)).sources[0].keys[0].column == "klant"
    assert refusals(file, keys=("kunde",))[0].startswith("XS874 no file has a column `kunde`")


@pytest.mark.parametrize(
    ("column", "values"),
    [("member", ["yes", "no"]), ("card", ["visa", "mastercard", "amex"]), ("customer", ["0", "1"])],
)
def test_a_column_that_cannot_tell_people_apart_is_no_key(tmp_path: Path, column: str, values: list[str]) -> None:
    lines = [f"{values[number % len(values)]},2025-05-01 10:{number:02}" for number in range(50)]
    assert refusals(csv(tmp_path, "orders.csv", f"{column},ts", *lines))[0].startswith("XS874")


@pytest.mark.parametrize(("number", "is_key"), [("+49 30 1234{:03}", True), ("030 1234{:03}", False)])
def test_a_telephone_number_is_a_key_with_its_country_only(tmp_path: Path, number: str, is_key: bool) -> None:
    lines = [f"C{place},{number.format(place)}" for place in range(30)]
    found = source(csv(tmp_path, "crm.csv", "id,phone", *lines))
    assert ("phone" in [use.name for use in found.keys]) == is_key


@pytest.mark.parametrize(
    ("name", "channel"), [("web_orders.csv", "web"), ("orders-store.csv", "store"), ("orders.csv", None)]
)
def test_the_channel_is_in_the_name_of_the_file(tmp_path: Path, name: str, channel: str | None) -> None:
    assert source(csv(tmp_path, name, *ORDERS)).channel == channel


def test_a_column_of_the_channel_is_taken(tmp_path: Path) -> None:
    lines = [f"C{place % 5},2025-05-01,{('web', 'store')[place % 2]}" for place in range(40)]
    found = proposal(csv(tmp_path, "orders.csv", "customer,day,channel", *lines))
    assert found.sources[0].channel_column == "channel"
    assert found.channels == ("store", "web")


def test_an_order_of_several_rows_has_no_id_and_says_so(tmp_path: Path) -> None:
    lines = [f"C{place % 5},O{place // 2},2025-05-01" for place in range(40)]
    found = source(csv(tmp_path, "order_lines.csv", "customer,order_id,day", *lines))
    assert found.id is None
    assert found.remarks[0].startswith("a `order_id` has several rows")


def test_placeholders_in_keys_join_nobody(tmp_path: Path) -> None:
    lines = [*(f"C{place % 20},2025-05-01" for place in range(60)), *["guest,2025-05-01"] * 40]
    (key,) = proposal(csv(tmp_path, "orders.csv", "customer,day", *lines)).keys
    assert key.ignore == ("guest",)


def test_keys_of_several_files_are_one_when_their_values_are(tmp_path: Path) -> None:
    orders = csv(
        tmp_path, "orders.csv", "user,ts", *(f"AB-{place % 9:03},2025-05-01 10:{place:02}" for place in range(40))
    )
    people = csv(tmp_path, "crm.csv", "id,country", *(f"AB-{place:03},DE" for place in range(9)))
    found = proposal(orders, people)
    assert [key.name for key in found.keys] == ["user_id"]


def test_small_numbers_do_not_make_users_of_accounts(tmp_path: Path) -> None:
    orders = csv(
        tmp_path, "orders.csv", "user_id,ts", *(f"{place % 9},2025-05-01 10:{place:02}" for place in range(40))
    )
    calls = csv(
        tmp_path, "calls.csv", "account_id,ts", *(f"{place % 9},2025-05-01 10:{place:02}" for place in range(40))
    )
    assert [key.name for key in proposal(orders, calls).keys] == ["user_id", "account_id"]


def test_a_list_of_products_is_no_list_of_people(tmp_path: Path) -> None:
    orders = csv(
        tmp_path,
        "orders.csv",
        "customer,product_id,ts",
        *(f"C{n % 9},P{n % 4},2025-05-01 10:{n:02}" for n in range(40)),
    )
    products = csv(tmp_path, "products.csv", "product_id,price", "P0,1.50", "P1,2.50", "P2,3.50", "P3,4")
    assert [one.name for one in proposal(orders, products).sources] == ["orders"]


def test_columns_of_one_name_get_one_type(tmp_path: Path) -> None:
    web = csv(
        tmp_path,
        "web_orders.csv",
        "customer,ts,action,amount",
        *(f"C{n % 9},2025-05-01 10:{n:02},buy,{n}" for n in range(40)),
    )
    app = csv(
        tmp_path,
        "app_orders.csv",
        "customer,ts,action,amount",
        *(f"C{n % 9},2025-05-01 10:{n:02},buy,{n}.5" for n in range(40)),
    )
    types = {column.type for one in proposal(web, app).sources for column in one.columns}
    assert types == {"decimal"}


def test_days_that_may_be_months_are_refused_as_times(tmp_path: Path) -> None:
    lines = [f"C{place % 5},0{1 + place % 9}/0{1 + place % 7}/2025" for place in range(40)]
    assert refusals(csv(tmp_path, "orders.csv", "customer,day", *lines))[0].startswith("XS875")


@pytest.mark.parametrize(
    ("newest", "as_of"),
    [("2025-05-31T23:00:00Z", None), ("2024-02-28T10:00:00Z", "2024-02-29T00:00:00"), ("2031-01-01", None)],
)
def test_the_clock_stands_still_where_the_data_does(tmp_path: Path, newest: str, as_of: str | None) -> None:
    file = csv(tmp_path, "orders.csv", "customer,ts", *[f"C{place},{newest}" for place in (1, 1, 2)])
    assert proposal(file).as_of == as_of


def test_parquet_with_nested_and_unreadable_columns(tmp_path: Path) -> None:
    file = parquet(
        tmp_path,
        "events.parquet",
        user=[{"id": "u1"}, {"id": "u2"}, {"id": "u1"}],
        ts=["2025-05-01", "2025-05-02", "2025-05-03"],
        raw=[b"\xff", b"", b""],
    )
    found = source(file)
    assert found.keys[0].column == "user.id"
    assert list(found.left_out) == ["raw"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("gone.csv", None, "XS870"),
        ("book.xlsx", b"PK", "XS871"),
        ("list.json", b'[{"a": 1}]', "XS871"),
        ("strange.bin", b"\0\1\2", "XS871"),
        ("empty.csv", b"", "XS872"),
        ("empty.ndjson", b"\n\n", "XS872"),
        ("empty.parquet", b"", "XS872"),
        ("head.csv", b"id,mail\n", "XS872"),
        ("half.parquet", b"PAR1\x15\x04\x15", "XS873"),
        ("not.parquet", b"id,mail\n", "XS873"),
        ("strange.csv", b"id,name\n1,\x81\x8d\n", "XS873"),
        ("mac.csv", b"id,mail\r1,ann@example.com\r", "XS873"),
        ("broken.csv", b'"id,mail\n', "XS872"),
        ("bare.csv", b"1,ann@example.com,2025-01-01\n2,bob@example.com,2025-01-02\n", "XS877"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert [told[:5] for told in refusals(tmp_path / name)] == [code]


def test_lines_that_cannot_be_read_are_told_with_their_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"C{n % 5},2025-05-0{1 + n % 9},2,5" if n < 7 else f"C{n % 5},2025-05-01,2" for n in range(20)]
    found = proposal(csv(tmp_path, "orders.csv", "customer,ts,amount", *lines, "C1,2025-05-01"))
    told = "orders.csv: 13 rows, and 8 lines that cannot be read: too many fields (7), too few fields (1)"
    assert f"# {told}\n" in text_anywhere(found)
    tell_guesses(found)
    assert f"{told}; taken as events" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ids", "somebody"),
    [
        (range(20), True),
        (range(1, 21), False),
        ([0, *range(1000, 1019)], False),
        ([*[0] * 10, *range(1, 20)], False),
        ([0, 1, "unknown", *range(2, 20)], False),
    ],
)
def test_the_zero_of_numbers_that_count_from_it_is_somebody(
    tmp_path: Path, ids: Sequence[object], *, somebody: bool
) -> None:
    crm = csv(tmp_path, "customers.csv", "customer_id,city", *(f"{one},Bonn" for one in ids))
    orders = csv(tmp_path, "orders.csv", "customer_id,ts", *(f"{one},2025-05-01" for one in [*ids, *ids]))
    found = proposal(crm, orders)
    assert found.keys[0].from_zero is somebody
    assert ("placeholders = false" in text_anywhere(found)) is somebody
    (tmp_path / "xseg.toml").write_text(text_anywhere(found), encoding="utf-8")
    assert load_project(tmp_path, Sink()) is not None
