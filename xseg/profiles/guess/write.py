"""A proposal as text: a commented xseg.toml that loads as it stands, and rules to begin with."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from xseg.profiles.guess.answers import channel_of
from xseg.profiles.guess.proposal import KeyUse, Option, Proposal, ProposedColumn, ProposedSource, ProposedTime
from xseg.profiles.guess.toml import inline, key, text
from xseg.profiles.guess.words import visible
from xseg.semantics.messages import written

REMARK_AT = 60
"""Remarks begin at this column where the line leaves room."""
LINE = 160
"""Longer remarks stand above their line."""


def project_text(proposal: Proposal, *, place: Callable[[Path], str]) -> str:
    """The project file; `place` writes the path of a file as the project names it."""
    parts = [
        ["# Proposed by looking at the files. Remarks say why; change what is wrong, `xseg check` tells of slips."],
        list(_project(proposal)),
        list(_identity(proposal)),
        *([list(_channels(proposal))] * bool(proposal.channels or proposal.purposes)),
        *([list(_purposes(proposal))] * bool(proposal.purposes)),
        *(list(_source(source, place)) for source in proposal.sources if source.kind != "list"),
        *(list(_list(source, place)) for source in proposal.sources if source.kind == "list"),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def example_rules(proposal: Proposal) -> str:
    """One file of rules over what was found, to be changed."""
    told = list(_segments(proposal)) or [("everyone", "Everybody", "true")]
    head = "# Rules over what was found in the files: change them. `xseg catalog` tells all that a rule may say here."
    blocks = [f"segment {written(name)} {_quoted(title)} {{\n  where {rule}\n}}" for name, title, rule in told]
    return "\n\n".join((head, *blocks)) + "\n"


def remarked(line: str, remark: str) -> Iterator[str]:
    """A line with its remark behind it, or above it where the line is long."""
    remark = visible(remark)
    if not remark:
        yield line
    elif max(len(line) + 1, REMARK_AT) + len(remark) + 2 > LINE:
        yield f"# {remark}"
        yield line
    else:
        yield f"{line:<{REMARK_AT - 1}} # {remark}"


def _project(proposal: Proposal) -> Iterator[str]:
    yield "[project]"
    yield f"name     = {text(proposal.name)}"
    yield from remarked(f"timezone = {text(proposal.timezone)}", "days, weeks and hours are counted on this clock")
    yield "edition  = 2026"
    if proposal.as_of is not None:
        remark = f"now: {proposal.as_of_reason}; delete this line once fresh events come"
        yield from remarked(f"as_of    = {proposal.as_of}", remark)


def _identity(proposal: Proposal) -> Iterator[str]:
    yield "[identity]"
    yield from remarked(
        f"keys = {inline(tuple(one.name for one in proposal.keys))}", "who is one person: strongest key first"
    )
    for one in proposal.keys:
        if one.normalise != "text" or one.ignore or one.from_zero or one.limit or one.exclusive_reason:
            yield f"[identity.{key(one.name)}]"
        if one.normalise == "lower":
            yield from remarked('normalise = "lower"', "names of accounts are the same in any case")
        elif one.normalise != "text":
            yield f"normalise = {text(one.normalise)}"
        if one.ignore:
            yield from remarked(f"ignore    = {inline(one.ignore)}", "stands there where nobody is known")
        if one.from_zero:
            yield from remarked("placeholders = false", "its numbers count from 0, so 0 is somebody")
        if one.limit:
            yield from remarked(f"limit     = {one.limit}", "a device of more people than this joins nobody")
        if one.exclusive_reason:
            yield from remarked(f"{'' if one.exclusive else '# '}exclusive = true", one.exclusive_reason)


def _channels(proposal: Proposal) -> Iterator[str]:
    """The channels met, and those that a purpose is about."""
    needs = {channel: purpose for purpose in reversed(proposal.purposes) if (channel := channel_of(purpose))}
    yield "[channels]"
    for name in dict.fromkeys((*proposal.channels, *reversed(needs))):
        options = {"label": _label(name)} | ({"consent": needs[name]} if name in needs else {})
        remark = "" if name in proposal.channels else "no file comes from it; it can be written to"
        if name in needs and not remark:
            remark = "sending needs this consent, by its name"
        yield from remarked(f"{key(name)} = {inline(options)}", remark)


def _purposes(proposal: Proposal) -> Iterator[str]:
    yield from remarked("[consent]", "what counts for those who were never asked")
    for name in proposal.purposes:
        yield f'{key(name)} = {{ default = "denied" }}'


def _source(source: ProposedSource, place: Callable[[Path], str]) -> Iterator[str]:
    yield f"# {visible(source.file.name)}: {source.told_rows}"
    for remark in source.remarks:
        yield f"# {visible(remark)}"
    yield ""
    yield "[[sources]]"
    yield f"name    = {text(source.name)}"
    yield from remarked(f"kind    = {text(source.kind)}", source.kind_reason)
    yield from _where(source, place)
    if source.channel is not None:
        yield from remarked(f"channel = {text(source.channel)}", source.channel_reason)
    elif source.channel_column is not None:
        yield from remarked(f"channel = {inline({'column': source.channel_column})}", source.channel_reason)
    if source.id is not None:
        yield from remarked(f"id      = {text(source.id)}", source.id_reason)
    if source.time is not None:
        yield from remarked(f"time    = {_time(source.time)}", source.time.reason)
    if source.kind == "events":
        yield from remarked(f"event   = {_event(source)}", source.event_reason)
    if source.answer_column is not None:
        yield from remarked(f"purpose = {_purpose(source)}", source.purpose_reason)
        yield from remarked(f"answer  = {_answer(source)}", source.answer_reason)
    yield from remarked(
        f"keys    = {_keys(source.keys)}", "; ".join(f"{use.column}: {use.reason}" for use in source.keys)
    )
    if source.updated_at is not None:
        yield from remarked(
            f"updated_at = {_time(source.updated_at)}", f"the newest record wins; {source.updated_at.reason}"
        )
    for column, reason in source.left_out.items():
        yield f"# left out: {text(column)}, since {reason}"
    if source.columns:
        yield "[sources.properties]" if source.kind == "events" else "[sources.attributes]"
        width = max(len(key(column.name)) for column in source.columns)
        for one in source.columns:
            yield from remarked(f"{key(one.name):<{width}} = {_column(one)}", one.reason)


def _list(source: ProposedSource, place: Callable[[Path], str]) -> Iterator[str]:
    (use,) = source.keys
    yield f"# {visible(source.file.name)}: {source.told_rows}"
    yield ""
    yield from remarked(f"[lists.{key(source.name)}]", f"rules ask `in list {source.name}`; {source.kind_reason}")
    yield from _where(source, place)
    yield from remarked(f"key     = {text(use.name)}", use.reason)
    if use.column != use.name:
        yield f"column  = {text(use.column)}"
    for column, reason in source.left_out.items():
        yield f"# left out: {text(column)}, since {reason}"


def _where(source: ProposedSource, place: Callable[[Path], str]) -> Iterator[str]:
    path = text(place(source.file))
    if source.row_number is None:
        yield f"path    = {path}"
    else:
        yield f"files   = {{ rows = {path} }}"
        select = f"select *, row_number() over () as {source.row_number} from rows"
        yield from remarked(f"select  = {text(select)}", "a made-up id: it changes when rows change places")
    if not source.format_told:
        yield f"format  = {text(source.format)}"
    if source.delimiter != ",":
        yield f"delimiter = {text(source.delimiter)}"
    if source.quote is None:
        yield from remarked('quote = ""', r"missing values stand as `\N`; other signs after a `\` stay as they are")
    if source.encoding != "utf-8":
        remark = "by its mark" if source.encoding == "utf-16" else "no UTF-8: see whether names have their letters"
        yield from remarked(f"encoding = {text(source.encoding)}", remark)
    if source.decimal != ".":
        yield from remarked(f"decimal = {text(source.decimal)}", "numbers such as 12,50")
    if source.thousands is not None:
        yield from remarked(f"thousands = {text(source.thousands)}", "stands between groups of three digits")


def _time(time: ProposedTime) -> str:
    options: dict[str, Option] = {"column": time.column}
    if time.timezone is not None:
        options["timezone"] = time.timezone
    if time.format is not None:
        options["format"] = time.format
    return inline(options)


def _event(source: ProposedSource) -> str:
    if source.event is not None:
        return text(source.event)
    return f"{{ column = {text(source.event_column or '')}, map = {inline(source.event_map)} }}"


def _purpose(source: ProposedSource) -> str:
    if source.purpose_column is None:
        return text(source.purposes[0])
    options = f"column = {text(source.purpose_column)}"
    if source.purpose_map:
        options += f", map = {inline(source.purpose_map)}"
    return f"{{ {options} }}"


def _answer(source: ProposedSource) -> str:
    column = source.answer_column or ""
    if not source.granted and not source.denied:
        return text(column)
    return inline({"column": column, "granted": source.granted, "denied": source.denied})


def _keys(uses: Sequence[KeyUse]) -> str:
    return inline({use.name: use.column for use in uses})


def _column(column: ProposedColumn) -> str:
    options: dict[str, Option] = {"type": column.type, **column.options}
    if column.column != column.name:
        options["column"] = column.column
    return inline(options)


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


# --- rules ---


def _segments(proposal: Proposal) -> Iterator[tuple[str, str, str]]:
    """At most one rule on time, one on amounts and one on attributes."""
    events = [source for source in proposal.sources if source.kind == "events"]
    events.sort(key=lambda source: not _amounts(source))
    if events:
        event = events[0].kinds[0]
        yield f"recent_{event}", f"Last {_label(event).lower()} within 30 days", f"last {written(event)} within 30 days"
        for amount in _amounts(events[0])[:1]:
            rule = f"sum({written(amount.name)} of {written(event)}) in top 10%"
            yield f"top_{event}", f"Top tenth by {_label(amount.name).lower()}", rule
    groups = [
        (len(values), column.name, values[0])
        for source in proposal.sources
        for column in source.columns
        if source.kind == "profiles"
        and isinstance(values := column.options.get("values"), tuple)
        and values[0].isprintable()
    ]
    for _, name, value in sorted(groups)[:1]:
        yield f"{name}_example", f"{_label(name)}: {value}", f"{written(name)} == {_quoted(value)}"


def _amounts(source: ProposedSource) -> list[ProposedColumn]:
    return [column for column in source.columns if column.type == "decimal"]


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
