"""Where state lives: tables, identities, features, membership and models, every commit whole or not at all."""

from xseg.store.damaged import Damaged
from xseg.store.store import BuildRecord, RunRecord, Store
from xseg.store.writing import Build, Run, UnitRecord

__all__ = ["Build", "BuildRecord", "Damaged", "Run", "RunRecord", "Store", "UnitRecord"]
