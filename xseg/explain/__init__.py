"""Why somebody is in a segment or out of it: clause trees with what they saw, `test` blocks, coverage."""
