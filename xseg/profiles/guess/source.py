"""One file as a source: everything that was found out about it, put together."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from xseg.profiles.guess import kinds
from xseg.profiles.guess.answers import Consents
from xseg.profiles.guess.kinds import When
from xseg.profiles.guess.look import Look
from xseg.profiles.guess.proposal import KeyUse, ProposedColumn, ProposedSource
from xseg.profiles.guess.values import Guess, guess
from xseg.profiles.guess.words import RESERVED_PROPERTIES, SENSITIVE, fresh, legal, tokens
from xseg.project.places import format_of

Kind = Literal["events", "profiles", "consents", "list"]
ROW_NUMBER = "row_number"


@dataclass(frozen=True, slots=True)
class Judged:
    """A file and what it is, before its keys are compared with those of others."""

    look: Look
    kind: Kind
    reason: str
    time: When | None
    answers: Consents | None = None
    """What it says of consents, if it holds those."""
    key_names: tuple[str, ...] = ()
    """Of all files."""


def source_of(judged: Judged, uses: Sequence[KeyUse], *, name: str, zone: ZoneInfo, now: int) -> ProposedSource:
    """The source; without any key its rows get a number, and that is told."""
    look = judged.look
    row_number = None
    if not uses:
        row_number = fresh(ROW_NUMBER, look.columns)
        uses = (KeyUse(ROW_NUMBER, row_number, "made up: the file has no key, so every row is a person"),)
    source = ProposedSource(
        name=name,
        kind=judged.kind,
        kind_reason=judged.reason,
        file=look.file,
        format=look.format,
        format_told=format_of(look.file.name) is not None,
        delimiter=look.delimiter,
        quote=look.quote,
        encoding=look.encoding,
        decimal=look.numbers.decimal,
        thousands=look.numbers.thousands,
        rows=look.frame.height,
        bad_rows=sum(look.bad.values()),
        bad_reasons=dict(Counter(look.bad).most_common()),
        keys=tuple(uses),
        columns=(),
        left_out={},
        row_number=row_number,
        remarks=_pieces(look),
    )
    match judged.kind:
        case "events":
            source, taken = _events(source, judged, zone, now)
        case "profiles":
            source, taken = _profiles(source, judged, zone, now)
        case "consents":
            source, taken = _consents(source, judged, zone, now)
            return replace(source, left_out={**look.unusable, **_rest(look, taken, "answers have no other columns")})
        case "list":
            rest = _rest(look, {use.column for use in source.keys}, "a list holds one column")
            return replace(source, left_out={**look.unusable, **rest})
        case _:
            assert_never(judged.kind)
    columns, left_out = _columns(judged, taken, source.keys)
    return replace(source, columns=columns, left_out={**look.unusable, **left_out})


def _pieces(look: Look) -> tuple[str, ...]:
    if not look.files:
        return ()
    names = [file.name for file in look.files]
    told = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
    return (f"{len(names):,} files of one kind: {told}; later ones of such a name are read too",)


def _events(source: ProposedSource, judged: Judged, zone: ZoneInfo, now: int) -> tuple[ProposedSource, set[str]]:
    look = judged.look
    assert judged.time is not None, "events have a time"
    taken = {use.column for use in source.keys} | {judged.time.column}
    channel_column, channels, channel_reason = kinds.channels(look, taken)
    taken |= {channel_column} if channel_column else set()
    found = kinds.event_column(look, taken)
    taken |= {found[0]} if found else set()
    id_, id_reason, again = kinds.event_id(look, taken)
    remarks = source.remarks
    if again is not None:
        remarks += (f"a `{again}` has several rows; each row is an event of its own here, `select` can gather them",)
    return replace(
        source,
        id=id_,
        id_reason=id_reason,
        time=kinds.as_time(look, judged.time, zone=zone, now=now),
        event=None if found else kinds.event_name(look),
        event_column=found[0] if found else None,
        event_map=found[1] if found else {},
        event_reason="what happened, by its name"
        if found
        else "no column says what happened, so the name of the file does",
        channel=channels[0] if channels and not channel_column else None,
        channel_column=channel_column,
        channels=channels,
        channel_reason=channel_reason,
        remarks=remarks,
    ), taken | ({id_} if id_ else set())


def _profiles(source: ProposedSource, judged: Judged, zone: ZoneInfo, now: int) -> tuple[ProposedSource, set[str]]:
    taken = {use.column for use in source.keys if use.name != "email"}
    changed = kinds.updated(judged.look)
    if changed is None or changed.column in taken:
        return source, taken
    return replace(source, updated_at=kinds.as_time(judged.look, changed, zone=zone, now=now)), taken | {changed.column}


def _consents(source: ProposedSource, judged: Judged, zone: ZoneInfo, now: int) -> tuple[ProposedSource, set[str]]:
    answers = judged.answers
    assert answers is not None, "consents have answers"
    assert judged.time is not None, "answers have a time"
    own_names = all(value == name for value, name in answers.purpose_map.items())
    taken = {use.column for use in source.keys} | {judged.time.column, answers.answer_column}
    return replace(
        source,
        time=kinds.as_time(judged.look, judged.time, zone=zone, now=now),
        purposes=answers.purposes,
        purpose_column=answers.purpose_column,
        purpose_map={} if own_names else answers.purpose_map,
        purpose_reason=answers.purpose_reason,
        answer_column=answers.answer_column,
        granted=() if answers.usual_words else answers.granted,
        denied=() if answers.usual_words else answers.denied,
        answer_reason=answers.answer_reason,
    ), taken | ({answers.purpose_column} if answers.purpose_column else set())


def _rest(look: Look, taken: Collection[str], reason: str) -> dict[str, str]:
    return {column: reason for column in look.columns if column not in taken}


def _columns(
    judged: Judged, taken: Collection[str], uses: Sequence[KeyUse]
) -> tuple[tuple[ProposedColumn, ...], dict[str, str]]:
    """A column that bears the name of a key but is none gets another: a key is whatever bears its name."""
    keys = {use.column: use.name for use in uses}
    columns: dict[str, ProposedColumn] = {}
    left_out: dict[str, str] = {}
    for column in judged.look.columns:
        if column in taken:
            continue
        found = guess(judged.look.frame.get_column(column))
        if found is None:
            left_out[column] = "it holds what no rule can read"
            continue
        name = keys.get(column) or fresh(_name(column, judged.kind), {*columns, *judged.key_names})
        columns[name] = ProposedColumn(name, column, found.type, found.reason, _options(column, judged.kind, found))
    return tuple(columns.values()), left_out


def _name(column: str, kind: Kind) -> str:
    name = legal(column)
    if kind == "events" and (name in RESERVED_PROPERTIES or name.startswith("profile.")):
        return f"{name.replace('.', '_')}_value"
    return name.replace(".", "_") if name.startswith("consent.") else name


def _options(column: str, kind: Kind, found: Guess) -> dict[str, str | int | tuple[str, ...]]:
    options = dict(found.options)
    labels = tuple(dict.fromkeys(SENSITIVE[word] for word in tokens(column) if word in SENSITIVE))
    if kind == "profiles" and labels:
        options["sensitive"] = labels
    if options.get("scale") == 2:
        del options["scale"]
    return options
