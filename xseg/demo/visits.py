"""Visits of the web site and the app: pages, views, carts and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.demo.moments import MINUTE, ONLINE, SECOND, spread
from xseg.demo.people import Integers, People
from xseg.demo.shelves import Shelves
from xseg.demo.words import COUPONS, PAGES

ACTIONS = ("page_view", "product_view", "add_to_cart", "cart_abandon", "checkout", "purchase", "app_open")
DEVICES = ("desktop", "mobile", "tablet")
PAGE_VIEW, PRODUCT_VIEW, ADD_TO_CART, CART_ABANDON, CHECKOUT, PURCHASE, APP_OPEN = range(len(ACTIONS))
DESKTOP, MOBILE, TABLET = range(len(DEVICES))

# What a row of clicks has: -1 is nothing. `person`, `article`, `page`, `coupon` are positions in their tables.
COLUMNS = ("person", "time", "action", "device", "signed", "mailed", "page", "article", "quantity", "cents", "coupon")


@dataclass(frozen=True, slots=True)
class Sessions:
    """Column by column, one entry a session."""

    person: Integers
    start: Integers
    device: Integers
    signed: Integers
    """1 where the person signed in, so that the row carries the customer's number."""
    mailed: Integers
    """1 where the visit came out of an e-mail, so that the row carries the address."""

    def __len__(self) -> int:
        return len(self.person)


def web_sessions(rng: np.random.Generator, people: People, *, scale: float) -> Sessions:
    """Visits of the web site, `scale` times as many as usual."""
    counts = rng.poisson(people.often("web") * scale)
    counts = np.where((counts == 0) & ~people.email, 1, counts)  # who has no address is known by a visit only
    who = np.repeat(np.arange(len(people)), counts)
    device = rng.choice(3, size=len(who), p=(0.62, 0.31, 0.07))
    device = np.where(people.phone_only[who] & (device == DESKTOP), MOBILE, device)
    return Sessions(
        person=who,
        start=spread(rng, people, who, hours=ONLINE),
        device=device,
        signed=(people.account[who] & (rng.random(len(who)) < 0.8)).astype(np.int64),
        mailed=(people.email[who] & (rng.random(len(who)) < 0.35)).astype(np.int64),
    )


def app_sessions(rng: np.random.Generator, people: People, *, scale: float) -> Sessions:
    """Visits with the app, by those who have it."""
    counts = np.where(people.app, rng.poisson(people.often("app") * scale), 0)
    who = np.repeat(np.arange(len(people)), counts)
    return Sessions(
        person=who,
        start=spread(rng, people, who, hours=ONLINE),
        device=rng.choice((MOBILE, TABLET), size=len(who), p=(0.9, 0.1)),
        signed=(rng.random(len(who)) < 0.9).astype(np.int64),
        mailed=np.zeros(len(who), dtype=np.int64),
    )


def clicks(rng: np.random.Generator, people: People, shelves: Shelves, *, sessions: Sessions) -> pl.DataFrame:
    """What happens in the sessions, as rows of COLUMNS."""
    who, every = sessions.person, np.arange(len(sessions))
    views = rng.poisson(people.trait("views")[who])
    cart = (views > 0) & (rng.random(len(who)) < people.trait("cart")[who])
    bought = cart & (rng.random(len(who)) < people.trait("buy")[who])
    gone = cart & ~bought

    viewing = np.repeat(every, views)
    nth = np.arange(len(viewing)) - np.repeat(np.cumsum(views) - views, views)
    article = shelves.pick(rng, people, who[viewing])
    chosen = shelves.pick(rng, people, who)
    chosen[viewing] = article  # the last view of a session is what goes into its cart
    at_cart = sessions.start + (views + 1) * 70 * SECOND
    more = rng.poisson(np.maximum(people.trait("basket")[who] - 1, 0.05) * people.wealth[who])
    with_coupon = rng.random(len(who)) < people.trait("coupon")[who]
    coupon = np.where(with_coupon, rng.integers(0, len(COUPONS), len(who)), -1)
    full = shelves.price[chosen] * (1 + more)
    paid = np.where(with_coupon, full * 85 // 100, full)

    pages = np.array([weight for _, weight in PAGES])
    again = every[rng.random(len(who)) < 0.35]
    paging = np.concatenate([every, again])
    return pl.concat(
        [
            rows_of(
                PAGE_VIEW,
                sessions,
                paging,
                sessions.start[paging] + np.repeat([0, 40 * SECOND], [len(every), len(again)]),
                page=rng.choice(len(PAGES), size=len(paging), p=pages / pages.sum()),
            ),
            rows_of(
                PRODUCT_VIEW,
                sessions,
                viewing,
                sessions.start[viewing] + (nth + 1) * 60 * SECOND + rng.integers(0, 30, len(viewing)) * SECOND,
                article=article,
            ),
            rows_of(ADD_TO_CART, sessions, every[cart], at_cart[cart], article=chosen[cart], quantity=1 + more[cart]),
            rows_of(
                CART_ABANDON, sessions, every[gone], at_cart[gone] + 30 * MINUTE, article=chosen[gone], cents=full[gone]
            ),
            rows_of(CHECKOUT, sessions, every[bought], at_cart[bought] + 2 * MINUTE, cents=paid[bought]),
            rows_of(
                PURCHASE,
                sessions,
                every[bought],
                at_cart[bought] + 4 * MINUTE,
                article=chosen[bought],
                quantity=1 + more[bought],
                cents=paid[bought],
                coupon=coupon[bought],
            ),
        ]
    )


def openings(sessions: Sessions) -> pl.DataFrame:
    """One `app_open` a session."""
    return rows_of(APP_OPEN, sessions, np.arange(len(sessions)), sessions.start - 2 * SECOND)


def rows_of(action: int, sessions: Sessions, which: Integers, time: Integers, **given: Integers) -> pl.DataFrame:
    """Rows of one action for the sessions at the positions `which`; columns not given are -1."""
    nothing = np.full(len(which), -1, dtype=np.int64)
    columns: Mapping[str, Integers] = {
        "person": sessions.person[which],
        "time": time,
        "action": nothing * 0 + action,
        "device": sessions.device[which],
        "signed": sessions.signed[which],
        "mailed": sessions.mailed[which],
    }
    return pl.DataFrame({name: {**columns, **given}.get(name, nothing) for name in COLUMNS})
