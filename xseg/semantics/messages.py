"""What the checker says, in the author's words: one function a mistake."""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from xseg.diagnostics import Code, Diagnostic, Edit, Fix, Label, Span, codes
from xseg.project.types import WEEKDAYS, ExactType, Type, describe
from xseg.syntax.nodes import Name, Node

OFFERED = 8
"""At most so many names are offered."""
LONG = 7
"""A word of so many letters with one of them wrong is still the same word."""
_MAKE_SESSIONS = 'sessions are made out of what people do: write `[sessions]` with `gap = "30 minutes"` into xseg.toml'


def listed(names: Iterable[str]) -> str:
    """Names in backticks, at most eight of them."""
    every = list(names)
    more = f" … ({len(every)} in all)" if len(every) > OFFERED else ""
    return ", ".join(f"`{name}`" for name in every[:OFFERED]) + more


def quoted(values: Iterable[str]) -> str:
    every = list(values)
    more = f" … ({len(every)} in all)" if len(every) > OFFERED else ""
    return ", ".join(f'"{value}"' for value in every[:OFFERED]) + more


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant."""
    every = {known_word.casefold(): known_word for known_word in known}
    close = get_close_matches(word.casefold(), every, n=1, cutoff=0.6)
    return every[close[0]] if close else None


def surely(word: str, meant: str, known: Iterable[str]) -> bool:
    """Whether a word is a slip of the one that was meant, so that it may be mended unasked.

    It is one with letters left out, doubled or changed about, in another case or, being long, with one letter wrong;
    and none of the other known words is so near. With another number (`orders_30d`) or another beginning (`inactive`)
    it is another word, and so may a short one be with another letter (`golf`).
    """
    return [one for one in known if _slip(word, one)] == [meant]


def _slip(word: str, meant: str) -> bool:
    one, other = (re.sub(r"[\W_]", "", text.casefold()) for text in (word, meant))
    if one == other:
        return True
    if one[:1] != other[:1] or re.findall(r"\d+", word) != re.findall(r"\d+", meant):
        return False
    if len(one) == len(other):
        apart = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        is_turned = len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(one) == sorted(other)
        return is_turned or (len(apart) == 1 and len(one) >= LONG)
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return len(long) - len(short) <= 2 and all(letter in letters for letter in short)


def _unknown(
    code: Code,
    name: Name,
    message: str,
    known: Iterable[str],
    *,
    label: str = "",
    hints: Iterable[str] = (),
    otherwise: str = "",
    prefix: str = "",
) -> Diagnostic:
    """`hints` say what the name is instead, and then no other is offered; `otherwise` helps where none is near.

    `prefix` stands before every name here: `profile.` inside an event's brackets.
    """
    every = sorted(known)
    help_: list[str] = list(hints)
    close = None if help_ else nearest(name.text, every)
    fix = None
    if close is not None:
        mended = prefix + close
        help_.append(f"did you mean `{mended}`?")
        if surely(name.text, close, every):
            fix = Fix(f"write {mended}", (Edit(name.span, written(mended)),))
    elif not help_:
        help_ += [f"there are {listed(every)}"] if every else []
        help_ += [otherwise] if otherwise else []
    return Diagnostic(code, message, name.span, label, tuple(help_), fix)


def written(name: str) -> str:
    """A name as a file writes it: in backticks where it is no plain name."""
    from xseg.syntax import is_plain_name

    return name if is_plain_name(name) else f"`{name}`"


def written_text(text: str) -> str:
    """A text as a file writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# --- names ---


def unknown_attribute(name: Name, known: Iterable[str], hints: Iterable[str] = (), *, prefix: str = "") -> Diagnostic:
    return _unknown(
        codes.UNKNOWN_ATTRIBUTE,
        name,
        f"no attribute `{name.text}` on a profile",
        known,
        label="not declared in xseg.toml, nor as a trait or model",
        hints=hints,
        prefix=prefix,
    )


