"""Each comment to the word of the new text beside which it stood in the old one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xseg.syntax.format.scan import Comment, Scanned

_PLURAL = re.compile(r"(second|minute|hour|day|week|month|quarter|year|time)s\Z")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", re.IGNORECASE)
_LEFT_OUT = frozenset("(),")
_CLOSING = frozenset("),]{")
_FAR = 12


@dataclass(frozen=True, slots=True)
class Notes:
    """Per word of the new text, and at last for its end: comments before and behind it, an empty line before it."""

    leading: tuple[tuple[Comment, ...], ...]
    trailing: tuple[Comment | None, ...]
    blank: tuple[bool, ...]


def attach(old: Scanned, new: Sequence[str]) -> Notes:
    """Where the comments go.

    The new text has the old words in the old order, but for a few that only say the same another way. Where both
    have the very same words, every comment stays in its gap: that makes formatting idempotent.
    """
    partner = _paired([_plain(word) for word in old.words], [_plain(word) for word in new])
    before, behind = _nearest(partner, len(new))
    leading: list[list[Comment]] = [[] for _ in range(len(new) + 1)]
    trailing: list[Comment | None] = [None] * (len(new) + 1)
    last = 0
    for comment in old.comments:
        word = before[comment.after + 1]
        gap = max(behind[comment.after + 1], last)
        # invariant: comments keep their order, so none goes in front of one that was placed
        if not comment.own_line and word >= 0 and word + 1 > last and trailing[word] is None and not leading[word + 1]:
            trailing[word] = comment
            last = word
        else:
            leading[gap].append(comment)
            last = gap
    _past_closing(new, leading, trailing)
    blank = [False] * (len(new) + 1)
    for place, found in enumerate(partner):
        if found is not None:
            blank[found] = old.blank[place]
    return Notes(tuple(map(tuple, leading)), tuple(trailing), tuple(blank))


def _past_closing(new: Sequence[str], leading: list[list[Comment]], trailing: list[Comment | None]) -> None:
    """A comment at a line's end lets the commas and brackets behind it go first.

    From right to left, each as far as it can: so none could go on when the new text is formatted again.
    """
    for start in reversed(range(len(new) - 1)):
        place = start
        while place + 1 < len(new) and new[place + 1] in _CLOSING and not leading[place + 1]:
            if trailing[place] is None or trailing[place + 1] is not None:
                break
            trailing[place], trailing[place + 1] = None, trailing[place]
            place += 1


def _nearest(partner: Sequence[int | None], size: int) -> tuple[list[int], list[int]]:
    """For the gap before each old word and the one at the end: the last new word before it, the first behind it."""
    before = [-1]
    for found in partner:
        before.append(before[-1] if found is None else found)
    behind = [size]
    for found in reversed(partner):
        behind.append(behind[-1] if found is None else found)
    behind.reverse()
    return before, behind


def _paired(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each old word its place among the new ones, going up; None for one that has gone."""
    partner: list[int | None] = [None] * len(old)
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            partner[i] = j
            i, j = i + 1, j + 1
        elif old[i] in _LEFT_OUT:
            i += 1
        elif new[j] == "time":
            j += 1
        else:
            skip, ahead = _meeting(old, new, i, j)
            i, j = i + skip, j + ahead
    return partner


def _meeting(old: Sequence[str], new: Sequence[str], i: int, j: int) -> tuple[int, int]:
    """How far to go on each side until both have the same two words again."""
    for far in range(1, _FAR):
        for skip in range(far + 1):
            ours, theirs = old[i + skip : i + skip + 2], new[j + far - skip : j + far - skip + 2]
            if ours and ours == theirs:
                return skip, far - skip
    return 1, 1


def _plain(word: str) -> str:
    """A word without what formatting may change of it."""
    if word[0] == '"':
        return word
    if _INSTANT.match(word):
        return "instant"
    plain = " ".join(word.casefold().strip("`").split())
    return "any" if plain == "any event" else "-" if plain == "−" else _PLURAL.sub(r"\1", plain)
