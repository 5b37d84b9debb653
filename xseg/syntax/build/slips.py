"""Forms that people write instead of ours: read, refused, and mended."""

from xseg.syntax.build.predicates import Predicates


class Slips(Predicates):
    """One method an error production of the grammar, named after it."""
