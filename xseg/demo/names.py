"""The keys that channels know people by, as texts: customer numbers, addresses, devices, handles."""

from dataclasses import dataclass

import polars as pl

from xseg.demo.people import Flags, People
from xseg.demo.words import FIRST_NAMES, SURNAMES

PLAIN = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae", "ë": "e", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Names:
    """One text a person in each column, missing where the person has no such thing."""

    customer: pl.Series
    email: pl.Series
    desktop: pl.Series
    mobile: pl.Series
    install: pl.Series
    handle: pl.Series


def make_names(people: People) -> Names:
    """The keys of `people`; devices are strewn over all numbers, so that nothing can be read from them."""
    numbers = range(len(people))
    stems = [
        f"{FIRST_NAMES[first]}.{SURNAMES[last]}{number}".lower().translate(PLAIN)
        for number, first, last in zip(numbers, people.first_name, people.surname, strict=True)
    ]

    def where(flags: Flags, values: list[str]) -> pl.Series:
        known = zip(values, flags, strict=True)
        return pl.Series([value if flag else None for value, flag in known], dtype=pl.String)

    def device(prefix: str, salt: int) -> list[str]:
        return [f"{prefix}-{(number * 2654435761 + salt) % 2**32:08x}" for number in numbers]

    return Names(
        customer=where(people.account, [f"C{100_000 + number}" for number in numbers]),
        email=where(people.email, [f"{stem}@example.net" for stem in stems]),
        desktop=pl.Series(device("ck", 40_503)),
        mobile=pl.Series(device("cm", 77_551)),
        install=where(people.app, device("app", 12_289)),
        handle=where(people.social, [f"@{stem.replace('.', '_')}" for stem in stems]),
    )
