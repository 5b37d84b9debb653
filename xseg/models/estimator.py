"""An estimator of one's own: a file of skops, opened only where every type in it is plain or trusted by name."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xseg.models.fitted import Assigned, Indices
from xseg.models.matrix import Matrix
from xseg.models.threads import one_thread

TOLD_MOST = 200
"""Letters of what somebody else's code says."""


class Refused(Exception):
    """The file cannot be opened; the text says why."""


class Failed(Refused):
    """The file was opened, and what is in it cannot predict; the text says why."""


class Lacking(Exception):
    """skops is not installed."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimator:
    """What was in the file: an object with `predict`."""

    inside: Any

    @property
    def is_sure(self) -> bool:
        """Whether it says how probable its answers are."""
        return hasattr(self.inside, "predict_proba")

    def classes(self, matrix: Matrix) -> "np.ndarray[tuple[int], np.dtype[Any]]":
        """What it predicts for scaled rows, as text."""
        found = self.asked("predict", matrix)
        if found.shape != (len(matrix),):
            raise Failed(f"its `predict` gives {found.shape} for {len(matrix)} rows")
        return found.astype(str)

    def asked(self, what: str, matrix: Matrix) -> "np.ndarray[Any, np.dtype[Any]]":
        """What a method of it gives. Raises Failed where it raises anything: it is somebody else's."""
        try:
            with one_thread(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return np.asarray(getattr(self.inside, what)(matrix))
        except Exception as error:
            told = str(error).partition("\n")[0][:TOLD_MOST] or type(error).__name__
            raise Failed(f"its `{what}` says: {told}") from error

    def assigned(self, matrix: Matrix, centres: Matrix, classes: Sequence[str]) -> Assigned:
        """The clusters of scaled rows, which are the classes in their order; one that training never saw is none.

        The confidence is its probability where the estimator gives one, else NaN.
        """
        clusters = self.clusters(matrix, classes)
        confidence = np.full(len(matrix), np.nan)
        if self.is_sure:
            shares = self.asked("predict_proba", matrix)
            if shares.ndim != 2 or len(shares) != len(matrix) or shares.dtype.kind not in "fiu":
                raise Failed(f"its `predict_proba` gives {shares.shape} for {len(matrix)} rows")
            confidence = shares.astype(np.float64).max(axis=1)
        apart = matrix - centres[np.maximum(clusters, 0)]
        away = np.where(clusters >= 0, np.sqrt((apart * apart).sum(axis=1)), np.nan)
        return Assigned(clusters, confidence, away)

    def clusters(self, matrix: Matrix, classes: Sequence[str]) -> Indices:
        """The places of what is predicted among the classes, −2 for one that is not there."""
        places = {name: place for place, name in enumerate(classes)}
        names, codes = np.unique(self.classes(matrix), return_inverse=True)
        numbers: Indices = np.array([places.get(str(name), -2) for name in names], dtype=np.intp)[codes.reshape(-1)]
        return numbers


def untrusted(file: bytes) -> tuple[str, ...]:
    """The types in the file that skops does not know to be plain; each has to be trusted by name. Raises Refused where
    the file is not one of skops, Lacking without skops.
    """
    skops = speaker()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(sorted(skops.get_untrusted_types(data=file)))
    except Exception as error:  # whatever a damaged file makes of its reader
        raise Refused(f"it is no file of skops: {error}") from error


def opened(file: bytes, trusted: Sequence[str]) -> Estimator:
    """The estimator in the file. Raises Refused where it holds a type that is neither plain nor trusted."""
    if unknown := [name for name in untrusted(file) if name not in trusted]:
        raise Refused(f"it holds {', '.join(f'`{name}`' for name in unknown)}, which is not in `trusted`")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            inside = speaker().loads(file, trusted=list(trusted))
    except Exception as error:  # whatever a damaged file makes of its reader
        raise Refused(f"it cannot be read: {error}") from error
    if not hasattr(inside, "predict"):
        raise Refused(f"it holds a {type(inside).__name__}, which has no `predict`")
    return Estimator(inside)


def speaker() -> Any:
    """skops.io, of the extra `skops`."""
    try:
        import skops.io
    except ImportError as error:
        raise Lacking("skops is not installed") from error
    return skops.io
