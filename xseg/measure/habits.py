"""What a group does more than others, out of the events: contents, hours, journeys, and how channels reach it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xseg.tables import CHANNEL, HOUR, NUMBER, TIME

DAY = 86_400_000_000
LOOK_BACK = 90 * DAY
"""Habits and channels are those of the last 90 days."""
ANSWER = 7 * DAY
"""What follows a touch within so long counts as its answer."""
STEPS = 3
VALUES_MOST = 50
"""A property with more values is no content that one would name."""
EACH_MOST = 2
"""So many values of one property are told: fifty campaigns that all were opened say one thing."""
NOTICED, SURE = 1.1, 3.0
"""A lift below this, or within so many standard errors of none, is not told."""
PEOPLE_MOST = 50_000
"""Journeys are read from a seeded sample of so many people."""
HOURS = ((0, 6, "at night"), (6, 12, "in the morning"), (12, 18, "in the afternoon"), (18, 24, "in the evening"))

SENT = ("_sent", "_delivered", "_shown")
"""Kinds of events that end so are ours, not the customer's."""
PURCHASES = ("purchase", "order", "sale", "transaction")
"""The kind of event that converts, the first of these that there is."""


@dataclass(frozen=True, slots=True)
class Lift:
    """`purchase` with `category` `kitchen`: the share of the group's people who do `event` at all that did this, beside
    that share among everybody.
    """

    event: str
    content: str
    value: str
    group: float
    all: float

    @property
    def lift(self) -> float:
        return self.group / self.all


@dataclass(frozen=True, slots=True)
class Journey:
    """Steps (event, channel) in a row, and the share of the active people who went so, in the group and of all."""

    steps: tuple[tuple[str, str], ...]
    group: float
    all: float


@dataclass(frozen=True, slots=True)
class Reception:
    """One channel and one group in the last 90 days, as shares.

    `reached`: of the group, those with an event on the channel. `responded`: of those who got a message there, those
    who did something on the channel within seven days of it; None where nothing is sent. `converted`: of the reached,
    those who bought, on any channel, within seven days after doing or getting something there; None where nothing is
    ever bought. `allowed`: of the group, those who consent to the channel; None where it needs no consent.
    """

    channel: str
    people: int
    reached: float
    responded: float | None
    converted: float | None
    allowed: float | None = None

    @property
    def works(self) -> float:
        """The share of the group that the channel leads to a purchase: what a budget is spent for."""
        return self.reached * (self.converted or 0.0)


@dataclass(frozen=True, slots=True)
class Events:
    """All kinds in one table of the last 90 days: `@number`, `@time`, `@channel`, `@hour`, `kind`; sorted by time."""

    table: pl.DataFrame
    kinds: Mapping[str, pl.DataFrame]
    purchase: str | None


def recent(kinds: Mapping[str, pl.DataFrame], *, now: int, made: Sequence[str] = ()) -> Events:
    """The events of the look-back, without those that a build makes out of others (`made`)."""
    recent_kinds = {
        kind: table.filter(pl.col(TIME) > now - LOOK_BACK) for kind, table in kinds.items() if kind not in made
    }
    parts = [
        table.select(NUMBER, TIME, CHANNEL, HOUR, pl.lit(kind).alias("kind")) for kind, table in recent_kinds.items()
    ]
    schema = {NUMBER: pl.UInt32, TIME: pl.Int64, CHANNEL: pl.String, HOUR: pl.Int8, "kind": pl.String}
    together = pl.concat(parts).sort(TIME, NUMBER, "kind") if parts else pl.DataFrame(schema=schema)
    return Events(together, recent_kinds, next((kind for kind in PURCHASES if kind in kinds), None))


def sent(kind: str) -> bool:
    """Whether the event is ours: a message that went out."""
    return kind.endswith(SENT)


# --- contents and hours ---


def lifts(events: Events, people: pl.Series, contents: Mapping[str, Sequence[str]], *, least: int) -> list[Lift]:
    """What the group's people (their numbers) do more often than everybody, the strongest first.

    `contents` are the properties of each kind that name a content. Nothing is told of fewer than `least` people.
    """
    found: list[Lift] = []
    for kind, table in events.kinds.items():
        if sent(kind) or not table.height:
            continue
        columns = [(name, pl.col(name)) for name in contents.get(kind, ())] + [("hour", hours())]
        for name, column in columns:
            rows = table.select(NUMBER, column.cast(pl.String).alias("value")).drop_nulls().unique()
            if not 1 < rows.get_column("value").n_unique() <= VALUES_MOST:
                continue
            found.extend(of_content(kind, name, rows, people, least=least))
    found.sort(key=lambda one: (-(one.group - one.all) * one.lift, one.event, one.value))
    told: dict[tuple[str, str], int] = {}
    kept: list[Lift] = []
    for one in found:
        times = told.get((one.event, one.content), 0)
        if times < EACH_MOST:
            kept.append(one)
            told[one.event, one.content] = times + 1
    return kept


def of_content(kind: str, content: str, rows: pl.DataFrame, people: pl.Series, *, least: int) -> list[Lift]:
    """The values of one property that the group has more often; rows are distinct (person, value)."""
    mine = rows.filter(pl.col(NUMBER).is_in(people.implode()))
    doers, own = rows.get_column(NUMBER).n_unique(), mine.get_column(NUMBER).n_unique()
    if own < least or own == doers:
        return []
    counts = rows.group_by("value").len("all").join(mine.group_by("value").len("group"), on="value")
    return [
        Lift(kind, content, value, inside / own, total / doers)
        for value, total, inside in counts.sort("value").iter_rows()
        if inside >= least and stands_out(inside / own, total / doers, own)
    ]


