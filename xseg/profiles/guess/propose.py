"""Files → a proposed project: looks at each, judges it, joins their keys, and makes their columns agree."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from xseg.diagnostics import Sink
from xseg.plan.bind import DAY_ZERO, day_start, local_day
from xseg.profiles.guess import kinds, messages
from xseg.profiles.guess.agreeing import agreed
from xseg.profiles.guess.answers import consents
from xseg.profiles.guess.exclusive import with_exclusive
from xseg.profiles.guess.families import gathered
from xseg.profiles.guess.joining import components, joined, refers
from xseg.profiles.guess.listing import listed
from xseg.profiles.guess.look import Look, look_at
from xseg.profiles.guess.people import Candidate, candidates, made_of, record_id
from xseg.profiles.guess.proposal import Proposal, ProposedKey, ProposedSource
from xseg.profiles.guess.source import ROW_NUMBER, Judged, source_of
from xseg.profiles.guess.words import fresh, legal, stem_of, usual

STANDS_STILL = 2 * 86_400_000_000
"""When the newest event is older than this, the data stands still, and so does its clock."""


def propose(
    files: Sequence[Path], sink: Sink, *, name: str, timezone: str, now: int, keys: Collection[str] = ()
) -> Proposal | None:
    """None, told in the sink, where a file cannot be used. `now` is in microseconds of UTC; `keys` are columns that
    somebody said are keys. Raises ZoneInfoNotFoundError where there is no such time zone.
    """
    zone = ZoneInfo(timezone)
    looks = [look for file in dict.fromkeys(files) if (look := look_at(file, sink)) is not None]
    if sink.failed:
        return None
    looks = gathered(looks)
    every = list(dict.fromkeys(column for look in looks for column in look.columns))
    for key in keys:
        if key not in every:
            sink.add(messages.no_such_key(key, every))
    found = [_judged(look, keys) for look in looks]
    found = [(judged, _keys(judged, own, found)) for judged, own in found]
    found = [(listed(judged, own, found), own) for judged, own in found]
    for judged, own in found:
        _refuse(judged, own, sink)
    if sink.failed:
        return None
    found = _people(found, sink)
    proposed, uses = joined([own for _, own in found])
    proposed = with_exclusive(proposed, found, uses)
    key_names = tuple(key.name for key in proposed)
    names: list[str] = []
    for judged, _ in found:
        names.append(fresh(legal(usual(stem_of(judged.look.file)), otherwise="rows"), names))
    sources = [
        source_of(replace(judged, key_names=key_names), use, name=source, zone=zone, now=now)
        for (judged, _), use, source in zip(found, uses, names, strict=True)
    ]
    if any(source.row_number for source in sources):
        sources = _numbered(sources)
        proposed += tuple(
            ProposedKey(key, "text") for source in sources if source.row_number for key in [source.keys[0].name]
        )
    groups = components([source.keys for source in sources])
    if len(groups) > 1:
        sink.add(messages.apart([sources[number].file.name for group in groups[1:] for number in group]))
    as_of, reason, moment = _clock(sources, zone, now)
    return Proposal(name, timezone, as_of, reason, moment, proposed, tuple(agreed(sources)))


def _judged(look: Look, given: Collection[str]) -> tuple[Judged, list[Candidate]]:
    own = candidates(look, given)
    time = kinds.when(look)
    answered = time or kinds.updated(look)
    answers = consents(look, answered, [one.column for one in own])
    if answers is not None and own:
        return Judged(look, "consents", answers.reason, answered, answers), own
    kind, reason = kinds.kind_of(look, time, own)
    if kind == "profiles" and not any(one.class_ == "person" for one in own):
        single = record_id(look)
        own = [single, *own] if single is not None else own
    return Judged(look, kind, reason, time), own


def _keys(judged: Judged, own: list[Candidate], found: Sequence[tuple[Judged, list[Candidate]]]) -> list[Candidate]:
    """The keys of a file; of events without any, a column whose values are those of another file's key."""
    if own or judged.kind == "profiles":
        return own
    for _, others in found:
        for other in others:
            for column in judged.look.columns:
                one = made_of(judged.look, column, other.name, other.class_, "")
                if one is not None and refers(one, other):
                    reason = f"its values are those of `{other.column}` in {other.look.file.name}"
                    return [replace(one, reason=reason)]
    return own


def _people(found: list[tuple[Judged, list[Candidate]]], sink: Sink) -> list[tuple[Judged, list[Candidate]]]:
    """Without the lists of other things: those whose only key is a column that other files have, and not as a key."""
    kept = []
    for judged, own in found:
        column = own[0].column if len(own) == 1 and own[0].only_an_id else None
        elsewhere = [
            keys
            for other, keys in found
            if other.look is not judged.look and column is not None and column in other.look.columns
        ]
        if column is not None and any(keys and column not in [one.column for one in keys] for keys in elsewhere):
            sink.add(messages.nobody(str(judged.look.file), column))
        else:
            kept.append((judged, own))
    return kept


def _refuse(judged: Judged, own: Sequence[Candidate], sink: Sink) -> None:
    """What cannot be proposed at all: events of nobody, and times that may mean two days."""
    file = str(judged.look.file)
    if judged.kind in ("events", "consents"):
        assert judged.time is not None, "events and answers have a time"
        if not own:
            sink.add(messages.no_key(file, judged.look.columns))
        elif judged.time.form.either_way:
            sink.add(messages.day_or_month(file, judged.time.column, judged.time.form.either_way))


def _numbered(sources: Sequence[ProposedSource]) -> list[ProposedSource]:
    """Row numbers of different files are different keys."""
    several = sum(source.row_number is not None for source in sources) > 1
    if not several:
        return list(sources)
    return [
        replace(source, keys=(replace(source.keys[0], name=f"{source.name}_{ROW_NUMBER}"),))
        if source.row_number
        else source
        for source in sources
    ]


def _clock(sources: Sequence[ProposedSource], zone: ZoneInfo, now: int) -> tuple[str | None, str, int]:
    """`as_of` where the data stands still, why, and the instant it is."""
    newest = max(
        (one.time.newest for one in sources if one.time is not None and one.time.newest is not None), default=None
    )
    if newest is None or now - newest <= STANDS_STILL:
        return None, "the clock of this machine" + ("" if newest is None else ": the newest event is fresh"), now
    day = local_day(newest, zone)
    start = (DAY_ZERO + timedelta(days=day + 1)).isoformat()
    ago = local_day(now, zone) - day
    reason = f"the day after the newest event, which is {ago:,} days old"
    return f"{start}T00:00:00", reason, day_start(day + 1, zone)
