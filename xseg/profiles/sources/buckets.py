"""Lists and fetches files of S3 and Azure buckets by Polars' own object store, with credentials of the environment.

The store gives lines of text, not bytes: CSV and NDJSON come as UTF-8 whose lines end in a line feed, unpacked where
they are packed. Each file is written beside the state, line by line, so that it never stands in memory, and is
then read as a local file.
"""

import re
from pathlib import Path

import polars as pl
from polars.io._expand_paths import _expand_paths

from xseg.project.place import Format

ADDRESS = re.compile(r"(s3a?|az|azure|abfss?)://", re.IGNORECASE)
"""What begins with one of these lies in a bucket."""
ROWS_A_GROUP = 100_000
WHY = {
    "NoSuchBucket": "there is no such bucket",
    "ContainerNotFound": "there is no such container",
    "169.254.": "the environment holds no credentials for it",
    "AccessDenied": "the credentials in the environment may not read it",
    "AuthenticationFailed": "the credentials in the environment are refused",
    "SignatureDoesNotMatch": "the credentials in the environment are refused",
    "InvalidAccessKeyId": "the credentials in the environment are refused",
    " 403 ": "the credentials in the environment may not read it",
    " 401 ": "the credentials in the environment are refused",
    "invalid utf8": "it is not UTF-8 text",
    "parquet": "it is not a whole Parquet file",
}
"""What the store says → why; the rest of its words may hold parts of a request."""


class Missing(Exception):
    """There is no file of that name."""


class Failed(Exception):
    """The store does not give what was asked; the text says why, for people."""


def is_address(path: str) -> bool:
    """Whether a path lies in a bucket."""
    return ADDRESS.match(path) is not None


def listed(pattern: str) -> list[str]:
    """The files that an address or pattern names, in order of name. Raises Failed; a name without `*` or `[` is not
    looked up.
    """
    try:
        found = _expand_paths(pattern, credential_provider=None).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Failed(_why(error)) from None
    return sorted(name for name in found.to_series().to_list() if not name.endswith("/"))


def fetch(address: str, file: Path, *, format_: Format) -> None:
    """Write one file of a bucket to a local one. Raises Missing, Failed."""
    try:
        if format_ == "parquet":
            rows = pl.scan_parquet(address, glob=False, credential_provider=None)
            rows.sink_parquet(file, row_group_size=ROWS_A_GROUP)
        else:
            lines = pl.scan_lines(address, glob=False, credential_provider=None)
            lines.sink_csv(file, include_header=False, quote_style="never", line_terminator="\n")
    except FileNotFoundError:
        raise Missing from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise Failed(_why(error)) from None


def _why(error: BaseException) -> str:
    said = str(error)
    return next((why for words, why in WHY.items() if words in said), "the store does not answer")
