"""Syntax and project become a typed program: what names mean, what types values have, what is wrong."""

from xseg.semantics.check import check
from xseg.semantics.program import CheckedModel, CheckedSegment, Metadata, Program

__all__ = ["CheckedModel", "CheckedSegment", "Metadata", "Program", "check"]
