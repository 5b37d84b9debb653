"""`python -m xseg`."""

from xseg.cli import run

run()
