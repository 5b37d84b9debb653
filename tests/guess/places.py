"""Files to be looked at, and what is proposed for them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from xseg.diagnostics import Sink
from xseg.plan.bind import to_micros
from xseg.profiles.guess import Proposal, ProposedSource, propose

NOW = to_micros(datetime(2025, 6, 1, 12, tzinfo=UTC))


def csv(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return file


def parquet(folder: Path, name: str, **columns: Sequence[object] | pl.Series) -> Path:
    pl.DataFrame(columns).write_parquet(folder / name)
    return folder / name


def proposal(*files: Path, timezone: str = "UTC", keys: tuple[str, ...] = ()) -> Proposal:
    sink = Sink()
    found = propose(files, sink, name="tried", timezone=timezone, now=NOW, keys=keys)
    assert found is not None, [one.message for one in sink]
    return found


def source(*files: Path) -> ProposedSource:
    (found,) = proposal(*files).sources
    return found


def refusals(*files: Path, keys: tuple[str, ...] = ()) -> list[str]:
    sink = Sink()
    assert propose(files, sink, name="tried", timezone="UTC", now=NOW, keys=keys) is None
    assert all(one.help for one in sink), "every refusal says what to do"
    return [f"{one.code.number} {one.message}" for one in sink]
