"""What reading sources says to people."""

from collections.abc import Sequence
from difflib import get_close_matches

from xseg.diagnostics import Diagnostic, Span
from xseg.diagnostics import codes as code

OFFERED = 8


def missing_file(pattern: str, source: str, span: Span | None) -> Diagnostic:
    what = "no file matches" if any(sign in pattern for sign in "*?[") else "there is no file"
    return Diagnostic(
        code.MISSING_FILE,
        f"{what} `{pattern}`, which `{source}` reads",
        span,
        "nothing here",
        help=("paths are relative to the folder of xseg.toml; put the file there or mend the path",),
    )


def unknown_format(file: str, source: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.UNREADABLE_FILE,
        f"the ending of `{file}`, which `{source}` reads, does not tell its format",
        span,
        help=('add `format = "csv"`, `"ndjson"` or `"parquet"` to the source',),
    )


def unreadable_file(file: str, source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.UNREADABLE_FILE,
        f"`{file}`, which `{source}` reads, cannot be read: {why}",
        span,
        help=("export the file again; what was built before stays as it is",),
    )


def not_utf8(file: str, source: str, line: int, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.NOT_UTF8,
        f"`{file}`, which `{source}` reads, is not UTF-8 text: line {line} has a byte that is none",
        span,
        help=('export it as UTF-8, or name the encoding of a CSV file: `encoding = "windows-1252"`',),
    )


def missing_column(column: str, file: str, source: str, there: Sequence[str], span: Span | None) -> Diagnostic:
    close = get_close_matches(column, there, n=1)
    help_ = [f"did you mean `{close[0]}`?"] if close else []
    return Diagnostic(
        code.MISSING_COLUMN,
        f"`{file}`, which `{source}` reads, has no column `{column}`",
        span,
        "not in the file",
        help=(*help_, f"its columns are {listed(there)}" if there else "its first line is no header: see its quotes"),
    )


def missing_in_select(column: str, source: str, there: Sequence[str], span: Span | None) -> Diagnostic:
    close = get_close_matches(column, there, n=1)
    help_ = [f"did you mean `{close[0]}`?"] if close else []
    return Diagnostic(
        code.MISSING_COLUMN,
        f"the result of the `select` of `{source}` has no column `{column}`",
        span,
        "not in the result",
        help=(*help_, f"its columns are {listed(there)}"),
    )


def column_never_seen(column: str, source: str, there: Sequence[str], span: Span | None) -> Diagnostic:
    close = get_close_matches(column, there, n=1)
    help_ = [f"did you mean `{close[0]}`?"] if close else []
    return Diagnostic(
        code.COLUMN_NEVER_SEEN,
        f"no row of `{source}` has a `{column}`, so it is missing everywhere",
        span,
        help=(*help_, f"its rows have {listed(there)}"),
    )


def column_twice(column: str, file: str, source: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.COLUMN_TWICE,
        f"`{file}`, which `{source}` reads, has the column `{column}` twice",
        span,
        help=("give one of them another name: which one is meant cannot be told",),
    )


def illegible_column(column: str, where: str, source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.COLUMN_TYPE,
        f"column `{column}` of {where}, which `{source}` reads, {why}",
        span,
        help=("export it as text or as a number, or leave it out; what was built before stays as it is",),
    )


def time_of_numbers(column: str, source: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.COLUMN_TYPE,
        f"column `{column}` of `{source}` holds whole numbers, where a time is declared",
        span,
        help=('say what they count: `format = "%s"` for seconds since 1970, or make them times in `select`',),
    )


def empty_source(source: str, files: Sequence[str], span: Span | None) -> Diagnostic:
    empty = f": {listed(files)} " + ("is" if len(files) == 1 else "are") + " empty" if files else ""
    return Diagnostic(
        code.EMPTY_SOURCE,
        f"`{source}` has no rows{empty}",
        span,
        help=("see why the export is empty, or take the source out of xseg.toml",),
    )


def empty_list(name: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.EMPTY_LIST,
        f"list `{name}` has no rows: nobody is in it",
        span,
        help=(f'if it always has some, say so: `[build.expect."lists.{name}"]` with `rows = {{ min = 1 }}`',),
    )


