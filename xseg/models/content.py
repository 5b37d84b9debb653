"""A trained model as what a store keeps: one plain document and arrays of numbers, nothing executable.

The document (JSON): `schema`, `name`, `algorithm`, `features`, `fingerprints`, `labels`, `logged`, `classes`, `column`,
`rules`, `scaled_by`, `imputed_by`, `report`. The arrays are float64 but for `members` (int64) and `estimator` (bytes,
as skops wrote them, never opened without the trust of the model's block). Every model has `impute` (NaN where nothing
is imputed), `shift` and `scale` [features], `centres` [clusters × features], `quantiles` [features × 1,001]; some have
more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from xseg.diagnostics import Sink
from xseg.models import messages
from xseg.models.baseline import THOUSANDTHS
from xseg.models.plain import Damaged, from_plain, to_plain
from xseg.models.trained import NamedBy, TrainedModel, TrainingReport
from xseg.project.model import DENSITY, Algorithm

FIRST, LAST = -2_208_988_800_000_000, 7_258_118_400_000_000
"""1900 and 2200 in microseconds of UTC: no run is at another time."""
SCHEMA = "xseg.model/3"
ALWAYS = ("impute", "shift", "scale", "centres", "quantiles")
TOGETHER = (("donors",), ("weights", "factors"), ("points", "members", "reach"), ("estimator",))
"""Arrays that a model may have beside those, each group whole or not at all."""
TYPES: dict[str, np.dtype[Any]] = {"members": np.dtype(np.int64), "estimator": np.dtype(np.uint8)}

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Document:
    """What is not an array."""

    schema: str
    name: str
    algorithm: str
    features: tuple[str, ...]
    fingerprints: tuple[str, ...]
    labels: tuple[str, ...]
    logged: bool
    classes: tuple[str, ...]
    column: str
    rules: tuple[NamedBy, ...]
    scaled_by: str
    imputed_by: str
    report: TrainingReport


def to_content(trained: TrainedModel) -> tuple[dict[str, object], dict[str, NDArray[Any]]]:
    """The document and the arrays; equal models give equal ones, to the last bit."""
    document = Document(
        schema=SCHEMA,
        name=trained.name,
        algorithm=trained.algorithm,
        features=trained.features,
        fingerprints=trained.fingerprints,
        labels=trained.labels,
        logged=trained.logged,
        classes=trained.classes,
        column=trained.column,
        rules=trained.rules,
        scaled_by=trained.scaled_by,
        imputed_by=trained.imputed_by,
        report=trained.report,
    )
    arrays: dict[str, NDArray[Any]] = {
        "impute": np.array([np.nan if known is None else known for known in trained.impute], dtype=np.float64),
        "estimator": np.frombuffer(trained.estimator, dtype=np.uint8),
    }
    for name in (*ALWAYS[1:], *(name for group in TOGETHER[:-1] for name in group)):
        arrays[name] = np.array(getattr(trained, name), dtype=TYPES.get(name, np.dtype(np.float64)))
    return to_plain(document), {name: array for name, array in arrays.items() if name in ALWAYS or array.size}


def from_content(document: object, arrays: Arrays, *, where: str, sink: Sink) -> TrainedModel | None:
    """The model again, every type, size and number checked; or None, and `sink` says what is wrong with it.

    `where` names the place for people, behind the model's own name: `models/cluster/3`.
    """
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if isinstance(schema, str) and schema != SCHEMA:
        sink.add(messages.other_schema(where, schema))
        return None
    try:
        read = from_plain(Document, document, "model")
        check_names(read)
        check_kind(read, arrays)
        check_arrays(read, arrays)
    except Damaged as damage:
        sink.add(messages.damaged(where, str(damage)))
        return None
    plain = {name: numbers(array) for name, array in arrays.items() if name not in ("impute", "estimator")}
    return TrainedModel(
        name=read.name,
        algorithm=read.algorithm,
        features=read.features,
        fingerprints=read.fingerprints,
        labels=read.labels,
        logged=read.logged,
        classes=read.classes,
        column=read.column,
        rules=read.rules,
        scaled_by=read.scaled_by,
        imputed_by=read.imputed_by,
        report=read.report,
        impute=tuple(None if np.isnan(known) else known for known in arrays["impute"].astype(np.float64).tolist()),
        estimator=arrays["estimator"].astype(np.uint8).tobytes() if "estimator" in arrays else b"",
        **plain,
    )


def numbers(array: NDArray[np.generic]) -> Any:
    """One array as tuples of plain numbers."""
    found = array.tolist()
    return tuple(tuple(row) for row in found) if array.ndim == 2 else tuple(found)


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
    if document.classes and len(document.classes) != len(document.labels):
        raise Damaged("`model.classes` does not have one for each label")


def check_kind(document: Document, arrays: Arrays) -> None:
    """A kind of model that there is, with what such models are scored by, trained at a time that can be told."""
    algorithm = document.algorithm
    if algorithm not in get_args(Algorithm):
        raise Damaged("`model.algorithm` is none that there is")
    needs: dict[str, str] = {"skops": "estimator", "gaussian_mixture": "weights", **dict.fromkeys(DENSITY, "points")}
    own = needs.get(algorithm, "")
    others = {"weights", "points", "estimator"} - {own}
    if (own and own not in arrays) or others & arrays.keys() or bool(document.column) != (algorithm == "column"):
        raise Damaged(f"it is not scored as a model of `{algorithm}` is")
    if not FIRST <= document.report.trained_at <= LAST:
        raise Damaged("`model.report.trained_at` is no time")


def check_arrays(document: Document, arrays: Arrays) -> None:
    """Exactly the arrays of such a model, of the right types and shapes, finite, with scales and factors above 0."""
    more = [name for group in TOGETHER if any(one in arrays for one in group) for name in group]
    if set(arrays) != {*ALWAYS, *more}:
        raise Damaged(f"its arrays are not {', '.join((*ALWAYS, *more))}")
    if "estimator" in arrays and not document.classes:
        raise Damaged("`model.classes` is lacking")
    clusters, features = len(document.labels), len(document.features)
    points = len(arrays["points"]) if "points" in arrays else 0
    shapes: dict[str, tuple[int, ...]] = {
        "centres": (clusters, features),
        "quantiles": (features, THOUSANDTHS),
        "weights": (clusters,),
        "factors": (clusters, features * features),
        "points": (points, features),
        "members": (points,),
        "reach": (points,),
    }
    for name, array in arrays.items():
        if name == "donors":
            shapes[name] = (len(array), features)
        elif name == "estimator":
            shapes[name] = array.shape[:1]
        shape = shapes.get(name, (features,))
        type_ = TYPES.get(name, np.dtype(np.float64))
        if array.dtype != type_ or array.shape != shape:
            raise Damaged(f"array `{name}` is not of {' × '.join(map(str, shape))} {KINDS[type_.kind]}")
        if type_.kind == "f":
            check_doubles(name, array.astype(np.float64))
    if (np.diff(arrays["quantiles"].astype(np.float64), axis=1) < 0.0).any():
        raise Damaged("array `quantiles` does not rise")
    if points and not (int(arrays["members"].min()) >= 0 and int(arrays["members"].max()) < clusters):
        raise Damaged("array `members` names a cluster that is not there")


KINDS = {"f": "doubles", "i": "whole numbers", "u": "bytes"}


def check_doubles(name: str, array: NDArray[np.float64]) -> None:
    """Finite, and above 0 where one divides or takes a logarithm of it."""
    if np.isinf(array).any() or (name != "impute" and np.isnan(array).any()):
        raise Damaged(f"array `{name}` has a number that is not finite")
    above = array
    if name == "factors":
        width = int(np.sqrt(array.shape[1]))
        above = array.reshape(-1, width, width)[:, range(width), range(width)]
    if name in ("scale", "weights", "factors") and (above <= 0.0).any():
        raise Damaged(f"array `{name}` has a number that is not above 0")
