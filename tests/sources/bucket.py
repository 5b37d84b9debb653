"""A bucket that tests fill."""

from collections.abc import Callable
from dataclasses import dataclass

Put = Callable[[str, bytes], object]


@dataclass(frozen=True)
class Bucket:
    """`address` begins every name; `put(name, content)` writes a file."""

    address: str
    put: Put
