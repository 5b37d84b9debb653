"""NDJSON, read so that a line which is no JSON object costs that line and no other."""

import io
import json

import polars as pl

from xseg.profiles.raw import LINE, Part

Lines = list[tuple[int, bytes]]


def read_ndjson(content: bytes) -> Part:
    """Columns have the types that all lines agree on, else they are text; objects inside become `outer.inner`.

    `content` is UTF-8 without a byte order mark; blank lines are no rows.
    """
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    frame = _together(lines) if all(_looks_like_an_object(line) for _, line in lines) else None
    if frame is not None:
        return Part(_flat(_numbered(frame, lines)))
    good: Lines = []
    bad: list[tuple[int, str, str]] = []
    for number, line in lines:
        if _is_object(line):
            good.append((number, line))
        else:
            bad.append((number, "not a JSON object", line.decode().strip()))
    frame = _together(good)
    return Part(_flat(_numbered(_as_text(good) if frame is None else frame, good)), tuple(bad))


def _together(lines: Lines) -> pl.DataFrame | None:
    """All lines by Polars; None where it cannot read them alike."""
    if not lines:
        return pl.DataFrame()
    try:
        frame = pl.read_ndjson(io.BytesIO(b"\n".join(line for _, line in lines)), infer_schema_length=None)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return frame if frame.height == len(lines) else None


def _as_text(lines: Lines) -> pl.DataFrame:
    """Every value as text: the way out where one column holds values of several kinds."""
    rows = [
        {name: _text(value) for name, value in json.loads(line, parse_float=str, parse_int=str).items()}
        for _, line in lines
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _text(value: object) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _numbered(frame: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    return frame.with_columns(pl.Series(LINE, [number for number, _ in lines], dtype=pl.UInt32))


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    while nested := [name for name, type_ in frame.schema.items() if isinstance(type_, pl.Struct)]:
        frame = frame.unnest(nested, separator=".")
    return frame


def _looks_like_an_object(line: bytes) -> bool:
    line = line.strip()
    return line.startswith(b"{") and line.endswith(b"}")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line, parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
