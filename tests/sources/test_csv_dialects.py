"""CSV as shops, tills and spreadsheets export it: signs, encodings, titles, comments, archives."""

import gzip

import polars as pl
import pytest

from tests.sources.reading import Shop

SAP = 'path = "sap.csv"\ndelimiter = ";"\nencoding = "windows-1252"\n'


def test_a_spreadsheet_of_windows_with_all_its_habits_is_read(shop: Shop) -> None:
    shop.declare('path = "sap.csv"\nencoding = "windows-1252"\n')
    shop.write({"sap.csv": "sep=;\r\ni;t;name\r\n7;2025;Müller € 5\r\n\r\n8;2025;\r\n\r\n".encode("windows-1252")})
    assert shop.read("i", "t") == [(3, "7", "2025", "Müller € 5"), (5, "8", "2025", None)]


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_first_line_may_tell_the_delimiter(shop: Shop, first: str) -> None:
    shop.declare('path = "a.csv"\n')
    shop.write({"a.csv": first + "i;t\n1;2\n"})
    assert shop.read("i") == [(3, "1", "2")]


def test_a_first_line_that_contradicts_the_declaration_is_refused(shop: Shop) -> None:
    shop.declare('path = "a.csv"\ndelimiter = ","\n')
    shop.write({"a.csv": "sep=;\ni;t\n1;2\n"})
    assert shop.codes() == ["XS832"]
    assert "says `sep=;`, xseg.toml says `,`" in shop.found[0].message


def test_a_first_line_of_data_that_looks_like_one_further_down_is_data(shop: Shop) -> None:
    shop.declare('path = "a.csv"\nheader = ["i"]\n')
    shop.write({"a.csv": "1\nsep=;\n"})
    assert shop.read("i") == [(1, "1"), (2, "sep=;")]


@pytest.mark.parametrize("content", ['i,"t\n', '"i,t\n1,2\n'])
def test_a_file_whose_titles_cannot_be_read_is_refused_and_not_one_row_set_aside(shop: Shop, content: str) -> None:
    shop.declare('path = "a.csv"\n')
    shop.write({"a.csv": content})
    assert shop.codes("i") == ["XS831"]


def test_titles_with_an_odd_quote_are_told(shop: Shop) -> None:
    shop.declare('path = "a.csv"\n')
    shop.write({"a.csv": 'i,"t\n'})
    assert shop.codes("i") == ["XS831"]
    assert shop.found[0].help == ("its first line is no header: see its quotes",)


