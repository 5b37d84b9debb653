"""What needs a package that is not installed says which extra brings it."""

import sys

import pytest

from tests.sources.reading import Shop


@pytest.mark.parametrize(
    ("where", "package", "extra"),
    [
        (
            'sql = "postgresql://nobody@127.0.0.1:1/none"\nquery = "select 1"\n',
            "adbc_driver_postgresql.dbapi",
            "postgres",
        ),
        ('delta = "lake"\n', "deltalake", "delta"),
        ('kafka = { servers = "127.0.0.1:1", topic = "t" }\n', "confluent_kafka", "kafka"),
    ],
)
def test_a_missing_package_is_told_with_its_extra(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, where: str, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    shop.declare(where)
    assert shop.codes() == ["XS857"]
    assert shop.found[0].help == (f"pip install 'xseg[{extra}]'",)
