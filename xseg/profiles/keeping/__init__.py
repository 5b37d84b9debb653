"""Rows and people → the tables of a build."""
