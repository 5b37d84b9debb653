"""Lists: the values of one identity key out of a file; every row gives a value or is set aside with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xseg.profiles import messages
from xseg.profiles.aside import told, unreadable
from xseg.profiles.files import Reader
from xseg.profiles.keys import key_values
from xseg.profiles.problems import first, marked
from xseg.profiles.sources.form import Origin
from xseg.project.project import ListDeclaration, Project

NO_VALUE = "no value"


@dataclass(frozen=True, slots=True)
class TakenList:
    """`values` are different, sorted and written as keys are compared; `kept` rows held them."""

    name: str
    key: str
    values: pl.Series
    read: int
    kept: int
    aside: pl.DataFrame

    @property
    def quarantined(self) -> Mapping[str, int]:
        """Reason → rows set aside, the most frequent first."""
        counts = self.aside.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
        return dict(counts.iter_rows())


def take_lists(project: Project, reader: Reader) -> list[TakenList] | None:
    """Every list of the project; None, told in the reader's sink, where one cannot be read or holds nothing of use:
    whoever asks `not in list` must not be answered by a list that was lost.
    """
    found = [_take(declared, project, reader) for declared in project.lists.values()]
    known = [list_ for list_ in found if list_ is not None]
    return known if len(known) == len(found) else None


def _take(declared: ListDeclaration, project: Project, reader: Reader) -> TakenList | None:
    name, span, sink = f"lists.{declared.name}", declared.span, reader.sink
    raw = reader.place(declared.place, Origin(name, span), needed=[declared.column])
    if raw is None:
        return None
    key = next((key for key in project.keys if key.name == declared.key), None)
    if key is None:
        sink.add(messages.list_of_a_part(declared.name, declared.key, span))
        return None
    if not raw.read:
        sink.add(messages.empty_source(name, raw.files, span))
        return None
    aside = unreadable(name, raw)
    values = pl.Series(dtype=pl.String)
    if raw.frame.height:
        found = key_values(raw.frame, key, dict.fromkeys(key.parts, declared.column))
        if found is None:
            sink.add(messages.missing_column(declared.column, raw.files[0], name, raw.columns, span))
            return None
        values = found.values
        problem = first(found.problem, marked(values.is_null(), NO_VALUE))
        if problem is not None:
            wrong = problem.is_not_null()
            places = pl.int_range(raw.frame.height, eager=True).filter(wrong)
            aside = pl.concat([aside, told(name, raw, places, problem.filter(wrong))])
    kept = values.drop_nulls()
    taken = TakenList(declared.name, declared.key, kept.unique().sort(), raw.read, len(kept), aside)
    if not len(kept):
        sink.add(messages.nothing_kept(name, list(taken.quarantined.items()), span))
        return None
    return taken
