"""What looking at files says to people."""

from collections.abc import Sequence

from xseg.diagnostics import Diagnostic
from xseg.diagnostics import codes as code
from xseg.profiles.messages import listed

READ = ".csv, .ndjson, .jsonl and .parquet are read"


def no_file(file: str) -> Diagnostic:
    return Diagnostic(code.NO_EXPORT, f"there is no file `{file}`", help=("mend the path; paths count from here",))


def is_folder(file: str) -> Diagnostic:
    return Diagnostic(code.NO_EXPORT, f"`{file}` is a folder", help=(f"name files: {file}/*.csv",))


def cannot_open(file: str, why: str) -> Diagnostic:
    return Diagnostic(code.NO_EXPORT, f"`{file}` cannot be opened: {why}", help=("see who may read it",))


def unknown_format(file: str, what: str, do: str) -> Diagnostic:
    return Diagnostic(code.EXPORT_FORMAT, f"`{file}` {what}", help=(do, READ))


def empty(file: str, what: str) -> Diagnostic:
    return Diagnostic(code.EMPTY_EXPORT, f"`{file}` {what}", help=("see why the export is empty, or leave it out",))


def damaged(file: str, why: str) -> Diagnostic:
    return Diagnostic(code.DAMAGED_EXPORT, f"`{file}` cannot be read: {why}", help=("export the file again",))


def not_utf8(file: str, line: int) -> Diagnostic:
    return Diagnostic(
        code.DAMAGED_EXPORT,
        f"`{file}` is not UTF-8 text: line {line} has a byte that is none",
        help=("export it as UTF-8, or convert it: iconv -f latin1 -t utf-8",),
    )


def no_header(file: str) -> Diagnostic:
    return Diagnostic(
        code.NO_HEADER,
        f"the first line of `{file}` holds values, no names of columns",
        help=("put a line with the names of the columns in front",),
    )


def no_key(file: str, columns: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        code.NO_KEY_COLUMN,
        f"no column of `{file}` says who the person is",
        help=(
            f"name the column that does, as in `--key {columns[0]}`"
            if columns
            else "export a customer number or e-mail too",
            f"its columns are {listed(columns)}",
        ),
    )


def no_such_key(column: str, columns: Sequence[str]) -> Diagnostic:
    return Diagnostic(code.NO_KEY_COLUMN, f"no file has a column `{column}`", help=(f"there are {listed(columns)}",))


def day_or_month(file: str, column: str, example: str) -> Diagnostic:
    return Diagnostic(
        code.DAY_OR_MONTH,
        f"whether `{example}` in `{column}` of `{file}` begins with the day or the month cannot be told",
        help=("export times as 2025-06-01 or 2025-06-01T09:30:00Z",),
    )


def nobody(file: str, column: str) -> Diagnostic:
    return Diagnostic(
        code.FILES_APART,
        f"`{file}` is left out: its `{column}` stands in other files too, but names no person",
        help=("a `select` of a source can join it to the events: see docs/project-file.md",),
    )


def apart(files: Sequence[str]) -> Diagnostic:
    share = "shares" if len(files) == 1 else "share"
    return Diagnostic(
        code.FILES_APART,
        f"{listed(files)} {share} no key with the other files, so people stay apart",
        help=("export the same customer number or e-mail with each of them",),
    )


def already_there(files: Sequence[str]) -> Diagnostic:
    are = "is" if len(files) == 1 else "are"
    return Diagnostic(
        code.ALREADY_THERE, f"{listed(files)} {are} there already", help=("name another folder, or move what is there",)
    )


def ignore_file_kept(file: str, lines: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        code.IGNORE_FILE_KEPT,
        f"`{file}` is there already and stays as it is",
        help=(f"state and data do not belong in version control: add {listed(lines)} to it",),
    )


def no_timezone(name: str) -> Diagnostic:
    return Diagnostic(
        code.UNKNOWN_TIMEZONE,
        f"there is no time zone `{name}`",
        help=("write one of the tz database: Europe/Berlin, UTC",),
    )


def cannot_write(file: str, why: str) -> Diagnostic:
    return Diagnostic(code.ALREADY_THERE, f"`{file}` cannot be written: {why}", help=("name another folder",))
