"""The same input gives the same bytes: on any number of threads, in any process, and nothing heavy before training."""

import os
import subprocess
import sys

import pytest

TRAIN = """
import hashlib, json, sys
import numpy as np
from xseg.diagnostics import Sink
from xseg.models.content import to_content
from xseg.models.train import train
from xseg.project.model import ModelDeclaration

rng = np.random.default_rng(5)
rows = rng.normal(size=(6, 5))[rng.integers(0, 6, 12_000)] * 3.0 + rng.normal(size=(12_000, 5))
names = ("a", "b", "c", "d", "e")
asked = ModelDeclaration("cluster", None, names, "kmeans", 3, 8, chosen_by="silhouette", seed=int(sys.argv[1]))
model = train(asked, rows, now=0, fingerprints=dict.fromkeys(names, ""), sink=Sink())
document, arrays = to_content(model)
text = json.dumps(document, sort_keys=True).encode() + b"".join(arrays[name].tobytes() for name in sorted(arrays))
print(hashlib.sha256(text).hexdigest())
"""


def digest(*, threads: int, seed: int) -> str:
    environment = os.environ | {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    command = [sys.executable, "-c", TRAIN, str(seed)]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def test_bits_do_not_depend_on_threads_or_process() -> None:
    assert digest(threads=1, seed=0) == digest(threads=2, seed=0) == digest(threads=2, seed=0)


@pytest.mark.parametrize("statement", ["import xseg.models", "import xseg.models, xseg.models.gates"])
def test_importing_models_is_light(statement: str) -> None:
    heavy = "{'numpy', 'polars', 'scipy', 'sklearn'}"
    command = [sys.executable, "-c", f"{statement}, sys; print(sorted({heavy} & set(sys.modules)))"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "[]\n"


def test_importing_train_loads_no_scikit_learn() -> None:
    command = [sys.executable, "-c", "import xseg.models.train, sys; print({'scipy', 'sklearn'} & set(sys.modules))"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "set()\n"
