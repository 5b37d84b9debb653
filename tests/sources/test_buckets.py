"""Files of buckets, on a server that speaks S3: the same rows as here, only what is new, and every failure told."""

import gzip
from decimal import Decimal
from io import BytesIO
from itertools import count

import polars as pl
import pytest

from tests.sources.bucket import Bucket
from tests.sources.reading import Shop

NUMBERS = count(1)
MESSY = 'i,t\n1,"a\nb, ""c"""\n\n2,ä\n3,x,y\n'


@pytest.fixture
def folder(s3: Bucket) -> Bucket:
    """A folder of the bucket for one test."""
    name = f"test-{next(NUMBERS)}"
    return Bucket(f"{s3.address}/{name}", lambda file, content: s3.put(f"{name}/{file}", content))


def parquet(frame: pl.DataFrame) -> bytes:
    written = BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", MESSY.encode()),
        ("a.csv", b"\xef\xbb\xbf" + MESSY.encode()),
        ("a.csv", b"i,t\n1,2"),
        ("a.csv", b"sep=;\ni;t\n1;2\n"),
        ("a.ndjson", b'{"i": 1, "t": {"u": [1, 2]}}\n\nno\n{"i": 2}\n'),
        ("a b%20[c].csv", b"i,t\n1,2\n"),
        ("a.parquet", parquet(pl.DataFrame({"i": [1, 2], "t": [Decimal("1.20"), None], "u": [["x"], []]}))),
    ],
)
def test_a_file_of_a_bucket_is_read_as_one_here(shop: Shop, folder: Bucket, name: str, content: bytes) -> None:
    shop.write({"here/" + name: content})
    folder.put(name, content)
    found, ending = [], name.rpartition(".")[2]
    for where in ("here", folder.address):
        shop.declare(f'path = "{where}/*.{ending}"\n')
        chunks = shop.chunks()
        assert not shop.found
        rows = [row for chunk in chunks for row in chunk.frame.iter_rows(named=True)]
        found.append((rows, [line for chunk in chunks for line in chunk.bad]))
    assert found[0] == found[1]
    assert shop.names == [f"{folder.address}/{name}"]


def test_a_pattern_finds_files_in_order_of_name(shop: Shop, folder: Bucket) -> None:
    for name in ("b.csv", "a.csv", "sub/c.csv", "d.txt"):
        folder.put(name, b"i,t\n" + name.encode() + b",1\n")
    shop.declare(f'path = "{folder.address}/*.csv"\n')
    assert [i for _, i, _ in shop.read()] == ["a.csv", "b.csv"]
    shop.declare(f'path = "{folder.address}/**/*.csv"\n')
    shop.known.clear()
    assert [i for _, i, _ in shop.read()] == ["a.csv", "b.csv", "sub/c.csv"]


def test_only_new_and_changed_files_are_read_again(shop: Shop, folder: Bucket) -> None:
    shop.declare(f'path = "{folder.address}/*.csv"\n')
    folder.put("a.csv", b"i,t\n1,1\n")
    folder.put("b.csv", b"i,t\n2,2\n")
    assert shop.read() == [(2, "1", "1"), (2, "2", "2")]
    assert shop.read() == []
    folder.put("c.csv", b"i,t\n3,3\n")
    folder.put("a.csv", b"i,t\n9,9\n")
    assert shop.read() == [(2, "9", "9"), (2, "3", "3")]
    assert not list((shop.root / ".xseg" / "incoming").rglob("*/*"))  # nothing that was fetched stays


def test_a_unit_can_be_read_twice_but_not_as_something_else(shop: Shop, folder: Bucket) -> None:
    shop.declare(f'path = "{folder.address}/a.csv"\n')
    folder.put("a.csv", b"i,t\n1,1\n")
    shop.read()
    (unit,) = shop.units
    assert [chunk.frame.height for chunk in unit.chunks()] == [1]
    folder.put("a.csv", b"i,t\n2,2\n")
    with pytest.raises(Exception, match="it changed while it was read"):
        list(unit.chunks())


def test_a_packed_file_is_unpacked(shop: Shop, folder: Bucket) -> None:
    folder.put("a.csv.gz", gzip.compress(MESSY.encode()))
    shop.declare(f'path = "{folder.address}/a.csv.gz"\n')
    assert shop.read() == [(2, "1", 'a\nb, "c"'), (5, "2", "ä")]


def test_credentials_and_buckets_may_come_from_the_environment(
    shop: Shop, folder: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPORTS", folder.address)
    folder.put("a.csv", b"i,t\n1,1\n")
    shop.declare('path = "${EXPORTS}/*.csv"\n')
    assert shop.read() == [(2, "1", "1")]
    assert shop.names == ["${EXPORTS}/a.csv"]


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("none.csv", "XS830", "there is no file"),
        ("none*.csv", "XS830", "no file matches"),
        ("latin.csv", "XS858", "it is not UTF-8 text"),
        ("no.parquet", "XS858", "it is not a whole Parquet file"),
    ],
)
def test_what_cannot_be_read_is_told(shop: Shop, folder: Bucket, path: str, code: str, says: str) -> None:
    folder.put("latin.csv", b"i,t\n1,\xe9\n")
    folder.put("no.parquet", b"PAR1 and not more")
    shop.declare(f'path = "{folder.address}/{path}"\n')
    assert shop.codes() == [code]
    assert says in shop.found[0].message


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_not_there_is_told(shop: Shop) -> None:
    shop.declare('path = "s3://nowhere/*.csv"\n')
    assert shop.codes() == ["XS858"]
    assert "there is no such bucket" in shop.found[0].message


def test_another_encoding_in_a_bucket_is_refused(shop: Shop, folder: Bucket) -> None:
    folder.put("a.csv", b"i,t\n1,\xe9\n")
    shop.declare(f'path = "{folder.address}/a.csv"\nencoding = "latin-1"\n')
    assert shop.codes() == ["XS858"]
    assert "read as UTF-8 only" in shop.found[0].message


def test_files_of_a_select_may_lie_in_a_bucket(shop: Shop, folder: Bucket) -> None:
    folder.put("lines.csv", b"i,t\n1,5\n1,4\n2,3\n")
    query = "select i, min(t) as t from lines group by i"
    shop.declare(f'files = {{ lines = "{folder.address}/lines.csv" }}\nselect = "{query}"\n')
    assert shop.read() == [(1, "1", "4"), (2, "2", "3")]
    assert shop.read() == []
