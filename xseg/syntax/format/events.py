"""Windows, event queries, paths, and how often."""

from typing import assert_never

from xseg.syntax.format.literals import Literals, counted, day_of
from xseg.syntax.format.pieces import Align, Group, Pieces, Token, close, filled, lined, spaced
from xseg.syntax.nodes import (
    After,
    Before,
    CalendarMonth,
    CalendarYear,
    DateLiteral,
    DayWord,
    Duration,
    During,
    Expression,
    FromTo,
    FullPeriods,
    Gap,
    MoreThanAgo,
    Name,
    On,
    Path,
    Period,
    PeriodWord,
    Query,
    Regular,
    Since,
    Spans,
    Step,
    Times,
    Window,
    Within,
    WithinNext,
)


class Events(Literals):
    """What stands behind `did` and in the brackets of an aggregate."""

    def condition(self, expression: Expression) -> Pieces:
        """An expression of any strength, in a place of its own."""
        raise NotImplementedError

    def query(self, query: Query) -> Pieces:
        """`EVENT[filter] on CHANNEL WINDOW`."""
        event = self.names(query.events)
        if query.filter is not None:
            event = close(event, "[", Align(self.condition(query.filter)), "]")
        channel = None if query.channels is None else spaced("on", self.names(query.channels))
        return spaced(event, channel, None if query.window is None else self.window(query.window))

    def names(self, names: tuple[Name, ...] | None) -> Pieces:
        """One name, `any`, or `any of (…)`."""
        if names is None:
            return (Token("any"),)
        if len(names) == 1:
            return (self.name(names[0]),)
        return spaced("any of", close("(", Align(filled((self.name(name),) for name in names)), ")"))

    def path(self, path: Path) -> Pieces:
        """`A then B …`: on one line, or each step on its own."""
        first, *later = path.steps
        total = None if path.all_within is None else spaced("all within", self.duration(path.all_within))
        return lined(self._step(first), *(spaced("then", self._step(step)) for step in later), total)

    def _step(self, step: Step) -> Pieces:
        lasting = None if step.lasting is None else spaced("for", self.duration(step.lasting))
        return spaced("not" if step.negated else None, self.query(step.query), lasting)

    def over(self, over: Query | Path) -> Pieces:
        """What an aggregate or `did` looks at."""
        return self.query(over) if isinstance(over, Query) else (Align((Group(self.path(over)),)),)

    # --- how often ---

    def times(self, times: Times) -> Pieces:
        """`at most 3 times` is `0 to 3 times`: that none is included can be seen."""
        low, high = times.low, times.high
        if high is None:
            return spaced("at least", str(low), counted("time", low))
        if low == high:
            return spaced("exactly", str(low), counted("time", low))
        return spaced(str(low), "to", str(high), "times")

    def regular(self, regular: Regular) -> Pieces:
        return spaced("in", "at least", str(regular.at_least), "of the last", self._spans(regular.spans))

    def _spans(self, spans: Spans) -> Pieces:
        unit = spans.each.unit
        if spans.full:
            return spaced(str(spans.count), "full", counted(unit, spans.count))
        if spans.each.count == 1:
            return spaced(str(spans.count), counted(unit, spans.count))
        return spaced(str(spans.count), "periods of", self.duration(spans.each))

    # --- windows ---

    def window(self, window: Window) -> Pieces:
        match window:
            case Within():
                return self._lasting("within", window.duration)
            case WithinNext():
                return self._lasting("within next", window.duration)
            case MoreThanAgo():
                return spaced(self._lasting("more than", window.duration), "ago")
            case Gap():
                within = None if window.within is None else self._lasting("within", window.within)
                return spaced(self._lasting("after", window.after), within)
            case Before():
                return spaced("before", self.point(window.point))
            case After():
                return spaced("after", self.point(window.point))
            case Since():
                return spaced("since", self.point(window.point))
            case On():
                return spaced("on", self.point(window.day))
            case FromTo():
                return spaced("from", self.point(window.start), "to", self.point(window.end))
            case During():
                return spaced("during", self._period(window.period))
            case _:
                assert_never(window)

    def _lasting(self, word: str, duration: Duration) -> Pieces:
        return spaced(word, self.duration(duration))

    def _period(self, period: Period) -> Pieces:
        match period:
            case PeriodWord():
                return spaced(period.which, period.unit)
            case FullPeriods():
                return spaced(period.which, str(period.count), "full", counted(period.unit, period.count))
            case CalendarYear():
                return (Token(f"{period.year:04}"),)
            case CalendarMonth():
                return (Token(f"{period.year:04}-{period.month:02}"),)
            case DateLiteral():
                return (Token(day_of(period.value)),)
            case DayWord():
                return (Token(period.word),)
            case _:
                assert_never(period)
