"""Small projects out of a few lines of TOML and files, built into a state of their own."""

from collections.abc import Callable

from tests.support.folder import ProjectFolder
from xseg.diagnostics import Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.profiles import BuildReport, SourceReport, build, snapshot
from xseg.store import Store

HEAD = """
[project]
name = "small"
timezone = "Europe/Berlin"
edition = 2026
rules = ["*.seg"]
"""
LATE = 7_000_000_000_000_000
"""A `now` after everything: in 2191."""


class Place(ProjectFolder):
    """A folder with a project; `build` reads its files as they are now."""

    @property
    def store(self) -> Store:
        return Store(self.root / ".xseg")

    def build(self, *, accept_changes: bool = False) -> BuildReport | None:
        sink = Sink()
        report = build(self.project, self.store, sink, progress=lambda *_: None, accept_changes=accept_changes)
        self.found = sink.found
        return report

    def built(self) -> BuildReport:
        report = self.build()
        assert report is not None, [diagnostic.message for diagnostic in self.found]
        return report

    def source(self, name: str) -> SourceReport:
        return next(source for source in self.built().sources if source.name == name)

    def codes(self) -> list[str]:
        """Of the errors and warnings of the last build."""
        return [diagnostic.code.number for diagnostic in self.found]

    def snapshot(self, now: int = LATE) -> Snapshot:
        return snapshot(self.project, self.store, now=now)

    def profiles(self, *columns: str, now: int = LATE) -> list[tuple[object, ...]]:
        return self.snapshot(now).profiles.select(columns).rows()

    def events(self, kind: str, *columns: str, now: int = LATE) -> list[tuple[object, ...]]:
        return self.snapshot(now).events[kind].select(columns).rows()


MakePlace = Callable[..., Place]
