"""What each channel exports, in its own words, its own clock and its own file format."""

from pathlib import Path

import numpy as np
import polars as pl

from xseg.demo import mess
from xseg.demo.letters import LETTER_ACTIONS
from xseg.demo.names import Names
from xseg.demo.shelves import Shelves
from xseg.demo.visits import ACTIONS, DESKTOP, DEVICES
from xseg.demo.words import CAMPAIGN_TYPES, CATEGORIES, COUPONS, NETWORKS, PAGES, REACTIONS, TOPICS

WEB_WORDS = ("pv", "pdp", "atc", "abandon", "co", "buy", "heartbeat")
"""ACTIONS in the words of the web tracker; nobody has asked for its heartbeats."""
SPLIT = 1_735_689_600_000_000
"""2025-01-01 UTC: the web tracker begins a new file every year."""


def write_web(rng: np.random.Generator, clicks: pl.DataFrame, names: Names, shelves: Shelves, *, folder: Path) -> None:
    """web/clicks-2024.ndjson, web/clicks-2025.ndjson: UTC times, keys cookie, cust and mail, refunds in between."""
    clicks = clicks.sort("time", "person", "action")
    person, device = clicks["person"], clicks["device"]
    kiosk = pl.Series(rng.random(clicks.height) < 0.0004) & (clicks["signed"] == 1)
    cookie = pl.when(device == DESKTOP).then(names.desktop[person]).otherwise(names.mobile[person])
    unknown = pl.Series(rng.random(clicks.height))
    device_word = pl.when(unknown < 0.001).then(pl.lit("smart_tv")).when(unknown > 0.004).then(_word(device, DEVICES))
    refunded = pl.Series(rng.random(clicks.height) < 0.01) & (clicks["action"] == ACTIONS.index("purchase"))
    amount = _euros(clicks["cents"])
    rows = pl.select(
        event_id=pl.format("w{}", pl.Series(np.arange(1, clicks.height + 1))),
        time=clicks["time"],
        action=pl.when(unknown.gt(0.5) & unknown.lt(0.502))
        .then(pl.lit("heartbeat"))
        .otherwise(_word(clicks["action"], WEB_WORDS)),
        cookie=pl.when(kiosk).then(pl.lit("kiosk-07")).otherwise(cookie),
        cust=_where(clicks["signed"], names.customer[person]),
        mail=_where(clicks["mailed"], names.email[person]),
        device=device_word,
        page=_word(clicks["page"], [page for page, _ in PAGES]),
        product_id=_product(clicks["article"]),
        category=_category(clicks["article"], shelves),
        price=_euros(_price(clicks["article"], shelves)),
        quantity=_known(clicks["quantity"]),
        amount=pl.when(refunded).then(-amount).otherwise(amount),
        coupon=_word(clicks["coupon"], COUPONS),
    )
    rows = mess.misspelt(rng, rows, "mail", share=0.3)
    rows = mess.nameless(rng, rows, ("cookie", "cust", "mail"), share=0.001)
    rows = mess.ahead(rng, rows, share=0.0005)
    year = pl.Series(rows["time"] >= SPLIT)
    rows = mess.unreadable(rng, rows.with_columns(time=_text(rows["time"], "%Y-%m-%dT%H:%M:%SZ")), share=0.0002)
    rows = rows.rename({"time": "ts"})
    (folder / "web").mkdir(parents=True, exist_ok=True)
    for name, part in (("2024", rows.filter(~year)), ("2025", rows.filter(year))):
        part = mess.doubled_and_late(rng, part, doubled=0.005, late=0.02)
        part.write_ndjson(folder / "web" / f"clicks-{name}.ndjson")


def write_app(rng: np.random.Generator, clicks: pl.DataFrame, names: Names, shelves: Shelves, *, folder: Path) -> None:
    """app.parquet: real UTC timestamps, keys install_id and user_id."""
    clicks = clicks.sort("time", "person", "action")
    person = clicks["person"]
    rows = pl.select(
        event_id=pl.format("a{}", pl.Series(np.arange(1, clicks.height + 1))),
        time=clicks["time"],
        event=_word(clicks["action"], ACTIONS),
        install_id=names.install[person],
        user_id=_where(clicks["signed"], names.customer[person]),
        device=_word(clicks["device"], DEVICES),
        page=_word(clicks["page"], [page for page, _ in PAGES]),
        product_id=_product(clicks["article"]),
        category=_category(clicks["article"], shelves),
        price=_euros(_price(clicks["article"], shelves)),
        quantity=_known(clicks["quantity"]),
        amount=_euros(clicks["cents"]),
        coupon=_word(clicks["coupon"], COUPONS),
    )
    rows = mess.ahead(rng, rows, share=0.0005)
    rows = mess.doubled_and_late(rng, rows, doubled=0.005, late=0.01)
    rows = rows.with_columns(happened_at=pl.from_epoch("time", time_unit="us").dt.replace_time_zone("UTC"))
    rows.drop("time").write_parquet(folder / "app.parquet")


