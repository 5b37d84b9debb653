"""The measures of a build as tables that read the same in a terminal and in a log."""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from xseg.cli.identity import changed
from xseg.cli.tables import console, count, counted, print_table
from xseg.explain.values import MASK, instant, shown
from xseg.profiles import BuildReport, SourceReport
from xseg.profiles.measures.report import Fences, Filled, Graph
from xseg.project.project import Project, Source
from xseg.project.types import CategoryType, ListType, TextType, Type
from xseg.workflow.masking import hidden_bounds

FOREIGN_MOST = 8
IDS_MOST = 8
VALUE_MOST = 24
LONGEST, BUILD_WIDTH = len(" quarantined") + 2, 13
"""Columns that the name of a measure and a build take."""
UTC = ZoneInfo("UTC")


def say(text: str) -> None:
    """A line as it stands."""
    console().print(text, markup=False, soft_wrap=True)


def share(part: int, whole: int) -> str:
    """A share with the places it needs: 12%, 1.2%, 0.12%, and 100% only where it is all."""
    if not whole:
        return "–"
    value = 100 * part / whole
    if part == whole or not part:
        return f"{value:.0f}%"
    places = 0 if value >= 10 else 1 if value >= 1 else 2
    told = min(value, 100 - 10**-places) if value < 100 else value
    return f"{told:.{places}f}%" if round(value, places) else "<0.01%"


def print_unknown_events(report: BuildReport) -> None:
    """The most frequent values that stand for no event, if there are any."""
    rows = [
        (source.name, _safe(value), count(found), share(found, source.read))
        for source in report.sources
        for value, found in list(source.unknown_events.items())[:FOREIGN_MOST]
    ]
    if rows:
        console().print()
        print_table("events that are not mapped", ("source", "value", "rows", "of all"), rows, right=(2, 3))


def print_times(report: BuildReport, *, notable: bool, zone: ZoneInfo = UTC) -> None:
    """When events happened: all sources, or only those with late ones or some of the future."""
    sources = [source for source in report.sources if source.newest is not None or source.future]
    if notable:
        sources = [source for source in sources if source.late or source.future]
    rows = [
        (
            source.name,
            "–" if source.newest is None else instant(source.newest, zone),
            "–" if report.now is None or source.newest is None else _age(report.now - source.newest),
            count(source.late),
            count(source.future),
        )
        for source in sources
    ]
    if rows:
        console().print()
        print_table("times", ("source", "newest", "age", "late", "future"), rows, right=(2, 3, 4))


OUTLIERS = {"report": "", "clip": ", clipped", "missing": ", set missing", "quarantine": ", set aside"}
"""What became of them."""


def print_outliers(report: BuildReport) -> None:
    """A line for each source with values beyond fences."""
    lines = []
    for source in report.sources:
        told = [f"`{one.attribute}` {_beyond(one)}{OUTLIERS[one.action]}" for one in source.fences if _beyond(one)]
        if told:
            lines.append(f"outliers of {source.name}: {'; '.join(told)}")
    if lines:
        console().print()
    for line in lines:
        say(line)


def _beyond(fences: Fences) -> str:
    """How many values lie below and above; nothing where none does."""
    found = ((fences.below, "below"), (fences.above, "above"))
    return ", ".join(f"{values:,} {where}" for values, where in found if values)


def print_columns_changed(report: BuildReport) -> None:
    """Columns that are new, gone or of another kind."""
    rows = [
        (
            source.name,
            change.column,
            {"new": f"new: {change.now}", "gone": "gone", "retyped": f"{change.before} → {change.now}"}[change.what],
            change.units[0] + (f" and {len(change.units) - 1:,} more" if len(change.units) > 1 else ""),
        )
        for source in report.sources
        for change in source.changes
    ]
    if rows:
        console().print()
        print_table("columns that changed", ("source", "column", "change", "in"), rows)


def print_people(report: BuildReport) -> None:
    """Who was found: how records became people, what was answered, and who is on lists."""
    console().print()
    merged = f"; {report.merges:,} ids became another name of an older one" if report.merges else ""
    split = f"; {counted(report.splits, 'id', 'ids')} lost records to others" if report.splits else ""
    gone = f"; {report.gone:,} of the build before are gone" if report.gone else ""
    say(f"{counted(report.people, 'person', 'people')}, {report.new_people:,} of them new{gone}{merged}{split}")
    for change in report.ids[:IDS_MOST]:
        say(f"  {changed(change)}")
    if len(report.ids) > IDS_MOST:
        say("  …; `xseg explain --identity PERSON` shows those of one person")
    if report.graph is not None:
        _print_graph(report.graph)
    for one in report.answers:
        say(f"consent {one.purpose}: {one.granted:,} × yes, {one.denied:,} × no, the latest of {one.answers:,} answers")
    for list_ in report.lists:
        say(f"list {list_.name}: {list_.matched:,} of {list_.values:,} values belong to somebody")


