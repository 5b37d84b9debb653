"""Tells files of consents: rows in which somebody says yes or no to being written to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from xseg.profiles.guess.kinds import When
from xseg.profiles.guess.look import Look
from xseg.profiles.guess.words import CHANNEL_FILES, legal, stem_words, tokens, usual
from xseg.profiles.values import texts

CONSENT_FILES = frozenset(
    "consent consents optin optins optout optouts opt permission permissions preference preferences preferencecentre "
    "subscription subscriptions unsubscribes gdpr einwilligung einwilligungen".split()
)
PURPOSE_COLUMNS = (
    "purpose",
    "consent",
    "consent_type",
    "consent_purpose",
    "permission",
    "topic",
    "preference",
    "zweck",
)
ANSWER_COLUMNS = (
    "answer", "consent", "consented", "granted", "status", "consent_status", "choice", "decision", "permission",
    "opt_in", "opted_in", "optin", "subscribed", "value", "state", "antwort",
)  # fmt: skip
GRANTED = frozenset(
    "granted yes y true t 1 in opt_in opted_in optin subscribed accepted accept allow allowed ja".split()
)
DENIED = frozenset(
    "denied no n false f 0 out opt_out opted_out optout unsubscribed declined decline revoked withdrawn rejected "
    "never nein".split()
)
PURPOSES_MOST = 12
USUAL = (frozenset(("granted", "yes", "true", "1")), frozenset(("denied", "no", "false", "0")))
"""What xseg.toml takes them to mean by itself."""


@dataclass(frozen=True, slots=True)
class Consents:
    """What a file of consents says: one purpose, or a column and what its values are called in the project."""

    reason: str
    purpose: str | None
    purpose_column: str | None
    purpose_map: Mapping[str, str]
    purpose_reason: str
    answer_column: str
    granted: tuple[str, ...]
    denied: tuple[str, ...]
    answer_reason: str

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes that are answered, by their names in the project."""
        return (self.purpose,) if self.purpose is not None else tuple(dict.fromkeys(self.purpose_map.values()))

    @property
    def usual_words(self) -> bool:
        """Whether the answers need not be written out."""
        return set(self.granted) <= USUAL[0] and set(self.denied) <= USUAL[1]


def consents(look: Look, time: When | None, keys: Collection[str]) -> Consents | None:
    """None where a file holds something else, or says nothing of when."""
    if time is None:
        return None
    named = bool(CONSENT_FILES.intersection(stem_words(look.file)))
    taken = {time.column, *keys}
    purpose = _purpose_column(look, taken)
    answer = _answer_column(look, taken | ({purpose[0]} if purpose else set()))
    if answer is None or not (named or (purpose is not None and usual(purpose[0]) in PURPOSE_COLUMNS[:5])):
        return None
    column, granted, denied = answer
    said = sorted({*granted, *denied})
    answer_reason = "its words mean yes or no: " + ", ".join(f"`{word}`" for word in said)
    if named:
        reason = "the name of the file says so, and a column holds answers"
    else:
        reason = f"`{purpose[0] if purpose else column}` and `{column}` hold answers"
    if purpose is None:
        name = _purpose_of(look)
        return Consents(reason, name, None, {}, "from the name of the file", column, granted, denied, answer_reason)
    values = {value: legal(usual(value), otherwise="purpose") for value in purpose[1]}
    return Consents(reason, None, purpose[0], values, "what was asked", column, granted, denied, answer_reason)


def channel_of(purpose: str) -> str | None:
    """The channel that a purpose is about, by its name."""
    return next((CHANNEL_FILES[word] for word in tokens(purpose) if word in CHANNEL_FILES), None)


def _purpose_column(look: Look, taken: Collection[str]) -> tuple[str, list[str]] | None:
    for word in PURPOSE_COLUMNS:
        for column in look.columns:
            if usual(column) != word or column in taken:
                continue
            words = _words(look, column)
            values = words.unique().sort().to_list()
            names = {legal(usual(value), otherwise="") for value in values}
            told = _meaning(values) is None
            if told and values and len(words) == look.frame.height and len(values) <= PURPOSES_MOST and "" not in names:
                return column, values
    return None


def _answer_column(look: Look, taken: Collection[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    for word in ANSWER_COLUMNS:
        for column in look.columns:
            if usual(column) == word and column not in taken:
                meaning = _meaning(_words(look, column).str.to_lowercase().unique().sort().to_list())
                if meaning is not None:
                    return column, *meaning
    return None


def _meaning(values: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Words that grant and words that deny; None where another word is among them."""
    granted = tuple(value for value in values if usual(value) in GRANTED)
    denied = tuple(value for value in values if usual(value) in DENIED)
    return (granted, denied) if values and len(granted) + len(denied) == len(values) else None


def _words(look: Look, column: str) -> pl.Series:
    return texts.text(look.frame.get_column(column)).values.drop_nulls()


def _purpose_of(look: Look) -> str:
    words = tuple(word for word in stem_words(look.file) if word not in CONSENT_FILES)
    if any(word in CHANNEL_FILES for word in words):
        channel = next(CHANNEL_FILES[word] for word in words if word in CHANNEL_FILES)
        return f"{channel}_marketing"
    return legal("_".join(words), otherwise="marketing") if words else "marketing"
