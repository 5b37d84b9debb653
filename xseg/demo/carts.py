"""Carts filled with a telephone after a look on the desktop, and left there: some to be rescued, some not."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from xseg.demo.moments import DAY, HOUR, MINUTE, NOW, SECOND
from xseg.demo.people import Integers, People
from xseg.demo.shelves import Shelves
from xseg.demo.visits import ADD_TO_CART, CART_ABANDON, DESKTOP, MOBILE, PRODUCT_VIEW, PURCHASE, Sessions, rows_of


@dataclass(frozen=True, slots=True)
class LeftCarts:
    """Carts filled with a telephone after a look on the desktop, and left there."""

    desktop: pl.DataFrame
    mobile: pl.DataFrame
    quiet_since: Integers
    """By person: no purchase comes after this moment; for most people it never comes."""


def leave_carts(rng: np.random.Generator, people: People, shelves: Shelves) -> LeftCarts:
    """Some keen browsers leave a cart in the last days: most to be rescued, some too fresh, some who buy after all."""
    keen = np.flatnonzero((people.kind == 0) & people.account & ~people.phone_only)
    who = np.sort(rng.choice(keen, size=-(-len(keen) // 20), replace=False))
    fate = rng.random(len(who))
    too_fresh, buys = fate < 0.12, fate > 0.85
    left = NOW - (rng.uniform(2.2, 24 * 5.5, len(who)) * HOUR).astype(np.int64)
    left = np.where(too_fresh, NOW - (rng.uniform(5, 110, len(who)) * MINUTE).astype(np.int64), left)
    left -= left % SECOND
    looked = left - rng.integers(10 * 60, 20 * 3600, len(who)) * SECOND
    article = shelves.pick(rng, people, who)

    def on(device: int, start: Integers) -> Sessions:
        ones = np.ones(len(who), dtype=np.int64)
        return Sessions(person=who, start=start, device=ones * device, signed=ones, mailed=ones * 0)

    every, mobile = np.arange(len(who)), on(MOBILE, left)
    quiet_since = np.full(len(people), NOW + 400 * DAY)
    quiet_since[who[~buys]] = left[~buys]
    bought = every[buys & (left < NOW - HOUR)]
    price = shelves.price[article]
    return LeftCarts(
        desktop=rows_of(PRODUCT_VIEW, on(DESKTOP, looked), every, looked, article=article),
        mobile=pl.concat(
            [
                rows_of(ADD_TO_CART, mobile, every, left - 9 * MINUTE, article=article, quantity=every * 0 + 1),
                rows_of(CART_ABANDON, mobile, every, left, article=article, cents=price),
                rows_of(
                    PURCHASE,
                    mobile,
                    bought,
                    left[bought] + 40 * MINUTE,
                    article=article[bought],
                    quantity=bought * 0 + 1,
                    cents=price[bought],
                ),
            ]
        ),
        quiet_since=quiet_since,
    )


def without_purchases(rows: pl.DataFrame, quiet_since: Integers) -> pl.DataFrame:
    """Without the purchases, and without newer carts, of people who have left a cart and not come back to it."""
    late = rows["time"] >= pl.Series(quiet_since)[rows["person"]]
    return rows.filter(~(late & rows["action"].is_in([PURCHASE, CART_ABANDON])))
