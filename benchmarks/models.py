"""Models beside the truth and beside scikit-learn: known classes, labels that stay, equal predictions, speed, memory.

`python -m benchmarks.models` prints all of it. The shop of the last part is made in a temporary folder; `SHOP=path`
takes one that is there, made with `xseg demo path --profiles 210000`. Complete Journey needs `make journey`.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from benchmarks.known_sets import MODELS, told
from xseg.diagnostics import Sink
from xseg.engines.polars.nearest import nearest
from xseg.engines.polars.scores import OUTPUTS, scores
from xseg.engines.reference.scores import score as reference_score
from xseg.models.gates import Compared, check_gates
from xseg.models.scoring import score
from xseg.models.train import Given, train
from xseg.models.trained import TrainedModel
from xseg.plan import lower
from xseg.plan.nodes import Score
from xseg.project.model import ModelDeclaration
from xseg.store import Store
from xseg.tables import ClosedModel
from xseg.workflow.building import as_of, ready
from xseg.workflow.evaluating import models_in_force
from xseg.workflow.train import needed, training_table
from xseg.workflow.workspace import open_workspace

SHOP_PROFILES = 210_000
NEW_SHARE = 0.05
SEEDS = 20
WIDTH, GROUPS = 20, 8
ROOT = Path(__file__).parents[1]


def main() -> None:
    known()
    equal(1_000_000, by_reference=20_000)
    speed(10_000_000)
    memory(1_000_000, 10_000_000)
    staying()


def known() -> None:
    """Every known set, against its classes."""
    print("known classes: clusters, silhouette, adjusted Rand index")
    with tempfile.TemporaryDirectory() as folder:
        for name in MODELS:
            for model, one in told(name, Path(folder, name)).items():
                report = one.training.trained.report
                value = "–" if report.silhouette is None else f"{report.silhouette:.3f}"
                print(
                    f"  {name:7} {model:10} {one.training.trained.algorithm:17} {len(report.clusters):2}  {value} "
                    f"{report.quality:7} {one.agreement:.3f}  {'; '.join((*report.warnings, *report.notes))[:100]}"
                )


def equal(rows: int, *, by_reference: int) -> None:
    """A closed model on Polars against scikit-learn's `predict` on doubles, and the reference on some of the rows."""
    differ, differ_there = differing(rows, by_reference=by_reference)
    print(f"closed model, {rows:,} × {WIDTH}: {differ} labels differ from scikit-learn's predict,")
    print(f"  and {differ_there} of {by_reference:,} from the reference")


def differing(rows: int, *, by_reference: int) -> tuple[int, int]:
    """How many labels differ from scikit-learn's, and how many of the first rows from the reference's."""
    matrix = normal(rows)
    names = [f"f{place}" for place in range(WIDTH)]
    frame = pl.DataFrame(matrix, schema=names)
    model = trained(frame.head(20_000))
    closed = model.closed("1")
    labels = scores(frame, closed, OUTPUTS[:1])["label"]
    middles = np.array(model.centres)
    peer = KMeans(GROUPS, init=middles, n_init=1, max_iter=1).fit(middles)
    peer.cluster_centers_ = middles
    theirs = pl.Series(peer.predict((matrix - np.array(model.shift)) / np.array(model.scale)))
    differ = int((labels != pl.Series(model.labels).gather(theirs)).sum())
    operation = Score(model.name, "label", tuple(range(WIDTH)))
    some = [reference_score(operation, closed, row) for row in frame.head(by_reference).iter_rows()]
    return differ, sum(one != other for one, other in zip(some, labels.head(by_reference).to_list(), strict=True))


