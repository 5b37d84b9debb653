"""`python -m xseg`."""

from xseg.cli import main

main()
