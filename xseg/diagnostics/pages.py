"""The page of each code, read from the installed package or from the checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def page(number: str) -> str | None:
    """The page of a code such as `XS204`, as Markdown; None where there is no such code."""
    place = _folder().joinpath(f"{number.upper()}.md")
    return place.read_text(encoding="utf-8") if number.isalnum() and place.is_file() else None


def _folder() -> Traversable:
    """In a wheel the pages lie inside the package, in a checkout in `docs/errors/` at the top."""
    packed = files("xseg").joinpath("errors")
    return packed if packed.joinpath("XS101.md").is_file() else Path(__file__).resolve().parents[2] / "docs" / "errors"
