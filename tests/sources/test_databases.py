"""A query of a real PostgreSQL: every value exactly, nothing written, every failure told without the password."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.profiles.place import HEAD, Place
from tests.sources.reading import Shop
from tests.sources.servers import postgres
from xseg.tables import list_column

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(autouse=True)
def named(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_URL", server)


def declare(shop: Shop, query: str, address: str = "${PG_URL}") -> None:
    shop.declare(f"sql = \"{address}\"\nquery = '''{query}'''\n")


def run(server: str, *statements: str) -> None:
    import adbc_driver_postgresql.dbapi as driver

    with driver.connect(server) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12345678901234567890.123456789::numeric", "12345678901234567890.123456789"),
        ("1.50::numeric(10, 2)", "1.50"),
        ("'NaN'::numeric", "NaN"),
        ("7::int2", 7),
        ("7::int8", 7),
        ("0.1::float8", 0.1),
        ("0.1::float4", 0.1),
        ("true", True),
        ("'ä € 😀'::text", "ä € 😀"),
        ("'a'::char(3)", "a"),
        ("date '2025-02-28'", "2025-02-28"),
        ("timestamptz '2025-03-30 03:30:00.123456+02'", "2025-03-30 01:30:00.123456+00"),
        ("timestamp '2025-03-30 03:30:00'", "2025-03-30 03:30:00"),
        ("'infinity'::timestamptz", "infinity"),
        ("'0044-03-15 BC'::date", "0044-03-15 BC"),
        ("'5b9f2f3e-0000-4000-8000-000000000001'::uuid", "5b9f2f3e-0000-4000-8000-000000000001"),
        ("array['a', null, 'b']::text[]", ["a", None, "b"]),
        ("null::text", None),
        ("null::numeric", None),
    ],
)
def test_a_value_is_read_exactly(shop: Shop, written: str, read: object) -> None:
    declare(shop, f"select '1' as i, {written} as value")
    assert shop.read("i", "value") == [(1, "1", read)]


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        (r"'\x00ff'::bytea", "bytea"),
        ("'{}'::jsonb", "jsonb"),
        ("interval '1 day'", "interval"),
        ("time '10:00'", "time"),
        ("1::money", "money"),
        ("array[1, 2]", "_int4"),
        ("row(1, 2)", "record"),
    ],
)
def test_a_type_that_cannot_be_read_exactly_is_refused_by_name(shop: Shop, written: str, type_: str) -> None:
    declare(shop, f'select 1 as i, {written} as "odd ""one"""')
    assert shop.codes() == ["XS859"]
    assert f'a column `odd "one"` of the type `{type_}`' in shop.found[0].message


def test_enums_and_domains_are_what_they_are_made_of(shop: Shop, server: str) -> None:
    run(server, "create type mood as enum ('sad', 'happy')", "create domain amount as numeric(8, 2) check (value > 0)")
    declare(shop, "select 'happy'::mood as i, 2.50::amount as t")
    assert shop.read() == [(1, "happy", "2.50")]


def test_rows_come_in_the_order_of_their_columns(shop: Shop) -> None:
    declare(shop, "select * from (values (2, 'b'), (10, 'a'), (2, 'a')) as rows (i, t) -- as exported")
    assert [row[1:] for row in shop.read()] == [(2, "a"), (2, "b"), (10, "a")]


def test_the_same_rows_are_not_read_again(shop: Shop, server: str) -> None:
    run(server, "create table visits (i int, t text)", "insert into visits select n, 'x' from generate_series(1, 9) n")
    declare(shop, "select * from visits")
    assert len(shop.read()) == 9
    assert shop.read() == []
    run(server, "update visits set t = 'x' where i = 3")  # moves the row, changes nothing
    assert shop.read() == []
    run(server, "insert into visits values (10, 'y')")
    assert len(shop.read()) == 10
    (unit,) = shop.units
    assert unit.name == "query"
    assert sum(chunk.frame.height for chunk in unit.chunks()) == 10


