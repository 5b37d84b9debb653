"""Well-known data sets as projects: rows in a CSV file, models in a `.seg` file, labels beside the true classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.datasets import load_digits, load_iris, load_wine, make_moons
from sklearn.metrics import adjusted_rand_score

import xseg
from xseg.models.scoring import score
from xseg.workflow.judging import Training

PROJECT = """
[project]
name = "known"
timezone = "UTC"
as_of = 2025-01-01T00:00:00

[identity]
keys = ["row"]

[[sources]]
name = "rows"
kind = "profiles"
path = "rows.csv"
keys = { row = "row" }
[sources.attributes]
"""
MODELS: Mapping[str, Mapping[str, str]] = {
    "wine": {
        "cultivars": "algorithm: kmeans clusters: 2 to 8",
        "by_ward": "algorithm: hierarchical clusters: 3 linkage: ward",
    },
    "iris": {
        "species": "algorithm: kmeans clusters: 2 to 8",
        "mixed": "algorithm: gaussian_mixture clusters: 3",
    },
    "digits": {"written": "algorithm: kmeans clusters: 2 to 10"},
    "moons": {
        "round": "algorithm: kmeans clusters: 2 scale: none",
        "crescents": "algorithm: dbscan eps: 0.2 min_samples: 5 scale: none",
        "proposed": "algorithm: dbscan scale: none",
        "hierarchy": "algorithm: hdbscan scale: none",
    },
}


@dataclass(frozen=True, slots=True)
class Told:
    """A model of a known set: what training says, and how its labels agree with the classes (adjusted Rand index)."""

    training: Training
    agreement: float


def known_set(name: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Rows and their true classes."""
    if name == "moons":
        rows, classes = make_moons(2000, noise=0.05, random_state=0)
        return rows, classes
    loaded: Any = {"wine": load_wine, "iris": load_iris, "digits": load_digits}[name]()
    return loaded.data, loaded.target


def told(name: str, folder: Path) -> dict[str, Told]:
    """Every model of a set, trained as a project in `folder`."""
    rows, classes = known_set(name)
    names = [f"f{place}" for place in range(rows.shape[1])]
    frame = pl.DataFrame(rows, schema=names)
    folder.mkdir(parents=True, exist_ok=True)
    keys = pl.format("row-{}", pl.int_range(len(rows))).alias("row")
    frame.select(keys, *names).write_csv(folder / "rows.csv")
    attributes = "\n".join(f'{one} = "number"' for one in names)
    (folder / "xseg.toml").write_text(PROJECT + attributes + "\n", encoding="utf-8")
    blocks = [f"model {one} {{ features: {', '.join(names)} {body} }}\n" for one, body in MODELS[name].items()]
    (folder / "models.seg").write_text("".join(blocks), encoding="utf-8")
    trainings = xseg.open(folder).train()
    return {
        training.model: Told(training, float(adjusted_rand_score(classes, score(training.trained, frame).label)))
        for training in trainings
    }