def unknown_event(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(
        codes.UNKNOWN_EVENT,
        name,
        f"no event `{name.text}`",
        known,
        label="no source in xseg.toml brings it",
        hints=(_MAKE_SESSIONS,) if name.text == "session" else (),
    )


def unknown_property(name: Name, events: Iterable[str], known: Iterable[str], hints: Iterable[str] = ()) -> Diagnostic:
    return _unknown(codes.UNKNOWN_PROPERTY, name, f"no property `{name.text}` on {listed(events)}", known, hints=hints)


def unknown_channel(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_CHANNEL, name, f"no channel `{name.text}`", known)


def unknown_segment(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_SEGMENT, name, f"no segment `{name.text}`", known)


def unknown_list(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(
        codes.UNKNOWN_LIST, name, f"no list `{name.text}`", known, otherwise="declare it in xseg.toml under [lists]"
    )


def unknown_purpose(name: Name, known: Iterable[str], *, prefix: str = "") -> Diagnostic:
    return _unknown(codes.UNKNOWN_PURPOSE, name, f"no consent purpose `{name.text}`", known, prefix=prefix)


def unknown_function(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_FUNCTION, name, f"no function `{name.text}`", known)


def unknown_model(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_MODEL, name, f"no model `{name.text}`", known)


def no_confidence(name: Name, column: str) -> Diagnostic:
    return Diagnostic(
        codes.NO_CONFIDENCE,
        f"model `{name.text}` says what `{column}` says, and nothing says how sure that is",
        name.span,
        label="would be missing for everybody",
        help=(f"use `distance({name.text})`, which is measured over its features",),
    )


def unknown_destination(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_DESTINATION, name, f"no destination `{name.text}`", known)


def unknown_profile(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_PROFILE, name, f"no profile `{name.text}` in this test", known)


def unknown_key(name: Name, where: str, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_KEY, name, f"a {where} has no `{name.text}`", known)


def repeated_key(name: Name, first: Span) -> Diagnostic:
    return Diagnostic(
        codes.REPEATED_KEY,
        f"`{name.text}` stands twice",
        name.span,
        help=("keep one of them",),
        related=(Label(first, "first here"),),
    )


def key_form(key: Name, form: str, span: Span | None = None) -> Diagnostic:
    return Diagnostic(codes.KEY_FORM, f"`{key.text}` cannot be read", span or key.span, help=(f"write {form}",))


def duplicate_name(what: str, name: Name, first: Span | None, *, also: str = "") -> Diagnostic:
    return Diagnostic(
        codes.DUPLICATE_NAME,
        f"{what} `{name.text}` is declared twice" if not also else f"{what} `{name.text}` has the name of {also}",
        name.span,
        help=("give one of them another name",),
        related=(Label(first, "first here"),) if first else (),
    )


def cycle(names: list[str], span: Span) -> Diagnostic:
    return Diagnostic(
        codes.CYCLE,
        "these need each other: " + " → ".join(f"`{name}`" for name in names),
        span,
        help=("take one of the references out",),
    )


# --- types ---


def not_a_condition(node: Node, type_: Type) -> Diagnostic:
    return Diagnostic(
        codes.NOT_A_CONDITION,
        f"a condition is needed here, this is a value ({describe(type_)})",
        node.span,
        help=('compare it with something: `> 500`, `== "x"`, `is known`, `within 30 days`',),
    )


def not_comparable(node: Node, left: Type, right: Type, hint: str = "") -> Diagnostic:
    return Diagnostic(
        codes.NOT_COMPARABLE,
        f"{describe(left)} and {describe(right)} cannot be compared",
        node.span,
        help=(hint,) if hint else ("compare values of one kind",),
    )


def no_order(node: Node, type_: Type) -> Diagnostic:
    return Diagnostic(
        codes.NO_ORDER,
        f"{describe(type_)} values have no order",
        node.span,
        help=("use `==`, `in (…)`, `contains`, `starts with` or `ends with`",),
    )


def wrong_operand(node: Node, what: str, type_: Type, hint: str) -> Diagnostic:
    return Diagnostic(codes.WRONG_OPERAND, f"{what}, this is {an(describe(type_))}", node.span, help=(hint,))


def wrong_arguments(node: Node, function: str, form: str) -> Diagnostic:
    return Diagnostic(codes.WRONG_ARGUMENTS, f"`{function}` is not used so", node.span, help=(f"write {form}",))


def too_many_digits(node: Node, digits: int) -> Diagnostic:
    return Diagnostic(
        codes.TOO_MANY_DIGITS,
        f"this could need {digits} digits, 38 is the most that stays exact",
        node.span,
        help=("use fewer factors, or divide first: a quotient is a number and keeps about 15 digits",),
    )


def empty_text(node: Node, fix: Fix | None, hint: str = "write `is missing` or `is known`") -> Diagnostic:
    return Diagnostic(
        codes.EMPTY_TEXT,
        "empty text is missing, so nothing ever equals it",
        node.span,
        help=(hint,),
        fix=fix,
    )


def branches_differ(node: Node, left: Type, right: Type) -> Diagnostic:
    return Diagnostic(
        codes.BRANCHES_DIFFER,
        f"one of these is {an(describe(left))}, another {an(describe(right))}",
        node.span,
        help=("give all of them one type",),
    )


def wrong_literal(node: Node, wanted: Type, hint: str) -> Diagnostic:
    return Diagnostic(codes.WRONG_LITERAL, f"{an(describe(wanted))} is needed here", node.span, help=(hint,))


def not_in_set(node: Node, value: str, owner: str, values: tuple[str, ...], *, is_model: bool) -> Diagnostic:
    close = nearest(value, values)
    message = f'model `{owner}` never gives "{value}"' if is_model else f'{owner} is never "{value}"'
    help_ = (f'did you mean "{close}"?',) if close else ()
    sure = close is not None and (
        surely(value, close, values) or (values == WEEKDAYS.values and value[:3].casefold() == close)
    )
    fix = Fix(f'write "{close}"', (Edit(node.span, written_text(close)),)) if close and sure else None
    return Diagnostic(
        codes.UNKNOWN_LABEL,
        message,
        node.span,
        help=(*help_, f'have: "{value}"    want one of: {quoted(values)}'),
        fix=fix,
    )


def property_differs(name: Name, first: tuple[str, Type], second: tuple[str, Type]) -> Diagnostic:
    (here, type_), (there, other) = first, second
    return Diagnostic(
        codes.PROPERTY_DIFFERS,
        f"`{name.text}` is {an(in_full(type_))} on `{here}`, {an(in_full(other))} on `{there}`",
        name.span,
        help=("ask one of these events at a time",),
    )


def an(type_: str) -> str:
    """A type's name behind its article."""
    return f"an {type_}" if type_[0] in "aeiou" else f"a {type_}"


def in_full(type_: Type) -> str:
    """The type with what two exact ones may differ in."""
    match type_:
        case ExactType(scale) if scale:
            return f"decimal with {scale} places"
        case _:
            return describe(type_)


# --- time, events, paths ---


def outside_calendar(node: Node) -> Diagnostic:
    return Diagnostic(
        codes.OUTSIDE_CALENDAR,
        "times lie between the years 1900 and 2200, this reaches beyond",
        node.span,
        help=("write a nearer time; `is known` and `is missing` ask whether there is one",),
    )


def not_a_time(node: Node, type_: Type) -> Diagnostic:
    return Diagnostic(
        codes.NOT_A_TIME,
        f"a window tests a date or a timestamp, this is {an(describe(type_))}",
        node.span,
        help=("write for example `last purchase within 30 days`",),
    )


def window_order(node: Node, fix: Fix | None = None, hint: str = "") -> Diagnostic:
    return Diagnostic(
        codes.WINDOW_ORDER,
        "this window ends before it begins, so nothing can lie in it",
        node.span,
        help=(hint or "write the earlier end first: `from 60 days ago to 30 days ago`",),
        fix=fix,
    )


def since_ago(node: Node, duration: str) -> Diagnostic:
    return Diagnostic(
        codes.SINCE_AGO,
        "`since … ago` leaves open whether the end counts",
        node.span,
        help=(f"write `within {duration}`",),
        fix=Fix(f"write within {duration}", (Edit(node.span, f"within {duration}"),)),
    )


def hours_on_a_date(node: Node) -> Diagnostic:
    return Diagnostic(
        codes.HOURS_ON_A_DATE,
        "a date has no hours",
        node.span,
        help=("write days or longer: `within 2 days`",),
    )


def gap_outside_path(node: Node) -> Diagnostic:
    return Diagnostic(
        codes.GAP_OUTSIDE_PATH,
        "`after …` with a length of time counts from the step before, here there is none",
        node.span,
        help=("use it on a later step of a path, or write `more than … ago`",),
    )


def path_step(node: Node, message: str, hint: str) -> Diagnostic:
    return Diagnostic(codes.PATH_STEP, message, node.span, help=(hint,))


def same_outside_path(node: Node, message: str, hint: str) -> Diagnostic:
    return Diagnostic(codes.SAME_OUTSIDE_PATH, message, node.span, help=(hint,))


def share(node: Node, message: str) -> Diagnostic:
    return Diagnostic(codes.SHARE, message, node.span, help=("write for example `10%`, `0.5%` or `1000`",))


def times(node: Node, message: str) -> Diagnostic:
    return Diagnostic(
        codes.TIMES, message, node.span, help=("write `at least 3 times`, `exactly 2 times` or `1 to 3 times`",)
    )


def event_not_on_channel(name: Name, events: Iterable[str], channels: Iterable[str]) -> Diagnostic:
    return Diagnostic(
        codes.EVENT_NOT_ON_CHANNEL,
        f"{listed(events)} never comes from channel `{name.text}`",
        name.span,
        help=(f"it comes from {listed(channels)}",),
    )


def calendar_in_path(node: Node) -> Diagnostic:
    return Diagnostic(
        codes.CALENDAR_IN_PATH,
        "months and longer have no fixed length between two events",
        node.span,
        help=("write days, at most weeks: `within 30 days`",),
    )


def model_declaration(node: Node, message: str, hint: str) -> Diagnostic:
    return Diagnostic(codes.MODEL_DECLARATION, message, node.span, help=(hint,))


def test_declaration(node: Node, message: str, hint: str) -> Diagnostic:
    return Diagnostic(codes.TEST_DECLARATION, message, node.span, help=(hint,))


def sensitive_purpose(segment: Name, attribute: str, label: str, purpose: str, span: Span) -> Diagnostic:
    return Diagnostic(
        codes.SENSITIVE_PURPOSE,
        f"segment `{segment.text}` reads `{attribute}`, which is labelled {label}, and `{purpose}` does not allow that",
        span,
        help=("take the attribute out of the rule, or choose another purpose",),
    )


def not_imputed(node: Name, *, is_attribute: bool) -> Diagnostic:
    if not is_attribute:
        message = f"`imputed` takes an attribute of xseg.toml, and `{node.text}` is none"
        return Diagnostic(codes.NOT_IMPUTED, message, node.span, help=("only models impute traits: `impute: median`",))
    return Diagnostic(
        codes.NOT_IMPUTED,
        f"nothing says what stands in where `{node.text}` is missing",
        node.span,
        help=(
            f'add `impute = "median"` to `{node.text}` in xseg.toml',
            f"or say here what counts instead: `coalesce({node.text}, …)`",
        ),
    )


def calendar_only(node: Node, unit: str) -> Diagnostic:
    return Diagnostic(
        codes.NOT_A_TIME,
        f"`{unit}` is no calendar period",
        node.span,
        help=("write days or longer, or a length from now: `within 3 hours`",),
    )


def unknown_standard(name: Name, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_STANDARD, name, f"there are no standard traits `{name.text}`", known)


def unknown_role(name: Name, standard: str, known: Iterable[str]) -> Diagnostic:
    return _unknown(codes.UNKNOWN_STANDARD, name, f"the standard traits `{standard}` have no role `{name.text}`", known)


def role_is_one(node: Node, role: str) -> Diagnostic:
    return Diagnostic(
        codes.UNKNOWN_STANDARD,
        f"the role `{role}` is one property",
        node.span,
        help=("name one property of the events",),
    )


def sessions_lacking(node: Node, standard: str) -> Diagnostic:
    message = f"the standard traits `{standard}` need sessions, and the project makes none"
    return Diagnostic(codes.ROLE_LACKING, message, node.span, help=(_MAKE_SESSIONS,))


def role_lacking(node: Node, standard: str, line: str, choices: dict[str, list[str]]) -> Diagnostic:
    """`line` is the `use` as it could be written, `choices` are names that each role might mean."""
    hints = [f"write `{line}`"]
    for role, names in choices.items():
        shown = ", ".join(f"`{name}`" for name in names[:OFFERED]) + (" …" if len(names) > OFFERED else "")
        hints.append(f"for `{role}` there are {shown}" if names else f"nothing here could be `{role}`")
    return Diagnostic(
        codes.ROLE_LACKING,
        f"the standard traits `{standard}` need {listed(choices)}, and the project has nothing of that name",
        node.span,
        help=tuple(hints),
    )


def in_standard_trait(finding: Diagnostic, trait: str) -> Diagnostic:
    return replace(finding, help=(*finding.help, f"it is the standard trait `{trait}` that says so"), fix=None)


def too_many_uses(use: Node, most: int) -> Diagnostic:
    message = f"a project uses standard traits at most {most} times; from here on they are not read"
    return Diagnostic(codes.TOO_LONG, message, use.span, help=("take out what no segment reads",))


def standard_names_taken(use: Node, standard: str, traits: list[str], first: Span | None, instead: str) -> Diagnostic:
    return Diagnostic(
        codes.DUPLICATE_NAME,
        f"the standard traits `{standard}` bring {listed(traits)}, and the project has that already",
        use.span,
        help=(f"give them names of their own: `{instead}`",),
        related=(Label(first, "first here"),) if first else (),
    )
