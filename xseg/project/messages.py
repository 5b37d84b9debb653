"""What is said about mistakes in xseg.toml: every sentence of this room."""

import difflib
import json
from collections.abc import Iterable, Sequence

from xseg.diagnostics import Code, Diagnostic, Edit, Fix, Label, Span, codes

OFFERED = 8
"""At most so many names are offered."""


# --- the file ---


def no_file(path: str) -> Diagnostic:
    return Diagnostic(
        codes.NO_PROJECT_FILE,
        f"there is no project file at `{path}`",
        help=(
            "go to the folder of your project, or name it with `--project DIR`",
            "`xseg init` begins a project, `xseg try FILE… -e 'RULE'` needs none",
        ),
    )


def unreadable_file(path: str, reason: str) -> Diagnostic:
    return Diagnostic(
        codes.NO_PROJECT_FILE,
        f"the project file `{path}` cannot be read: {reason}",
        help=("give yourself the right to read it, or name another folder with `--project DIR`",),
    )


def not_utf8(path: str, line: int) -> Diagnostic:
    return Diagnostic(
        codes.TOML_SYNTAX,
        f"`{path}` is not UTF-8 text: line {line} has a byte that is none",
        help=("save the file as UTF-8",),
    )


def toml_syntax(span: Span, *, line: int, what: str, do: str) -> Diagnostic:
    return Diagnostic(codes.TOML_SYNTAX, f"line {line} is not TOML: {what}", span, label="here", help=(do,))


# --- the form of tables ---


def unknown_key(span: Span, name: str, *, around: str, known: Iterable[str]) -> Diagnostic:
    return _slip(codes.UNKNOWN_PROJECT_KEY, span, f"{around} has no key `{name}`", name, known, quoted=False)


OF_ATTRIBUTES = {
    "outliers": "delete it; `[sources.rows]` sets rows aside whose value is below `min` or above `max`",
    "impute": "delete it: an event without a value stays without one",
    "wins": "delete it: each event keeps its own value",
    "sensitive": "delete it; only attributes are sensitive",
}
"""What attributes may have and properties of events may not → what to do."""


def only_of_attributes(span: Span, name: str, *, around: str) -> Diagnostic:
    message = f"{around} cannot have `{name}`, which is for attributes of people"
    return Diagnostic(codes.UNKNOWN_PROJECT_KEY, message, span, help=(OF_ATTRIBUTES[name],))


def missing_key(span: Span, name: str, *, inside: str, example: str = "") -> Diagnostic:
    return Diagnostic(
        codes.MISSING_PROJECT_KEY,
        f"{inside} lacks `{name}`",
        span,
        help=(f"add `{example or f'{name} = …'}`",),
    )


def wrong_value(span: Span, expected: str, name: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        f"`{name}` is not {expected}",
        span,
        label="not read",
        help=(f"write {expected}",),
    )


def wrong_format(span: Span, format_: str, why: str, do: str) -> Diagnostic:
    return Diagnostic(codes.PROJECT_VALUE, f"the format {_quoted(format_)} {why}", span, help=(do,))


def wrong_choice(span: Span, name: str, found: object, choices: Sequence[str]) -> Diagnostic:
    if not isinstance(found, str):
        return wrong_value(span, f"one of {_listed(choices)}", name)
    return _slip(codes.PROJECT_VALUE, span, f"`{name}` cannot be {_quoted(found)}", found, choices, quoted=True)


def missing_table(span: Span, name: str, example: str) -> Diagnostic:
    return Diagnostic(
        codes.MISSING_PROJECT_KEY,
        f"xseg.toml lacks the table `[{name}]`",
        span,
        help=(f"add `[{name}]` with `{example}`",),
    )


# --- names ---


def not_a_name(span: Span, name: str, *, what: str, do: str) -> Diagnostic:
    return Diagnostic(
        codes.NOT_A_NAME,
        f"{_quoted(name)} cannot be the name of {what}",
        span,
        label="begin with a letter; then letters, digits, `_`, and `.` before another letter",
        help=(do,),
    )


def reserved_property(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        codes.RESERVED_NAME,
        f"a property cannot be called `{name}`: every event has this name already",
        span,
        help=(f'give it a name of its own: `my_{name} = {{ column = "{name}", … }}`',),
    )


def reserved_start(span: Span, name: str, *, start: str, what: str) -> Diagnostic:
    return Diagnostic(
        codes.RESERVED_NAME,
        f"{what} cannot begin with `{start}`: rules read something else there",
        span,
        help=(f'give it another name: `{name.removeprefix(start) or "other"} = {{ column = "{name}", … }}`',),
    )


