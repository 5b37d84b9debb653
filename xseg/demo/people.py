"""The people of the shop: latent kinds of customers, and the keys by which each channel knows them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xseg.demo.words import CATEGORIES, CITIES, FIRST_NAMES, SURNAMES

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kind:
    """One latent kind of customer: what it is like, per person over the whole history unless said otherwise."""

    name: str
    share: float
    account: float
    """Share with a customer account."""
    subscribed: float
    """Share of those with an e-mail address who get the newsletter."""
    web: float
    """Sessions on the web site."""
    app: float
    """Sessions in the app, for those who have it."""
    views: float
    """Product views a session."""
    cart: float
    """Share of sessions that fill a cart."""
    buy: float
    """Share of filled carts that are bought."""
    store: float
    """Purchases in a store, for those with an account."""
    basket: float
    """Articles in a basket."""
    coupon: float
    """Share of purchases with a coupon."""
    opens: float
    """Share of e-mails that are opened."""
    social: float
    calls: float
    lean: float
    """How strongly activity leans towards now: 1 is even over the time as a customer."""


KINDS = (
    #    name        share acct  subs  web   app  views cart  buy  store bskt cpn   opens soc  calls lean
    Kind("browser", 0.12, 0.90, 0.60, 13.0, 9.0, 3.4, 0.45, 0.30, 0.6, 2.0, 0.10, 0.25, 2.0, 0.40, 2.6),
    Kind("loyal", 0.11, 0.97, 0.65, 9.0, 6.0, 1.5, 0.60, 0.60, 8.0, 2.8, 0.10, 0.35, 1.0, 1.20, 1.0),
    Kind("dormant", 0.22, 0.80, 0.50, 4.0, 1.5, 1.5, 0.45, 0.50, 0.9, 1.5, 0.15, 0.03, 0.3, 0.60, 1.0),
    Kind("reader", 0.12, 0.40, 0.97, 2.5, 0.5, 0.9, 0.15, 0.35, 0.3, 1.3, 0.15, 0.80, 1.0, 0.15, 1.0),
    Kind("bargain", 0.15, 0.92, 0.75, 6.0, 4.0, 1.8, 0.50, 0.50, 1.6, 1.4, 0.75, 0.40, 1.5, 0.80, 1.2),
    Kind("casual", 0.28, 0.25, 0.40, 2.2, 1.0, 1.1, 0.15, 0.25, 0.2, 1.2, 0.10, 0.12, 0.5, 0.15, 1.6),
)


@dataclass(frozen=True, slots=True)
class People:
    """Column by column, one entry a person; -1 and False where a person has no such thing."""

    kind: Integers
    account: Flags
    email: Flags
    subscribed: Flags
    app: Flags
    phone_only: Flags
    """Visits the web site on a phone and never on a desktop."""
    social: Flags
    consents: Flags
    since: Numbers
    """Days before now of the first activity."""
    until: Numbers
    """Days before now of the last activity: 0 for those who are still there."""
    favourite: Integers
    """The category bought most, as a position in CATEGORIES."""
    weekender: Flags
    store: Integers
    wealth: Numbers
    """How much more than usual goes into a basket."""
    first_name: Integers
    surname: Integers
    city: Integers

    def __len__(self) -> int:
        return len(self.kind)

    def trait(self, name: str) -> Numbers:
        """The number `name` of each person's kind."""
        of_kind = np.array([getattr(kind, name) for kind in KINDS], dtype=np.float64)
        return of_kind[self.kind]

    def often(self, name: str) -> Numbers:
        """How often each person does `name`: as its kind does, less for those who have not been here long."""
        return self.trait(name) * np.clip((self.since - self.until) / 200, 0.15, 1)


def make_people(rng: np.random.Generator, *, count: int) -> People:
    """`count` people of all kinds, in no order."""
    shares = np.array([kind.share for kind in KINDS])
    kind = rng.choice(len(KINDS), size=count, p=shares / shares.sum()).astype(np.int64)

    def chance(shares_by_kind: list[float]) -> Flags:
        return rng.random(count) < np.array(shares_by_kind)[kind]

    account = chance([k.account for k in KINDS])
    email = np.where(account, rng.random(count) < 0.95, chance([0.0, 0.0, 0.3, 1.0, 0.2, 0.12]))
    dormant = kind == 2
    until = np.where(dormant, rng.uniform(95, 320, count), 0.0)
    newcomer = ~dormant & (rng.random(count) < 0.08)
    since = np.where(
        newcomer,
        rng.uniform(3, 28, count),
        until + np.where(dormant, rng.uniform(30, 190, count), rng.uniform(40, 510, count)),
    )
    return People(
        kind=kind,
        account=account,
        email=email,
        subscribed=email & chance([k.subscribed for k in KINDS]),
        app=account & (rng.random(count) < 0.6),
        phone_only=~account | (rng.random(count) < 0.25),
        social=rng.random(count) < 0.3,
        consents=rng.random(count) < 0.85,
        since=since,
        until=until,
        favourite=rng.integers(0, len(CATEGORIES), count),
        weekender=rng.random(count) < 0.15,
        store=rng.integers(1, 13, count),
        wealth=rng.lognormal(-0.15, 0.6, count),
        first_name=rng.integers(0, len(FIRST_NAMES), count),
        surname=rng.integers(0, len(SURNAMES), count),
        city=np.minimum(rng.geometric(0.13, count) - 1, len(CITIES) - 1),
    )
