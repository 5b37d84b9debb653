"""Where the rows of a source or list are, and of what kind its files."""

import re
from typing import Literal, TypeGuard, get_args

from xseg.project import messages
from xseg.project.place import Dialect, Format, Place, Retention, Topic
from xseg.project.positions import Path
from xseg.project.written.places import PlaceTable
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import SourceTable

READABLE: dict[str, Format] = {"csv": "csv", "ndjson": "ndjson", "jsonl": "ndjson", "parquet": "parquet"}
"""File ending → format."""
PACKED = ("gz", "zst")
"""Endings that may follow that of a CSV or NDJSON file."""
STORES = ("s3", "s3a", "az", "azure", "abfs", "abfss")
"""The beginnings of addresses in buckets."""
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_PASSWORD = re.compile(r"://[^/@:]*:(?P<password>[^@]*)@|[?&]password=(?P<option>[^&]*)")
_SECRET = re.compile(r"password|secret|token|\.key$|pem$", re.IGNORECASE)
_DIALECT = ("delimiter", "quote", "encoding", "header", "comment", "decimal", "thousands")
"""Keys that say how CSV files are written."""
_WHERE = ("path", "sql", "delta", "kafka")
"""Keys that say where rows are."""
_TABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FORMAT_HELP = 'add `format = "csv"`, "ndjson" or "parquet"'


def format_of(path: str) -> Format | None:
    """The format that the ending of a path promises."""
    first, _, last = path.lower().rpartition(".")
    if last not in PACKED:
        return READABLE.get(last)
    inner = READABLE.get(first.rpartition(".")[2])
    return inner if inner != "parquet" else None


def read_source_place(file: ProjectFile, form: SourceTable, at: Path) -> Place | None:
    """Where the rows of a source are; None where a `select` makes them of several files."""
    owner = f"the source `{form.name}`"
    given = [name for name in _WHERE if getattr(form, name) is not None]
    given[1:1] = ["select"] if form.select is not None else []
    if form.select is not None and form.files is None and at not in file.mended:
        file.add(messages.belongs_with(file.key(*at, "select"), "select", "files", owner))
    if form.files is not None and form.select is None and at not in file.mended:
        file.add(messages.belongs_with(file.key(*at, "files"), "files", "select", owner))
    for name, path in (form.files or {}).items():
        if _TABLE.fullmatch(name) is None:
            where = file.key(*at, "files", name)
            file.add(messages.wrong_value(where, "a name for a table: letters, digits and `_`", name))
        _check_path(file, path, (*at, "files", name), told=form.format is not None)
    if form.files is None:
        _check_one(file, form, at, owner, given)
    elif len(given) > 1:
        file.add(messages.rows_from_two(file.key(*at, given[1]), owner, given))
    place = _place(file, form, at, owner, list((form.files or {}).values()))
    return None if form.select is not None else place


def read_list_place(file: ProjectFile, form: PlaceTable, at: Path) -> Place:
    """Where the rows of a list are."""
    owner = f"the list `{at[-1]}`"
    _check_one(file, form, at, owner, [name for name in _WHERE if getattr(form, name) is not None])
    return _place(file, form, at, owner, [])


def reads_csv(form: SourceTable) -> bool:
    """Whether some rows of the source are CSV."""
    return "csv" in _formats(form, list((form.files or {}).values()))


def dialect_of(form: PlaceTable) -> Dialect:
    """How the CSV files of a source or list are written."""
    return Dialect(
        delimiter=form.delimiter,
        quote='"' if form.quote is None else form.quote or None,
        encoding=form.encoding or "utf-8",
        header=tuple(form.header) if form.header is not None else None,
        comment=form.comment,
        decimal=form.decimal or ".",
        thousands=form.thousands,
    )


def read_retention(written: str | None) -> Retention | None:
    """`"25 months"` as a count and a unit."""
    if written is None:
        return None
    count, unit = written.split()
    unit = unit.removesuffix("s")
    assert _is_unit(unit), "the form knows no other units"
    return Retention(int(count), unit)


Unit = Literal["minute", "hour", "day", "week", "month", "year"]


def _is_unit(word: str) -> TypeGuard[Unit]:
    return word in get_args(Unit)


# --- the parts of a place ---


def _check_one(file: ProjectFile, form: PlaceTable, at: Path, owner: str, given: list[str]) -> None:
    if len(given) > 1:
        file.add(messages.rows_from_two(file.key(*at, given[1]), owner, given))
    elif not given and at not in file.mended:
        where = file.value(*at, "name") if isinstance(form, SourceTable) else file.key(*at)
        file.add(messages.rows_from_nowhere(where, owner))


