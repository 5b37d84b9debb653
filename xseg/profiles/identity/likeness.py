"""How probable it is that two records are one person, as Splink works it out over DuckDB: the only module that speaks
with either. Samples are drawn by hashes of places, and sums that depend on order have one thread.
"""

import logging
from collections.abc import Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, assert_never

import polars as pl
import splink.comparison_level_library as level
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_library import CustomComparison

from xseg.profiles.identity.identify import FIRST, SECOND
from xseg.project.project import Compared, Match

if TYPE_CHECKING:
    from splink.internals.comparison_creator import ComparisonCreator

PAIRS_BY_CHANCE = 1_500_000
PAIRS_TO_TRAIN = 1_000_000
SEED = 1
PREDICTED = {FIRST: pl.Int64, SECOND: pl.Int64, "@probability": pl.Float64}
Names = Sequence[str]


def probable(
    units: pl.DataFrame, declared: Match, *, blocks: Sequence[Names], training: Sequence[Names], prior: float
) -> pl.DataFrame:
    """`@first`, `@second`, `@probability` of the pairs at or above the threshold. `units` are numbered from 0 by
    `unit`; of the `training` blocks each teaches how alike the columns are that it does not hold.
    """
    places = {name: f"c{place}" for place, name in enumerate(declared.columns)}  # no name of a project is ever SQL
    comparisons: list[ComparisonCreator | dict[str, Any]] = [
        _comparison(places[name], kind) for name, kind in declared.columns.items()
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[_block(block, places) for block in blocks],
        probability_two_random_records_match=prior,
        retain_matching_columns=False,
        unique_id_column_name="unit",
    )
    api = DuckDBAPI()
    with TemporaryDirectory(prefix="xseg-") as folder, api.duckdb_con as connection:
        connection.execute("set temp_directory = ?", [folder])  # what memory does not hold is gone afterwards
        connection.register("given", units.select("unit", *(pl.col(n).alias(c) for n, c in places.items())).to_arrow())
        connection.execute("create table units as select cast(unit as bigint) unit, * exclude (unit) from given")
        linker = Linker(api.register("units"), settings, log_level=logging.ERROR)
        linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_BY_CHANCE, seed=SEED)
        connection.execute("set threads = 1")
        for block in training:
            linker.training.estimate_parameters_using_expectation_maximisation(
                _block(block, places), estimate_without_term_frequencies=True, max_pairs=PAIRS_TO_TRAIN
            )
        connection.execute(f"set threads = {pl.thread_pool_size()}")
        pairs = linker.inference.predict(threshold_match_probability=declared.threshold, warning_mode="never")
        found = pairs.as_duckdbpyrelation().select("unit_l, unit_r, match_probability").fetchnumpy()
    return pl.DataFrame(dict(zip(PREDICTED, found.values(), strict=True)), schema=PREDICTED).sort(FIRST, SECOND)


def _block(names: Names, places: Mapping[str, str]) -> Any:
    return block_on(*(places[name] for name in names))


def _comparison(column: str, kind: Compared) -> "ComparisonCreator":
    """The steps from equal to different; a missing value says nothing, a rare equal one more than a frequent one."""
    equal = level.ExactMatchLevel(column)
    rare = level.ExactMatchLevel(column).configure(tf_adjustment_column=column)
    match kind:
        case "name":
            steps = [rare, level.JaroWinklerLevel(column, 0.92), level.JaroWinklerLevel(column, 0.8)]
        case "code" | "date":
            steps = [equal, level.DamerauLevenshteinLevel(column, 1), level.DamerauLevenshteinLevel(column, 2)]
        case "email":
            steps = [equal, level.JaroWinklerLevel(column, 0.95), level.JaroWinklerLevel(column, 0.88)]
        case "exact":
            steps = [rare]
        case _:
            assert_never(kind)
    return CustomComparison(
        output_column_name=column, comparison_levels=[level.NullLevel(column), *steps, level.ElseLevel()]
    )
