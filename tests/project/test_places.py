"""Where rows may be, and what is told where a place cannot be one."""

from pathlib import Path

import pytest

from tests.project.test_load import HEAD, loaded
from xseg.diagnostics import Sink, Source
from xseg.project.load import project_from
from xseg.project.place import Dialect, Place, Retention, Topic

SAP = """
path = "sap.txt"
format = "csv"
delimiter = ";"
quote = ""
encoding = "windows-1252"
comment = "#"
decimal = ","
thousands = "."
header = ["i", "t"]
"""
WHERE = '[[sources]]\nname = "s"\nkind = "events"\nevent = "e"\ntime = "t"\nkeys = { id = "i" }\n'


def place(written: str) -> Place:
    found = loaded(f"{HEAD}{WHERE}{written}\n").sources[0].place
    assert found is not None
    return found


def told(written: str, table: str = WHERE) -> list[tuple[str, str]]:
    sink = Sink()
    project_from(Source("xseg.toml", f"{HEAD}{table}{written}\n"), sink, root=Path())
    return [(found.code.number, found.message) for found in sink if found.code.number not in ("XS822", "XS829")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('path = "s3://shop/web/*.ndjson"', Place(path="s3://shop/web/*.ndjson")),
        ('path = "az://shop/web.csv.gz"', Place(path="az://shop/web.csv.gz")),
        ('path = "${EXPORTS}/web.csv"', Place(path="${EXPORTS}/web.csv")),
        (
            'sql = "postgresql://app:${PW}@db/shop"\nquery = "select 1"',
            Place(sql="postgresql://app:${PW}@db/shop", query="select 1"),
        ),
        ('sql = "${PG_URL}"\nquery = "select 1"', Place(sql="${PG_URL}", query="select 1")),
        ('delta = "abfss://lake@account.dfs.core.windows.net/visits"', None),
        ('kafka = { servers = "a:1,b:2", topic = "orders" }', Place(kafka=Topic("a:1,b:2", "orders"))),
        (
            'kafka = { servers = "${KAFKA}", topic = "o", gaps = "accept", options = { "sasl.password" = "${PW}" } }',
            Place(kafka=Topic("${KAFKA}", "o", {"sasl.password": "${PW}"}, "accept")),
        ),
        (
            SAP,
            Place(
                path="sap.txt",
                format="csv",
                dialect=Dialect(";", None, "windows-1252", ("i", "t"), "#", ",", "."),
            ),
        ),
    ],
)
def test_a_place_is_what_was_written(written: str, meant: Place | None) -> None:
    found = place(written)
    assert meant is None or found == meant


@pytest.mark.parametrize(
    ("written", "code", "says"),
    [
        ('path = "ftp://host/a.csv"', "XS804", "files cannot be read from `ftp://…`"),
        ('delta = "file:///lake"', "XS804", "files cannot be read from `file://…`"),
        ('path = "s3://shop/a"', "XS820", 'the ending of "s3://shop/a" does not say'),
        ('path = "a.parquet.gz"', "XS820", "does not say"),
        ('path = "${not a name}/a.csv"', "XS804", "variables are `${NAME}`"),
        ('sql = "postgresql://app:hunter2@db/shop"\nquery = "select 1"', "XS804", "has a password in xseg.toml"),
        ('sql = "postgresql://db/shop?password=hunter2"\nquery = "select 1"', "XS804", "has a password in xseg.toml"),
        ('sql = "mysql://db/shop"\nquery = "select 1"', "XS804", "an address such as"),
        ('sql = "postgresql://db/shop"', "XS819", "has `sql` without `query`"),
        ('query = "select 1"\npath = "a.csv"', "XS819", "has `query` without `sql`"),
        ('path = "a.csv"\ndelta = "b"', "XS819", "from several places"),
        ('delta = "b"\nformat = "csv"', "XS813", "`format` does not fit"),
        ('path = "a.ndjson"\nencoding = "latin-1"', "XS813", "`encoding` does not fit"),
        ('path = "a.csv"\nencoding = "latin1"', "XS804", "cannot be"),
        ('path = "a.csv"\nquote = ";"\ndelimiter = ";"', "XS804", "cannot be both `quote` and `delimiter`"),
        ('path = "a.csv"\nthousands = "."', "XS804", "cannot be both `thousands` and `decimal`"),
        ('path = "a.csv"\nheader = ["i", "t", "i"]', "XS824", "stands twice"),
        (
            'kafka = { servers = "a:1", topic = "o", options = { "sasl.password" = "hunter2" } }',
            "XS804",
            "has `sasl.password` in xseg.toml",
        ),
        ('kafka = { servers = "a:1" }', "XS803", "lacks `topic`"),
    ],
)
def test_what_cannot_be_a_place_is_told_once(written: str, code: str, says: str) -> None:
    found = told(written)
    assert [number for number, _ in found] == [code]
    assert says in found[0][1]


def test_no_message_shows_a_secret_that_was_written() -> None:
    sink = Sink()
    text = f'{HEAD}{WHERE}sql = "postgresql://app:hunter2@db/shop"\nquery = "select 1"\n'
    project_from(Source("xseg.toml", text), sink, root=Path())
    assert [found.span for found in sink] == [None]  # a span would show its line


def test_a_list_has_the_same_places_as_a_source() -> None:
    written = 'sql = "${PG_URL}"\nquery = "select mail from vips"\nkey = "id"\n'
    assert loaded(f"{HEAD}[lists.vip]\n{written}").lists["vip"].place == Place(
        sql="${PG_URL}", query="select mail from vips"
    )
    assert [code for code, _ in told('key = "id"\n', "[lists.vip]\n")] == ["XS819"]
    assert [code for code, _ in told('path = "a"\nkey = "id"\n', "[lists.vip]\n")] == ["XS820"]


def test_retention_is_a_length_of_time() -> None:
    project = loaded(f'{HEAD}{WHERE}path = "a.csv"\nretention = "25 months"\n')
    assert project.sources[0].retention == Retention(25, "month")