def test_lines_that_end_in_carriage_returns_alone_are_told(shop: Shop) -> None:
    shop.declare('path = "a.csv"\n')
    shop.write({"a.csv": "i,t\r1,2\r3,4\r"})
    assert shop.codes("i") == ["XS832"]
    assert "carriage returns alone" in shop.found[0].message


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Zoë 😀"),
        ("utf-16", "Zoë 😀"),
        ("utf-16-le", "Zoë 😀"),
        ("utf-16-be", "Zoë 😀"),
        ("latin-1", "Zoë ÿ"),
        ("windows-1252", "„Zoë“ €"),
        ("windows-1251", "Зоя"),
        ("iso-8859-15", "Zoë €"),
        ("shift-jis", "ゾーイ"),
        ("gb18030", "佐伊 😀"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_declared_encoding_is_read(shop: Shop, encoding: str, text: str, ending: str) -> None:
    shop.declare(f'path = "a.csv"\nencoding = "{encoding}"\n')
    shop.write({"a.csv": ending.join(["i,t", f'1,"{text}"', ""]).encode(encoding)})
    assert shop.read("i") == [(2, "1", text)]


def test_utf_16_without_a_mark_is_as_windows_writes_it(shop: Shop) -> None:
    shop.declare('path = "a.csv"\nencoding = "utf-16"\n')
    shop.write({"a.csv": "i,t\n1,ë\n".encode("utf-16-le")})
    assert shop.read() == [(2, "1", "ë")]


@pytest.mark.parametrize(
    ("encoding", "content", "line"),
    [
        ("windows-1252", b"i,t\n1,2\n3,\x81\n", 3),
        ("ascii", b"i,t\n1,\xe9\n", 2),
        ("utf-16", "i,t\n1,2\n".encode("utf-16") + b"\x00", 3),
        ("utf-16-le", "i,t\n".encode("utf-16-le") + b"\x00\xd8\x20\x00", 2),
        ("shift-jis", b"i,t\n\xff\n", 2),
        ("windows-1252", b"i,t\n" + b"1,2\n" * 600_000 + b"\x81\n", 600_002),
    ],
)
def test_bytes_that_are_no_text_are_told_with_their_line_and_never_guessed(
    shop: Shop, encoding: str, content: bytes, line: int
) -> None:
    shop.declare(f'path = "a.csv"\nencoding = "{encoding}"\n')
    shop.write({"a.csv": content})
    assert shop.codes() == ["XS855"]
    assert f"line {line} " in shop.found[0].message


def test_a_file_may_have_no_titles(shop: Shop) -> None:
    shop.declare('path = "a.csv"\nheader = ["i", "t"]\n')
    shop.write({"a.csv": "1,2\n3,4,5\n6,7\n"})
    shop.bytes_most = 4
    assert shop.read("i", "t") == [(1, "1", "2"), (3, "6", "7")]
    shop.known.clear()
    assert shop.bad() == [(2, "too many fields", "3,4,5")]
    shop.known.clear()
    assert shop.codes("else") == ["XS831"]


@pytest.mark.parametrize(
    ("quote", "line", "name"),
    [
        ("'", "1,'a, ''b'''", "a, 'b'"),
        ("'", '1,"a"', '"a"'),
        ("", '1,"a', '"a'),
        ("", "1,it's", "it's"),
    ],
)
def test_a_file_has_its_own_quotes_or_none(shop: Shop, quote: str, line: str, name: str) -> None:
    shop.declare(f'path = "a.csv"\nquote = "{quote}"\n')
    shop.write({"a.csv": f"i,name\n{line}\n"})
    assert shop.read("i") == [(2, "1", name)]


@pytest.mark.parametrize(("ending", "text"), [("\n", "a"), ("\r\n", "a"), ("\n", "a\rb")])
def test_the_null_of_databases_is_missing_where_nothing_is_quoted(shop: Shop, ending: str, text: str) -> None:
    shop.declare('path = "a.csv"\ndelimiter = "\\t"\nquote = ""\nheader = ["i", "t", "name"]\n')
    lines = [r"1 \N \N", rf"\N {text} \N\N", r"\\N \n x\N"]
    shop.write({"a.csv": ending.join(lines).replace(" ", "\t").encode()})
    assert shop.read("i") == [
        (1, "1", None, None),
        (2, None, text, r"\N\N"),
        (3, r"\\N", r"\n", r"x\N"),
    ]


def test_where_texts_may_be_quoted_it_is_a_text(shop: Shop) -> None:
    shop.declare('path = "a.csv"\n')
    shop.write({"a.csv": 'i,t\n1,\\N\n2,"\\N"\n'})
    assert shop.read("i") == [(2, "1", r"\N"), (3, "2", r"\N")]


def test_comments_are_no_rows_but_inside_quotes_they_are_text(shop: Shop) -> None:
    shop.declare('path = "ga.csv"\ncomment = "#"\n')
    shop.write({"ga.csv": '\ufeff# ----\n# 20250101\n\ni,t\n1,"a\n#b"\n# end\n2,c\n'})
    assert shop.read("i") == [(5, "1", "a\n#b"), (8, "2", "c")]


def test_a_packed_file_is_the_file(shop: Shop) -> None:
    shop.declare('path = "*.csv.gz"\nencoding = "windows-1252"\n')
    shop.write({"a.csv.gz": gzip.compress("i,t\n1,ä\n".encode("windows-1252"))})
    assert shop.read("i") == [(2, "1", "ä")]
    assert shop.names == ["a.csv.gz"]


def test_a_file_packed_by_zstd_is_read(shop: Shop) -> None:
    shop.declare('path = "a.csv.zst"\n')
    pl.DataFrame({"i": ["1"], "t": ["ä"]}).write_csv(shop.root / "a.csv.zst", compression="zstd")
    assert (shop.root / "a.csv.zst").read_bytes().startswith(b"\x28\xb5\x2f\xfd")
    assert shop.read("i") == [(2, "1", "ä")]


def test_packed_json_is_read(shop: Shop) -> None:
    shop.declare('path = "a.ndjson.gz"\n')
    shop.write({"a.ndjson.gz": gzip.compress(b'{"i": "1"}\nno\n')})
    assert shop.read() == [(1, "1")]
    shop.known.clear()
    assert shop.bad() == [(2, "not a JSON object", "no")]


@pytest.mark.parametrize("content", [b"i,t\n1,2\n", gzip.compress(b"i,t\n" * 1000, mtime=0)[:40], b""])
def test_an_archive_that_is_none_is_told(shop: Shop, content: bytes) -> None:
    shop.declare('path = "a.csv.gz"\n')
    shop.write({"a.csv.gz": content})
    assert shop.codes() == (["XS832"] if content else [])


def test_a_variable_of_the_environment_names_a_place_and_is_never_shown(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.declare('path = "${EXPORTS}/*.csv"\n')
    assert shop.codes() == ["XS843"]
    monkeypatch.setenv("EXPORTS", str(shop.root / "hidden"))
    assert shop.codes() == ["XS830"]
    assert "hidden" not in shop.found[0].message
    shop.write({"hidden/a.csv": "i,t\n1,2\n"})
    assert shop.read() == [(2, "1", "2")]
    assert shop.names == ["${EXPORTS}/a.csv"]
    assert shop.read() == []  # it is known
    shop.write({"hidden/a.csv": "i,x\n1,2\n"})
    assert shop.codes("t") == ["XS831"]
    assert "hidden" not in shop.found[0].message


@pytest.mark.parametrize(("declared", "written"), [("", ";"), ("", "\t"), ('delimiter = "|"', ",")])
def test_a_file_cut_by_another_sign_is_told_once_with_the_sign(shop: Shop, declared: str, written: str) -> None:
    shop.declare(f'path = "a.csv"\n{declared}')
    shop.write({"a.csv": written.join(["i", "t", "name"]) + "\n" + written.join("123") + "\n"})
    assert shop.codes("i", "t", "name") == ["XS831"]
    sign = "\\t" if written == "\t" else written
    assert shop.found[0].help == (f'where its fields are cut by `{sign}`, add `delimiter = "{sign}"` to the source',)


@pytest.mark.parametrize(
    ("said", "written", "declare"), [(";", ",", ""), (",", ";", ', and add `delimiter = ";"` to the source')]
)
def test_a_file_cut_by_another_sign_than_its_first_line_says_is_told_what_helps(
    shop: Shop, said: str, written: str, declare: str
) -> None:
    shop.declare('path = "a.csv"\n')
    lines = f"i{written}t\n1{written}2\n"
    shop.write({"a.csv": f"sep={said}\n{lines}"})
    assert shop.codes("i", "t") == ["XS831"]
    advice = f"where its fields are cut by `{written}`, take out its first line, `sep={said}`{declare}"
    assert shop.found[0].help == (advice,)
    shop.declare('path = "a.csv"\n' + (f'delimiter = "{written}"\n' if declare else ""))
    shop.write({"a.csv": lines})
    assert shop.read("i", "t") == [(2, "1", "2")]
