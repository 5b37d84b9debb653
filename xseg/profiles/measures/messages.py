"""What a build that was measured says to people: what changed, and what is not as expected."""

from collections.abc import Sequence
from decimal import Decimal

from xseg.diagnostics import Diagnostic, Span
from xseg.diagnostics import codes as code
from xseg.profiles.measures.shape import Change
from xseg.profiles.messages import OFFERED

SAME_PEOPLE = "if these are the same people, bring the rows of before beside those of now for one build"
OTHERS = "else segments have them leave and enter, and what was recorded of one may be another's"
ACCEPT = "if the change is meant, `xseg build --accept-changes` takes it this once"


def ids_moved(key: str, moved: int, values: int) -> Diagnostic:
    message = f"{moved:,} of {values:,} values of `{key}` have another profile id than in the build before"
    return Diagnostic(code.IDS_MOVED, message, help=(SAME_PEOPLE, OTHERS))


def ids_anew(gone: int, before: int, new: int, people: int) -> Diagnostic:
    message = f"{gone:,} of the {before:,} people of the build before are gone, and {new:,} of {people:,} are new"
    return Diagnostic(code.IDS_MOVED, message, help=(SAME_PEOPLE, OTHERS))


def _stopped(what: str, span: Span | None, *help_: str) -> Diagnostic:
    return Diagnostic(
        code.EXPECTATION_BROKEN,
        f"the build is stopped: {what}",
        span,
        help=(*help_, "what was built before stays as it is"),
    )


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
