"""Files of an Azure container, on azurite."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.sources.bucket import Bucket
from tests.sources.conftest import environment
from tests.sources.reading import Shop
from tests.sources.servers import azurite, put

pytestmark = pytest.mark.servers
NUMBERS = count(1)


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with azurite(tmp_path_factory.mktemp("azurite")) as variables, environment(**variables):
        address = variables["AZURITE_BLOB_STORAGE_URL"]
        put(address, "/shop", query="restype=container")
        yield Bucket("az://shop", lambda name, content: put(address, f"/shop/{name}", content, kind="BlockBlob"))


@pytest.fixture
def folder(container: Bucket) -> Bucket:
    name = f"test-{next(NUMBERS)}"
    return Bucket(f"{container.address}/{name}", lambda file, content: container.put(f"{name}/{file}", content))


def test_a_pattern_finds_files_and_only_new_ones_are_read(shop: Shop, folder: Bucket) -> None:
    shop.declare(f'path = "{folder.address}/*.csv"\n')
    folder.put("b.csv", b"i,t\n2,2\n")
    folder.put("a.csv", b"i,t\n1,1\n")
    assert shop.read() == [(2, "1", "1"), (2, "2", "2")]
    folder.put("c.csv", b"i,t\n3,3\n")
    assert shop.read() == [(2, "3", "3")]


def test_one_file_is_read(shop: Shop, folder: Bucket) -> None:
    shop.declare(f'path = "{folder.address}/a.ndjson"\n')
    folder.put("a.ndjson", b'{"i": "1"}\nno\n')
    assert shop.read() == [(1, "1")]


def test_the_long_form_of_an_address_is_the_same(shop: Shop, folder: Bucket) -> None:
    folder.put("a.csv", b"i,t\n1,1\n")
    long = folder.address.replace("az://shop", "abfss://shop@devstoreaccount1.dfs.core.windows.net")
    shop.declare(f'path = "{long}/*.csv"\n')
    assert shop.read() == [(2, "1", "1")]


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("{0}/none.csv", "XS830", "there is no file"),
        ("{0}/none*.csv", "XS830", "no file matches"),
        ("az://nowhere/*.csv", "XS858", "there is no such container"),
    ],
)
def test_what_is_not_there_is_told(shop: Shop, folder: Bucket, path: str, code: str, says: str) -> None:
    shop.declare(f'path = "{path.format(folder.address)}"\n')
    assert shop.codes() == [code]
    assert says in shop.found[0].message
