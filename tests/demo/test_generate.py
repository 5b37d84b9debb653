"""The generated shop: the same bytes for the same seed, quick to make small, and messy in every way it promises."""

import hashlib
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from xseg.demo import generate

FILES = {
    "app.parquet",
    "calls.csv",
    "consents.csv",
    "crm.csv",
    "email.csv",
    "products.csv",
    "social.csv",
    "till_lines.csv",
    "vip.csv",
    "web/clicks-2024.ndjson",
    "web/clicks-2025.ndjson",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("shop")
    generate(target, profiles=500)
    return target / "data"


@pytest.fixture(scope="module")
def web(shop: Path) -> pl.DataFrame:
    return pl.read_ndjson(shop / "web" / "*.ndjson", infer_schema_length=None)


def digests(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_every_channel_exports_its_file(shop: Path) -> None:
    assert set(digests(shop)) == FILES


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(shop: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", profiles=500)
    generate(tmp_path / "other", profiles=500, seed=7)
    other = digests(tmp_path / "other" / "data")
    assert digests(tmp_path / "again" / "data") == digests(shop)
    assert not set(other.values()) & set(digests(shop).values())


def test_500_profiles_are_a_few_megabytes(shop: Path) -> None:
    assert sum(file.stat().st_size for file in shop.rglob("*") if file.is_file()) < 6_000_000


def test_about_50_events_a_profile_or_as_many_as_asked(shop: Path, tmp_path: Path) -> None:
    generate(tmp_path, profiles=500, events=50_000)
    assert 20_000 < rows(shop) < 30_000
    assert 40_000 < rows(tmp_path / "data") < 60_000


def rows(data: Path) -> int:
    web = sum(file.read_bytes().count(b"\n") for file in data.glob("web/*.ndjson"))
    csv = sum(pl.read_csv(data / f"{name}.csv").height for name in ("email", "social", "calls"))
    receipts = pl.read_csv(data / "till_lines.csv")["receipt"].n_unique()
    return web + csv + receipts + pl.read_parquet(data / "app.parquet").height


def test_some_events_arrive_twice_and_late(web: pl.DataFrame) -> None:
    assert web.height - web["event_id"].n_unique() > 20
    times = web["ts"].str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False).drop_nulls()
    assert not times.is_sorted()


def test_some_clocks_are_wrong_and_some_times_unreadable(web: pl.DataFrame) -> None:
    times = web["ts"].str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False)
    assert times.null_count() >= 3
    assert (times > datetime(2025, 6, 2)).sum() >= 3


def test_some_rows_name_nobody_and_many_only_a_device(web: pl.DataFrame) -> None:
    nobody = web.filter(pl.all_horizontal(pl.col("cookie", "cust", "mail").is_null()))
    anonymous = web.filter(pl.col("cust").is_null() & pl.col("mail").is_null() & pl.col("cookie").is_not_null())
    assert nobody.height >= 3
    assert anonymous.height > web.height / 10


def test_keys_are_shared_across_channels(shop: Path, web: pl.DataFrame) -> None:
    customers = set(pl.read_csv(shop / "crm.csv")["id"])
    for seen in (
        web["cust"],
        pl.read_parquet(shop / "app.parquet")["user_id"],
        pl.read_csv(shop / "till_lines.csv")["card"],
        pl.read_csv(shop / "calls.csv")["customer"],
        pl.read_csv(shop / "consents.csv")["customer"],
    ):
        assert len(customers & set(seen)) > 20


def test_addresses_come_in_capitals_and_with_blanks(shop: Path) -> None:
    recipients = pl.read_csv(shop / "email.csv")["recipient"].drop_nulls()
    clean = recipients.str.strip_chars().str.to_lowercase()
    assert (recipients != clean).sum() > 100
    assert clean.n_unique() < recipients.n_unique()


def test_refunds_and_goods_brought_back_are_negative(shop: Path, web: pl.DataFrame) -> None:
    assert (pl.read_csv(shop / "till_lines.csv")["price"] < 0).any()
    assert web.filter(pl.col("amount") < 0)["action"].unique().to_list() in ([], ["buy"])


def test_consents_change_over_time(shop: Path) -> None:
    answers = pl.read_csv(shop / "consents.csv").drop_nulls("customer").group_by("customer", "purpose")
    changed = answers.agg(pl.col("answer").n_unique().alias("different"), pl.len())
    assert (changed["different"] == 2).sum() > 5
    assert (changed["len"] > 2).any()


def test_a_shop_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 100 profiles"):
        generate(tmp_path, profiles=99)
