"""How long a model takes to train, beside scikit-learn doing the same by itself: choose k, and find the centres.

Choosing: 3 to 8 clusters by silhouette, against KMeans and silhouette_score on the same number of rows. Centres: a
fixed number of clusters on many profiles, counting and naming included, against KMeans on all rows. Answers are held
against each other before a time is printed.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

from xseg.diagnostics import Sink
from xseg.models import TrainedModel
from xseg.models.assign import squared_distances
from xseg.models.choose import SILHOUETTE_ROWS
from xseg.models.matrix import CHUNK
from xseg.models.train import train
from xseg.project.model import ModelDeclaration

T = TypeVar("T")
Matrix = NDArray[np.float64]
ROUNDS = 3
GROUPS = 6
INERTIA_MOST = 1.005


def main() -> None:
    print("training, median of", ROUNDS)
    choosing(grouped(20_000, 5, apart=3.0))
    centres(grouped(1_000_000, 20, apart=1.0))


def choosing(rows: Matrix) -> None:
    """3 to 8 clusters by silhouette, with median imputation and labels; the peer tries the same numbers."""
    ours, seconds = timed(lambda: trained(rows, 3, 8))
    theirs, peer = timed(lambda: best_by_silhouette(rows, range(3, 9)))
    assert len(ours.centres) == theirs, f"{len(ours.centres)} clusters, scikit-learn chooses {theirs}"
    told(f"choose 3 to 8, {shape(rows)}", seconds, peer)


def centres(rows: Matrix) -> None:
    """Six clusters on many rows; the peer runs k-means on all of them."""
    ours, seconds = timed(lambda: trained(rows, GROUPS, GROUPS))
    scaler = StandardScaler()
    theirs, peer = timed(lambda: KMeans(GROUPS, n_init=4, random_state=0).fit(scaler.fit_transform(rows)))
    inertia = inertia_of(ours, rows)
    assert inertia <= INERTIA_MOST * theirs.inertia_, f"inertia {inertia / theirs.inertia_:.4f} of scikit-learn's"
    told(f"{GROUPS} centres, {shape(rows)}", seconds, peer, f"inertia {inertia / theirs.inertia_:.5f} ×")


def trained(rows: Matrix, low: int, high: int) -> TrainedModel:
    names = tuple(f"f{index}" for index in range(rows.shape[1]))
    frame = pl.DataFrame(rows, schema=names)
    declaration = ModelDeclaration(
        name="cluster",
        label=None,
        features=names,
        algorithm="kmeans",
        clusters_low=low,
        clusters_high=high,
        chosen_by="fixed" if low == high else "silhouette",
        impute="median",
    )
    sink = Sink()
    model = train(declaration, frame, now=0, fingerprints=dict.fromkeys(names, ""), sink=sink)
    assert model is not None, sink.found
    return model


def best_by_silhouette(rows: Matrix, numbers: range) -> int:
    """What a careful notebook does: scale, k-means for each number, silhouettes of a sample."""
    matrix = StandardScaler().fit_transform(rows)
    sample = np.random.default_rng(0).choice(len(rows), min(len(rows), SILHOUETTE_ROWS), replace=False)
    scores: dict[int, float] = {}
    for clusters in numbers:
        assigned = KMeans(clusters, n_init=4, random_state=0).fit(matrix).labels_
        scores[clusters] = silhouette_score(matrix[sample], assigned[sample])
    return max(scores, key=scores.__getitem__)


def inertia_of(model: TrainedModel, rows: Matrix) -> float:
    """The sum of squared scaled distances of all rows to their nearest centre."""
    middles = np.array(model.centres)
    parts = (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
    scaled = ((part - np.array(model.shift)) / np.array(model.scale) for part in parts)
    return float(sum(squared_distances(part, middles).min(axis=1).sum() for part in scaled))


def grouped(rows: int, features: int, *, apart: float) -> Matrix:
    """Seeded rows around six places; the larger `apart` is, the easier they are told from each other."""
    rng = np.random.default_rng(1)
    places = rng.normal(size=(GROUPS, features)) * apart
    matrix: Matrix = places[rng.integers(0, GROUPS, rows)] + rng.normal(size=(rows, features)) * 1.5
    return matrix


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The answer, and the median seconds of ROUNDS after one that warms up."""
    answer = work()
    seconds: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return answer, statistics.median(seconds)


def shape(rows: NDArray[Any]) -> str:
    return f"{rows.shape[0]:,} × {rows.shape[1]}"


def told(what: str, seconds: float, peer: float, more: str = "") -> None:
    print(f"  {what:34} {seconds:7.2f} s   scikit-learn alone {peer:7.2f} s  {peer / seconds:5.1f} ×  {more}".rstrip())


if __name__ == "__main__":
    main()