def reserved_source(span: Span, name: str, *, start: str) -> Diagnostic:
    return Diagnostic(
        codes.RESERVED_NAME,
        f"a source cannot begin with `{start}`: that is how a list is called beside sources",
        span,
        help=(f'give it another name: `name = "{name.removeprefix(start) or "other"}"`',),
    )


def repeated(span: Span, what: str, *, first: Span | None = None) -> Diagnostic:
    related = (Label(first, "the first"),) if first else ()
    return Diagnostic(
        codes.REPEATED_IN_PROJECT, f"{what} stands twice", span, help=("delete one of the two",), related=related
    )


def duplicate_source(span: Span, name: str, first: Span) -> Diagnostic:
    return Diagnostic(
        codes.DUPLICATE_SOURCE,
        f"two sources are called `{name}`",
        span,
        label="the second",
        help=("give each source a name of its own: an event is known by its source and id",),
        related=(Label(first, "the first"),),
    )


# --- what is not declared ---


def unknown_timezone(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    message = f"there is no time zone {_quoted(name)}"
    return _slip(
        codes.UNKNOWN_TIMEZONE, span, message, name, known, quoted=True, or_else='write a zone such as "Europe/Berlin"'
    )


def unknown_edition(span: Span, edition: int) -> Diagnostic:
    return Diagnostic(
        codes.UNKNOWN_EDITION,
        f"this version of xseg does not know the edition {edition} of the language",
        span,
        help=("write `edition = 2026`, or use a newer xseg",),
    )


def undeclared_channel(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    return _slip(
        codes.UNDECLARED_CHANNEL,
        span,
        f"no channel `{name}` is declared",
        name,
        known,
        quoted=True,
        or_else=f'add it to `[channels]`: `{name} = {{ label = "…" }}`',
    )


def undeclared_purpose(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    return _slip(
        codes.UNDECLARED_PURPOSE,
        span,
        f"no purpose `{name}` is declared",
        name,
        known,
        quoted=True,
        or_else=f'add it to `[consent]`: `{name} = {{ default = "denied" }}`',
    )


def undeclared_key(span: Span, name: str, known: Iterable[str], *, quoted: bool) -> Diagnostic:
    return _slip(
        codes.UNDECLARED_KEY,
        span,
        f"no identity key `{name}` is declared",
        name,
        known,
        quoted=quoted,
        or_else=f"add it to `keys` of `[identity]` where its strength puts it, strongest first: `{name}`",
    )


def limit_of_strongest(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        codes.LIMIT_OF_STRONGEST,
        f"the limit of `{name}` counts nobody: no key is stronger, so that none tells its people apart",
        span,
        help=("delete `limit`, or move the key behind a stronger one in `keys`",),
    )


def match_undeclared(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    return _slip(
        codes.MATCH_UNDECLARED,
        span,
        f"no attribute and no identity key that stands alone is called `{name}`",
        name,
        known,
        quoted=False,
        or_else="declare it under `[sources.attributes]` of a source of profiles",
    )


def match_compares_nothing(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.MATCH_UNDECLARED,
        "`[identity.match]` does not say what is compared, and no attribute tells by its name",
        span,
        help=('name attributes that describe a person: `columns = { surname = "name", birth_date = "date" }`',),
    )


def unknown_source(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    return _slip(codes.UNKNOWN_SOURCE, span, f"there is no source `{name}`", name, known, quoted=False)


def key_without_source(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        codes.KEY_WITHOUT_SOURCE,
        f"no source brings the identity key `{name}`",
        span,
        help=(f'add `{name} = "COLUMN"` to the `keys` of a source, or delete the key',),
    )


# --- sources ---


def source_without_key(span: Span, source: str) -> Diagnostic:
    return Diagnostic(
        codes.SOURCE_WITHOUT_KEY,
        f"the source `{source}` has no identity key, so nobody is known by its rows",
        span,
        help=('say which columns identify people: `keys = { customer_id = "COLUMN" }`',),
    )


def source_incomplete(span: Span, source: str, *, kind: str, lacks: str, example: str) -> Diagnostic:
    return Diagnostic(
        codes.SOURCE_INCOMPLETE,
        f"the source `{source}` of {kind} does not say {lacks}",
        span,
        help=(f"add `{example}`",),
    )


def key_of_other_kind(span: Span, name: str, *, source: str, kind: str, fits: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        codes.KEY_OF_OTHER_KIND,
        f"`{name}` means nothing on the source `{source}` of {kind}",
        span,
        label=f"for sources of {' and '.join(fits)}",
        help=(f"delete it, or change `kind` to {_quoted(fits[0])}",),
    )


def rows_from_nowhere(span: Span, owner: str) -> Diagnostic:
    return Diagnostic(
        codes.SOURCE_ROWS,
        f"{owner} does not say where its rows are",
        span,
        help=('add `path = "data/FILE.csv"`, or `files = { … }` with `select = "…"`',),
    )


def rows_from_two(span: Span, owner: str, names: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        codes.SOURCE_ROWS,
        f"{owner} has its rows from several places: {_listed(names)}",
        span,
        help=("keep one of them, or make a source of each",),
    )


def belongs_with(span: Span, name: str, other: str, owner: str) -> Diagnostic:
    return Diagnostic(
        codes.SOURCE_ROWS,
        f"{owner} has `{name}` without `{other}`",
        span,
        help=(f"add `{other}`, or delete `{name}`",),
    )


def unknown_store(span: Span, address: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        f"files cannot be read from `{address}…`",
        span,
        label="not read",
        help=("name a bucket by `s3://…` or `az://…`, or copy the files here",),
    )


def secret_written(what: str, owner: str) -> Diagnostic:
    # no span: it would show the line
    return Diagnostic(
        codes.PROJECT_VALUE,
        f"{owner} has {what} in xseg.toml, for everyone to read",
        help=("write `${NAME}` in its place and set NAME in the environment; then change the secret",),
    )


def one_sign_for_two(span: Span, sign: str, one: str, other: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        f"`{sign}` cannot be both `{one}` and `{other}`",
        span,
        help=("write the signs that the files have",),
    )


def unknown_ending(span: Span, path: str, *, fix: str) -> Diagnostic:
    return Diagnostic(
        codes.UNKNOWN_FORMAT,
        f"the ending of {_quoted(path)} does not say what kind of file it is",
        span,
        label="not .csv, .ndjson, .jsonl or .parquet",
        help=(fix,),
    )


def one_of_constant_and_column(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        codes.SOURCE_INCOMPLETE,
        f"`{name}` has no `column`",
        span,
        help=(f'write `{name} = "WORD"` for all rows, or `{name} = {{ column = "COLUMN", … }}`',),
    )


# --- types ---


def unknown_type(span: Span, written: str, known: Iterable[str]) -> Diagnostic:
    return _slip(codes.UNKNOWN_TYPE, span, f"there is no type {_quoted(written)}", written, known, quoted=True)


def type_option(span: Span, name: str, *, type_: str, do: str) -> Diagnostic:
    return Diagnostic(codes.TYPE_OPTION, f"`{name}` does not fit the type `{type_}`", span, help=(do,))


def missing_option(span: Span, name: str, *, type_: str, do: str) -> Diagnostic:
    return Diagnostic(codes.TYPE_OPTION, f"the type `{type_}` needs `{name}` here", span, help=(do,))


def attribute_conflict(span: Span, name: str, *, here: str, there: str, first: Span | None) -> Diagnostic:
    return _conflict(codes.ATTRIBUTE_CONFLICT, span, f"the attribute `{name}`", here=here, there=there, first=first)


def property_conflict(span: Span, name: str, event: str, *, here: str, there: str, first: Span | None) -> Diagnostic:
    what = f"the property `{name}` of `{event}`"
    return _conflict(codes.PROPERTY_CONFLICT, span, what, here=here, there=there, first=first)


def _conflict(code: Code, span: Span, what: str, *, here: str, there: str, first: Span | None) -> Diagnostic:
    return Diagnostic(
        code,
        f"{what} has two types: {there} and {here}",
        span,
        label=here,
        help=("declare one type in all sources, or give one of them another name",),
        related=(Label(first, there),) if first else (),
    )


def bounds_of_two_kinds(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE, f"`{name}` is bounded by a number and by a date", span, help=("write both alike",)
    )


def region_without_phone(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        "only phone numbers have a `region`",
        span,
        help=('add `normalise = "phone"`', "or delete it"),
    )


def value_never_seen(span: Span, value: str, normal: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        f"`normalise` never leaves the value `{value}`",
        span,
        help=(f'write "{normal}", as it is after `normalise`',),
    )


def impute_unclear(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        "`impute` is one of a method and a constant",
        span,
        help=('write `impute = "median"` or `impute = { constant = 0 }`',),
    )


def attribute_in_two_ways(span: Span, name: str, what: str) -> Diagnostic:
    return Diagnostic(
        codes.ATTRIBUTE_CONFLICT,
        f"the attribute `{name}` has two different `{what}`",
        span,
        help=("write it once, in one of the sources that bring the attribute",),
    )


def no_neighbours(span: Span | None, name: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        f"nobody is a neighbour: `{name}` is the only attribute that is a number",
        span,
        help=('write `impute = "median"`',),
    )


def least_above_most(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE, f"`{name}` has a `min` above its `max`: no row could stay", span, help=("swap the two",)
    )


def says_nothing(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        codes.PROJECT_VALUE,
        f"`{name}` asks for nothing",
        span,
        help=("write what it must keep, such as `{ min = 0 }`, or delete it",),
    )


# --- not built yet ---


def not_built(span: Span, what: str, do: str) -> Diagnostic:
    return Diagnostic(codes.PROJECT_NOT_BUILT_YET, f"not built yet: {what}", span, help=(do,))


def ignored_yet(span: Span, what: str, do: str) -> Diagnostic:
    return Diagnostic(codes.PROJECT_IGNORED_YET, f"not built yet: {what}", span, label="has no effect", help=(do,))


# --- sessions ---


def sessions_unclear(span: Span, message: str, do: str) -> Diagnostic:
    return Diagnostic(codes.SESSIONS_UNCLEAR, message, span, help=(do,))


def sessions_where(span: Span, page: str, mixed: Sequence[str], channels: Sequence[str]) -> Diagnostic:
    """No source, or one of several channels (`mixed`), has the property of the page: which channels are visited?"""
    some = ", ".join(f'"{name}"' for name in channels)
    if mixed:
        message = f"{named(mixed)} brings pages over several channels, so it is not clear which of them are visited"
        return sessions_unclear(span, message, f"say it: `channels = [{some}]`, but only those that people visit")
    message = f"no source has a property `{page}`, so it is not clear which channels are visited"
    return Diagnostic(
        codes.SESSIONS_UNCLEAR,
        message,
        span,
        help=(
            'name the property that holds the page: `page = "url"`',
            f"or the channels themselves: `channels = [{some}]`",
        ),
    )


def session_is_made(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.RESERVED_NAME,
        "a source brings events called `session`, and `[sessions]` makes events of that name",
        span,
        help=("give those of the source another name, such as `visit`", "or delete `[sessions]`"),
    )


def undeclared_event(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    return _slip(codes.UNDECLARED_EVENT, span, f"no source brings events `{name}`", name, known, quoted=True)


def undeclared_property(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    return _slip(codes.UNDECLARED_PROPERTY, span, f"no event has a property `{name}`", name, known, quoted=True)


def named(names: Sequence[str]) -> str:
    """Names in the author's words: `web` and `app`."""
    marked = [f"`{name}`" for name in names]
    return " and ".join([", ".join(marked[:-1]), marked[-1]]) if len(marked) > 1 else "".join(marked)


# --- expectations ---


def not_expected_of_lists(span: Span, measure: str) -> Diagnostic:
    return Diagnostic(
        codes.KEY_OF_OTHER_KIND,
        f"`{measure}` means nothing on a list",
        span,
        label="for sources",
        help=("delete it; of a list `rows` and `quarantined` can be expected",),
    )


def no_time_to_expect(span: Span, source: str) -> Diagnostic:
    return Diagnostic(
        codes.SOURCE_INCOMPLETE,
        f"`newest` is expected of the source `{source}`, which has no time",
        span,
        help=("add `updated_at` to the source, or delete `newest`",),
    )


def unknown_column_expected(span: Span, name: str, source: str, known: Iterable[str]) -> Diagnostic:
    message = f"the source `{source}` has no property, attribute or key `{name}`"
    return _slip(codes.UNDECLARED_PROPERTY, span, message, name, known, quoted=False)


# --- words ---


def _slip(
    code: Code, span: Span, message: str, name: str, known: Iterable[str], *, quoted: bool, or_else: str = ""
) -> Diagnostic:
    """A name that is not among the `known`: the nearest is offered, as a fix where there is only one."""
    choices = sorted(known)
    near = difflib.get_close_matches(name, choices, n=3, cutoff=0.6)
    if near:
        help_ = (f"did you mean {_or(near)}?", *((or_else,) if or_else else ()))
        fix = None
        if len(near) == 1 and span.end > span.start:
            replacement = json.dumps(near[0], ensure_ascii=False) if quoted else _toml_key(near[0])
            fix = Fix(f"write {near[0]} instead of {name}", (Edit(span, replacement),))
        return Diagnostic(code, message, span, help=help_, fix=fix)
    if or_else:
        return Diagnostic(code, message, span, help=(or_else,))
    help_ = (f"use one of {_listed(choices)}",) if choices else ("delete it",)
    return Diagnostic(code, message, span, help=help_)


def _toml_key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(text if len(text) <= 60 else text[:60] + "…", ensure_ascii=False)


def _or(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _listed(names: Sequence[str]) -> str:
    offered = ", ".join(f"`{name}`" for name in names[:OFFERED])
    return offered + (f" and {len(names) - OFFERED} more" if len(names) > OFFERED else "")
