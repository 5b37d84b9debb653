"""Delta tables: the rows of the newest version, file by file, without those that were deleted."""

import json
import shutil
import struct
from base64 import b85encode
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

from tests.profiles.place import HEAD, Place
from tests.sources.bucket import Bucket
from tests.sources.reading import Shop
from xseg.profiles.formats.chunk import LINE


@pytest.fixture
def table(shop: Shop) -> Path:
    shop.declare('delta = "lake/visits"\n')
    return shop.root / "lake" / "visits"


def append(table: Path, **columns: list[object]) -> None:
    write_deltalake(table, pl.DataFrame(columns), mode="append", schema_mode="merge")


def rows(shop: Shop, *columns: str) -> list[tuple[object, ...]]:
    chunks = shop.chunks(*(name for name in columns if name != LINE))
    assert not shop.found, [found.message for found in shop.found]
    return [row for chunk in chunks for row in chunk.frame.select(columns).rows()]


def copied(table: Path, bucket: Bucket, name: str) -> str:
    """The address of a copy in a bucket."""
    for file in table.rglob("*"):
        if file.is_file():
            bucket.put(f"{name}/{file.relative_to(table).as_posix()}", file.read_bytes())
    return f"{bucket.address}/{name}"


def test_every_row_is_read_in_the_order_in_which_files_were_written(shop: Shop, table: Path) -> None:
    append(table, i=["a", "b"], t=[1, 2])
    append(table, i=["c"], t=[3])
    assert rows(shop, "i", "t") == [("a", 1), ("b", 2), ("c", 3)]
    assert [unit.size for unit in shop.units] == [2, 1]


def test_only_files_that_are_new_are_read_and_removed_ones_are_gone(shop: Shop, table: Path) -> None:
    append(table, i=["a", "b"])
    append(table, i=["c"])
    rows(shop, "i")
    append(table, i=["d"])
    assert rows(shop, "i") == [("d",)]
    assert len(shop.units) == 3
    DeltaTable(table).delete("i = 'a'")
    assert rows(shop, "i") == [("b",)]  # its file was written anew
    assert len(shop.units) == 3
    DeltaTable(table).delete("i = 'd'")
    assert rows(shop, "i") == []
    assert len(shop.units) == 2


def test_a_table_whose_rows_were_all_deleted_has_no_rows_and_as_a_list_nobody(table: Path) -> None:
    append(table, id=["a"])
    DeltaTable(table).delete()
    people = 'kind = "profiles"\nname = "crm"\nkeys = { id = "id" }\n'
    at = Place(table.parent)
    at.write({"xseg.toml": f'{HEAD}[identity]\nkeys = ["id"]\n[[sources]]\n{people}delta = "{table.name}"\n'})
    assert at.build() is None
    assert [found.message for found in at.found] == ["`crm` has no rows"]
    listed = f'path = "crm.csv"\n[lists.vip]\ndelta = "{table.name}"\nkey = "id"\n'
    at.write({"xseg.toml": f'{HEAD}[identity]\nkeys = ["id"]\n[[sources]]\n{people}{listed}', "crm.csv": "id\na\n"})
    assert at.built().lists[0].values == 0
    assert at.codes() == ["XS868"]


def test_columns_of_the_log_are_columns_of_the_rows(shop: Shop, table: Path) -> None:
    days = [date(2025, 1, 1), date(2025, 1, 2)]
    frame = pl.DataFrame({"i": ["a", "b", "c"], "day": [*days, None], "n": [1, 2, 3]})
    write_deltalake(table, frame, partition_by=["day", "n"])
    assert sorted(rows(shop, "i", "day", "n"), key=str) == [("a", days[0], 1), ("b", days[1], 2), ("c", None, 3)]


def test_a_column_that_came_later_is_missing_in_older_files(shop: Shop, table: Path) -> None:
    append(table, i=["a"])
    append(table, i=["b"], t=[7])
    assert rows(shop, "i", "t") == [("a", None), ("b", 7)]


