"""What a build tells of a source, a list and the newest events."""

from collections.abc import Sequence

import polars as pl

from xseg.profiles.identity.identify import Crowded
from xseg.profiles.keeping.kept import Kept
from xseg.profiles.keeping.lists import TakenList
from xseg.profiles.measures.measuring import Counted, fixed, measured
from xseg.profiles.measures.quality import merged
from xseg.profiles.measures.report import BuildReport, ListReport, Newest, SourceReport
from xseg.profiles.measures.shape import Shape
from xseg.profiles.read import Read, ranked


def source_report(read: Read, kept: Kept, *, before: BuildReport | None, now: int | None) -> SourceReport:
    """Over parts old and new."""
    parts, source = read.parts, read.source
    counted = Counted(
        read=read.rows,
        kept=kept.rows,
        dropped=ranked([*(part.dropped for part in parts), kept.dropped]),
        quarantined=ranked([*(part.aside for part in parts), kept.aside]),
        keys_refused=ranked(part.keys_refused for part in parts),
        fences=kept.fences,
    )
    return measured(
        source,
        counted,
        quality=merged(part.quality for part in parts),
        shapes=_shapes(read),
        times=kept.all_times,
        before=None if before is None else before.source(source.name),
        now=now,
    )


def over_limit(crowded: Sequence[Crowded]) -> dict[str, tuple[int, int]]:
    """Key → values that join nobody, and records that have them."""
    found: dict[str, tuple[int, int]] = {}
    for many in crowded:
        values, records = found.get(many.key.name, (0, 0))
        found[many.key.name] = (values + many.values, records + many.records)
    return found


def _shapes(read: Read) -> list[Shape]:
    return [
        Shape(unit.name, part.rows, fixed(read.source, unit.name), part.quality.columns)
        for unit, part in zip(read.units, read.parts, strict=True)
    ]


def newest(sources: Sequence[Kept]) -> tuple[Newest, ...]:
    """The events that count for good, by source and kind."""
    return tuple(
        Newest(kept.source.name, kind, found.events, found.first, found.last)
        for kept in sources
        for kind, found in sorted(kept.kinds.items())
        if found.first is not None and found.last is not None
    )


def list_report(list_: TakenList, keys: pl.DataFrame) -> ListReport:
    """`keys` is whose each value of a key is."""
    of_key = keys.filter(pl.col("key") == list_.key)
    return ListReport(
        name=list_.name,
        values=len(list_.values),
        matched=of_key.filter(pl.col("value").is_in(list_.values.implode())).height,
        read=list_.read,
        kept=list_.kept,
        quarantined=list_.quarantined,
    )
