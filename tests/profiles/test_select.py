"""A `select` reads the files of its source and nothing else: what would read more is refused before it runs."""

from pathlib import Path

import polars as pl
import pytest

from tests.profiles.place import MakePlace
from xseg.profiles.sources.queries import _ends
from xseg.profiles.sources.sql_guard import checked
from xseg.profiles.sources.sql_text import Refused

TABLES = ("lines", "products")

ALLOWED = [
    "select * from lines",
    "SELECT a, count(*) AS n FROM lines AS l LEFT JOIN products p ON l.x = p.x WHERE a IN (SELECT x FROM products) GROUP BY a",  # noqa: E501
    "with t as (select * from lines), u as (select * from t) select * from u, t",
    "select extract(year from ts) as y from lines",
    "select * from (select * from lines) as inner_lines",
    "select * from (lines join products using (product_id))",
    'select * from "lines";',
    "select 'read_csv(x) from other; drop' as a from lines",
    "select a is not distinct from b from lines",
    "select count(*) from lines -- of all\n where a = 1",
    "select a from lines union all select a from products order by a limit 3",
    "select l.table, l.from from lines l",
    "select case when a > 1 then 'x''y' else null end from lines",
    "select round(sum(cast(l.price as double)), 2)::varchar from lines as l",
]

REFUSED = [
    "select * from read_csv('/etc/passwd')",
    "SELECT * FROM Read_Csv('/x')",
    "select * from lines, read_parquet('x')",
    "select * from lines as a, products as b, read_parquet('x')",
    "select * from lines join scan_csv('x') on true",
    "select * from lines cross join read_ndjson('x')",
    "select * from lines natural join other",
    "select a from lines where a in (select a from read_csv('x'))",
    "select (select max(a) from read_csv('x')) from lines",
    "select coalesce(a, (select b from other)) from lines",
    "select * from lines order by (select b from other)",
    "with t as (select * from read_csv('x')) select * from t",
    "with lines as (select * from other) select * from lines",
    "select a from lines union select * from read_csv('x')",
    "select * from (lines, read_csv('x'))",
    "select * from ((read_csv('x')))",
    "select * from 'x.csv'",
    'select * from "x.csv"',
    "select * from \"read_csv\"('x')",
    "select * from `read_csv`('x')",
    "select * from other_function('x')",
    "select * from lines l(a, b), read_csv('x')",
    "select distinct from read_csv('x')",
    "select a is distinct from (select 1 from other) from lines",
    "select extract(year from (select a from read_csv('x'))) from lines",
    "select trim(both 'x' from read_csv('y')) from lines",
    "select coalesce(a from other) from lines",
    "select * from main.lines",
    "select * from other",
    "select * into copy from lines",
    "select * from lines, lateral (select 1)",
    "select * from unnest(lines)",
    "select * from lines cross apply f(1)",
    "select * from lines; select 1",
    "drop table lines",
    "from lines",
    "table lines",
    "explain select * from lines",
    "select * from lines /* , read_csv('x') */",
    "select * from # comment\nlines",
    "select E'\\'' as a from lines",
    "select e'x' from lines",
    "select '\\' as a from lines where b = ', read_csv(x)'",
    "select $$a$$ from lines",
    "select * from",
    "select * from lines where (a = 1",
    "select * from lines)",
    "",
]


@pytest.mark.parametrize("query", ALLOWED)
def test_a_query_over_its_own_tables_is_let_through(query: str) -> None:
    checked(query, TABLES)


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_that_could_read_more_is_refused(query: str) -> None:
    with pytest.raises(Refused):
        checked(query, TABLES)


def test_comments_are_taken_out_of_what_is_run() -> None:
    assert checked("select a -- from read_csv('x')\nfrom lines", TABLES) == "select a from lines"


@pytest.mark.parametrize("query", ALLOWED[:9])
def test_what_is_run_is_the_same_query_to_polars(query: str) -> None:
    tables = {
        "lines": pl.DataFrame({"a": [1], "b": [2], "x": [3], "product_id": [1], "ts": ["2025-01-01"]}).with_columns(
            pl.col("ts").str.to_datetime()
        ),
        "products": pl.DataFrame({"d": [1], "x": [3], "product_id": [1]}),
    }
    context = pl.SQLContext(tables)
    assert context.execute(checked(query, TABLES)).collect().rows() == context.execute(query).collect().rows()


