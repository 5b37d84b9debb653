"""Reads one file to look at it: its format told by ending and content, its delimiter by counting."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles.formats.chunk import LINE, Chunk, Twice, flat
from xseg.profiles.formats.csv_file import Signs, read_csv
from xseg.profiles.formats.json_lines import read_ndjson
from xseg.profiles.formats.typed import Illegible, exactly
from xseg.profiles.guess import messages
from xseg.profiles.guess.dialect import USUAL, Numbers, encoding, numbers, quote
from xseg.profiles.sources.form import MARK
from xseg.profiles.sources.parquet_chunks import MAGIC, why_unread
from xseg.profiles.sources.plain import PACKED, Damaged, unpack
from xseg.profiles.values.texts import NUL
from xseg.project.place import Format
from xseg.project.places import format_of

DELIMITERS = (",", ";", "\t", "|")
HEAD = 200_000
"""So many bytes are enough to tell a delimiter."""
OTHER_ENDINGS = {
    ".xlsx": "save the sheet as CSV", ".xls": "save the sheet as CSV", ".ods": "save the sheet as CSV",
    ".zip": "unpack it first", ".bz2": "unpack it first",
}  # fmt: skip
_VALUE = re.compile(r"[+-]?\d+([.,]\d+)?|\d{4}-\d\d-\d\d.*|[^@\s]+@[^@\s]+\.\w+")


@dataclass(frozen=True, slots=True)
class Look:
    """A file's rows as they will be read; `unusable` are columns that cannot be named, with the reason."""

    file: Path
    format: Format
    delimiter: str
    frame: pl.DataFrame
    bad: Mapping[str, int]
    """Reason → lines that cannot be read."""
    unusable: dict[str, str]
    files: tuple[Path, ...] = ()
    """Those of a pattern, where `file` is one."""
    encoding: str = "utf-8"
    quote: str | None = '"'
    numbers: Numbers = USUAL
    """How numbers are written; in `frame` they stand plain."""

    @property
    def columns(self) -> list[str]:
        return self.frame.columns


def look_at(file: Path, sink: Sink) -> Look | None:
    """The file's rows; None, told in the sink, where there is nothing to look at."""
    content = _content(file, sink)
    if content is None:
        return None
    format_ = _format(file, content, sink)
    if format_ is None:
        return None
    written = "utf-8"
    if format_ != "parquet":
        found = encoding(content)
        if found is None or (format_ != "csv" and found != "utf-8"):
            sink.add(messages.not_utf8(str(file), _first_line_not_utf8(content)))
            return None
        written = found
        if written != "utf-8":
            content = content.decode(written).encode()
        content = content.removeprefix(MARK)
        if not content.strip():
            sink.add(messages.empty(str(file), "is empty"))
            return None
    delimiter = sniff(content) if format_ == "csv" else DELIMITERS[0]
    signs = Signs(delimiter, quote(content, delimiter) if format_ == "csv" else '"')
    unusable: dict[str, str] = {}
    part = _rows(file, content, format_, signs, unusable, sink)
    if part is None:
        return None
    frame = part.frame.drop(LINE, strict=False)
    unusable.update({name: "it has no name" for name in frame.columns if not name.strip()})
    unusable.update({name: "its name has a NUL character" for name in frame.columns if NUL in name})
    if not frame.height or not frame.width:
        what = f"has no row that can be read; {len(part.bad):,} lines are broken" if part.bad else "has no rows"
        sink.add(messages.empty(str(file), what))
        return None
    frame = frame.drop(*unusable, strict=False)
    figures = numbers(frame) if format_ == "csv" else USUAL
    return Look(
        file,
        format_,
        delimiter,
        figures.plain(frame),
        Counter(reason for _, reason, _ in part.bad),
        unusable,
        encoding=written,
        quote=signs.quote,
        numbers=figures,
    )


def _first_line_not_utf8(content: bytes) -> int:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def sniff(content: bytes) -> str:
    """The delimiter that cuts the most of the first lines into the header's number of fields, and into the most."""
    head = content[:HEAD]
    if len(content) > HEAD:
        head = head[: head.rfind(b"\n") + 1] or head
    best, most = DELIMITERS[0], (0.0, 0)
    for delimiter in DELIMITERS:
        if delimiter.encode() not in head:
            continue
        found = read_csv(head.decode(errors="ignore").encode(), Signs(delimiter))
        rows = found.chunk.frame.height + len(found.chunk.bad)
        share = found.chunk.frame.height / rows if rows else 1.0
        score = (round(share, 1), len(found.header)) if len(found.header) > 1 else (0.0, 0)
        if score > most:
            best, most = delimiter, score
    return best