def test_a_column_that_is_needed_and_not_there_is_told(shop: Shop, table: Path) -> None:
    append(table, i=["a"], deep=[{"x": 1}])
    assert shop.codes("i", "deep.x") == []
    assert shop.codes("i", "gone") == ["XS831"]


def inline(*deleted: int) -> dict[str, object]:
    """A deletion vector that stands in the log itself."""
    container = struct.pack("<HH", 0, len(deleted) - 1)
    bitmap = (
        struct.pack("<II", 12346, 1) + container + struct.pack("<I", 16) + struct.pack(f"<{len(deleted)}H", *deleted)
    )
    raw = struct.pack("<IQI", 1681511377, 1, 0) + bitmap
    padded = raw + b"\0" * (-len(raw) % 4)
    alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    python = alphabet + b"!#$%&()*+-;<=>?@^_`{|}~"
    z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
    written = b85encode(padded).translate(bytes.maketrans(python, z85)).decode()
    return {"storageType": "i", "pathOrInlineDv": written, "sizeInBytes": len(raw), "cardinality": len(deleted)}


def log(table: Path, version: int, *actions: dict[str, object]) -> None:
    file = table / "_delta_log" / f"{version:020}.json"
    file.write_text("\n".join(map(json.dumps, actions)), encoding="utf-8")


def test_rows_that_a_deletion_vector_names_are_gone(shop: Shop, table: Path, s3: Bucket) -> None:
    write_deltalake(table, pl.DataFrame({"i": ["a", "b", "c", "d"], "p": ["x y/ä%20"] * 4}), partition_by=["p"])
    assert rows(shop, "i", "p") == [(i, "x y/ä%20") for i in "abcd"]
    first = (table / "_delta_log" / f"{0:020}.json").read_text(encoding="utf-8").splitlines()
    add = next(action["add"] for action in map(json.loads, first) if "add" in action)
    features = ["deletionVectors"]
    protocol = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": features, "writerFeatures": features}
    remove = {"path": add["path"], "deletionTimestamp": 1, "dataChange": True}
    vector = inline(0, 2)
    log(table, 1, {"protocol": protocol}, {"remove": remove}, {"add": {**add, "deletionVector": vector}})
    assert rows(shop, LINE, "i") == [(2, "b"), (4, "d")]
    assert rows(shop, "i") == []
    shop.known.clear()
    shop.declare(f'delta = "{copied(table, s3, "gone")}"\n')
    assert rows(shop, "i", "p") == [("b", "x y/ä%20"), ("d", "x y/ä%20")]
    shop.declare('delta = "lake/visits"\n')
    remove["deletionVector"] = vector
    log(table, 2, {"remove": remove}, {"add": {**add, "deletionVector": inline(0, 1, 2)}})
    assert rows(shop, "i") == [("d",)]


def test_a_table_whose_columns_have_other_names_in_its_files_is_refused(shop: Shop, table: Path) -> None:
    append(table, i=["a"])
    file = table / "_delta_log" / f"{0:020}.json"
    actions = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for action in actions:
        if "metaData" in action:
            action["metaData"]["configuration"]["delta.columnMapping.mode"] = "name"
    log(table, 0, *actions)
    assert shop.codes() == ["XS854"]


def test_what_is_no_table_is_told(shop: Shop, table: Path) -> None:
    assert shop.codes() == ["XS854"]
    assert "there is no table" in shop.found[0].message
    append(table, i=["a"])
    assert shop.codes() == []
    for file in table.glob("*.parquet"):
        file.unlink()
    shop.known.clear()
    assert shop.codes() == ["XS854"]
    shutil.rmtree(table / "_delta_log")
    assert shop.codes() == ["XS854"]


def test_a_table_may_lie_in_a_bucket(shop: Shop, s3: Bucket) -> None:
    here = shop.root / "here"
    append(here, i=["a", "b"])
    write_deltalake(here, pl.DataFrame({"i": ["c"]}), mode="append")
    shop.declare(f'delta = "{copied(here, s3, "lake")}"\n')
    assert rows(shop, "i") == [("a",), ("b",), ("c",)]
    assert rows(shop, "i") == []
