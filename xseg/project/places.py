"""Where the rows of a source are, and of what kind its files."""

import re

from xseg.project import messages
from xseg.project.positions import Path
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import SourceTable

READABLE = {"csv": "csv", "ndjson": "ndjson", "jsonl": "ndjson", "parquet": "parquet"}
"""File ending → format."""
_WHERE = ("path", "select", "sql", "delta", "kafka")
"""Keys that say where the rows are."""
_TABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def format_of(path: str) -> str | None:
    """The format that the ending of a path promises."""
    return READABLE.get(path.rpartition(".")[2].lower())


def check_places(file: ProjectFile, form: SourceTable, at: Path) -> None:
    """Exactly one place is named, with all that belongs to it, and the kind of its files can be told."""
    given = [name for name in _WHERE if getattr(form, name) is not None]
    if len(given) > 1:
        file.add(messages.rows_from_two(file.key(*at, given[1]), form.name, given))
    elif not given and form.files is None and at not in file.mended:
        file.add(messages.rows_from_nowhere(file.value(*at, "name"), form.name))
    for one, other in (("files", "select"), ("select", "files"), ("sql", "query"), ("query", "sql")):
        if getattr(form, one) is not None and getattr(form, other) is None and at not in file.mended:
            file.add(messages.belongs_with(file.key(*at, one), one, other, form.name))
    for name, path in (form.files or {}).items():
        if _TABLE.fullmatch(name) is None:
            where = file.key(*at, "files", name)
            file.add(messages.wrong_value(where, "a name for a table: letters, digits and `_`", name))
        if format_of(path) is None and form.format is None:
            do = 'add `format = "csv"`, "ndjson" or "parquet" to the source'
            file.add(messages.unknown_ending(file.value(*at, "files", name), path, fix=do))
    if form.path is not None and form.format is None and format_of(form.path) is None:
        do = 'add `format = "csv"`, "ndjson" or "parquet"'
        file.add(messages.unknown_ending(file.value(*at, "path"), form.path, fix=do))
    formats = _formats(form)
    if form.delimiter is not None and formats and "csv" not in formats:
        where = file.key(*at, "delimiter")
        file.add(messages.type_option(where, "delimiter", type_=formats[0], do="delete it: only CSV has one"))


def reads_csv(form: SourceTable) -> bool:
    """Whether some rows of the source are CSV."""
    return "csv" in _formats(form)


def _formats(form: SourceTable) -> list[str]:
    """The formats of the files of a source, as far as they can be told."""
    if form.format is not None:
        return [form.format]
    paths = [form.path] if form.path is not None else list((form.files or {}).values())
    return [format_ for path in paths if (format_ := format_of(path)) is not None]