def _content(file: Path, sink: Sink) -> bytes | None:
    if file.is_dir():
        sink.add(messages.is_folder(str(file)))
        return None
    try:
        return _unpacked(file) if file.name.lower().endswith(PACKED) else file.read_bytes()
    except Damaged as damage:
        sink.add(messages.damaged(str(file), str(damage)))
    except FileNotFoundError:
        sink.add(messages.no_file(str(file)))
    except (OSError, ValueError) as error:
        sink.add(messages.cannot_open(str(file), getattr(error, "strerror", None) or str(error)))
    return None


def _unpacked(file: Path) -> bytes:
    if not file.exists():
        raise FileNotFoundError(file)
    with TemporaryDirectory(prefix="xseg-") as folder:
        plain = Path(folder) / "plain"
        unpack(file, plain)
        return plain.read_bytes()


def _format(file: Path, content: bytes, sink: Sink) -> Format | None:
    ending = file.suffix.lower()
    if ending in OTHER_ENDINGS:
        sink.add(messages.unknown_format(str(file), f"is a {ending} file, which is not read", OTHER_ENDINGS[ending]))
        return None
    told = format_of(file.name)
    if told is not None:
        return told
    start = content[:HEAD].removeprefix(MARK).lstrip()
    if start.startswith(MAGIC):
        return "parquet"
    if not start:
        sink.add(messages.empty(str(file), "is empty"))
        return None
    if start.startswith(b"{"):
        return "ndjson"
    if start.startswith(b"["):
        what = "is one JSON list, not an object a line"
        sink.add(messages.unknown_format(str(file), what, "write one object a line: jq -c '.[]'"))
        return None
    if b"\0" not in start and ending in (".txt", ".tsv", ".tab", ".psv", ".dat", ""):
        return "csv"
    sink.add(messages.unknown_format(str(file), "is of no format that is known", "export it as CSV or Parquet"))
    return None


def _rows(
    file: Path, content: bytes, format_: Format, signs: Signs, unusable: dict[str, str], sink: Sink
) -> Chunk | None:
    match format_:
        case "parquet":
            return _parquet(file, content, unusable, sink)
        case "ndjson":
            return read_ndjson(content)
        case "csv":
            return _csv(file, content, signs, unusable, sink)


def _parquet(file: Path, content: bytes, unusable: dict[str, str], sink: Sink) -> Chunk | None:
    if not content:
        sink.add(messages.empty(str(file), "is empty"))
        return None
    if not content.startswith(MAGIC):
        sink.add(messages.damaged(str(file), "it is not a Parquet file"))
        return None
    if len(content) < 12 or not content.endswith(MAGIC):
        sink.add(messages.damaged(str(file), "the Parquet file stops in the middle"))
        return None
    try:
        frame = flat(pl.read_parquet(content))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        sink.add(messages.damaged(str(file), why_unread(error)))
        return None
    except Twice as twice:
        sink.add(messages.damaged(str(file), f"two of its columns are `{twice}`"))
        return None
    columns: list[pl.Series] = []
    for name in frame.columns:
        try:
            columns += exactly(frame.select(name), [name]).get_columns()
        except Illegible as illegible:
            unusable[name] = f"it {illegible.why}"
    return Chunk(pl.DataFrame(columns))


def _csv(file: Path, content: bytes, signs: Signs, unusable: dict[str, str], sink: Sink) -> Chunk | None:
    if b"\r" in content and b"\n" not in content:
        sink.add(messages.damaged(str(file), "its lines end in carriage returns alone, not in line feeds"))
        return None
    found = read_csv(content, signs)
    header = found.header
    if not header:
        return found.chunk
    named = [name for name in header if name.strip()]
    if not named or sum(_VALUE.fullmatch(name.strip()) is not None for name in named) * 2 >= len(named):
        sink.add(messages.no_header(str(file)))
        return None
    for place, name in enumerate(found.chunk.frame.columns):
        if name == LINE:
            continue
        if place < len(header) and header.count(header[place]) > 1:
            unusable[name] = "its name stands twice"
    return found.chunk
