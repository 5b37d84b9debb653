"""What went wrong, where, and what to do about it: sources, spans, diagnostics and fixes."""

from xseg.diagnostics.codes import Code
from xseg.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity, Sink
from xseg.diagnostics.source import Position, Source, Span

__all__ = ["Code", "Diagnostic", "Edit", "Fix", "Label", "Position", "Severity", "Sink", "Source", "Span"]
