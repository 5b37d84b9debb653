"""The worked shop project as files: packed in the wheel, read from segments/shop in a checkout."""

from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

IGNORED = "# what xseg writes and what the channels sent: state, generated data\n/.xseg/\n/data/\n"


def shop_files() -> Mapping[str, str]:
    """The project file and the rules of the shop by file name, in the order of their names.

    Raises FileNotFoundError where neither the package nor a checkout around it holds them.
    """
    folder = _folder()
    names = sorted(file.name for file in folder.iterdir() if file.name == "xseg.toml" or file.name.endswith(".seg"))
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def write_project(target: Path) -> list[Path]:
    """Write the shop's project file, its rules and a .gitignore into `target`, made where missing; return the files."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in {**shop_files(), ".gitignore": IGNORED}.items():
        file = target / name
        file.write_text(text, encoding="utf-8", newline="\n")
        written.append(file)
    return written


def _folder() -> Traversable:
    packed = resources.files("xseg.demo") / "shop"
    checkout = Path(__file__).parents[2] / "segments" / "shop"
    for folder in (packed, checkout):
        if folder.joinpath("xseg.toml").is_file():
            return folder
    raise FileNotFoundError("the files of the demo shop are not installed with xseg")
