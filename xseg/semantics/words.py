"""Reads the words of a metadata value, form by form."""

from collections.abc import Sequence

from xseg.syntax.nodes import Entry, Name, Share, Word


def one_text(entry: Entry) -> str | None:
    """`"…"`"""
    match entry.words:
        case [Word(kind="text", text=text)]:
            return text
        case _:
            return None


def one_name(entry: Entry) -> Name | None:
    """`name`"""
    match entry.words:
        case [Word(kind="name") as word]:
            return as_name(word)
        case _:
            return None


def one_integer(entry: Entry) -> int | None:
    """`20000`"""
    match entry.words:
        case [Word(kind="integer", text=text)]:
            return int(text.replace("_", ""))
        case _:
            return None


def names(words: Sequence[Word]) -> tuple[Name, ...] | None:
    """`a, b, c`"""
    found = listed(words)
    if found is None or any(word.kind != "name" for word in found):
        return None
    return tuple(as_name(word) for word in found)


def listed(words: Sequence[Word]) -> tuple[Word, ...] | None:
    """The words of a list with commas between, None where it is no list."""
    if len(words) % 2 == 0:
        return None
    if any((word.kind == "comma") != (index % 2 == 1) for index, word in enumerate(words)):
        return None
    return tuple(words[::2])


def starts(words: Sequence[Word], *expected: str) -> bool:
    """Whether the words begin with these, in any case."""
    return len(words) >= len(expected) and all(
        word.kind == "name" and word.text.lower() == text for word, text in zip(words, expected, strict=False)
    )


def share(word: Word) -> Share | None:
    """A share (`5%`) or heads (`1000`)."""
    match word:
        case Word(kind="share", share=Share(percent=True) as found):
            return found
        case Word(kind="integer", text=text):
            return Share(int(text.replace("_", "")), 0, percent=False, span=word.span)
        case _:
            return None


def as_name(word: Word) -> Name:
    """A word as a name."""
    return Name(word.text, span=word.span)
