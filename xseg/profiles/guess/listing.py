"""Tells lists: files that name people, all of whom others bring, and say nothing else of them."""

from collections.abc import Sequence
from dataclasses import replace

from xseg.profiles.guess.people import Candidate
from xseg.profiles.guess.source import Judged
from xseg.profiles.guess.times import time_form
from xseg.profiles.guess.words import LIST_FILES, stem_words, tokens

NEARLY_ALL = 0.9
OTHERS_MOST = 2
NOTES = frozenset("reason note notes comment remark since added until".split())


def listed(judged: Judged, own: Sequence[Candidate], found: Sequence[tuple[Judged, Sequence[Candidate]]]) -> Judged:
    """The file as a list, where it is one: a single key, beside it at most dates and remarks; and by its name, or since
    other files hold nearly all of its values.
    """
    if judged.kind == "consents" or len(own) != 1 or own[0].repeats > 1 - NEARLY_ALL:
        return judged
    key = own[0]
    others = [column for column in judged.look.columns if column != key.column]
    if len(others) > OTHERS_MOST or not all(_says_nothing(judged, column) for column in others):
        return judged
    elsewhere = [
        one
        for other, keys in found
        for one in keys
        if other.look is not judged.look and one.class_ == key.class_ and one.name == key.name
    ]
    if not elsewhere:
        return judged
    if LIST_FILES.intersection(stem_words(judged.look.file)):
        return replace(judged, kind="list", reason="the name of the file says so, and it tells nothing else of anybody")
    if key.class_ in ("email", "phone"):
        mine = key.values.str.to_lowercase().str.strip_chars()
        for one in elsewhere:
            there = one.values.str.to_lowercase().str.strip_chars()
            share = float(mine.is_in(there.implode()).mean() or 0.0)  # type: ignore[arg-type]
            if share >= NEARLY_ALL and len(one.values) > len(mine):
                reason = f"{share:.0%} of its values are in {one.look.file.name}, and it tells nothing else of them"
                return replace(judged, kind="list", reason=reason)
    return judged


def _says_nothing(judged: Judged, column: str) -> bool:
    if NOTES.intersection(tokens(column)):
        return True
    return time_form(judged.look.frame.get_column(column)) is not None
