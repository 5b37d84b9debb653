"""The oracle: a bound plan worked out in plain Python, a profile at a time, to be read beside the language page."""

from xseg.engines.reference.evaluate import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
