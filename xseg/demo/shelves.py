"""The articles of the shop, and who looks for which."""

from dataclasses import dataclass

import numpy as np

from xseg.demo.people import Integers, People
from xseg.demo.words import CATEGORIES

ARTICLES = 640


@dataclass(frozen=True, slots=True)
class Shelves:
    """Category (a position in CATEGORIES) and price in cents of each article."""

    category: Integers
    price: Integers

    def pick(self, rng: np.random.Generator, people: People, who: Integers) -> Integers:
        """An article for each entry of `who`: often from the favourite category, sometimes the one dreamt of."""
        each = len(self.price) // len(CATEGORIES)
        anywhere = rng.integers(0, len(self.price), len(who))
        at_home = people.favourite[who] * each + rng.integers(0, each, len(who))
        dreamt_of = people.favourite[who] * each + who * 7919 % each
        chance = rng.random(len(who))
        return np.where(chance < 0.15, dreamt_of, np.where(chance < 0.65, at_home, anywhere))


def make_shelves(rng: np.random.Generator) -> Shelves:
    """The same number of articles in each category, most of them between 10 and 100."""
    price = np.clip(rng.lognormal(3.35, 0.75, ARTICLES), 3, 400)
    each = ARTICLES // len(CATEGORIES)
    return Shelves(
        category=np.repeat(np.arange(len(CATEGORIES), dtype=np.int64), each),
        price=(price * 10).astype(np.int64) * 10 + 9,
    )
