"""The words of the lints."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xseg.diagnostics import Code, Diagnostic, Edit, Fix, Label, Span, codes


def never_true(span: Span, text: str, because: Sequence[str], *, who: str) -> Diagnostic:
    shown = " and ".join(because) if because else text
    return Diagnostic(
        codes.NEVER_TRUE,
        f"no {who} can match: `{shown}`",
        span,
        label="never holds",
        help=("take it out, or mend what contradicts itself",),
    )


def always_true(span: Span, text: str, *, who: str, hint: str | None) -> Diagnostic:
    return Diagnostic(
        codes.ALWAYS_TRUE,
        f"every {who} matches: `{text}`",
        span,
        label="always holds",
        help=(hint or "take it out, or say what is meant to be left out",),
    )


def differs_hint(operand: str, values: Iterable[str]) -> str:
    return f"whoever is one is not the other: write `{operand} not in ({', '.join(values)})`"


def changes_nothing(span: Span, text: str, *, other: Span | None, joined: str, fix: Fix | None) -> Diagnostic:
    if joined == "and":
        message = f"`{text}` changes nothing: whoever fits the other parts fits it"
    else:
        message = f"`{text}` changes nothing: whoever fits it fits another part"
    return Diagnostic(
        codes.CHANGES_NOTHING,
        message,
        span,
        label="adds nothing",
        help=("take it out, or mend what it was meant to say",),
        fix=fix,
        related=() if other is None else (Label(other, "this says it already"),),
    )


def taken_out(text: str, span: Span) -> Fix:
    return Fix(f"take `{text}` out", (Edit(span, ""),))


def same_meaning(span: Span, name: str, other: str, other_span: Span) -> Diagnostic:
    return Diagnostic(
        codes.SAME_MEANING,
        f"segments `{other}` and `{name}` always have the same members",
        span,
        label="says the same in other words",
        help=(f"keep one of them, or let one say `in segment {other}` and what else it asks",),
        related=(Label(other_span, f"`{other}` stands here"),),
    )


def lets_in_unknown(span: Span, text: str, unknown: Sequence[str], *, who: str) -> Diagnostic:
    names = " or ".join(f"`{name}`" for name in unknown)
    first = unknown[0]
    return Diagnostic(
        codes.LETS_IN_UNKNOWN,
        f"`{text}` also holds for {who}s whose {names} is unknown",
        span,
        label="lets in the unknown",
        help=(f"add `and {first} is known` to leave them out, or write `({text} or {first} is missing)` to mean them",),
    )


def lets_in_none(span: Span, text: str, value: str, *, counts: bool, most: str | None) -> Diagnostic:
    kept = f"`{value} between 0 and {most}`" if counts and most is not None else f"`{text}` beside `{value} is known`"
    meant = f"write {kept} to mean them" if counts and most is not None else "or allow this finding if they are meant"
    return Diagnostic(
        codes.LETS_IN_NONE,
        f"`{text}` also holds for customers without any such event",
        span,
        label="lets in those with none",
        help=(f"add a `did …` or `{value} > 0` to leave them out; {meant}",),
    )


def or_beside_guard(span: Span, guard: str) -> Diagnostic:
    return Diagnostic(
        codes.OR_BESIDE_GUARD,
        f"`or` lets in customers for whom `{guard}` does not hold",
        span,
        label="binds only this side of `or`",
        help=(f"put the rest in brackets and write `and {guard}` behind them",),
    )


def two_negations(span: Span, parts: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        codes.OR_BESIDE_GUARD,
        f"`{' or '.join(parts)}` leaves out only those for whom none of these holds",
        span,
        label="negations joined by `or`",
        help=("write `and` between them to leave out everybody whom one of them means",),
    )


def rank_not_narrowed(span: Span, text: str, other: Span, words: str) -> Diagnostic:
    return Diagnostic(
        codes.RANK_NOT_NARROWED,
        f"`{text}` ranks all customers, not only those with `{words}`",
        span,
        label="looks narrowed, but is not",
        help=("write `of segment NAME` behind it to rank among them, or let the rank stand first",),
        related=(Label(other, "does not narrow who is ranked"),),
    )


def and_or_without_brackets(span: Span, text: str) -> Diagnostic:
    start, end = Span(span.path, span.start, span.start), Span(span.path, span.end, span.end)
    return Diagnostic(
        codes.AND_OR_WITHOUT_BRACKETS,
        "`and` binds stronger than `or`: put brackets where they meet",
        span,
        label="is read together",
        help=(f"write `({text})` if that is meant",),
        fix=Fix("put the brackets where they are read", (Edit(start, "("), Edit(end, ")"))),
    )


def only_last_step_bounded(span: Span, window: str, window_span: Span) -> Diagnostic:
    return Diagnostic(
        codes.ONLY_LAST_STEP_BOUNDED,
        f"`{window}` bounds only the last step, not the whole path",
        window_span,
        label="counts from the step before",
        help=(f"write `all {window}` if the whole path is meant, or give each step its own window",),
        related=(Label(span, "may take any time up to the last step"),),
    )


def not_both(span: Span, text: str, parts: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        codes.NOT_BOTH_IS_NOT_NEITHER,
        f"`{text}` also holds for customers with one of the two, but the text says neither",
        span,
        label="leaves out only those with all of them",
        help=("write " + " and ".join(f"`{_denied(part)}`" for part in parts),),
    )


def _denied(did: str) -> str:
    """`did not purchase` for `did purchase`; a path or a count goes into brackets."""
    event = did.removeprefix("did ")
    return f"did not {event}" if event.isidentifier() else f"not ({did})"


def not_looked_at_whole(span: Span, tangled: int, every: int) -> Diagnostic:
    some = "this condition is" if tangled == 1 else f"{tangled:,} of {every:,} conditions, this one the first, are"
    return Diagnostic(
        codes.NOT_LOOKED_AT_WHOLE,
        f"{some} too tangled to be looked at whole; what else may not be meant is not told",
        span,
        label="looked at in part",
        help=("split it into segments or traits that are looked at one by one",),
    )


def as_error(found: Diagnostic) -> Diagnostic:
    """The finding as strict projects have it."""
    code: Code = replace(found.code, severity="error")
    return replace(found, code=code)


def ago_compared(span: Span, said: str, moment: str, duration: str, *, later: bool) -> Diagnostic:
    meant, other = ("less", "more") if later else ("more", "less")
    less, more = f"`{moment} within {duration}`", f"`{moment} more than {duration} ago`"
    return Diagnostic(
        codes.AGO_COMPARED,
        f"`{said}` holds for times {meant} than {duration} ago, and may be read as {other}",
        span,
        label=f"{'after' if later else 'before'} that moment",
        help=(f"write {less if later else more}, or {more if later else less} if that is meant",),
    )