def test_no_rows_are_no_rows(shop: Shop) -> None:
    declare(shop, "select 1 as i, now() - now() as t where false")
    assert shop.read("i", "t") == []
    shop.known.clear()
    assert shop.codes("i", "time") == ["XS831"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("delete from kept", "syntax error"),
        ("with gone as (delete from kept returning *) select * from gone", "XS859"),
        ("select write() as i", "it would write"),
        ("select 1 as i; drop table kept", "syntax error"),
        ("select 1 as i) as q; drop table kept; --", "syntax error"),
        ("select 1 as i) as q limit 0; commit; drop table kept; --", "XS859"),
    ],
)
def test_nothing_is_written(shop: Shop, server: str, query: str, says: str) -> None:
    writes = "create or replace function write() returns int language sql as 'delete from kept; select 1'"
    run(server, "create table if not exists kept (i int)", "insert into kept values (1)", writes)
    declare(shop, query)
    assert shop.codes() == ["XS859"]
    assert says in f"{shop.found[0].message} XS859"
    declare(shop, "select count(*) > 0 as kept from kept")
    assert shop.read() == [(1, True)]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select nix from pg_class", 'column "nix" does not exist'),
        ("select * from nowhere", 'relation "nowhere" does not exist'),
        ("select 1 as a, 2 as a", "ambiguous"),
        ("select ('hunter' || n)::int as i from generate_series(1, 2) n", "a text that does not fit"),
        ("select 1 / (n - 1) as i from generate_series(1, 2) n", "divides by zero"),
    ],
)
def test_a_query_that_fails_is_told_without_any_value(shop: Shop, query: str, says: str) -> None:
    declare(shop, query)
    assert shop.codes() == ["XS859"]
    assert says in shop.found[0].message
    assert "hunter" not in shop.found[0].message


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("{0}", "the user or the password is wrong"),
        ("postgresql://postgres:{1}@127.0.0.1:1/postgres", "nobody answers"),
        ("postgresql://postgres:{1}@no.such.host.invalid/postgres", "no host"),
        ("postgresql://postgres:%zz{1}@127.0.0.1/postgres", "its address is not understood"),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_without_the_password(
    shop: Shop, server: str, address: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = server.replace("hunter2", "hunter3")
    monkeypatch.setenv("PG_URL", address.format(wrong, "hunter3"))
    declare(shop, "select 1 as i")
    assert shop.codes() == ["XS859"]
    assert says in shop.found[0].message
    assert "hunter" not in repr(shop.found)


def test_a_password_may_stand_in_a_variable_of_its_own(
    shop: Shop, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_PASSWORD", "hunter2")
    declare(shop, "select 1 as i", server.replace("hunter2", "${PG_PASSWORD}"))
    assert shop.read() == [(1, 1)]
    assert b"hunter2" not in b"".join(file.read_bytes() for file in Path(shop.root).rglob("*") if file.is_file())


def test_a_build_has_sources_and_lists_out_of_queries(server: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    rows = "(values ('1', timestamptz '2025-01-01', 'ann', 1.50), ('2', 'infinity', 'bob', 2)) v (n, t, who, amount)"
    source = f"""
[identity]
keys = ["id"]
[[sources]]
name = "web"
kind = "events"
event = "click"
sql = "${{PG_URL}}"
query = "select * from {rows}"
id = "n"
time = "t"
keys = {{ id = "who" }}
properties = {{ amount = "decimal" }}
[lists.vip]
sql = "${{PG_URL}}"
query = "select 'ann' as id union select 'eve'"
key = "id"
"""
    place.write({"xseg.toml": HEAD + source})
    report = place.built()
    web = report.sources[0]
    assert (web.read, web.kept, dict(web.quarantined)) == (2, 1, {"`t`: unreadable time": 1})
    assert place.events("click", "@id", "amount") == [("1", 150)]
    assert place.profiles(list_column("vip")) == [(True,)]
    assert place.source("web").kept == 1
    place.write({"xseg.toml": HEAD + source.replace("union select 'eve'", "where false")})
    assert place.built().lists[0].values == 0
    assert place.codes() == ["XS868"]
    assert place.profiles(list_column("vip")) == [(False,)]
    place.write({"xseg.toml": HEAD + source.replace(rows, f"{rows} where false")})
    assert place.build() is None
    assert [found.message for found in place.found] == ["`web` has no rows: `query` is empty"]
    place.write({"xseg.toml": HEAD + source.replace("'ann' as id union select 'eve'", "photo from nowhere")})
    assert place.build() is None
    assert place.codes() == ["XS859"]
