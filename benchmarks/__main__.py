"""Runs every benchmark, one after the other."""

from benchmarks import febrl, identity, sessions, startup, training

for benchmark in (startup, training, identity, febrl, sessions):
    benchmark.main()
