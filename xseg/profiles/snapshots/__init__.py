"""The tables of a build → everything as it stood at one `now`."""
