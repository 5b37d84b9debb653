"""Where state lives: tables, identities, features, membership and models, every commit whole or not at all."""

from xseg.store.damaged import Damaged
from xseg.store.store import BuildRecord, InputRecord, RunRecord, Store
from xseg.store.writing import Build, Run

__all__ = ["Build", "BuildRecord", "Damaged", "InputRecord", "Run", "RunRecord", "Store"]