def write_email(rng: np.random.Generator, letters: pl.DataFrame, names: Names, *, folder: Path) -> None:
    """email.csv: UTC times without saying so, the address in whatever case it was typed."""
    letters = letters.sort("time", "person", "action", "campaign")
    person, campaign = letters["person"], letters["campaign"]
    rows = pl.select(
        event_id=pl.format("m{}", pl.Series(np.arange(1, letters.height + 1))),
        time=letters["time"],
        type=_word(letters["action"], [action.removeprefix("email_") for action in LETTER_ACTIONS]),
        recipient=names.email[person],
        message_id=pl.format("{}-{}", campaign, person),
        campaign=pl.format("campaign-{}", campaign),
        campaign_type=_word(letters["campaign_type"], [kind for kind, _ in CAMPAIGN_TYPES]),
    )
    rows = mess.misspelt(rng, rows, "recipient", share=0.06)
    rows = mess.nameless(rng, rows, ("recipient",), share=0.0002)
    rows = rows.with_columns(time=_text(rows["time"], "%Y-%m-%d %H:%M:%S"))
    rows = mess.unreadable(rng, rows, share=0.0002)
    testers = rows.head(12).with_columns(
        event_id=pl.format("{}t", "event_id"),
        recipient=pl.lit("test@example.com"),
        message_id=pl.format("{}t", "event_id"),
    )
    rows = mess.doubled_and_late(rng, pl.concat([rows, testers]), doubled=0.004, late=0.02)
    rows.rename({"time": "ts"}).write_csv(folder / "email.csv")


def write_social(rng: np.random.Generator, reactions: pl.DataFrame, names: Names, *, folder: Path) -> None:
    """social.csv: times with an offset, keys handle and, from lead forms, an address."""
    reactions = reactions.sort("time", "person", "reaction")
    person = reactions["person"]
    rows = pl.select(
        post_event=pl.format("s{}", pl.Series(np.arange(1, reactions.height + 1))),
        time=reactions["time"],
        handle=names.handle[person],
        lead_email=_where(pl.Series(rng.random(reactions.height) < 0.25).cast(pl.Int64), names.email[person]),
        network=_word(reactions["network"], [network for network, _ in NETWORKS]),
        reaction=_word(reactions["reaction"], [reaction for reaction, _ in REACTIONS]),
    )
    rows = mess.misspelt(rng, rows, "lead_email", share=0.2)
    rows = mess.nameless(rng, rows, ("handle", "lead_email"), share=0.002)
    rows = rows.with_columns(time=_text(rows["time"], "%Y-%m-%dT%H:%M:%S%:z", zone="Europe/Berlin"))
    rows = mess.unreadable(rng, rows, share=0.0005)
    rows.rename({"time": "at"}).write_csv(folder / "social.csv")


def write_store(receipts: pl.DataFrame, names: Names, *, folder: Path) -> None:
    """till_lines.csv: one row an article, on the till's own clock in Berlin, the card number as customer number."""
    receipts = receipts.sort("time", "receipt", "line")
    returned = receipts["receipt"] % 97 == 0  # somebody brings everything back
    receipts.select(
        receipt=pl.format("R{}", pl.col("receipt") + 70_001),
        line="line",
        sold_at=_text(receipts["time"], "%Y-%m-%d %H:%M:%S", zone="Europe/Berlin"),
        card=names.customer[receipts["person"]],
        store_id=pl.format("S{}", pl.col("store").cast(pl.String).str.zfill(2)),
        product_id=_product(receipts["article"]),
        quantity="quantity",
        price=pl.when(returned).then(-_euros(receipts["cents"])).otherwise(_euros(receipts["cents"])),
    ).write_csv(folder / "till_lines.csv", float_precision=2)


def write_products(shelves: Shelves, *, folder: Path) -> None:
    """products.csv: what the till knows of its articles; the newest few are not in it yet."""
    article = pl.Series(np.arange(len(shelves.price) - 4))
    pl.select(
        product_id=_product(article), category=_category(article, shelves), list_price=_euros(_price(article, shelves))
    ).write_csv(folder / "products.csv", float_precision=2)


def write_calls(rng: np.random.Generator, calls: pl.DataFrame, names: Names, *, folder: Path) -> None:
    """calls.csv: local times, the caller by number or by address, seldom by both."""
    calls = calls.sort("time", "person", "topic")
    person, chance = calls["person"], pl.Series(rng.random(calls.height))
    customer = _where((chance < 0.75).cast(pl.Int64), names.customer[person])
    rows = pl.select(
        call_id=pl.format("K{}", pl.Series(np.arange(1, calls.height + 1))),
        time=_text(calls["time"], "%Y-%m-%d %H:%M:%S", zone="Europe/Berlin"),
        customer=customer,
        email=pl.when(customer.is_null() | (chance < 0.1)).then(names.email[person]),
        topic=_word(calls["topic"], [topic for topic, _ in TOPICS]),
        seconds=calls["seconds"],
        solved=calls["solved"].cast(pl.Boolean),
        satisfaction=_known(calls["satisfaction"]),
    )
    rows = mess.misspelt(rng, rows, "email", share=0.3)
    rows = mess.nameless(rng, rows, ("customer", "email"), share=0.004)
    mess.unreadable(rng, rows, share=0.001).rename({"time": "called_at"}).write_csv(folder / "calls.csv")


def _word(codes: pl.Series, words: tuple[str, ...] | list[str]) -> pl.Series:
    """The word of each code; missing at -1."""
    return pl.Series(words)[_known(codes)]


def _known(codes: pl.Series) -> pl.Series:
    return codes.replace(-1, None)


def _where(flags: pl.Series, values: pl.Series) -> pl.Expr:
    return pl.when(flags == 1).then(values)


def _product(articles: pl.Series) -> pl.Expr:
    return pl.format("P{}", _known(articles) + 1000)


def _category(articles: pl.Series, shelves: Shelves) -> pl.Series:
    return pl.Series(CATEGORIES)[pl.Series(shelves.category)[_known(articles)]]


def _price(articles: pl.Series, shelves: Shelves) -> pl.Series:
    return pl.Series(shelves.price)[_known(articles)]


def _euros(cents: pl.Series) -> pl.Series:
    return (_known(cents) / 100).round(2)


def _text(times: pl.Series, form: str, *, zone: str = "UTC") -> pl.Series:
    """UTC microseconds written as text on the clock of `zone`."""
    return pl.from_epoch(times, time_unit="us").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.strftime(form)
