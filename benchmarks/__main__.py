"""Runs every benchmark, one after the other."""

from benchmarks import building, febrl, identity, models, sessions, startup, training

for benchmark in (startup, training, building, identity, febrl, sessions, models):
    benchmark.main()
