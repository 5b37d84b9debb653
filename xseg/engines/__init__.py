"""Engines: each runs a bound plan and gives the same answers as its siblings."""
