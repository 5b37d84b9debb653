"""A mistake told to its author: one sentence, the place, what to do, and a fix where one is safe."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from xseg.diagnostics.codes import Code
from xseg.diagnostics.source import Span

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `replacement` where `span` stands."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend the mistake; `title` is an instruction (`write == instead of =`)."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that explains the first."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `label` stands beside the caret; `help` lines say what to do."""

    code: Code
    message: str
    span: Span | None = None
    label: str = ""
    help: tuple[str, ...] = ()
    fix: Fix | None = None
    related: tuple[Label, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.code.severity


@dataclass(slots=True)
class Sink:
    """Where a stage puts its diagnostics; a stage never raises for a user's mistake."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        self.found.append(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.found.extend(diagnostics)

    @property
    def failed(self) -> bool:
        """Whether an error (not only a warning) was found."""
        return any(diagnostic.severity == "error" for diagnostic in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)
