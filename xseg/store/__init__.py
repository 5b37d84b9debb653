"""Where state lives: tables, identities, features, membership and models, every commit whole or not at all."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xseg.store.damaged import Damaged
    from xseg.store.store import BuildRecord, RunRecord, Store
    from xseg.store.writing import Build, Run, UnitRecord

__all__ = ["Build", "BuildRecord", "Damaged", "Run", "RunRecord", "Store", "UnitRecord"]


def __getattr__(name: str) -> Any:
    """Loads the store when it is first used: `check` reads what is in force (`store.documents`) without Polars."""
    if name not in __all__:
        raise AttributeError(f"module xseg.store has no attribute {name!r}")
    from xseg.store import damaged, store, writing

    return next(vars(module)[name] for module in (damaged, store, writing) if name in vars(module))
