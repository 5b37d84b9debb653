"""The data files of a Delta table as units, without the rows that the table has deleted of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles.formats.chunk import LINE, Chunk, Unreadable, flat
from xseg.profiles.sources import buckets, messages
from xseg.profiles.sources.csv_chunks import check_columns
from xseg.profiles.sources.delta import DataFile, data_files
from xseg.profiles.sources.environment import resolved
from xseg.profiles.sources.form import Form, Origin
from xseg.profiles.sources.parquet_chunks import legible, scanned
from xseg.profiles.sources.scratch import room
from xseg.profiles.sources.units import Unit


@dataclass(frozen=True, slots=True)
class DataFileUnit:
    """One data file: `line` of a row is its number in the file, deleted ones included."""

    name: str
    found: DataFile
    form: Form
    origin: Origin

    @property
    def fingerprint(self) -> str:
        return self.found.fingerprint

    @property
    def stamp(self) -> str:
        """The log tells everything that can change."""
        return self.found.fingerprint

    @property
    def size(self) -> int:
        return self.found.rows

    def chunks(self) -> Iterator[Chunk]:
        """See units.py."""
        form = replace(self.form, needed=())  # the table was looked at
        with room(self.form.scratch) as folder:
            for chunk in scanned(self._rows(folder), form, self.name, self.origin):
                frame = legible(self._as_the_log_says(chunk.frame), self.form.needed, f"`{self.name}`", self.origin)
                yield replace(chunk, frame=frame)

    def _rows(self, folder: Path) -> pl.LazyFrame:
        """The file's rows with all columns of the table."""
        try:
            rows = self._scan(folder)
            there = rows.collect_schema()
        except (pl.exceptions.PolarsError, OSError):
            raise self._trouble("cannot be read") from None
        return rows.select(
            *(pl.col(name) for name in there if name in self.found.schema),
            *(pl.lit(value).first().alias(name) for name, value in self.found.partition.items()),
            *(
                pl.lit(None, type_).alias(name)
                for name, type_ in self.found.schema.items()
                if name not in there and name not in self.found.partition
            ),
        )

    def _scan(self, folder: Path) -> pl.LazyFrame:
        """The file as it is; of one in a bucket, a copy."""
        address = self.found.address
        if not buckets.is_address(address):
            return pl.scan_parquet(Path(address.removeprefix("file://")), glob=False)
        file = folder / "fetched"
        try:
            buckets.fetch(address, file, format_="parquet")
        except (buckets.Missing, buckets.Failed) as failed:
            raise self._trouble(f"cannot be fetched: {failed}" if str(failed) else "is gone") from None
        return pl.scan_parquet(file, glob=False)

    def _as_the_log_says(self, frame: pl.DataFrame) -> pl.DataFrame:
        kept = self.found.kept
        return frame if kept is None else frame.filter(kept.gather(frame.get_column(LINE) - 1))

    def _trouble(self, why: str) -> Unreadable:
        why = f"its data file {self.name} {why}"
        return Unreadable(messages.delta_failed(self.origin.name, why, self.origin.span))


def units(address: str, origin: Origin, *, root: Path, form: Form, sink: Sink) -> Sequence[Unit] | None:
    """The data files of the newest version, the one written last last."""
    span = origin.at(address)
    where = resolved(address, origin.name, span, sink)
    if where is None:
        return None
    found = data_files(where.text, root, source=origin.name, span=span, sink=sink)
    if found is None:
        return None
    if found:
        try:
            columns = flat(pl.DataFrame(schema=found[0].schema)).columns
            check_columns(columns, form, where.hidden(where.text), origin)
        except Unreadable as unreadable:
            for diagnostic in unreadable.found:
                sink.add(diagnostic)
            return None
    form = form.of("parquet")
    return [DataFileUnit(PurePosixPath(file.address).name, file, form, origin) for file in found]
