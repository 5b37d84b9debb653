"""The tables of xseg.toml in the form in which they are written, before anything is asked about their meaning."""