def nothing_kept(source: str, reasons: Sequence[tuple[str, int]], span: Span | None) -> Diagnostic:
    told = ", ".join(f"{reason} ({count:,})" for reason, count in reasons[:OFFERED])
    return Diagnostic(
        code.NOTHING_KEPT,
        f"not one row of `{source}` could be used: {told}",
        span,
        help=("mend the declaration of the source: a mistake in it is more likely than one in every row",),
    )


def select_refused(source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.SELECT_REFUSED,
        f"the `select` of `{source}` is not run: {why}",
        span,
        help=("a `select` is one query that reads only the tables named in `files` of its source",),
    )


def select_failed(source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.SELECT_FAILED,
        f"the `select` of `{source}` fails: {why}",
        span,
        help=("columns of CSV files are text there: `cast(amount as double)` makes a number of one",),
    )


def value_joins_nobody(key: str, values: int, rows: int, limit: int) -> Diagnostic:
    are = "value of `{}` is" if values == 1 else "values of `{}` are"
    return Diagnostic(
        code.VALUE_JOINS_NOBODY,
        f"{values:,} {are.format(key)} shared by more than {limit} people, so {rows:,} records are not joined by it",
        help=("see `ignore` of the key for placeholders, or raise its `limit`",),
    )


def value_of_several(key: str, values: int, rows: int, exclusive: str) -> Diagnostic:
    stand = "value of `{}` stands" if values == 1 else "values of `{}` stand"
    return Diagnostic(
        code.VALUE_OF_SEVERAL,
        f"{values:,} {stand.format(key)} beside several values of `{exclusive}`, "
        f"so {rows:,} records are not joined by it",
        help=(f"people have one `{exclusive}`, says `exclusive`; where they may have several, delete that",),
    )


def region_needs_extra(what: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.EXTRA_MISSING,
        f"a package that `region` of {what} needs is not installed",
        span,
        help=("pip install 'xseg[identity]'", "or delete `region`: numbers then need their country, as in +49…"),
    )


def match_needs_extra(span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.EXTRA_MISSING,
        "a package that `[identity.match]` needs is not installed",
        span,
        help=("pip install 'xseg[match]'", "or delete the table: people then meet by their keys alone"),
    )


def match_too_many(pairs: int, limit: int, blocks: Sequence[Sequence[str]], span: Span | None) -> Diagnostic:
    most = " and ".join(f"`{name}`" for name in blocks[-1])
    return Diagnostic(
        code.MATCH_TOO_MANY,
        f"{pairs:,} pairs of records would have to be compared, more than the limit of {limit:,}",
        span,
        help=(f"most agree in {most}: compare something rarer, or raise `limit` of `[identity.match]`",),
    )


def match_nothing(records: int, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.MATCH_NOTHING,
        f"of {records:,} different records too few are alike to learn how alike those of one person are",
        span,
        help=("people meet by their keys alone; compare more columns, or wait for more records",),
    )


def list_of_a_part(name: str, key: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.LIST_OF_A_PART,
        f"list `{name}` holds values of `{key}`, which is only a part of a composite key and joins nobody by itself",
        span,
        help=(f"name a key that stands alone, or add `{key}` to `keys` of [identity] by itself",),
    )


# --- columns that change ---


def listed(names: Sequence[str]) -> str:
    """At most eight names, in backticks."""
    told = ", ".join(f"`{name}`" for name in names[:OFFERED])
    return told + (f" and {len(names) - OFFERED} more" if len(names) > OFFERED else "")


def row_too_long(file: str, source: str, line: int, size: int, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.TOO_LITTLE_MEMORY,
        f"line {line:,} of `{file}`, which `{source}` reads, goes on for more than {size >> 20:,} MiB",
        span,
        help=("see whether a quote or a line end is missing there", "a larger `memory` of [run] makes room for it"),
    )


def select_too_large(source: str, size: int, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.TOO_LITTLE_MEMORY,
        f"the files of the `select` of `{source}` take more than {size >> 20:,} MiB, and a query has all at once",
        span,
        help=("a larger `memory` of [run] makes room for them", "or make the rows before, and name them with `path`"),
    )
