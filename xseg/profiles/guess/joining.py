"""Finds which keys of several files are one key: those of one name, or those that hold the same values."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal

from xseg.profiles.guess.people import CLASSES, Candidate, Class
from xseg.profiles.guess.proposal import KeyUse, ProposedKey
from xseg.profiles.guess.words import CUSTOMER, PROFILE_FILES, fresh, legal, singular, stem_words

DEVICE_LIMIT = 5
SAME_VALUES = 0.5
"""Two columns hold the same values when so many of the shorter one's are in the other."""
KNOWN_VALUES = 0.9
"""A column refers to a list of customers when so many of its values are in it."""
TELLING = 4.0
"""Values of fewer signs, or of digits below six, meet by chance."""


def joined(files: Sequence[Sequence[Candidate]]) -> tuple[tuple[ProposedKey, ...], list[tuple[KeyUse, ...]]]:
    """The project's keys, strongest first, and the keys as each file brings them."""
    everyone = [one for file in files for one in file]
    group = {id(one): number for number, one in enumerate(everyone)}
    reasons: dict[int, str] = {}
    for one, other in combinations(everyone, 2):
        why = _same(one, other)
        if why is not None and _may_meet(one, other, everyone, group):
            old, new = group[id(other)], group[id(one)]
            group.update({key: new for key, value in group.items() if value == old})
            if one.name != other.name:
                reasons[id(other)] = why
    names = _names(everyone, group)
    keys = []
    for number, name in sorted(names.items(), key=lambda entry: _strength(entry, everyone, group)):
        members = [one for one in everyone if group[id(one)] == number]
        ignore = tuple(dict.fromkeys(value for one in members for value in one.ignore))
        class_ = members[0].class_
        limit = DEVICE_LIMIT if class_ == "device" and len(names) > 1 else None
        counts = [one.from_zero for one in members]
        from_zero = class_ == "person" and None not in counts and any(counts)
        keys.append(ProposedKey(name, _normalise(class_), ignore, limit, from_zero))
    order = {key.name: place for place, key in enumerate(keys)}
    uses = [
        tuple(
            sorted(
                (KeyUse(names[group[id(one)]], one.column, reasons.get(id(one), one.reason)) for one in file),
                key=lambda use: order[use.name],
            )
        )
        for file in files
    ]
    return tuple(keys), uses


def _normalise(class_: Class) -> Literal["text", "email", "phone", "lower"]:
    """Names of accounts are the same in any case."""
    match class_:
        case "email" | "phone":
            return class_
        case "handle":
            return "lower"
        case "person" | "device":
            return "text"


def components(uses: Sequence[Sequence[KeyUse]]) -> list[list[int]]:
    """The files in groups that keys join, the largest group first."""
    groups: list[tuple[set[str], list[int]]] = []
    for number, file in enumerate(uses):
        names = {use.name for use in file}
        meeting = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        members = [place for group in meeting for place in group[1]]
        groups.append((names.union(*(group[0] for group in meeting)), sorted([*members, number])))
    return sorted((members for _, members in groups), key=lambda members: (-len(members), members[0]))


def refers(one: Candidate, other: Candidate) -> bool:
    """Whether nearly all values of one are among the other's, and not by chance."""
    return _telling(one) and _inside(one, other) >= KNOWN_VALUES


def _same(one: Candidate, other: Candidate) -> str | None:
    """Why two columns are one key; None where they are not."""
    if one.look is other.look or one.class_ != other.class_:
        return None
    if one.name == other.name:
        return "" if one.name != "id" else None
    if one.class_ != "person":
        return None
    smaller, larger = sorted((one, other), key=lambda candidate: len(candidate.values))
    why = f"its values are those of `{one.column}` in {one.look.file.name}"
    if _telling(smaller) and _inside(smaller, larger) >= SAME_VALUES:
        return why
    for id_, reference in ((one, other), (other, one)):
        is_list = bool(PROFILE_FILES.intersection(stem_words(id_.look.file)))
        if id_.name == "id" and is_list and reference.name == "customer_id" and _inside(reference, id_) >= KNOWN_VALUES:
            return why
    return None


def _inside(one: Candidate, other: Candidate) -> float:
    return float(one.values.is_in(other.values.implode()).mean() or 0.0)  # type: ignore[arg-type]


def _telling(one: Candidate) -> bool:
    digits = bool(one.values.head(1000).str.contains(r"^\d+$").all())
    length = float(one.values.str.len_chars().median() or 0.0)  # type: ignore[arg-type]
    return length >= (6 if digits else TELLING)


def _may_meet(one: Candidate, other: Candidate, everyone: Sequence[Candidate], group: Mapping[int, int]) -> bool:
    """Not where it would give one file two columns of one key."""
    first, second = (
        [candidate.look for candidate in everyone if group[id(candidate)] == group[id(member)]]
        for member in (one, other)
    )
    return not any(look is another for look in first for another in second)


def _names(everyone: Sequence[Candidate], group: Mapping[int, int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for number in dict.fromkeys(group.values()):
        members = [one for one in everyone if group[id(one)] == number]
        said = sorted({one.name for one in members} - {"id"}, key=lambda name: (name not in CUSTOMER, name))
        if said:
            name = said[0]
        else:
            words = stem_words(members[0].look.file)
            known = bool(PROFILE_FILES.intersection(words)) or not words
            name = "customer_id" if known else f"{singular(words[-1])}_id"
        names[number] = fresh(legal(name, otherwise="key"), names.values())
    return names


def _strength(entry: tuple[int, str], everyone: Sequence[Candidate], group: Mapping[int, int]) -> tuple[int, bool, int]:
    number, name = entry
    place = next(place for place, one in enumerate(everyone) if group[id(one)] == number)
    return CLASSES.index(everyone[place].class_), name != "customer_id", place
