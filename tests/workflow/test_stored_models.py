"""Models that are no plain arithmetic: scored once by one implementation, read by rules, runs and explanations."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import xseg
from tests.workflow.conftest import PROJECT, RULES, write_orders
from xseg.models.scoring import score
from xseg.store import Store
from xseg.tables import PROFILE

SURE = """
segment sure { where confidence(cluster) >= 0.9 and distance(cluster) < 2 }
segment rich { where cluster == "rich" }
"""
OWN = RULES.replace("kmeans", 'skops "own.skops"').replace("scale: zscore\n", "")
KINDS = {
    "mixture": RULES.replace("kmeans", "gaussian_mixture"),
    "hdbscan": RULES.replace("kmeans", "hdbscan"),
    "dbscan": RULES.replace("kmeans", "dbscan"),
    "logarithms": RULES.replace("zscore", "log"),
    "neighbours": RULES.replace("median", "knn"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_model_is_trained_run_previewed_and_explained(corner: Path, kind: str) -> None:
    (corner / "rules.seg").write_text(KINDS[kind] + SURE)
    shop = xseg.open(corner)
    (training,) = shop.train()
    assert training.trained.stored
    report = shop.run()
    sizes = {segment.name: segment.size for segment in report.segments}
    assert sizes["rich"] == report.clusters["cluster"]["rich"] == 10
    assert shop.preview('cluster == "rich"').size == 10
    features = Store(corner / ".xseg").features(report.run)
    assert features.get_column("confidence(cluster)").null_count() == 0
    assert (
        sizes["sure"]
        == features.filter((pl.col("confidence(cluster)") >= 0.9) & (pl.col("distance(cluster)") < 2)).height
    )
    person = shop.members("rich")[0]
    assert shop.explain("rich", person).member
    row = features.filter(pl.col(PROFILE) == person)
    assert shop.explain("sure", person).member is bool(
        row.get_column("confidence(cluster)").item() >= 0.9 and row.get_column("distance(cluster)").item() < 2
    )


def test_a_stored_model_says_the_same_in_another_process(corner: Path) -> None:
    (corner / "rules.seg").write_text(KINDS["mixture"])
    shop = xseg.open(corner)
    (training,) = shop.train()
    rows = np.random.default_rng(0).gamma(2.0, 80.0, (5_000, 2))
    frame = pl.DataFrame(rows, schema=list(training.trained.features))
    here = score(training.trained, frame)
    frame.write_parquet(corner / "rows.parquet")
    there = subprocess.run([sys.executable, "-c", ELSEWHERE, str(corner)], capture_output=True, text=True, check=True)
    assert json.loads(there.stdout) == [
        here.label.to_list(), here.confidence.to_list(), here.distance.to_list()
    ]  # fmt: skip


ELSEWHERE = """
import json, sys
from pathlib import Path
import polars as pl
from xseg.diagnostics import Sink
from xseg.models.scoring import score
from xseg.store import Store
from xseg.workflow.evaluating import load_version
folder = Path(sys.argv[1])
model = load_version(Store(folder / ".xseg"), "cluster", 1, Sink())
found = score(model, pl.read_parquet(folder / "rows.parquet"))
print(json.dumps([found.label.to_list(), found.confidence.to_list(), found.distance.to_list()]))
"""


def test_a_model_reads_the_scores_of_another(corner: Path) -> None:
    (corner / "rules.seg").write_text(
        KINDS["mixture"]
        + """
trait sureness = confidence(cluster)
model again { features: sureness, total_spend algorithm: gaussian_mixture clusters: 2 impute: median }
segment firsts { where again == "cluster_1" }
"""
    )
    shop = xseg.open(corner)
    assert [training.model for training in shop.train()] == ["cluster", "again"]
    report = shop.run()
    (firsts,) = (segment for segment in report.segments if segment.name == "firsts")
    assert firsts.size == report.clusters["again"]["cluster_1"]


def test_a_column_of_a_source_is_a_model(corner: Path) -> None:
    (corner / "xseg.toml").write_text(
        PROJECT.replace('country = "category"', 'country = { type = "category", values = ["AT", "DE", "FR"] }')
    )
    (corner / "rules.seg").write_text(
        """
