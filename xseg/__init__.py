"""Segments as code: channel exports and a few `.seg` files go in; profiles, clusters and audiences come out.

`open(folder)` gives a project with the verbs of the command line; `compile(rule, schema)` a Polars expression for a
frame of your own. What a user got wrong is raised as `Refused`, which holds the diagnostics.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xseg.api import OpenProject, Refused, compile, open

__all__ = ["OpenProject", "Refused", "compile", "open"]


def __getattr__(name: str) -> Any:
    """Loads the API when it is first used: `import xseg` alone loads nothing."""
    if name not in __all__:
        raise AttributeError(f"module xseg has no attribute {name!r}")
    from xseg import api

    return getattr(api, name)
