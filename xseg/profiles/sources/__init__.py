"""Where rows come from: every source is a sequence of units, each read once, in chunks that fit into memory."""
