"""What readers raise where the state on disk is not what was written, with what to tell people."""

from xseg.diagnostics import Diagnostic


class Damaged(Exception):
    """The state cannot be read: it is damaged, or of another version. `diagnostic` tells what and where."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