def _place(file: ProjectFile, form: PlaceTable, at: Path, owner: str, others: list[str]) -> Place:
    for one, other in (("sql", "query"), ("query", "sql")):
        if getattr(form, one) is not None and getattr(form, other) is None and at not in file.mended:
            file.add(messages.belongs_with(file.key(*at, one), one, other, owner))
    if form.path is not None:
        _check_path(file, form.path, (*at, "path"), told=form.format is not None)
    for name in ("delta", "sql"):
        if getattr(form, name) is not None:
            _check_variables(file, getattr(form, name), (*at, name))
    if form.delta is not None:
        _is_in_a_store(file, form.delta, (*at, "delta"))
    if form.sql is not None:
        _check_database(file, form.sql, (*at, "sql"), owner)
    return Place(
        path=form.path,
        format=form.format,
        dialect=_dialect(file, form, at, others),
        sql=form.sql,
        query=form.query,
        delta=form.delta,
        kafka=_topic(file, form, (*at, "kafka"), owner),
        span=next((file.value(*at, name) for name in _WHERE if getattr(form, name) is not None), None),
    )


def _check_path(file: ProjectFile, path: str, at: Path, *, told: bool) -> None:
    _check_variables(file, path, at)
    if _is_in_a_store(file, path, at) and not told and format_of(path) is None:
        named = "." in path.rstrip("/").rpartition("/")[2]
        folder = f"of a folder, name the files: `{path.rstrip('/')}/*.csv`; of a file, "
        file.add(messages.unknown_ending(file.value(*at), path, fix=("" if named else folder) + _FORMAT_HELP))


def _is_in_a_store(file: ProjectFile, path: str, at: Path) -> bool:
    """Whether a path lies here or in a bucket of a kind that is read; told where not."""
    address = _ADDRESS.match(path)
    if address is not None and address[1].lower() not in STORES:
        file.add(messages.unknown_store(file.value(*at), address[0]))
        return False
    return True


def _check_variables(file: ProjectFile, written: str, at: Path) -> None:
    if "${" in VARIABLE.sub("", written):
        file.add(messages.wrong_value(file.value(*at), "a text in which variables are `${NAME}`", str(at[-1])))


def _check_database(file: ProjectFile, address: str, at: Path, owner: str) -> None:
    if not address.startswith(("postgresql://", "postgres://", "${")):
        file.add(messages.wrong_value(file.value(*at), 'an address such as "postgresql://HOST/DATABASE"', "sql"))
    for found in _PASSWORD.finditer(address):
        password = found["password"] if found["password"] is not None else found["option"]
        if VARIABLE.fullmatch(password) is None:
            file.add(messages.secret_written("a password", owner))


def _topic(file: ProjectFile, form: PlaceTable, at: Path, owner: str) -> Topic | None:
    if form.kafka is None:
        return None
    _check_variables(file, form.kafka.servers, (*at, "servers"))
    for name, value in form.kafka.options.items():
        _check_variables(file, value, (*at, "options", name))
        if _SECRET.search(name) is not None and VARIABLE.search(value) is None:
            file.add(messages.secret_written(f"`{name}`", owner))
    return Topic(form.kafka.servers, form.kafka.topic, form.kafka.options, form.kafka.gaps)


def _dialect(file: ProjectFile, form: PlaceTable, at: Path, others: list[str]) -> Dialect:
    formats = _formats(form, others)
    for name in ("format", *_DIALECT):
        if getattr(form, name) is None:
            continue
        if form.path is None and not others and at not in file.mended:
            do = f"delete it: only files have a `{name}`"
            other = next((where for where in _WHERE if getattr(form, where) is not None), "select")
            file.add(messages.type_option(file.key(*at, name), name, type_=other, do=do))
        elif name != "format" and formats and "csv" not in formats:
            do = "delete it: only CSV has one"
            file.add(messages.type_option(file.key(*at, name), name, type_=formats[0], do=do))
    dialect = dialect_of(form)
    _check_signs(file, form, at, dialect)
    return dialect


def _check_signs(file: ProjectFile, form: PlaceTable, at: Path, dialect: Dialect) -> None:
    """Signs that stand for two things cannot be told apart."""
    delimiter = dialect.delimiter or ","
    pairs = (
        ("quote", dialect.quote, "delimiter", delimiter),
        ("comment", dialect.comment, "delimiter", delimiter),
        ("comment", dialect.comment, "quote", dialect.quote),
        ("thousands", dialect.thousands, "decimal", dialect.decimal),
    )
    for one, sign, other, same in pairs:
        if sign is not None and sign == same:
            where = file.key(*at, one if getattr(form, one) is not None else other)
            file.add(messages.one_sign_for_two(where, sign, one, other))
    if form.header is not None:
        for place, name in enumerate(form.header):
            if form.header.index(name) != place:
                file.add(messages.repeated(file.value(*at, "header", place), f"the column `{name}`"))


def _formats(form: PlaceTable, others: list[str]) -> list[Format]:
    """The formats of the files, as far as they can be told."""
    if form.format is not None:
        return [form.format]
    paths = [form.path] if form.path is not None else others
    return [format_ for path in paths if (format_ := format_of(path)) is not None]
