"""The standard traits: readable `.seg` files that `use NAME` brings into a project."""

from importlib.resources import files


def standard_names() -> tuple[str, ...]:
    """The names that `use` knows, sorted."""
    return tuple(
        sorted(file.name.removesuffix(".seg") for file in files(__name__).iterdir() if file.name.endswith(".seg"))
    )


def standard_text(name: str) -> str:
    """The text of a standard file. Its first declaration is its own `use`, which names its roles."""
    return files(__name__).joinpath(f"{name}.seg").read_text(encoding="utf-8")
