"""Finds files that are one export in pieces, such as one file a month: they become one source with a pattern."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from xseg.profiles.guess.look import Look
from xseg.profiles.guess.words import stem_of, stem_words

ALIKE = 0.5
"""JSON files are of one kind when so many of all their columns are in both."""


def gathered(looks: Sequence[Look]) -> list[Look]:
    """The looks, with those of one folder, form and kind as one whose file is a pattern that names just them."""
    groups: list[list[Look]] = []
    for look in looks:
        group = next((group for group in groups if _alike(group[0], look)), None)
        if group is None:
            groups.append([look])
        else:
            group.append(look)
    return [one for group in groups for one in _together(group)]


def _alike(one: Look, other: Look) -> bool:
    if _form(one) != _form(other):
        return False
    first, second = set(one.columns), set(other.columns)
    if one.format != "ndjson":
        return first == second
    return len(first & second) >= ALIKE * len(first | second)


def _form(look: Look) -> tuple[object, ...]:
    file = look.file
    ending = file.name.removeprefix(stem_of(file))
    signs = (look.numbers.decimal, look.numbers.thousands)
    return file.parent, ending, look.format, look.delimiter, look.quote, look.encoding, signs, _words(file)


def _words(file: Path) -> tuple[str, ...]:
    words = tuple(word for word in stem_words(file) if not word.isdigit())
    return tuple(re.sub(r"\d+", "", word) for word in words)


def _together(group: Sequence[Look]) -> list[Look]:
    if len(group) == 1:
        return list(group)
    files = sorted(look.file for look in group)
    pattern = _pattern(files)
    folder = files[0].parent
    if sorted(folder.glob(pattern.name)) != sorted(folder / file.name for file in files):
        return list(group)  # the pattern would bring others too
    try:
        frame = pl.concat([look.frame for look in group], how="diagonal")
    except pl.exceptions.PolarsError:  # a column of two types
        return list(group)
    unusable = {name: why for look in group for name, why in look.unusable.items()}
    return [
        replace(
            group[0],
            file=pattern,
            frame=frame,
            bad=sum((Counter(look.bad) for look in group), Counter()),
            unusable=unusable,
            files=tuple(files),
        )
    ]


def _pattern(files: Sequence[Path]) -> Path:
    """What the names share at both ends, without digits that happen to be the same, with `*` between."""
    stems = [stem_of(file) for file in files]
    start = re.sub(r"\d+$", "", _start(stems))
    rest = [stem[len(start) :][::-1] for stem in stems]
    end = re.sub(r"^\d+", "", _start(rest)[::-1])
    return files[0].parent / f"{start}*{end}{files[0].name.removeprefix(stems[0])}"


def _start(words: Sequence[str]) -> str:
    """What all words begin with."""
    shortest = min(words, key=len)
    same = (all(word[place] == sign for word in words) for place, sign in enumerate(shortest))
    return shortest[: next((place for place, equal in enumerate(same) if not equal), len(shortest))]
