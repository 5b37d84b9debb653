"""Runs every benchmark, one after the other."""

from benchmarks import febrl, identity, startup, training

for benchmark in (startup, training, identity, febrl):
    benchmark.main()
