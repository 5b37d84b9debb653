"""How a CSV file is written: its encoding and the signs of its numbers, where they can be read in one way only."""

import re
from dataclasses import dataclass

import polars as pl

from xseg.profiles.formats.csv_records import NULL

SAMPLE = 1_000
NEARLY_ALL = 0.9
GROUPED = {"." : r"\.", ",": ",", " ": " ", "'": "'"}  # fmt: skip
_SIGNS = "€£§°«»“”„‘’‚–—…·•²³½¼¿¡™©®´`¨ºª\xa0"
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """The signs of numbers as xseg.toml names them, and the columns that have them."""

    decimal: str = "."
    thousands: str | None = None
    columns: tuple[str, ...] = ()

    def plain(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns as they would stand with a point and without signs between groups."""

        def mended(name: str) -> pl.Expr:
            found = pl.col(name)
            if self.thousands is not None:
                found = found.str.replace_all(self.thousands, "", literal=True)
            return found.str.replace(",", ".", literal=True) if self.decimal == "," else found

        return frame.with_columns(mended(name).alias(name) for name in self.columns)


USUAL = Numbers()


def encoding(content: bytes) -> str | None:
    """`utf-8`, else `utf-16` by its mark, else `windows-1252` where every sign beyond ASCII is one of Western writing;
    None where it is none of them.
    """
    try:
        content.decode()
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name if _decodes(content, name) is not None else None
    told = _decodes(content, "windows-1252")
    foreign = None if told is None else {sign for sign in told if not sign.isascii()}
    if foreign is None or b"\0" in content or not all(sign.isalpha() or sign in _SIGNS for sign in foreign):
        return None
    return "windows-1252"


def quote(content: bytes, delimiter: str) -> str | None:
    """None where the file writes missing values as databases do (see csv_records.NULL) and no field begins with a
    quote.
    """
    start, end = rb"(?:^|%s)" % re.escape(delimiter.encode()), rb"(?:$|\r|%s)" % re.escape(delimiter.encode())
    null = re.search(start + re.escape(NULL.encode()) + end, content, re.MULTILINE)
    return '"' if null is None or re.search(start + b'"', content, re.MULTILINE) else None


def numbers(frame: pl.DataFrame) -> Numbers:
    """The signs of the file's numbers, where they are not the usual ones and no column says otherwise."""
    found: dict[str, tuple[str, str | None]] = {}
    usual = False
    for column in frame.get_columns():
        if column.dtype != pl.String:
            continue
        words = column.drop_nulls()
        words = words.gather_every(max(1, len(words) // SAMPLE)).str.strip_chars()
        if not len(words) or not words.head(50).str.contains(r"\d").all():
            continue
        signs = _signs(words)
        if signs is not None:
            found[column.name] = signs
        usual |= signs is None and _with_point(words)
    decimals = {decimal for decimal, _ in found.values()}
    groups = {sign for _, sign in found.values() if sign is not None}
    if len(decimals) != 1 or len(groups) > 1 or (decimals == {","} and usual):
        return USUAL
    return Numbers(decimals.pop(), next(iter(groups), None), tuple(found))


def _decodes(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def _signs(words: pl.Series) -> tuple[str, str | None] | None:
    """Decimal sign and sign between groups, where one reading alone fits and it is not the usual one."""
    if _fit(words, r"^[+-]?\d+(,\d+)?$") and not _fit(words.filter(words.str.contains(",")), r"^[+-]?\d{1,3},\d{3}$"):
        return (",", None) if words.str.contains(",").any() else None
    for sign, pattern in GROUPED.items():
        decimal = "." if sign == "," else ","
        grouped = rf"^[+-]?\d{{1,3}}({pattern}\d{{3}})*({re.escape(decimal)}\d+)?$"
        both = words.str.contains(rf"{pattern}\d{{3}}{re.escape(decimal)}\d")
        if _fit(words, grouped) and both.any():
            return decimal, sign
    return None


def _with_point(words: pl.Series) -> bool:
    return _fit(words, r"^[+-]?\d+(\.\d+)?$") and bool(words.str.contains(r"\.(\d|\d\d|\d{4,})$").any())


def _fit(words: pl.Series, pattern: str) -> bool:
    return bool(len(words)) and float(words.str.contains(pattern).mean() or 0.0) >= NEARLY_ALL  # type: ignore[arg-type]