def _print_graph(graph: Graph) -> None:
    sizes = " · ".join(f"{size}: {people:,}" for size, people in graph.sizes.items() if people)
    if sizes:
        say(f"{counted(graph.records, 'record', 'records')}; records a person: {sizes}")
    if graph.biggest > 1 and graph.biggest_person is not None:
        say(f"the biggest is {graph.biggest_person} with {graph.biggest:,} records")
    if graph.conflicts:
        say(f"{counted(graph.conflicts, 'person has', 'people have')} several values of `{graph.keys[0].name}`")
    for key in graph.keys:
        if key.moved:
            say(f"{key.moved:,} of {key.looked_at:,} values of `{key.name}` have another id than in the build before")
        if key.over_limit:
            values = counted(key.over_limit, "value", "values")
            none = "joins" if key.over_limit == 1 else "join"
            records = counted(key.records_over_limit, "record has", "records have")
            say(f"{values} of `{key.name}` {none} nobody: {records} {'it' if key.over_limit == 1 else 'one'}")


def print_known(report: BuildReport, before: BuildReport | None, project: Project, *, reveal: bool) -> None:
    """How many rows have a value of each column, least known first in each source; the change, if there is any; and
    between which values they lie, but for hidden ones, unless `reveal`.
    """
    hidden = {} if reveal else hidden_bounds(report, project)
    rows = []
    for source in report.sources:
        earlier = {} if before is None else _shares(before.source(source.name))
        types = _types(project, source.name)
        outliers = {fences.attribute: _beyond(fences) or "0" for fences in source.fences}
        for one in sorted(source.filled, key=lambda filled: (filled.share or 0.0, filled.name)):
            now = one.share
            was = earlier.get(one.name)
            rows.append(
                (
                    source.name,
                    one.name,
                    one.kind,
                    share(one.known, one.rows),
                    "" if was is None or now is None else _points(now - was),
                    _bounds(one, types.get(one.name), project.timezone, hidden=one.name in hidden.get(source.name, ())),
                    outliers.get(one.name, ""),
                )
            )
    if rows:
        console().print()
        used = [place for place in range(7) if place < 4 or any(row[place] for row in rows)]
        columns = ("source", "column", "is", "known", "change", "from … to", "outliers")
        right = [index for index, place in enumerate(used) if place in (3, 4, 6)]
        print_table("known", [columns[place] for place in used], [[row[place] for place in used] for row in rows],
                    right=right)  # fmt: skip


def print_trend(builds: Sequence[BuildReport]) -> None:
    """Rows, shares and people of the last builds side by side, the newest last."""
    names = [source.name for source in builds[-1].sources]
    room = console().width - max(map(len, names), default=0) - LONGEST
    shown = builds[-max(2, room // BUILD_WIDTH) :]
    if len(shown) < 2:
        return
    rows = [
        ("people", *(count(build.people) for build in shown)),
        *((f"{name} read", *(_of(build, name, lambda one: count(one.read)) for build in shown)) for name in names),
    ]
    for name in names:
        for what, measure in _MEASURES:
            told = [_of(build, name, measure) for build in shown]
            if any(one not in ("0%", "–") for one in told):
                rows.append((f"{name} {what}", *told))
    console().print()
    columns = ("", *(f"build {build.build}" for build in shown))
    print_table("trend", columns, rows, right=range(1, len(columns)))


_MEASURES: tuple[tuple[str, Callable[[SourceReport], str]], ...] = (
    ("quarantined", lambda one: share(one.aside, one.read)),
    ("duplicates", lambda one: share(one.duplicates, one.read)),
    ("not mapped", lambda one: share(one.dropped.get("event not mapped", 0), one.read)),
    ("late", lambda one: "–" if one.late is None else share(one.late, one.kept)),
)


def _of(build: BuildReport, name: str, told: Callable[[SourceReport], str]) -> str:
    source = build.source(name)
    return "–" if source is None else told(source)


def _shares(source: SourceReport | None) -> Mapping[str, float | None]:
    return {} if source is None else {one.name: one.share for one in source.filled}


def _points(change: float) -> str:
    """A change of a share in points; less than a tenth of one is none."""
    return "" if abs(change) < 0.0005 else f"{100 * change:+.1f}"


def _types(project: Project, name: str) -> Mapping[str, Type]:
    source: Source | None = next((one for one in project.sources if one.name == name), None)
    return {} if source is None else {column.name: column.type for column in source.columns}


def _bounds(one: Filled, type_: Type | None, zone: ZoneInfo, *, hidden: bool) -> str:
    if one.low is None or one.high is None or type_ is None or isinstance(type_, TextType | CategoryType | ListType):
        return ""
    if hidden:
        return MASK
    return f"{shown(one.low, type_, zone)} … {shown(one.high, type_, zone)}"


def _age(micros: int) -> str:
    hours = micros / 3_600_000_000
    return f"{hours:,.0f} h" if hours < 48 else f"{hours / 24:,.0f} days"


def _safe(value: str) -> str:
    """A value of an event column, unless it looks like something that names a person."""
    if not value:
        return "all others"
    digits = sum(sign.isdigit() for sign in value)
    if "@" in value or digits > 5 or len(value) > VALUE_MOST * 2:
        return "•••"
    told = "".join(sign if sign.isprintable() else "·" for sign in value)
    return told if len(told) <= VALUE_MOST else told[:VALUE_MOST] + "…"
