"""Finds the clusters of the rows that a model is trained on, by its algorithm or by what somebody brings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from xseg.diagnostics import Sink
from xseg.models import messages
from xseg.models.choose import Chosen, Progress, choose, measured, sample_rows, with_stability
from xseg.models.clustering import Clustering
from xseg.models.concerns import concerns
from xseg.models.estimator import Failed, Lacking, Refused, opened, untrusted
from xseg.models.fitted import Fitted, assigned
from xseg.models.fitting import sample_rows_of
from xseg.models.kmeans import carried_further
from xseg.models.matrix import Matrix, Rows, Scaling, scaled
from xseg.models.naming import Naming
from xseg.models.own import Found, by_place, of_estimator, of_values
from xseg.models.scoring import Assign
from xseg.models.suitable import most_clusters
from xseg.models.trained import Candidate, TrainedModel
from xseg.project.model import ModelDeclaration

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Clusters: their centres, how rows are assigned to them, and what the report says of how they came about.

    `rows` are those that take part; `kept` are fields of TrainedModel; `naming` is given where names are not ours.
    """

    rows: Rows
    centres: Matrix
    assign: Assign
    sample: int
    candidates: tuple[Candidate, ...]
    reason: str
    silhouette: float | None
    warnings: Callable[[Sequence[str]], tuple[str, ...]]
    notes: Sequence[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    naming: Naming | None = None


def found_clusters(
    declaration: ModelDeclaration,
    features: "pl.DataFrame | NDArray[Any]",
    seen: Scaling,
    rows: Rows,
    previous: TrainedModel | None,
    *,
    estimator: bytes,
    sink: Sink,
    rng: np.random.Generator,
    progress: Progress,
) -> Finding | None:
    """The clusters, or None where `sink` says why there are none. With `previous` its centres are moved on."""
    match declaration.algorithm:
        case "column":
            assert not isinstance(features, np.ndarray), "a column comes by its name"
            return of_column(declaration, features.get_column(declaration.column or ""), seen, rows, sink=sink, rng=rng)
        case "skops":
            return of_skops(declaration, estimator, seen, rows, sink=sink, rng=rng)
        case _:
            return of_sample(declaration, seen, rows, previous, sink=sink, rng=rng, progress=progress)


def of_sample(
    declaration: ModelDeclaration,
    seen: Scaling,
    rows: Rows,
    previous: TrainedModel | None,
    *,
    sink: Sink,
    rng: np.random.Generator,
    progress: Progress,
) -> Finding | None:
    """The clusters that the declared algorithm finds in a sample of the rows."""
    drawn = rows[sample_rows(len(rows), sample_rows_of(declaration), rng)]
    sample = scaled(seen, drawn)
    moved = moved_on(declaration, sample, previous, rng)
    chosen = moved or chosen_of(
        declaration, sample, left_out=len(seen.columns[0]) - len(rows), sink=sink, rng=rng, progress=progress
    )
    if chosen is None:
        return None
    fitted = chosen.clustering.fitted
    return Finding(
        rows=rows,
        centres=fitted.centres,
        assign=lambda matrix, _rows: assigned(fitted, matrix),
        sample=len(drawn),
        candidates=chosen.candidates,
        reason=chosen.reason,
        silhouette=chosen.candidate.silhouette,
        warnings=lambda labels: tuple(concerns(declaration, sample, chosen, labels, rng)),
        notes=(
            *chosen.disagreements,
            *notes_on(declaration, chosen, sample=len(drawn), rows=len(rows)),
            *([] if previous is None else [MOVED if moved else NOT_MOVED]),
        ),
        parameters=chosen.clustering.parameters,
        kept=fields_of(fitted),
    )


MOVED = "scaling and the number of clusters are those of the version in force"
NOT_MOVED = "trained in full, by the scaling of the version in force: moved on, one of its centres has nobody left"


def moved_on(
    declaration: ModelDeclaration, sample: Matrix, previous: TrainedModel | None, rng: np.random.Generator
) -> Chosen | None:
    """The centres of the version in force moved on by the sample; None without one, or where a centre has no row."""
    if previous is None:
        return None
    weights = np.array([cluster.size for cluster in previous.report.clusters], dtype=np.float64)
    moved = carried_further(sample, np.array(previous.centres), weights, seed=declaration.seed)
    if moved is None:
        return None
    return one_chosen(declaration, sample, moved, "moved on from the version in force by `partial_fit`", rng)


def chosen_of(
    declaration: ModelDeclaration,
    sample: Matrix,
    *,
    left_out: int,
    sink: Sink,
    rng: np.random.Generator,
    progress: Progress,
) -> Chosen | None:
    """What the sample bears, None where that is less than is asked for."""
    most = most_clusters(declaration, sample)
    chosen = None
    if most >= declaration.clusters_low:
        chosen = choose(declaration, sample, most=most, rng=rng, progress=progress)
    if chosen is None and declaration.algorithm in ("dbscan", "hdbscan"):
        sink.add(messages.no_dense_place(declaration, len(sample)))
    elif chosen is None:
        sink.add(messages.too_few_different(declaration, min(most, declaration.clusters_low - 1), left_out))
    elif most < declaration.clusters_high and declaration.algorithm not in ("dbscan", "hdbscan"):
        sink.add(messages.fewer_tried(declaration, most))
    return chosen


def one_chosen(
    declaration: ModelDeclaration, sample: Matrix, clustering: Clustering, reason: str, rng: np.random.Generator
) -> Chosen:
    """A clustering that was not chosen among others."""
    (candidate,) = measured(sample, [clustering], rng)
    if declaration.algorithm not in ("column", "skops") and len(clustering.centres) > 1:
        candidate = with_stability(declaration, sample, candidate, clustering, rng)
    return Chosen(clustering, (candidate,), 0, f"{candidate.clusters} clusters {reason}")


def notes_on(declaration: ModelDeclaration, chosen: Chosen, *, sample: int, rows: int) -> list[str]:
    """How the model was trained, where its block does not say it."""
    told: list[str] = []
    parameters = chosen.clustering.parameters
    if sample < rows:
        told.append(f"clusters were found on a seeded sample of {sample:,} of {rows:,} profiles")
    if declaration.algorithm == "hierarchical":
        told.append("a tree has no rule for new profiles: each goes to the cluster with the nearest centre")
    if declaration.algorithm in ("dbscan", "hdbscan"):
        reach = "`eps`" if declaration.algorithm == "dbscan" else "the distance to that profile's own neighbours"
        told.append(
            "density has no rule for new profiles: each goes to the cluster of the nearest core profile within "
            f"{reach}, else it is noise"
        )
        if "clusters_found" in parameters:
            told.append(
                f"{parameters['clusters_found']} clusters were found; the largest {declaration.clusters_high} are kept "
                f"and the others are noise: write `clusters: {parameters['clusters_found']}` to keep them all"
            )
    if declaration.algorithm == "dbscan" and declaration.eps is None:
        told.append(f"`eps` of {parameters['eps']} is proposed: there the sorted k-distances bend most")
    return told


def fields_of(fitted: Fitted) -> dict[str, Any]:
    """The fields of TrainedModel that say more than its centres."""
    kept: dict[str, Any] = {}
    if fitted.mixture is not None:
        flat = fitted.mixture.factors.reshape(len(fitted.centres), -1)
        kept["weights"] = tuple(map(float, fitted.mixture.weights))
        kept["factors"] = tuple(map(tuple, (flat + 0.0).tolist()))
    if fitted.points is not None:
        kept["points"] = tuple(map(tuple, (fitted.points.rows + 0.0).tolist()))
        kept["members"] = tuple(map(int, fitted.points.members))
        kept["reach"] = tuple(map(float, fitted.points.reach))
    return kept


def of_column(
    declaration: ModelDeclaration,
    column: "pl.Series",
    seen: Scaling,
    rows: Rows,
    *,
    sink: Sink,
    rng: np.random.Generator,
) -> Finding | None:
    """The clusters that a column says."""
    found = of_values(column, seen, rows)
    if not len(found.rows):
        sink.add(messages.all_missing(declaration, [declaration.column or ""], len(seen.columns[0])))
        return None
    why = tuple(f"value of {declaration.column}" for _ in found.names)
    finding = of_others(declaration, found, seen, f"as `{declaration.column}` says", rng)
    return replace(finding, naming=Naming(found.names, why, given=True))


def of_skops(
    declaration: ModelDeclaration,
    file: bytes,
    seen: Scaling,
    rows: Rows,
    *,
    sink: Sink,
    rng: np.random.Generator,
) -> Finding | None:
    """The clusters that an estimator predicts; their names are ours."""
    try:
        estimator = opened(file, declaration.trusted)
        found = of_estimator(estimator, seen, rows)
        inside = untrusted(file)
    except Failed as failed:
        sink.add(messages.estimator_failed(declaration, str(failed)))
        return None
    except Refused as refused:
        sink.add(messages.estimator_refused(declaration, str(refused)))
        return None
    except Lacking:
        sink.add(messages.skops_lacking(declaration))
        return None
    if len(found.names) > declaration.clusters_high:
        sink.add(messages.too_many_classes(declaration, len(found.names)))
        return None
    finding = of_others(declaration, found, seen, f"as the estimator in {declaration.path} predicts", rng)
    unsure = () if estimator.is_sure else ("the estimator has no `predict_proba`: nobody has a confidence",)
    trusted = f"trusted by the block: {', '.join(inside)}" if inside else "plain types only, nothing had to be trusted"
    return replace(
        finding,
        kept={"estimator": file, "classes": found.names},
        notes=(*finding.notes, *unsure, f"the estimator's file: {trusted}"),
    )


def of_others(
    declaration: ModelDeclaration, found: Found, seen: Scaling, reason: str, rng: np.random.Generator
) -> Finding:
    """What is said of clusters that somebody else found."""
    drawn = sample_rows(len(found.rows), sample_rows_of(declaration), rng)
    sample, own = scaled(seen, found.rows[drawn]), found.clusters[drawn]
    sizes = tuple(int(size) for size in np.bincount(own, minlength=len(found.names)))
    inertia = float(np.sum((sample - found.centres[own]) ** 2))
    chosen = one_chosen(declaration, sample, Clustering(Fitted(found.centres), own, sizes, inertia), reason, rng)
    return Finding(
        rows=found.rows,
        centres=found.centres,
        assign=by_place(found, len(seen.columns[0])),
        sample=len(drawn),
        candidates=chosen.candidates,
        reason=chosen.reason,
        silhouette=chosen.candidate.silhouette,
        warnings=lambda labels: tuple(concerns(declaration, sample, chosen, labels, rng)),
    )
