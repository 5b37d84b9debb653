"""The faults that are seeded to test the tests: texts of the source, each replaced by a wrong one; see faults.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).parent / "faults.toml"


@dataclass(frozen=True, slots=True)
class Fault:
    """A meaning gone wrong: in `file`, `old` (which stands there once) became `new`; `first` should see it."""

    name: str
    what: str
    file: str
    old: str
    new: str
    first: str

    def seeded(self, text: str) -> str:
        """The file's text with the fault in it. Raises ValueError where `old` is not found exactly once."""
        if (times := text.count(self.old)) != 1:
            raise ValueError(f"{self.name}: its `old` text is {times} times in {self.file}")
        return text.replace(self.old, self.new)


def faults() -> list[Fault]:
    """All of them, in the order written."""
    return [Fault(name, **written) for name, written in tomllib.loads(LIST.read_text("utf-8")).items()]