def speed(rows: int) -> None:
    """Scoring against scikit-learn's single-precision `predict`, in turns."""
    matrix = normal(rows, seed=2).astype(np.float32)
    frame = pl.DataFrame(matrix, schema=[f"f{place}" for place in range(WIDTH)])
    model, peer = spread(matrix)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        predicted = peer.predict(matrix)
        between = time.perf_counter()
        codes = nearest(frame, model)
        theirs.append(between - start)
        ours.append(time.perf_counter() - between)
        assert np.mean(codes == predicted) > 0.999_99, "labels differ from scikit-learn's"
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    print(
        f"scoring {rows:,} × {WIDTH}: {statistics.median(ours):.2f} s, scikit-learn's float32 predict "
        f"{statistics.median(theirs):.2f} s, {ratio:.2f} ×  to reach: 1.5 ×"
    )


def memory(few: int, many: int) -> None:
    """The peak of a process that scores, less that of the input and of the answer, each in a process of its own."""
    peaks = [
        int(subprocess.run([sys.executable, "-c", PEAK, str(rows)], check=True, capture_output=True, text=True).stdout)
        for rows in (few, many)
    ]
    mib = [peak / 2**20 for peak in peaks]
    print(
        f"peak beyond input and labels: {mib[0]:.0f} MiB at {few:,}, {mib[1]:.0f} MiB at {many:,}, "
        f"{mib[1] / mib[0]:.2f} ×  to reach: 1.2 ×"
    )


PEAK = """
import gc, resource, sys, threading
from pathlib import Path
import numpy as np, polars as pl
from benchmarks.models import WIDTH, spread
from xseg.engines.polars.nearest import nearest
rows = int(sys.argv[1])
rng = np.random.default_rng(2)
frame = pl.DataFrame([pl.Series(f"f{place}", rng.standard_normal(rows, dtype=np.float32)) for place in range(WIDTH)])
model, _ = spread(rng.standard_normal((1_000, WIDTH), dtype=np.float32))
gc.collect()
peak, done = 0, threading.Event()
def watch():
    global peak
    while not done.wait(0.001):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        peak = max(peak, pages * resource.getpagesize())
watcher = threading.Thread(target=watch)
watcher.start()
for _ in range(10_000_000 // rows):
    codes = nearest(frame, model)
done.set()
watcher.join()
print(peak - frame.estimated_size() - codes.nbytes)
"""


def staying() -> None:
    """Labels that profiles keep when a model is trained again with 5 % new ones, over many seeds."""
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(os.environ.get("SHOP", "") or Path(folder, "shop"))
        if not (shop / "xseg.toml").exists():
            subprocess.run(
                [sys.executable, "-m", "xseg", "demo", str(shop), "--profiles", str(SHOP_PROFILES)],
                check=True,
                capture_output=True,
            )
        declaration, table = features_of(shop, "cluster")
        told_of("the shop", declaration, table.head(SHOP_PROFILES))
        if (ROOT / "segments" / "complete_journey" / "data" / "transactions.parquet").exists():
            journey = Path(folder, "journey")
            shutil.copytree(ROOT / "segments" / "complete_journey", journey)
            (journey / "model.seg").write_text(HOUSEHOLDS, encoding="utf-8")
            declaration, table = features_of(journey, "household")
            told_of("Complete Journey", declaration, table)


HOUSEHOLDS = """
model household {
  features:  total_spend, orders_90d, mailings, redemptions
  algorithm: kmeans
  clusters:  3 to 8 by silhouette
  impute:    median
  gate:      at most 5% relabelled
}
"""


def told_of(name: str, declaration: ModelDeclaration, table: pl.DataFrame) -> None:
    """The share of labels kept, and how often the model's gates would let the new version through."""
    kept: list[float] = []
    passed = 0
    for seed in range(SEEDS):
        share, held = kept_labels(declaration, table, seed)
        kept.append(share)
        passed += held
    print(
        f"{name}, {table.height:,} profiles of which {NEW_SHARE:.0%} are new, {SEEDS} seeds: labels kept "
        f"{statistics.median(kept):.2%} median, {min(kept):.2%} worst; the gate lets {passed} through"
    )


