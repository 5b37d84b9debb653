"""Whether a list of people says that each of them has one value of the strongest key."""

from collections.abc import Sequence
from dataclasses import replace

from xseg.profiles.guess.people import Candidate
from xseg.profiles.guess.proposal import KeyUse, ProposedKey
from xseg.profiles.guess.source import Judged
from xseg.profiles.guess.words import PLACEHOLDERS
from xseg.profiles.values import texts

ROWS_LEAST = 20
"""Fewer rows differ by chance."""


def with_exclusive(
    keys: tuple[ProposedKey, ...], found: Sequence[tuple[Judged, list[Candidate]]], uses: Sequence[Sequence[KeyUse]]
) -> tuple[ProposedKey, ...]:
    """The keys, the strongest with what lists of people say of it. It is exclusive where each row of all of them has
    another value and no value of a weaker key stands on two rows; where some do, they may be a family's or one person
    twice, and nobody but the engineer can tell.
    """
    if len(keys) < 2 or keys[0].normalise != "text" or keys[0].limit is not None:
        return keys
    lists = [
        (judged, {use.name: use.column for use in file})
        for (judged, _), file in zip(found, uses, strict=True)
        if judged.kind == "profiles" and keys[0].name in [use.name for use in file]
    ]
    if not lists or not all(_each_another(judged, columns[keys[0].name]) for judged, columns in lists):
        return keys
    rows = sum(judged.look.frame.height for judged, _ in lists)
    several = f"each of {rows:,} rows of {', '.join(judged.look.file.name for judged, _ in lists)} has another"
    weaker = {key.name: 0 for key in keys[1:] if any(key.name in columns for _, columns in lists)}
    for name in weaker:
        weaker[name] = sum(_shared(judged, columns[name]) for judged, columns in lists if name in columns)
    shared = " and ".join(f"{count:,} of `{name}`" for name, count in weaker.items() if count)
    if weaker and not shared:
        why = f"a person has one: {several}, and no {' or '.join(f'`{name}`' for name in weaker)} stands on two"
        return (replace(keys[0], exclusive=True, exclusive_reason=why), *keys[1:])
    doubt = f"{shared} stand on two: say so if they are families', not people twice" if shared else "say so if it is"
    return (replace(keys[0], exclusive_reason=f"{several}; {doubt}"), *keys[1:])


def _each_another(judged: Judged, column: str) -> bool:
    words = texts.text(judged.look.frame.get_column(column)).values
    return len(words) >= ROWS_LEAST and words.null_count() == 0 and words.n_unique() == len(words)


def _shared(judged: Judged, column: str) -> int:
    """How many values stand on more than one row, without those that stand for nobody."""
    words = texts.text(judged.look.frame.get_column(column)).values.str.to_lowercase().drop_nulls()
    known = words.filter(~words.is_in(list(PLACEHOLDERS)))
    return int((known.value_counts().get_column("count") > 1).sum()) if len(known) else 0
