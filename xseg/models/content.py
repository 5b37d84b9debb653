"""A trained model as what a store keeps: one plain document and four arrays of doubles, nothing executable.

The document (JSON): `schema`, `name`, `algorithm`, `features`, `fingerprints`, `labels`, `report`. The arrays, all
float64: `impute` (NaN where nothing is imputed), `shift` and `scale` [features], `centres` [clusters × features].
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xseg.diagnostics import Sink
from xseg.models import messages
from xseg.models.plain import Damaged, from_plain, to_plain
from xseg.models.trained import TrainedModel, TrainingReport

SCHEMA = "xseg.model/1"
ARRAYS = ("impute", "shift", "scale", "centres")


@dataclass(frozen=True, slots=True)
class Document:
    """What is not an array."""

    schema: str
    name: str
    algorithm: str
    features: tuple[str, ...]
    fingerprints: tuple[str, ...]
    labels: tuple[str, ...]
    report: TrainingReport


def to_content(trained: TrainedModel) -> tuple[dict[str, object], dict[str, NDArray[np.float64]]]:
    """The document and the arrays; equal models give equal ones, to the last bit."""
    document = Document(
        schema=SCHEMA,
        name=trained.name,
        algorithm=trained.algorithm,
        features=trained.features,
        fingerprints=trained.fingerprints,
        labels=trained.labels,
        report=trained.report,
    )
    arrays = {
        "impute": np.array([np.nan if known is None else known for known in trained.impute]),
        "shift": np.array(trained.shift),
        "scale": np.array(trained.scale),
        "centres": np.array(trained.centres),
    }
    return to_plain(document), arrays


def from_content(
    document: object, arrays: Mapping[str, NDArray[np.generic]], *, where: str, sink: Sink
) -> TrainedModel | None:
    """The model again, every type, size and number checked; or None, and `sink` says what is wrong with it.

    `where` names the place for people: `models/cluster/3`.
    """
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if isinstance(schema, str) and schema != SCHEMA:
        sink.add(messages.other_schema(where, schema))
        return None
    try:
        read = from_plain(Document, document, "model")
        check_names(read)
        doubles = checked_arrays(arrays, clusters=len(read.labels), features=len(read.features))
    except Damaged as damage:
        sink.add(messages.damaged(where, str(damage)))
        return None
    return TrainedModel(
        name=read.name,
        algorithm=read.algorithm,
        features=read.features,
        fingerprints=read.fingerprints,
        impute=tuple(None if np.isnan(known) else float(known) for known in doubles["impute"]),
        shift=tuple(float(number) for number in doubles["shift"]),
        scale=tuple(float(number) for number in doubles["scale"]),
        centres=tuple(tuple(float(number) for number in centre) for centre in doubles["centres"]),
        labels=read.labels,
        report=read.report,
    )


def check_names(document: Document) -> None:
    """Features and labels stand once, and the report speaks of the same ones."""
    for what, names in (("features", document.features), ("labels", document.labels)):
        if not names or len(set(names)) < len(names) or not all(names):
            raise Damaged(f"`model.{what}` has an empty or repeated name, or none")
    if len(document.fingerprints) != len(document.features):
        raise Damaged("`model.fingerprints` does not have one for each feature")
    clusters = document.report.clusters
    if tuple(cluster.label for cluster in clusters) != document.labels:
        raise Damaged("`model.report` is about other labels")
    widths = {len(document.report.missing), *(len(cluster.means) for cluster in clusters)}
    if widths != {len(document.features)}:
        raise Damaged("`model.report` is about another number of features")


def checked_arrays(
    arrays: Mapping[str, NDArray[np.generic]], *, clusters: int, features: int
) -> dict[str, NDArray[np.float64]]:
    """Exactly the four arrays, of doubles, of the right shapes, finite, with scales above 0."""
    if set(arrays) != set(ARRAYS):
        raise Damaged(f"its arrays are not {', '.join(ARRAYS)}")
    doubles: dict[str, NDArray[np.float64]] = {}
    for name in ARRAYS:
        shape = (clusters, features) if name == "centres" else (features,)
        if arrays[name].dtype != np.float64 or arrays[name].shape != shape:
            raise Damaged(f"array `{name}` is not of {' × '.join(map(str, shape))} doubles")
        doubles[name] = arrays[name].astype(np.float64, copy=False)
        if np.isinf(doubles[name]).any() or (name != "impute" and np.isnan(doubles[name]).any()):
            raise Damaged(f"array `{name}` has a number that is not finite")
    if (doubles["scale"] <= 0.0).any():
        raise Damaged("array `scale` has a number that is not above 0")
    return doubles
