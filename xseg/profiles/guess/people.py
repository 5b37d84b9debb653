"""Finds the columns of a file that say who the person is: by name, by content, or since no value comes twice."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from xseg.profiles.guess.look import Look
from xseg.profiles.guess.words import (
    ANSWERS,
    CUSTOMER,
    DEVICE,
    EMAIL_WORDS,
    HANDLES,
    PERSON,
    PHONE_WORDS,
    PLACEHOLDER_ADDRESS,
    PLACEHOLDERS,
    PROFILE_FILES,
    legal,
    stem_words,
    tokens,
    usual,
)
from xseg.profiles.values import texts
from xseg.profiles.values.normal import EMAIL
from xseg.profiles.values.phones import E164 as PHONE

NEARLY_ALL = 0.9
SAMPLE = 10_000
WORDS_MOST = 20
Class = Literal["person", "email", "phone", "handle", "device"]
CLASSES: tuple[Class, ...] = ("person", "email", "phone", "handle", "device")
"""The strongest first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may be a key. `name` is the key that it would be by itself, `values` its different values."""

    look: Look
    column: str
    name: str
    class_: Class
    reason: str
    known: int
    values: pl.Series
    ignore: tuple[str, ...] = ()
    from_zero: bool | None = None
    """Whether its values are whole numbers without gaps from 0; None: they are no whole numbers."""
    only_an_id: bool = False
    """Whether nothing but its being an id says that it names people."""

    @property
    def repeats(self) -> float:
        """The share of rows whose value was there before."""
        return 1 - len(self.values) / self.known


def candidates(look: Look, given: Collection[str] = ()) -> list[Candidate]:
    """The keys of a file, the strongest first; no two of one name. `given` are columns that somebody said are keys."""
    found = sorted(_candidates(look, given), key=lambda one: (one.column not in given, CLASSES.index(one.class_)))
    taken: dict[str, Candidate] = {}
    for one in found:
        name = one.name if one.name not in taken else legal(usual(one.column), otherwise="key")
        if name not in taken and (one.class_ not in ("email", "phone") or one.name == name):
            taken[name] = replace(one, name=name)
    return list(taken.values())


def made_of(look: Look, column: str, name: str, class_: Class, reason: str) -> Candidate | None:
    """A column as a key; None where it has no value."""
    words = texts.text(look.frame.get_column(column)).values.drop_nulls()
    if not len(words):
        return None
    values = words.unique()
    ignore, from_zero = _placeholders(words, values), _from_zero(words, values)
    return Candidate(look, column, name, class_, reason, len(words), values, ignore, from_zero)


def record_id(look: Look) -> Candidate | None:
    """The `id` of a list of people, also where records come twice; else a column called id, number or key whose value
    every row has and no row has twice.
    """
    if PROFILE_FILES.intersection(stem_words(look.file)):
        for column in look.columns:
            if usual(column) == "id" and _is_word(look.frame.get_column(column)):
                found = made_of(look, column, "id", "person", "the id in a list of people")
                if found is not None and found.known >= NEARLY_ALL * look.frame.height and found.repeats < 1 / 2:
                    return found
    for column in sorted(look.columns, key=lambda name: (usual(name) != "id", look.columns.index(name))):
        series = look.frame.get_column(column)
        last = tokens(column)[-1:]
        if (
            last
            and last[0] in ("id", "no", "nr", "number", "key", "uuid")
            and _is_word(series)
            and series.n_unique() == len(series)
        ):
            found = made_of(look, column, usual(column), "person", "a different value in every row")
            if found is not None and found.known == len(series):
                return replace(found, only_an_id=True)
    return None


def _candidates(look: Look, given: Collection[str]) -> Iterator[Candidate]:
    mails = [column for column in look.columns if column not in given and _share(look, column, EMAIL) >= NEARLY_ALL]
    mails.sort(
        key=lambda column: EMAIL_WORDS.index(usual(column)) if usual(column) in EMAIL_WORDS else len(EMAIL_WORDS)
    )
    for column in look.columns:
        word = usual(column)
        known = len(look.frame) - look.frame.get_column(column).null_count()
        found: tuple[str, Class, str] | None = None
        if column in given:
            found = (legal(word, otherwise="key"), "person", "you said so")
        elif mails[:1] == [column]:
            found = (
                "email",
                "email",
                f"e-mail addresses in {_share(look, column, EMAIL):.0%} of {known:,} known values",
            )
        elif PHONE_WORDS.intersection(tokens(column)) and _share(look, column, PHONE) >= NEARLY_ALL:
            found = (
                "phone",
                "phone",
                f"numbers with a country code in {_share(look, column, PHONE):.0%} of the known values",
            )
        elif not _is_word(look.frame.get_column(column)):
            continue
        elif word in CUSTOMER:
            found = ("customer_id", "person", "named like a customer's number")
        elif word in PERSON:
            found = (PERSON[word], "person", "named like a person's number")
        elif word in HANDLES:
            found = ("handle", "handle", "named like the name of an account")
        elif word in DEVICE:
            found = ("device_id", "device", "named like a device's number")
        if found is None or (one := made_of(look, column, *found)) is None:
            continue
        if column in given or one.class_ in ("email", "phone") or _tells_people_apart(one):
            yield one


def _tells_people_apart(one: Candidate) -> bool:
    """Not yes or no, nor a few words without a digit, such as the kinds of cards that people pay with."""
    if set(one.values.head(20).str.to_lowercase()) <= ANSWERS:
        return False
    few = len(one.values) <= WORDS_MOST and one.known >= 5 * len(one.values)
    return not few or bool(one.values.str.contains(r"\d").any())


def _is_word(series: pl.Series) -> bool:
    return series.dtype == pl.String or series.dtype.is_numeric() or series.dtype in (pl.Categorical, pl.Enum)


def _share(look: Look, column: str, pattern: str) -> float:
    """The share of known values that a pattern matches; telephone numbers without blanks, dots and brackets."""
    series = look.frame.get_column(column)
    if series.dtype != pl.String:
        return 0.0
    words = texts.text(series).values.drop_nulls()
    words = words.gather_every(max(1, len(words) // SAMPLE))
    if pattern == PHONE:
        words = words.str.replace_all(r"[\s.\-/()]", "").str.replace(r"^00", "+")
    else:
        words = words.str.to_lowercase()
    return float(words.str.contains(pattern).mean() or 0.0)  # type: ignore[arg-type]


def _from_zero(words: pl.Series, values: pl.Series) -> bool | None:
    """See Candidate; a 0 that comes far more often than others stands where nobody is known."""
    if not values.str.contains(r"^(?:0|[1-9]\d{0,14})$").all():
        return None
    numbers = values.cast(pl.Int64).to_numpy()
    dense = numbers.min() == 0 and len(numbers) > 2 and len(numbers) >= NEARLY_ALL * (numbers.max() + 1)
    return bool(dense) and int((words == "0").sum()) < _often(words, values)


def _often(words: pl.Series, values: pl.Series) -> float:
    """As few rows as no value has by chance."""
    return max(3, 5 * len(words) / len(values))


def _placeholders(words: pl.Series, values: pl.Series) -> tuple[str, ...]:
    """Values that stand where nobody is known: words for it that come far more often than others."""
    often = _often(words, values)
    folded = values.filter(values.str.to_lowercase().is_in(list(PLACEHOLDERS)))
    found = {value for value in folded.to_list() if int((words == value).sum()) >= often}
    return tuple(sorted({*found, *_nobodys(values)}))


def _nobodys(values: pl.Series) -> list[str]:
    """Addresses that belong to nobody; of those that send and do not read, all of one name."""
    folded = values.str.to_lowercase()
    found: list[str] = folded.filter(folded.str.contains(PLACEHOLDER_ADDRESS)).unique().to_list()
    return [f"{word.split('@')[0]}@*" if "reply" in word.split("@")[0] else word for word in found]
