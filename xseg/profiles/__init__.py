"""From channel exports to profiles: read, check, clean, identify, and keep as tables; then the tables as of a `now`."""

from xseg.profiles.build import build
from xseg.profiles.fresh import up_to_date
from xseg.profiles.measures.report import BuildReport, ListReport, Newest, SourceReport
from xseg.profiles.snapshots.people import people
from xseg.profiles.snapshots.snapshot import snapshot

__all__ = [
    "BuildReport",
    "ListReport",
    "Newest",
    "SourceReport",
    "build",
    "people",
    "snapshot",
    "up_to_date",
]
