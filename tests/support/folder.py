"""A folder with a project: its files, and the project as it is declared now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from xseg.diagnostics import Diagnostic, Sink
from xseg.project.load import load_project
from xseg.project.project import Project

Content = str | bytes | pl.DataFrame
"""Of a file; a frame is written as Parquet."""


@dataclass
class ProjectFolder:
    """`found` is what was told last."""

    root: Path
    found: list[Diagnostic] = field(default_factory=list)

    def write(self, files: Mapping[str, Content]) -> None:
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
