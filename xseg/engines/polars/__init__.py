"""The engine of this machine: bound plans over Polars frames."""

from xseg.engines.polars.evaluate import evaluate
from xseg.engines.polars.materialise import expression
from xseg.engines.polars.snapshot import Snapshot

__all__ = ["Snapshot", "evaluate", "expression"]