def kept_labels(declaration: ModelDeclaration, table: pl.DataFrame, seed: int) -> tuple[float, bool]:
    """The share of known profiles that keep their label, and whether every gate holds."""
    rng = np.random.default_rng(seed)
    new = np.zeros(table.height, dtype=np.bool_)
    new[rng.choice(table.height, round(table.height * NEW_SHARE / (1 + NEW_SHARE)), replace=False)] = True
    seeded = replace(declaration, seed=seed)
    before = model_of(seeded, table.filter(~new), None)
    after = model_of(seeded, table, before)
    then = score(before, table.filter(~new)).label
    now = score(after, table).label.filter(pl.Series(~new))
    gates = check_gates(declaration, after, Compared(then.to_list(), now.to_list()))
    return int((then == now).sum()) / len(then), all(gate.holds for gate in gates)


def model_of(declaration: ModelDeclaration, table: pl.DataFrame, previous: TrainedModel | None) -> TrainedModel:
    marks = dict.fromkeys(declaration.features, "")
    sink = Sink()
    model = train(declaration, table, now=0, fingerprints=marks, sink=sink, given=Given(previous=previous))
    assert model is not None, list(sink)
    return model


def features_of(folder: Path, name: str) -> tuple[ModelDeclaration, pl.DataFrame]:
    """A project's model, and the table that it is trained on."""
    workspace = open_workspace(folder)
    program = workspace.checked
    project = program.project
    now = last_instant(folder)
    assert ready(project, workspace.sink, now=now, clock=None), list(workspace.sink)
    plan = lower(program)
    declaration = program.models[name].model
    models = models_in_force(Store(project.state), program, plan, needed(plan, declaration), workspace.sink)
    assert models is not None
    snapshot = as_of(project, plan, now=now)
    table = training_table(program, plan, snapshot, declaration, models, workspace.sink, now=now)
    assert table is not None
    return declaration, table


def last_instant(folder: Path) -> int:
    """The project's own `as_of`."""
    from datetime import UTC, datetime

    from xseg.workflow.clock import run_now

    workspace = open_workspace(folder)
    now = run_now(workspace.checked.project, None, wall=datetime.now(UTC), sink=workspace.sink)  # noqa: TID251
    assert now is not None
    return now


def trained(frame: pl.DataFrame) -> TrainedModel:
    """A k-means model with imputation and scaling."""
    names = tuple(frame.columns)
    declaration = ModelDeclaration("m", None, names, "kmeans", GROUPS, GROUPS, impute="median", starts=1)
    return model_of(declaration, frame, None)


def spread(matrix: NDArray[np.float32]) -> tuple[ClosedModel, KMeans]:
    """The same seeded centres as a closed model and as an estimator."""
    middles = np.random.default_rng(3).normal(size=(GROUPS, WIDTH)).astype(np.float32)
    peer = KMeans(GROUPS, init=middles, n_init=1, max_iter=1).fit(matrix[: max(GROUPS, 1_000)])
    peer.cluster_centers_ = middles
    names = tuple(f"f{place}" for place in range(WIDTH))
    rows: Sequence[tuple[float, ...]] = [tuple(row) for row in middles.astype(np.float64).tolist()]
    nothing, plain = (0.0,) * WIDTH, (1.0,) * WIDTH
    labels = tuple(f"cluster_{place}" for place in range(1, GROUPS + 1))
    return ClosedModel("m", "1", names, (None,) * WIDTH, nothing, plain, tuple(rows), labels), peer


def normal(rows: int, seed: int = 1) -> NDArray[np.float64]:
    """Seeded rows around as many places as there are clusters."""
    rng = np.random.default_rng(seed)
    places = rng.normal(size=(GROUPS, WIDTH))
    matrix: NDArray[np.float64] = places[rng.integers(0, GROUPS, rows)] + rng.normal(size=(rows, WIDTH))
    return matrix


if __name__ == "__main__":
    main()
