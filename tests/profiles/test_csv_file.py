"""The quick way to read a CSV and the careful one read the same, and both what Python's own reader reads."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xseg.profiles.formats import csv_file
from xseg.profiles.formats.chunk import LINE
from xseg.profiles.formats.csv_records import marks, records

CELL = st.text(st.sampled_from('ab "\n;,é'), max_size=4)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=8)


def rows(file: csv_file.CsvFile) -> list[tuple[object, ...]]:
    """Line and fields; a missing field is an empty one."""
    frame = file.chunk.frame.select(LINE, *(name for name in file.chunk.frame.columns if name != LINE))
    return [(line, *(field or "" for field in fields)) for line, *fields in frame.iter_rows()]


@settings(deadline=None)
@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.sampled_from(";,"))
@example([["a", "b"], ["", ""], ["", ""]], "\n", ",")
def test_what_was_written_is_read(table: list[list[str]], ending: str, delimiter: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=ending).writerows(table)
    file = csv_file.read_csv(written.getvalue().encode(), csv_file.Signs(delimiter))
    header, *others = table
    assert list(file.header) == header
    assert [fields for _, *fields in rows(file)] == [row for row in others if len(row) == len(header)]
    assert len(file.chunk.bad) == sum(len(row) != len(header) for row in others)


@settings(deadline=None)
@given(st.lists(st.lists(st.text(st.sampled_from('ab"\n,é\r'), max_size=5), max_size=4).map(",".join), max_size=8))
def test_both_ways_find_the_same_rows_on_the_same_lines(lines: list[str]) -> None:
    content = "\n".join(["x,y", *lines])
    found = marks(content.encode(), csv_file.Signs())
    if records(found, csv_file.Signs()) is None:
        return
    quick, careful = (
        csv_file.read_csv(content.encode(), csv_file.Signs()),
        csv_file._read_slowly(content.encode(), found, csv_file.Signs(), (), 1, last=True),
    )
    assert quick.header == careful.header
    assert rows(quick) == rows(careful)
    assert quick.chunk.bad == careful.chunk.bad


def test_a_quote_that_never_closes_costs_its_line_and_not_the_time_of_all_lines() -> None:
    content = "x,y\n" + '1,"open\n' * 2000 + "2,closed\n"
    file = csv_file.read_csv(content.encode(), csv_file.Signs())
    assert rows(file)[-1] == (2002, "2", "closed")
    assert len(file.chunk.bad) + len(rows(file)) == 2001


@pytest.mark.parametrize(("lines", "lost"), [(csv_file.LINES_MOST, 0), (csv_file.LINES_MOST + 1, 1)])
def test_a_quote_that_closes_too_far_below_costs_its_line_and_no_other(lines: int, lost: int) -> None:
    between = "1,b\n" * (lines - 2)
    content = f'x,y\n1,"a\n{between}1,c"\n2,d\n'
    file = csv_file.read_csv(content.encode(), csv_file.Signs())
    assert len(file.chunk.bad) == lost
    assert len(rows(file)) == (lines if lost else 2)
    assert rows(file)[-1] == (lines + 2, "2", "d")
    assert [(line, reason) for line, reason, _ in file.chunk.bad] == [(2, "quotes that do not close")] * lost


def test_a_long_field_is_read_beside_a_line_with_a_stray_quote() -> None:
    long = "a" * 200_000
    file = csv_file.read_csv(f'x,y\n1,"{long}"\n2,in"ches\n3,b\n'.encode(), csv_file.Signs())
    assert rows(file) == [(2, "1", long), (3, "2", 'in"ches'), (4, "3", "b")]
    assert file.chunk.bad == ()


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["1,2", "1", '"a,b",2', '"a\nb",2', '1,"open', 'a"b,2', "", "\r", '"a"b,2', "1,2\r"]),
        max_size=12,
    )
)
def test_lines_with_odd_quotes_leave_the_others_what_they_are(lines: list[str]) -> None:
    content = "\n".join(["x,y", *lines, 'c"d,9', "7,8"])
    file = csv_file.read_csv(content.encode(), csv_file.Signs())
    assert rows(file)[-2:] == [(content.count("\n"), 'c"d', "9"), (content.count("\n") + 1, "7", "8")]
    told = [line for line, *_ in rows(file)] + [line for line, *_ in file.chunk.bad]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,a\rb", "a carriage return outside quotes"),
        ('1,a\r"b"', "a carriage return outside quotes"),
        ('1,"a\rb', "quotes that do not close"),
        ('1,"a\rb"', None),
        ("1,a\r", None),
    ],
)
def test_a_carriage_return_within_a_line_is_told_as_such(line: str, reason: str | None) -> None:
    file = csv_file.read_csv(f"x,y\n{line}\n2,b\n".encode(), csv_file.Signs())
    assert file.chunk.bad == (() if reason is None else ((2, reason, line),))
    assert rows(file)[-1] == (3, "2", "b")


def test_columns_of_one_name_get_numbers_that_no_other_has() -> None:
    file = csv_file.read_csv(b"z,z,z (2),z\n1,2,3,4\n", csv_file.Signs())
    assert file.chunk.frame.drop(LINE).rows(named=True) == [{"z": "1", "z (3)": "2", "z (2)": "3", "z (4)": "4"}]
