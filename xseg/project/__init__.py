"""What engineers declare in xseg.toml: the typed world that rules are checked against."""
