"""Diagnostics as text: for people (full), for lines (concise), for programs (JSON, SARIF, JUnit, GitHub)."""

from xseg.diagnostics.render.concise import render_concise
from xseg.diagnostics.render.full import render_full
from xseg.diagnostics.render.json import render_json

__all__ = ["render_concise", "render_full", "render_json"]