ORDERS = '''
[identity]
keys = ["customer"]
[channels]
store = {}
[[sources]]
name = "orders"
kind = "events"
channel = "store"
event = "purchase"
files = { lines = "lines.csv", products = "products.parquet" }
select = """
select basket, min(who) as who, min(ts) as ts, sum(cast(price as double)) as amount,
       count(distinct p.department) as departments
from lines left join products as p using (product) group by basket
"""
id = "basket"
time = { column = "ts", timezone = "UTC" }
keys = { customer = "who" }
[sources.properties]
amount = { type = "decimal" }
departments = { type = "integer" }
'''
LINES = (
    "basket,who,ts,price,product\n"
    "b1,ann,2025-01-01T10:00,0.10,1\nb1,ann,2025-01-01T10:00,0.20,2\nb2,bob,2025-01-02,5,9\n"
)
PRODUCTS = pl.DataFrame({"product": ["1", "2"], "department": ["toys", "shoes"]})


def test_an_order_is_a_basket_of_lines(place: MakePlace) -> None:
    at = place(ORDERS, {"lines.csv": LINES, "products.parquet": PRODUCTS})
    assert at.source("orders").kept == 2
    assert at.events("purchase", "@id", "amount", "departments") == [("b1", 30, 2), ("b2", 500, 0)]


def test_lines_that_cannot_be_read_are_counted_though_the_query_never_saw_them(place: MakePlace) -> None:
    at = place(ORDERS, {"lines.csv": LINES + "b3,cid\n", "products.parquet": PRODUCTS})
    report = at.source("orders")
    assert (report.read, report.kept, report.quarantined) == (3, 2, {"too few fields": 1})
    assert at.store.quarantine().select("file", "line").rows() == [("lines.csv", 5)]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("from lines left", "from read_csv('/etc/passwd'), lines left", "XS835"),
        ("min(who)", "min(whom)", "XS836"),
        ("min(who) as who", "min(who) as whom", "XS831"),
        ("group by", "where false group by", "XS834"),
    ],
)
def test_a_query_that_cannot_be_run_stops_the_build(place: MakePlace, before: str, after: str, code: str) -> None:
    at = place(ORDERS.replace(before, after), {"lines.csv": LINES, "products.parquet": PRODUCTS})
    assert at.build() is None
    assert at.codes() == [code]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("min(who) as who", "max(cast(who as double)) as who", "column `who` has values that cannot become `f64`"),
        (
            "min(who) as who",
            "max(strptime(who, '%Y')) as who",
            "column `who` has values that cannot become `datetime[μs]`",
        ),
        ("min(who) as who", "max(who::date) as who", "an expression does not fit the values it gets (ComputeError)"),
        ("min(who) as who", "min(whom) as who", 'unable to find column "whom"; valid columns: '),
        ("min(who) as who", "nosuch(who) as who", "unsupported function 'nosuch'"),
    ],
)
def test_a_query_that_fails_is_told_without_values(place: MakePlace, before: str, after: str, why: str) -> None:
    at = place(ORDERS.replace(before, after), {"lines.csv": LINES, "products.parquet": PRODUCTS})
    assert at.build() is None
    assert at.codes() == ["XS836"]
    assert at.found[0].message.startswith(f"the `select` of `orders` fails: {why}")
    assert '"ann"' not in at.found[0].message


@pytest.mark.parametrize("text", ["csv scan [x]", "DF [", "\ncsv scan"])
def test_a_text_of_the_query_is_not_taken_for_what_it_reads(place: MakePlace, text: str) -> None:
    query = ORDERS.replace("min(who) as who", f"min(who) as who, '{text}' as note")
    at = place(query, {"lines.csv": LINES, "products.parquet": PRODUCTS})
    assert at.source("orders").kept == 2


def test_the_ends_of_a_plan_tell_what_it_reads(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    context = pl.SQLContext(lines=pl.DataFrame({"a": [1]}), register_globals=False)
    for end, query in {
        "DataFrameScan": "select a from lines",
        "Scan": f"select a from lines where a in (select a from read_csv('{tmp_path}/secret.csv'))",
    }.items():
        assert end in _ends(context.execute(query, eager=False))


def test_rows_that_are_only_lists_have_an_order(place: MakePlace) -> None:
    query = ORDERS.replace(
        "min(who) as who, min(ts) as ts, sum(cast(price as double)) as amount", "array_agg(ts) as ts"
    )
    toml = query.replace("select basket, ", "select ").replace(
        "count(distinct p.department)", "array_agg(p.department)"
    )
    at = place(toml, {"lines.csv": LINES, "products.parquet": PRODUCTS})
    assert at.build() is None
    assert set(at.codes()) == {"XS831"}
    assert at.found[0].message == "the result of the `select` of `orders` has no column `basket`"
