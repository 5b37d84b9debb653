"""Runs every benchmark, one after the other."""

from benchmarks import febrl, identity, models, sessions, startup, training

for benchmark in (startup, training, identity, febrl, sessions, models):
    benchmark.main()
