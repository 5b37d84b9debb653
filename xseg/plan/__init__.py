"""The engine-neutral plan: a typed program lowered to a small graph, bound to a clock, cut at its barriers."""

from xseg.plan.bind import Bound, bind
from xseg.plan.lower import lower
from xseg.plan.plan import Builder, Node, Plan
from xseg.plan.text import fingerprint, render

__all__ = ["Bound", "Builder", "Node", "Plan", "bind", "fingerprint", "lower", "render"]
