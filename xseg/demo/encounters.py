"""Where people meet the shop outside its own pages: in a store, on the telephone, on social networks."""

import numpy as np
import polars as pl

from xseg.demo.moments import OPENING, SECOND, onto_saturday, spread
from xseg.demo.people import People
from xseg.demo.shelves import Shelves
from xseg.demo.words import NETWORKS, REACTIONS, TOPICS


def receipts(rng: np.random.Generator, people: People, shelves: Shelves, *, scale: float) -> pl.DataFrame:
    """Lines of store purchases: person, time, receipt, line, store, article, quantity, cents."""
    counts = np.where(people.account, rng.poisson(people.often("store") * scale), 0)
    who = np.repeat(np.arange(len(people)), counts)
    time = spread(rng, people, who, hours=OPENING)
    time = onto_saturday(time, chosen=people.weekender[who] & (rng.random(len(who)) < 0.85))
    store = np.where(rng.random(len(who)) < 0.85, people.store[who], rng.integers(1, 13, len(who)))
    lines = 1 + rng.poisson(np.maximum(people.trait("basket")[who] - 1, 0.1))
    receipt = np.repeat(np.arange(len(who)), lines)
    article = shelves.pick(rng, people, who[receipt])
    reduced = rng.random(len(receipt)) < people.trait("coupon")[who[receipt]] * 0.6
    price = shelves.price[article]
    quantity = 1 + (rng.random(len(receipt)) < 0.18) + rng.poisson(people.wealth[who[receipt]] * 0.2)
    return pl.DataFrame(
        {
            "person": who[receipt],
            "time": time[receipt],
            "receipt": receipt,
            "line": np.arange(len(receipt)) - np.repeat(np.cumsum(lines) - lines, lines) + 1,
            "store": store[receipt],
            "article": article,
            "quantity": quantity.astype(np.int64),
            "cents": np.where(reduced, price * 4 // 5, price),
        }
    )


def calls(rng: np.random.Generator, people: People, *, scale: float) -> pl.DataFrame:
    """Calls: person, time, topic, seconds, solved, satisfaction (-1 where nobody was asked)."""
    who = np.repeat(np.arange(len(people)), np.where(people.email, rng.poisson(people.often("calls") * scale), 0))
    satisfaction = np.clip(np.rint(rng.normal(3.4, 1.2, len(who))), 1, 5).astype(np.int64)
    return pl.DataFrame(
        {
            "person": who,
            "time": spread(rng, people, who, hours=OPENING),
            "topic": _draw(rng, TOPICS, size=len(who)),
            "seconds": (rng.gamma(2.2, 130, len(who)) + 20).astype(np.int64),
            "solved": (rng.random(len(who)) < 0.72).astype(np.int64),
            "satisfaction": np.where(rng.random(len(who)) < 0.35, satisfaction, -1),
        }
    )


def reactions(rng: np.random.Generator, people: People, *, scale: float) -> pl.DataFrame:
    """Engagement on social networks: person, time, network, reaction."""
    who = np.repeat(np.arange(len(people)), np.where(people.social, rng.poisson(people.often("social") * 2 * scale), 0))
    return pl.DataFrame(
        {
            "person": who,
            "time": spread(rng, people, who, hours=OPENING) + rng.integers(0, 60, len(who)) * SECOND,
            "network": _draw(rng, NETWORKS, size=len(who)),
            "reaction": _draw(rng, REACTIONS, size=len(who)),
        }
    )


def _draw(rng: np.random.Generator, table: tuple[tuple[str, float], ...], *, size: int) -> np.ndarray:
    weights = np.array([weight for _, weight in table])
    return rng.choice(len(table), size=size, p=weights / weights.sum())
