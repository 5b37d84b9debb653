"""What tests say of themselves, in the author's words: one function a mistake."""

from collections.abc import Sequence

from xseg.diagnostics import Diagnostic, Label, Span, codes

OFFERED = 8


def not_stated(segment: str, clause: str, place: Span, clause_span: Span, *, models: Sequence[str]) -> Diagnostic:
    """`models` are those whose label the clause reads."""
    hints = [f"write `given {clause}` or `given not {clause}`"]
    hints += [f'or set the label: `profile {{ {model}: "…" }}`' for model in models]
    return Diagnostic(
        codes.NOT_STATED,
        f"one made-up profile cannot answer `{clause}`, which `{segment}` asks",
        place,
        "this test does not state it",
        (hints[0], *hints[1:]),
        related=(Label(clause_span, "asked here"),),
    )


def not_stateable(clause: str, place: Span) -> Diagnostic:
    return Diagnostic(
        codes.GIVEN_FORM,
        f"`{clause}` is worked out from the profile and its events, so it cannot be given",
        place,
        help=("set values in `profile { … }` and add events; `given` is for ranks, samples, lists and models",),
    )


def given_choice(place: Span) -> Diagnostic:
    return Diagnostic(
        codes.GIVEN_FORM,
        "this leaves open which of its parts holds",
        place,
        help=("state each part by a `given` of its own",),
    )


def stated_twice(what: str, place: Span, before: Span) -> Diagnostic:
    return Diagnostic(
        codes.STATED_TWICE,
        f"`{what}` is stated both ways",
        place,
        help=("keep one of them",),
        related=(Label(before, "stated otherwise here"),),
    )


def because_no_clause(text: str, segment: str, place: Span, clauses: Sequence[str]) -> Diagnostic:
    names = ", ".join(f"`{clause}`" for clause in clauses[:OFFERED])
    more = f" … ({len(clauses)} in all)" if len(clauses) > OFFERED else ""
    return Diagnostic(
        codes.BECAUSE_NO_CLAUSE,
        f"segment `{segment}` has no clause `{text}`",
        place,
        help=(f"its clauses are {names}{more}",),
    )


def before_any_profile(place: Span) -> Diagnostic:
    return Diagnostic(
        codes.BEFORE_ANY_PROFILE,
        "this stands before the first of several profiles, so it belongs to nobody",
        place,
        help=("move it behind its `profile NAME { … }`",),
    )
