"""Small projects out of a few lines of TOML and files, built into a state of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from xseg.diagnostics import Diagnostic, Sink
from xseg.engines.polars.snapshot import Snapshot
from xseg.profiles import BuildReport, SourceReport, build, snapshot
from xseg.project.load import load_project
from xseg.project.project import Project
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


@dataclass
class Place:
    """A folder with a project; `build` reads its files as they are now."""

    root: Path
    found: list[Diagnostic] = field(default_factory=list)

    def write(self, files: Mapping[str, str | bytes | pl.DataFrame]) -> None:
        for name, content in files.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            match content:
                case str():
                    file.write_bytes(content.encode())
                case bytes():
                    file.write_bytes(content)
                case _:
                    content.write_parquet(file)

    @property
    def project(self) -> Project:
        sink = Sink()
        project = load_project(self.root, sink)
        assert project is not None, [diagnostic.message for diagnostic in sink]
        return project

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