def stands_out(group: float, all_: float, people: int) -> bool:
    """Whether a share among so many people is larger than that of all, beyond chance and worth a word."""
    error: float = (all_ * (1.0 - all_) / people) ** 0.5
    return group >= NOTICED * all_ and group - all_ > SURE * error


def hours() -> pl.Expr:
    """The part of the day, in words."""
    found = pl.lit(None, pl.String)
    for low, high, words in HOURS:
        found = pl.when(pl.col(HOUR).is_between(low, high, closed="left")).then(pl.lit(words)).otherwise(found)
    return found


# --- journeys ---


def walks(events: Events) -> pl.DataFrame:
    """Distinct (person, `steps`): every STEPS different steps in a row, of a seeded sample of people."""
    doings = events.table.filter(~pl.any_horizontal(pl.col("kind").str.ends_with(end) for end in SENT))
    people = doings.get_column(NUMBER).unique()
    if len(people) > PEOPLE_MOST:
        people = people.sort().sample(PEOPLE_MOST, seed=0)
        doings = doings.filter(pl.col(NUMBER).is_in(people.implode()))
    step = pl.concat_str("kind", CHANNEL, separator="\t")
    doings = doings.sort(NUMBER, TIME, "kind").select(NUMBER, step.alias("step"))
    doings = doings.filter((pl.col("step") != pl.col("step").shift(1).over(NUMBER)).fill_null(True))
    later = [pl.col("step").shift(-place).over(NUMBER) for place in range(1, STEPS)]
    return doings.select(NUMBER, steps=pl.concat_str("step", *later, separator="\n")).drop_nulls().unique()


def journeys(walked: pl.DataFrame, people: pl.Series, *, least: int, most: int) -> list[Journey]:
    """The ways that stand out most in the group, by how much more of its people go them than of all."""
    everybody = walked.get_column(NUMBER).n_unique()
    mine = walked.filter(pl.col(NUMBER).is_in(people.implode()))
    own = mine.get_column(NUMBER).n_unique()
    if own < least:
        return []
    inside = mine.group_by("steps").len("group").filter(pl.col("group") >= least)
    counts = inside.join(walked.group_by("steps").len("all"), on="steps")
    rows = [(steps, group / own, total / everybody) for steps, group, total in counts.iter_rows()]
    rows.sort(key=lambda row: (-(2 * row[1] - row[2]), row[0]))
    return [
        Journey(
            tuple((kind, channel) for kind, channel in (step.split("\t") for step in steps.split("\n"))), group, all_
        )
        for steps, group, all_ in rows[:most]
    ]


# --- channels ---


def touches(events: Events) -> pl.DataFrame:
    """(person, channel) of everybody with an event there: `messaged`, `answered`, `bought`, as `Reception` has it."""
    table = events.table.with_columns(
        sent=pl.any_horizontal(pl.col("kind").str.ends_with(end) for end in SENT), touched=pl.col(TIME)
    )
    own = table.filter(~pl.col("sent")).select(NUMBER, CHANNEL, TIME, own=pl.col(TIME)).sort(TIME)
    messages = table.filter("sent").sort(TIME)
    answered = messages.join_asof(
        own, on=TIME, by=[NUMBER, CHANNEL], strategy="forward", tolerance=ANSWER, check_sortedness=False
    )
    by = [NUMBER, CHANNEL]
    said = answered.group_by(by).agg(messaged=pl.lit(True), answered=pl.col("own").is_not_null().any())
    found = (
        table.group_by(by).len("events").join(said, on=by, how="left").with_columns(pl.col("messaged").fill_null(False))
    )
    if events.purchase is None:
        return found.with_columns(bought=pl.lit(None, pl.Boolean))
    bought = table.filter(pl.col("kind") == events.purchase).select(NUMBER, TIME, bought_at=pl.col(TIME)).sort(TIME)
    led = table.sort(TIME).join_asof(
        bought, on=TIME, by=NUMBER, strategy="forward", tolerance=ANSWER, check_sortedness=False
    )
    own_purchase = (pl.col("kind") == events.purchase) | pl.col("bought_at").is_not_null()
    return found.join(led.group_by(by).agg(bought=own_purchase.any()), on=by, how="left")


def receptions(
    touched: pl.DataFrame, people: pl.Series, channels: Sequence[str], allowed: Mapping[str, pl.Series], *, least: int
) -> list[Reception]:
    """Every channel that reaches at least `least` of the group, the one that works best first. `allowed` are the
    numbers of those who consent, of channels that need it.
    """
    found: list[Reception] = []
    mine = touched.filter(pl.col(NUMBER).is_in(people.implode()))
    for channel in channels:
        rows = mine.filter(pl.col(CHANNEL) == channel)
        if rows.height < least:
            continue
        messaged = rows.filter("messaged")
        bought = rows.get_column("bought")
        consenting = int(people.is_in(allowed[channel].implode()).sum()) if channel in allowed else None
        found.append(
            Reception(
                channel=channel,
                people=rows.height,
                reached=rows.height / len(people),
                responded=share(messaged.get_column("answered")) if messaged.height >= least else None,
                converted=None if bought.null_count() == rows.height else share(bought),
                allowed=None if consenting is None else consenting / len(people),
            )
        )
    return sorted(found, key=lambda one: (-one.works, -one.reached, one.channel))


def share(answers: pl.Series) -> float:
    """Of booleans the share that is true."""
    return int(answers.sum()) / len(answers)
