"""E-mails of the shop: campaigns sent, opened and clicked."""

import numpy as np
import polars as pl

from xseg.demo.moments import DAY, HOUR, MINUTE, NOW, SECOND
from xseg.demo.people import Integers, People
from xseg.demo.words import CAMPAIGN_TYPES

LETTER_ACTIONS = ("email_sent", "email_open", "email_click")
SENT, OPEN, CLICK = range(len(LETTER_ACTIONS))
PERIOD = 190
"""Days before now in which the kept campaigns went out."""


def letters(rng: np.random.Generator, people: People, *, scale: float) -> pl.DataFrame:
    """Rows of person, time, action, campaign and its kind; about 32 campaigns, `scale` times as many."""
    campaigns = max(4, round(32 * scale))
    days = np.linspace(PERIOD, 1.2, campaigns)
    sent_at = NOW - (days * DAY).astype(np.int64) // HOUR * HOUR
    weights = np.array([weight for _, weight in CAMPAIGN_TYPES])
    kind = rng.choice(len(CAMPAIGN_TYPES), size=campaigns, p=weights)
    kind[:: max(1, campaigns // 8)] = 1  # whatever the draw, some are promotional

    readers = np.flatnonzero(people.subscribed)
    person, campaign = np.repeat(readers, campaigns), np.tile(np.arange(campaigns), len(readers))
    reached = (days[campaign] < people.since[person]) & (rng.random(len(person)) < 0.94)
    person, campaign = person[reached], campaign[reached]
    sent = sent_at[campaign] + rng.integers(0, 1800, len(person)) * SECOND

    taste = rng.beta(2.5, 2.5, len(people)) * 2
    open_rate = np.minimum(people.trait("opens") * taste, 0.97)
    active = days[campaign] >= people.until[person]
    opens = rng.random(len(person)) < np.where(active, open_rate[person], 0.01)
    opened = sent + (rng.exponential(9, len(person)) * HOUR).astype(np.int64) // SECOND * SECOND + MINUTE
    opens &= opened < NOW - MINUTE
    clicks = opens & (rng.random(len(person)) < np.where(kind[campaign] == 1, 0.24, 0.12))
    twice = opens & (rng.random(len(person)) < 0.08)

    def rows(action: int, which: Integers, time: Integers) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "person": person[which],
                "time": time[which],
                "action": np.full(len(which), action, dtype=np.int64),
                "campaign": campaign[which],
                "campaign_type": kind[campaign[which]],
            }
        )

    return pl.concat(
        [
            rows(SENT, np.arange(len(person)), sent),
            rows(OPEN, np.flatnonzero(opens), opened),
            rows(OPEN, np.flatnonzero(twice), np.minimum(opened + 5 * HOUR, NOW - 30 * SECOND)),
            rows(CLICK, np.flatnonzero(clicks), opened + 20 * SECOND),
        ]
    )
