"""Every code of every diagnostic, once: number, name, severity. A number is never used again for another meaning.

1xx syntax, 2xx names, 3xx types, 4xx time, events and models, 5xx logic and lint, 6xx tests, 7xx changes and
activation, 8xx project file, sources and state, 9xx ours. Each stage keeps its own numbers in one block below.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Code:
    """A stable name of a kind of finding, such as `XS204 unknown-attribute`."""

    number: str
    name: str
    severity: Literal["error", "warning", "info"] = "error"


# --- 1xx syntax ---

# --- 2xx names ---

# --- 3xx types ---

# --- 4xx time, events, models ---

# --- 5xx logic and lint ---

# --- 6xx tests ---

# --- 8xx project file ---

# --- 8xx sources, tables, state (from XS830) ---

# --- 9xx ours ---
