"""Runs every benchmark, one after the other."""

from benchmarks import startup

for benchmark in (startup,):
    benchmark.main()
