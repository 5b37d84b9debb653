"""Benchmarks: `python -m benchmarks` runs all, `python -m benchmarks.startup` one.

Timings are ratios within one run, against a peer measured beside them; they are read, never asserted by a test.
"""
