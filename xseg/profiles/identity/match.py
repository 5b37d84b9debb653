"""People who share no key: how probable it is that two records are one person, by how alike they are.

The model is that of Fellegi and Sunter, as Splink trains it, without labels: how often two records agree by chance is
counted on pairs drawn at random, how often those of one person agree is found by expectation maximisation. Only pairs
that agree in something rare are compared at all (the *blocks*). Nothing depends on the order of rows: records are
sorted by what they hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import messages
from xseg.profiles.identity.identify import FIRST, SECOND
from xseg.profiles.identity.links import Labels
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Compared, Match

NEEDED = ("splink", "duckdb", "pyarrow")
ROW = "@row"
"""The place of a record's combination among those found."""
PROBABILITY = "@probability"
MATCHED: Mapping[str, type[pl.DataType]] = {FIRST: pl.UInt32, SECOND: pl.UInt32, PROBABILITY: pl.Float64}
UNIT = "unit"
PAIRS_A_RECORD = 20
"""A block is used if it brings no more pairs than this a record: what many share says little."""
LEAST_TRAINING = 20
"""With fewer pairs that agree in something rare there is nothing to learn from."""
KNOWN_SHARE = 0.9
"""So large a share of all pairs that are one person is taken to be found by the keys already: a start, no result."""
LEAST_SHARE = 0.01
"""At least one record in a hundred is taken to have another of the same person."""


@dataclass(frozen=True, slots=True)
class Matched:
    """`links`: `@first`, `@second` (places among the combinations), `@probability`; one for each pair, sorted."""

    links: pl.DataFrame
    columns: Mapping[str, Compared]
    blocks: tuple[tuple[str, ...], ...]
    records: int
    compared: int


def records_to_match(sources: Sequence[pl.DataFrame], declared: Match) -> pl.DataFrame:
    """`@row` and, as text, a column for each that is compared: the different descriptions in rows of profiles.

    `sources` are rows of profiles, with `@row`, the place of their combination among those found.
    """
    names = list(declared.columns)
    parts = [pl.DataFrame(schema={ROW: pl.UInt32, **dict.fromkeys(names, pl.String)})]
    parts += [rows.select(ROW, *(_described(rows, *one) for one in declared.columns.items())) for rows in sources]
    told = pl.concat(parts)
    return told.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).unique().sort(ROW, *names)


def _described(rows: pl.DataFrame, name: str, kind: Compared) -> pl.Expr:
    """A column as the text that is compared: days in ISO, words in lower case."""
    column = name if name in rows.columns else key_column(name)
    if column not in rows.columns:
        return pl.lit(None, pl.String).alias(name)
    if kind == "date" and rows.schema[column] == pl.Int32:
        return pl.col(column).cast(pl.Date).cast(pl.String).alias(name)
    return pl.col(column).cast(pl.String).str.strip_chars().str.to_lowercase().alias(name)


def matched(records: pl.DataFrame, people: Labels, declared: Match, sink: Sink) -> Matched | None:
    """The links of at least the declared probability between records (see records_to_match) of different people.

    `people` are the components that the keys make of all combinations. None, told in the sink, where the extra is
    missing or the limit of pairs is passed.
    """
    if not all(find_spec(package) for package in NEEDED):
        sink.add(messages.match_needs_extra(declared.span))
        return None
    names = list(declared.columns)
    units = _units(records, people, names)
    blocks = _blocks(units, names)
    compared = sum(count for _, count in blocks)
    said = tuple(block for block, _ in blocks)
    if compared > declared.limit:
        sink.add(messages.match_too_many(compared, declared.limit, said, declared.span))
        return None
    training = _training(blocks)
    if not training:
        sink.add(messages.match_nothing(len(units), declared.span))
        return Matched(pl.DataFrame(schema=MATCHED), declared.columns, said, len(units), 0)
    from xseg.profiles.identity.likeness import probable

    asked = units.select(UNIT, *names)
    pairs = probable(asked, declared, blocks=said, training=training, prior=_prior(units))
    return Matched(_links(pairs, units), declared.columns, said, len(units), compared)


def _links(pairs: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Pairs of units → links between combinations of different people."""
    first, second = (units[pairs.get_column(end)] for end in (FIRST, SECOND))
    apart = first.get_column("person") != second.get_column("person")
    ends = [end.get_column(ROW) for end in (first, second)]
    links = pl.DataFrame(
        {
            FIRST: pl.select(pl.min_horizontal(*ends)).to_series(),
            SECOND: pl.select(pl.max_horizontal(*ends)).to_series(),
            PROBABILITY: pairs.get_column(PROBABILITY),
        },
        schema=MATCHED,
    )
    return links.filter(apart).group_by(FIRST, SECOND).agg(pl.col(PROBABILITY).max()).sort(FIRST, SECOND)


def _units(records: pl.DataFrame, people: Labels, names: Sequence[str]) -> pl.DataFrame:
    """The different descriptions of each person, in an order that only what they hold decides; `unit` counts them."""
    persons = pl.Series("person", people).gather(records.get_column(ROW))
    described = records.with_columns(persons).group_by("person", *names).agg(pl.col(ROW).min())
    return described.sort(*names, ROW, nulls_last=True).with_row_index(UNIT)


def _blocks(units: pl.DataFrame, names: Sequence[str]) -> list[tuple[tuple[str, ...], int]]:
    """What pairs must agree in to be compared, with how many pairs do: columns with rare values, else two together."""
    most = PAIRS_A_RECORD * units.height
    counted = [((name,), _pairs(units, (name,))) for name in names]
    single = [(names_, count) for names_, count in counted if 0 < count <= most]
    frequent = [names_[0] for names_, count in counted if count > most]
    double = [(two, _pairs(units, two)) for two in combinations(frequent, 2)]
    found = single + [(two, count) for two, count in double if 0 < count <= most]
    return sorted(found, key=lambda one: (one[1], one[0]))


def _pairs(units: pl.DataFrame, names: Sequence[str]) -> int:
    sizes = units.drop_nulls(names).group_by(names).len().get_column("len").cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _training(blocks: Sequence[tuple[tuple[str, ...], int]]) -> list[tuple[str, ...]]:
    """Two blocks with nothing in common, the rarest that bring enough pairs: what one fixes, the other teaches."""
    enough = [names for names, count in blocks if count >= LEAST_TRAINING]
    for one, other in combinations(enough, 2):
        if not set(one) & set(other):
            return [one, other]
    return []


def _prior(units: pl.DataFrame) -> float:
    """How probable it is that two units drawn at random are one person."""
    sizes = units.group_by("person").len().get_column("len").cast(pl.Int64)
    known = int((sizes * (sizes - 1) // 2).sum()) / KNOWN_SHARE
    pairs = units.height * (units.height - 1) / 2
    return min(0.5, max(known, units.height * LEAST_SHARE) / pairs)
