"""What reading sources says to people."""

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches

from xseg.diagnostics import Diagnostic, Span
from xseg.diagnostics import codes as code
from xseg.profiles.measures.shape import Change

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


SAME_PEOPLE = "if these are the same people, bring the rows of before beside those of now for one build"
OTHERS = "else segments have them leave and enter, and what was recorded of one may be another's"


def ids_moved(key: str, moved: int, values: int) -> Diagnostic:
    message = f"{moved:,} of {values:,} values of `{key}` have another profile id than in the build before"
    return Diagnostic(code.IDS_MOVED, message, help=(SAME_PEOPLE, OTHERS))


def ids_anew(gone: int, before: int, new: int, people: int) -> Diagnostic:
    message = f"{gone:,} of the {before:,} people of the build before are gone, and {new:,} of {people:,} are new"
    return Diagnostic(code.IDS_MOVED, message, help=(SAME_PEOPLE, OTHERS))


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


def _stopped(what: str, span: Span | None, *help_: str) -> Diagnostic:
    return Diagnostic(
        code.EXPECTATION_BROKEN,
        f"the build is stopped: {what}",
        span,
        help=(*help_, "what was built before stays as it is"),
    )


ACCEPT = "if the change is meant, `xseg build --accept-changes` takes it this once"


def fewer_than(what: str, seen: int, least: int, span: Span | None) -> Diagnostic:
    return _stopped(
        f"{seen:,} {what}, fewer than the {least:,} expected",
        span,
        "see whether the export is whole, or lower `min`",
    )


def more_than(what: str, seen: int, most: int, span: Span | None) -> Diagnostic:
    return _stopped(
        f"{seen:,} {what}, more than the {most:,} expected", span, "see what was exported twice, or raise `max`"
    )


def fallen(what: str, seen: int, before: int, most: Decimal, span: Span | None) -> Diagnostic:
    return _stopped(
        f"{seen:,} {what} where the last build had {before:,}: a fall of {1 - seen / before:.1%}, more than {most:.0%}",
        span,
        "see whether files are missing",
        ACCEPT,
    )


def risen(what: str, seen: int, before: int, most: Decimal, span: Span | None) -> Diagnostic:
    return _stopped(
        f"{seen:,} {what} where the last build had {before:,}: a rise of {seen / before - 1:.1%}, more than {most:.0%}",
        span,
        "see what was exported twice",
        ACCEPT,
    )


def share_above(what: str, of: str, rows: int, total: int, most: Decimal, span: Span | None) -> Diagnostic:
    return _stopped(
        f"{rows:,} of {total:,} rows of {of} are {what}: {rows / total:.2%}, more than {most:.2%}",
        span,
        "`xseg quality` shows the reasons; mend the export or the declaration, or raise `max`",
    )


def no_newest(of: str, within: str, span: Span | None) -> Diagnostic:
    return _stopped(
        f"{of} has no time up to now, where one within {within} is expected",
        span,
        "see whether its times are read as they are meant",
    )


def newest_too_old(of: str, age: str, within: str, span: Span | None) -> Diagnostic:
    return _stopped(
        f"the newest time of {of} is {age} before now, where {within} are expected",
        span,
        "see why no newer export came, or widen `within`",
    )


def known_below(column: str, of: str, known: int, rows: int, least: Decimal, span: Span | None) -> Diagnostic:
    if not rows:
        return _stopped(f"no row of {of} is kept, so that `{column}` is known in none", span, "see `xseg quality`")
    return _stopped(
        f"`{column}` is known in {known:,} of {rows:,} rows of {of}: {known / rows:.2%}, less than {least:.2%}",
        span,
        "see whether the column is filled in the export, or lower `min`",
    )


def columns_not_the_same(of: str, changes: Sequence[Change], span: Span | None) -> Diagnostic:
    told = "; ".join(_change(change) for change in changes[:OFFERED])
    return _stopped(f"the columns of {of} are not the same: {told}", span, ACCEPT)


def person_too_big(biggest: int, person: str | None, most: int, span: Span | None) -> Diagnostic:
    who = f" (`{person}`)" if person else ""
    return _stopped(
        f"one person{who} has {biggest:,} records, more than the {most:,} expected",
        span,
        "a placeholder may join strangers: put it into `ignore` of its key, or set the key a `limit`",
    )


def too_many_conflicts(people: int, of: int, key: str, most: Decimal, span: Span | None) -> Diagnostic:
    return _stopped(
        f"{people:,} of {of:,} people have several values of `{key}`: {people / of:.2%}, more than {most:.2%}",
        span,
        "a weaker key may join strangers: set it a `limit`, or take it out of `keys`",
    )


# --- columns that change ---


def column_changed(change: Change, source: str, span: Span | None, *, declared: bool) -> Diagnostic:
    """A column of a source that is new, gone or of another kind."""
    where = f"{_units(change.units)} of `{source}`"
    match change.what:
        case "new":
            return Diagnostic(
                code.NEW_COLUMN,
                f"column `{change.column}` is new in {where}",
                span,
                help=("declare it if rules should see it; until then nothing reads it",),
            )
        case "gone":
            effect = "what is declared of it is missing in these rows" if declared else "nothing reads it"
            return Diagnostic(
                code.COLUMN_GONE,
                f"column `{change.column}` is gone from {where}: {effect}",
                span,
                help=("ask who exports it; if it is gone for good, take it out of the declaration",)
                if declared
                else ("ask who exports it, if that was not meant",),
            )
        case "retyped":
            return Diagnostic(
                code.COLUMN_RETYPED,
                f"column `{change.column}` holds {change.now} in {where}, {change.before} before",
                span,
                help=("see whether the export has changed, and declare the type that is meant",),
            )


def _units(units: Sequence[str]) -> str:
    return f"`{units[0]}`" + (f" and {len(units) - 1:,} more" if len(units) > 1 else "")


def _change(change: Change) -> str:
    what = {"new": "is new", "gone": "is gone", "retyped": f"holds {change.now}, {change.before} before"}[change.what]
    return f"`{change.column}` {what}"


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


def answers_unread(source: str, rows: int, span: Span | None) -> Diagnostic:
    rows_of = "answer" if rows == 1 else "answers"
    return Diagnostic(
        code.ANSWERS_UNREAD,
        f"{rows:,} {rows_of} of `{source}` cannot be read, and may be denials: what was answered before still counts",
        span,
        help=(
            f"look at them: xseg quality --quarantine {source}",
            f'stop a build at the first one: `[build.expect.{source}]` with `quarantined = {{ max = "0%" }}`',
        ),
    )
