"""The generator: people, what they do, and the exports of every channel about it."""

from pathlib import Path

import numpy as np
import polars as pl

from xseg.demo import channels, records
from xseg.demo.carts import leave_carts, without_purchases
from xseg.demo.encounters import calls, reactions, receipts
from xseg.demo.letters import letters
from xseg.demo.names import make_names
from xseg.demo.people import make_people
from xseg.demo.shelves import make_shelves
from xseg.demo.visits import app_sessions, clicks, openings, web_sessions

PEOPLE = 0.86
"""People a profile: some are never known as one, on a telephone here and a desktop there."""
USUAL = 41.9
"""Events a person that the rates of people.py and letters.py amount to, about."""


def generate(target: Path, *, profiles: int = 20_000, events: int | None = None, seed: int = 2025) -> None:
    """Write the channel exports of a made-up shop into `target`/data, made where missing.

    About `profiles` people leave about `events` events (None: 50 each), told backwards from 2025-06-01 in Berlin. The
    same numbers and seed give the same bytes. Raises ValueError below 100 profiles or one event each.
    """
    if profiles < 100 or (events is not None and events < profiles):
        raise ValueError("a shop has at least 100 profiles, and at least one event for each")
    folder = target / "data"
    folder.mkdir(parents=True, exist_ok=True)
    count = round(profiles * PEOPLE)
    scale = (50 * profiles if events is None else events) / (USUAL * count)
    chances = iter([np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(16)])

    people = make_people(next(chances), count=count)
    names = make_names(people)
    shelves = make_shelves(next(chances))
    carts = leave_carts(next(chances), people, shelves)

    web = web_sessions(next(chances), people, scale=scale)
    app = app_sessions(next(chances), people, scale=scale)
    on_web = clicks(next(chances), people, shelves, sessions=web)
    in_app = pl.concat([openings(app), clicks(next(chances), people, shelves, sessions=app)])
    in_store = receipts(next(chances), people, shelves, scale=scale)
    has_app = pl.Series(people.app)[carts.mobile["person"]]
    on_web = pl.concat([without_purchases(on_web, carts.quiet_since), carts.desktop, carts.mobile.filter(~has_app)])
    in_app = pl.concat([without_purchases(in_app, carts.quiet_since), carts.mobile.filter(has_app)])
    in_store = in_store.filter(in_store["time"] < pl.Series(carts.quiet_since)[in_store["person"]])

    channels.write_web(next(chances), on_web, names, shelves, folder=folder)
    channels.write_app(next(chances), in_app, names, shelves, folder=folder)
    chance = next(chances)
    channels.write_email(chance, letters(chance, people, scale=scale), names, folder=folder)
    channels.write_social(chance, reactions(chance, people, scale=scale), names, folder=folder)
    channels.write_store(in_store, names, folder=folder)
    channels.write_products(shelves, folder=folder)
    channels.write_calls(chance, calls(chance, people, scale=scale), names, folder=folder)
    records.write_crm(next(chances), people, names, folder=folder)
    records.write_consents(next(chances), people, names, folder=folder)
    records.write_vip(next(chances), people, names, folder=folder)
