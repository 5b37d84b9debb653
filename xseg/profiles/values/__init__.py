"""Columns of chunks → values of the declared types, each with the reason why it is none."""
