"""`quality`: what the last builds found, and the rows that the last one set aside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xseg.diagnostics import Sink
from xseg.profiles import BuildReport
from xseg.profiles.measures import kept_report
from xseg.project.project import Project, Source
from xseg.store import Store
from xseg.workflow import messages
from xseg.workflow.masking import personal_columns

LISTS = "lists."


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A row that was set aside: where it stood, and itself, by column where it could be read and as text where not."""

    file: str
    line: int
    row: Mapping[str, object] | str


@dataclass(frozen=True, slots=True)
class Aside:
    """The rows of one source that were set aside for one reason: how many, and the first of them."""

    reason: str
    rows: int
    examples: tuple[AsideRow, ...]


def last_builds(project: Project, sink: Sink, *, most: int) -> list[BuildReport] | None:
    """The reports of the last builds, oldest first; None, told in the sink, where there is none."""
    store = Store(project.state)
    if store.trouble(sink):
        return None
    found = _reports(store)[-most:]
    if not found:
        sink.add(messages.nothing_measured())
        return None
    return found


def build_before(project: Project, report: BuildReport) -> BuildReport | None:
    """The report of the build before that one; None where there is none."""
    earlier = [one for one in _reports(Store(project.state)) if one.build < report.build]
    return earlier[-1] if earlier else None


def _reports(store: Store) -> list[BuildReport]:
    """Of all builds that kept one, oldest first."""
    found = [kept_report.from_json(document) for _, document in store.reports() if document]
    return [report for report in found if report is not None]


def set_aside(project: Project, source: str, sink: Sink, *, most: int, reveal: bool) -> list[Aside] | None:
    """Why the last build set rows of a source (a list as `lists.NAME`) aside, the most frequent reason first, with at
    most so many rows each. Values that may name a person are told by their shape alone, unless `reveal`. None, told in
    the sink, where there is no such source or no build.
    """
    sources = {one.name: one for one in project.sources}
    names = (*sources, *(LISTS + name for name in project.lists))
    if source not in names:
        sink.add(messages.no_source(source, names))
        return None
    store = Store(project.state)
    if store.trouble(sink):
        return None
    if store.last_build() is None:
        sink.add(messages.nothing_built())
        return None
    rows = store.quarantine().filter(pl.col("source") == source)
    shown = _shown_columns(project, sources.get(source))
    counts = rows.group_by("reason").len("rows").sort(["rows", "reason"], descending=[True, False])
    found = []
    for reason, count in counts.iter_rows():
        first = rows.filter(pl.col("reason") == reason).head(most).select("file", "line", "row")
        examples = tuple(
            AsideRow(file, line, _read(row) if reveal else _masked(_read(row), shown))
            for file, line, row in first.iter_rows()
        )
        found.append(Aside(reason, count, examples))
    return found


def shape_of(words: str) -> str:
    """A text without what it says: `Ann7@x.de` is `Aaa9@a.aa`."""
    return "".join(map(_sign, words))


def _sign(sign: str) -> str:
    if sign.isnumeric():
        return "9"
    if sign.isupper():
        return "A"
    return sign if sign.isascii() and not sign.isalpha() else "a"


# --- what may be seen ---


def _shown_columns(project: Project, source: Source | None) -> frozenset[str]:
    """The columns of a source that are declared and not personal; of those that nobody declared nothing is known."""
    if source is None:
        return frozenset()
    personal = personal_columns(project)
    times = [time.column for time in (source.time, source.updated_at) if time is not None]
    others = (source.id, source.event_column, source.channel_column, source.purpose_column, source.answer_column)
    declared = [column.column for column in source.columns if column.name not in personal]
    named = {*times, *declared, *(column for column in (*others, source.deleted) if column is not None)}
    return frozenset(named - set(source.keys.values()))


def _read(row: str) -> dict[str, object] | str:
    """A row as it was kept: JSON of its columns, or the line itself."""
    try:
        found = json.loads(row)
    except ValueError:
        return row
    return found if isinstance(found, dict) else row


def _masked(row: dict[str, object] | str, shown: frozenset[str]) -> dict[str, object] | str:
    if isinstance(row, str):
        return shape_of(row)
    return {name: value if name in shown else _hidden(value) for name, value in row.items()}


def _hidden(value: object) -> object:
    return value if value is None else shape_of(value if isinstance(value, str) else json.dumps(value))
