"""The households are copied out of the installed package, whole, once."""

from pathlib import Path

import pytest

from tools.journey import TABLES, copy_tables

pytestmark = pytest.mark.journey


def test_every_table_arrives_whole_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    first = {file: file.stat().st_mtime_ns for file in copy_tables(tmp_path)}
    assert {file.stem for file in first} == set(TABLES)
    assert all(file.read_bytes()[-4:] == b"PAR1" for file in first)
    assert {file: file.stat().st_mtime_ns for file in copy_tables(tmp_path)} == first


def test_a_copy_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    half = copy_tables(tmp_path)[0]
    whole = half.read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    copy_tables(tmp_path)
    assert half.read_bytes() == whole
    assert {file.suffix for file in tmp_path.iterdir()} == {".parquet"}