trait total_spend = sum(amount of purchase)
model home { features: total_spend algorithm: column country gate: at most 5% relabelled }
segment germans { where home == "DE" }
segment near { where distance(home) < 1 }
"""
    )
    shop = xseg.open(corner)
    (training,) = shop.train()
    assert training.trained.labels == ("AT", "DE")
    assert training.trained.report.silhouette is not None
    assert training.trained.report.quality == "weak"
    report = shop.run()
    assert report.clusters["home"] == {"AT": 50, "DE": 50}
    assert {segment.name: segment.size for segment in report.segments}["germans"] == 50
    person = shop.members("germans")[0]
    assert shop.explain("germans", person).member
    assert shop.preview('home == "AT"').size == 50
    (corner / "rules.seg").write_text((corner / "rules.seg").read_text().replace('"DE"', '"UK"'))
    assert [found.code.name for found in xseg.open(corner).check()] == ["unknown-label"]


def test_an_estimator_of_ones_own_is_a_model(corner: Path) -> None:
    skops = pytest.importorskip("skops.io")
    from sklearn.mixture import GaussianMixture
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = np.array([[306.0, 3.0], [7.5, 3.0]] * 40) + np.random.default_rng(0).normal(0, 1, (80, 2))
    own = make_pipeline(StandardScaler(), GaussianMixture(2, random_state=0)).fit(rows)
    skops.dump(own, corner / "own.skops")
    (corner / "rules.seg").write_text(OWN + SURE)
    shop = xseg.open(corner)
    (training,) = shop.train()
    assert training.trained.report.notes == ("the estimator's file: plain types only, nothing had to be trusted",)
    (corner / "own.skops").unlink()  # a version keeps what it was made of
    assert shop.run().clusters["cluster"] == {"cluster_1": 90, "rich": 10}
    with pytest.raises(xseg.Refused) as refused:
        shop.train()
    assert refused.value.diagnostics[-1].code.name == "estimator-refused"


def test_a_file_with_a_type_that_nobody_trusts_is_not_opened(corner: Path) -> None:
    skops = pytest.importorskip("skops.io")
    from tests.workflow.own_estimator import Halves

    skops.dump(Halves(), corner / "own.skops")
    (corner / "rules.seg").write_text(OWN)
    with pytest.raises(xseg.Refused) as refused:
        xseg.open(corner).train()
    told = refused.value.diagnostics[-1]
    assert "it holds `tests.workflow.own_estimator.Halves`, which is not in `trusted`" in told.message
    (corner / "rules.seg").write_text(
        OWN.replace("impute:", 'trusted: "tests.workflow.own_estimator.Halves"\n  impute:')
    )
    shop = xseg.open(corner)
    (training,) = shop.train()
    assert training.trained.report.notes == (
        "the estimator has no `predict_proba`: nobody has a confidence",
        "the estimator's file: trusted by the block: tests.workflow.own_estimator.Halves",
    )
    assert shop.run().clusters["cluster"] == {"cluster_1": 90, "rich": 10}
    (corner / "rules.seg").write_text(OWN)  # trust that is taken back counts at once
    with pytest.raises(xseg.Refused) as refused:
        xseg.open(corner).run()
    assert refused.value.diagnostics[-1].code.name == "estimator-refused"


def test_a_file_that_skops_did_not_write_is_refused(corner: Path) -> None:
    (corner / "own.skops").write_bytes(b"\x80\x04no file of skops")
    (corner / "rules.seg").write_text(OWN)
    with pytest.raises(xseg.Refused) as refused:
        xseg.open(corner).train()
    assert "it is no file of skops" in refused.value.diagnostics[-1].message


def test_a_model_of_the_past_scores_the_people_of_today(corner: Path) -> None:
    (corner / "rules.seg").write_text(KINDS["hdbscan"])
    shop = xseg.open(corner)
    shop.train()
    write_orders(corner, people=130)
    report = shop.run()
    assert sum(report.clusters["cluster"].values()) == 130


def test_an_estimator_that_cannot_predict_is_told(corner: Path) -> None:
    skops = pytest.importorskip("skops.io")
    from sklearn.cluster import KMeans

    (corner / "rules.seg").write_text(OWN)
    wide = KMeans(2, n_init=1, random_state=0).fit(np.random.default_rng(0).normal(size=(20, 3)))
    for inside, why in ((wide, "expecting 3 features"), (KMeans(2), "not fitted yet")):
        skops.dump(inside, corner / "own.skops")
        with pytest.raises(xseg.Refused) as refused:
            xseg.open(corner).train()
        told = refused.value.diagnostics[-1]
        assert told.code.name == "estimator-refused"
        assert why in told.message
        assert told.help == ("it is given 2 features, in this order: `total_spend`, `orders`",)
