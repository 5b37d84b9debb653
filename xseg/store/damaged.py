"""What is raised where the state on disk is not what was written, or not private, with what to tell people."""

from xseg.diagnostics import Diagnostic


class Damaged(Exception):
    """The state is damaged, of another version, or open to others; `diagnostic` tells what and where."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
