"""What reading buckets, databases, Delta tables and topics says to people: no value of a row, no secret."""

from collections.abc import Mapping

from xseg.diagnostics import Diagnostic, Span
from xseg.diagnostics import codes as code

STAYS = "what was built before stays as it is"


def variable_unset(name: str, source: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.VARIABLE_UNSET,
        f"the environment has no `{name}`, which the address of `{source}` needs",
        span,
        "not set",
        help=(f"set it where xseg runs: `export {name}=…`",),
    )


def extra_missing(extra: str, source: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.EXTRA_MISSING,
        f"a package that `{source}` needs is not installed",
        span,
        help=(f"pip install 'xseg[{extra}]'",),
    )


def missing_object(address: str, source: str, span: Span | None) -> Diagnostic:
    what = "no file matches" if any(sign in address for sign in "*[") else "there is no file"
    return Diagnostic(
        code.MISSING_FILE,
        f"{what} `{address}`, which `{source}` reads",
        span,
        "nothing there",
        help=("see that the address is right: names in buckets have no `?` pattern and no folder of their own", STAYS),
    )


def bucket_failed(address: str, source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.BUCKET_FAILED,
        f"`{address}`, which `{source}` reads, cannot be read: {why}",
        span,
        help=(
            "see that the address is right and that the credentials in the environment may list and read it",
            STAYS,
        ),
    )


def encoding_in_bucket(address: str, source: str, encoding: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.BUCKET_FAILED,
        f"`{address}`, which `{source}` reads, is declared as {encoding}: files in buckets are read as UTF-8 only",
        span,
        help=("export it as UTF-8, or copy it here",),
    )


def database_failed(source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.DATABASE_FAILED,
        f"the database of `{source}` cannot be read: {why}",
        span,
        help=("mend the address or the query; it runs in a transaction that cannot write", STAYS),
    )


def query_column(column: str, type_: str, source: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.DATABASE_FAILED,
        f"the query of `{source}` gives a column `{column}` of the type `{type_}`, which cannot be read exactly",
        span,
        help=(f'leave it out, or make a text of it in the query: `"{column}"::text as "{column}"`',),
    )


def delta_failed(source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.DELTA_FAILED,
        f"the Delta table of `{source}` cannot be read: {why}",
        span,
        help=("see that the address is right and that the credentials in the environment may read it", STAYS),
    )


def topic_failed(topic: str, source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.TOPIC_FAILED,
        f"the topic `{topic}` of `{source}` cannot be read: {why}",
        span,
        help=("see that `servers` and `topic` are right and that the servers can be reached", STAYS),
    )


def topic_gap(part: str, source: str, *, expected: int, earliest: int, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.TOPIC_GAP,
        f"`{part}` of `{source}` has forgotten messages {expected:,} to {earliest - 1:,} before they were read",
        span,
        help=('to go on without them, write `gaps = "accept"` into `kafka` of the source', STAYS),
    )


def topic_gap_accepted(part: str, source: str, *, expected: int, earliest: int, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.TOPIC_GAP_ACCEPTED,
        f"`{part}` of `{source}` has forgotten messages {expected:,} to {earliest - 1:,} before they were read",
        span,
        help=("build more often than the topic forgets",),
    )


def topic_anew(part: str, source: str, *, expected: int, last: int, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.TOPIC_GAP,
        f"`{part}` of `{source}` ends at message {last:,}, but {expected:,} were read before: it was made anew",
        span,
        help=("give the source another name, so that what the old topic brought is not mixed up with the new", STAYS),
    )


def not_in_encoding(file: str, source: str, line: int, encoding: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.NOT_IN_ENCODING,
        f"`{file}`, which `{source}` reads, is not {encoding}: line {line} has bytes that are no text in it",
        span,
        help=("name the encoding it was exported in, or export it as UTF-8",),
    )


def named_twice(again: Mapping[str, str], source: str, span: Span | None) -> Diagnostic:
    """`again` are names of what is there under another name."""
    name, other = next(iter(again.items()))
    more = f", and {len(again) - 1:,} more lead to what is read already" if len(again) > 1 else ""
    return Diagnostic(
        code.FILE_TWICE,
        f"`{name}`, which `{source}` reads, is a link to `{other}`, which it reads too{more}",
        span,
        help=("nothing is read twice; to be rid of this, let the pattern leave out the link",),
    )


def damaged_archive(file: str, source: str, why: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.UNREADABLE_FILE,
        f"`{file}`, which `{source}` reads, cannot be unpacked: {why}",
        span,
        help=("export the file again", STAYS),
    )


def other_delimiter(
    file: str, source: str, header: str, sign: str, *, said: str | None, span: Span | None
) -> Diagnostic:
    written = "\\t" if sign == "\t" else sign
    declare = f'add `delimiter = "{written}"` to the source'
    if said is not None:
        declare = f"take out its first line, `sep={said}`" + ("" if sign == "," else f", and {declare}")
    return Diagnostic(
        code.MISSING_COLUMN,
        f"`{file}`, which `{source}` reads, has one column, `{header}`",
        span,
        help=(f"where its fields are cut by `{written}`, {declare}",),
    )


def bare_returns(file: str, source: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.UNREADABLE_FILE,
        f"`{file}`, which `{source}` reads, cannot be read: its lines end in carriage returns alone, not in line feeds",
        span,
        help=("export it again, from Excel as `CSV UTF-8`, or convert it: tr '\\r' '\\n' < OLD.csv > NEW.csv", STAYS),
    )


def delimiters_differ(file: str, source: str, *, told: str, declared: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code.UNREADABLE_FILE,
        f"the first line of `{file}`, which `{source}` reads, says `sep={told}`, xseg.toml says `{declared}`",
        span,
        help=(f"write `delimiter = {told!r}` into the source, or export the file again".replace("'", '"'),),
    )
