"""A project opened: its file and all its `.seg` files read, parsed and checked together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xseg.diagnostics import Sink, Source
from xseg.project.load import FILE_NAME, project_from, read_project_file
from xseg.project.project import Project
from xseg.semantics import Program, check
from xseg.syntax import parse_file, parse_rule, read_source
from xseg.syntax.nodes import File
from xseg.workflow import messages

RULE = "-e"
"""The name of a rule that was typed on the command line."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What was found in a project's folder. `program` is None where the project file itself is wrong.

    `sink` holds every diagnostic, `sources` the texts that their spans point into.
    """

    root: Path
    project: Project | None
    program: Program | None
    sink: Sink
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether the program may be lowered and run."""
        return self.program is not None and not self.sink.failed

    @property
    def checked(self) -> Program:
        """The program of a workspace that is ready."""
        assert self.program is not None, "a project with errors has no program"
        assert not self.sink.failed, "a program with errors is not run"
        return self.program


def find_root(start: Path) -> Path | None:
    """The nearest folder, upwards from `start`, that holds an xseg.toml."""
    folder = start.resolve()
    return next((place for place in (folder, *folder.parents) if (place / FILE_NAME).is_file()), None)


def open_workspace(root: Path, *, rules: Mapping[str, str] | None = None) -> Workspace:
    """Reads and checks everything; `rules` are conditions by name, checked beside the files."""
    root = Path(shown(root))
    sink = Sink()
    sources: dict[str, Source] = {}
    project_source = read_project_file(root, sink)
    if project_source is None:
        return Workspace(root, None, None, sink, sources)
    sources[project_source.path] = project_source
    project = project_from(project_source, sink, root=Path(project_source.path).parent)
    files = _files(root, project.rules if project else ("*.seg",), sources, sink)
    if project is None:
        return Workspace(root, None, None, sink, sources)
    conditions = {}
    for name, text in (rules or {}).items():
        source = Source(name if len(rules or {}) > 1 else RULE, text)
        sources[source.path] = source
        condition = parse_rule(source, sink)
        if condition is not None:
            conditions[name] = condition
    program = check(project, files, sink, rules=conditions)
    return Workspace(root, project, program, sink, sources)


def _files(root: Path, patterns: tuple[str, ...], sources: dict[str, Source], sink: Sink) -> list[File]:
    """The `.seg` files of a project in the order of their paths, each once."""
    paths = sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})
    if not paths:
        sink.add(messages.no_rules(root, patterns))
    files = []
    for path in paths:
        source = read_source(path, name=shown(path), sink=sink)
        if source is not None:
            sources[source.path] = source
            files.append(parse_file(source, sink))
    return files


def shown(path: Path) -> str:
    """A path as people name it: from where they stand, when it lies below."""
    here = Path.cwd()
    full = path.resolve()
    return str(full.relative_to(here)) if full.is_relative_to(here) else str(path)
