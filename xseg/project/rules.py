"""[sources.rows]: what the rows of a source must keep."""

from datetime import date, datetime

from xseg.project import messages
from xseg.project.positions import Path
from xseg.project.project import ColumnDeclaration, RowRule
from xseg.project.types import DateType, ListType, TimestampType, Type, UnknownType, is_numeric, is_textual
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import RowTable, SourceTable


def read_rules(
    file: ProjectFile, form: SourceTable, at: Path, columns: tuple[ColumnDeclaration, ...]
) -> tuple[RowRule, ...]:
    """The rules of a source, in the order written; one that its column cannot keep is told."""
    declared = {column.name: column for column in columns}
    rules = []
    for name, rule in form.rows.items():
        where = (*at, "rows", name)
        if not rule.model_fields_set - {"required", "unique"} and not rule.required and not rule.unique:
            if where[:2] not in file.mended:
                file.add(messages.says_nothing(file.key(*where), name))
            continue
        _check_order(file, rule, name, where)
        column = declared.get(name)
        if column is not None:
            written = form.properties.get(name) or form.attributes.get(name)
            _check_fit(file, rule, column.type, where, type_=written.type if written is not None else "")
        rules.append(
            RowRule(
                column=column.column if column else name,
                min=rule.min,
                max=rule.max,
                required=rule.required,
                allowed=tuple(rule.allowed) if rule.allowed is not None else None,
                length_min=rule.length.min if rule.length else None,
                length_max=rule.length.max if rule.length else None,
                unique=rule.unique,
            )
        )
    return tuple(rules)


def _check_order(file: ProjectFile, rule: RowTable, name: str, where: Path) -> None:
    """`min` and `max` are of one kind, and in order."""
    if rule.min is not None and rule.max is not None:
        if isinstance(rule.min, date) is not isinstance(rule.max, date):
            file.add(messages.bounds_of_two_kinds(file.key(*where), name))
        elif _sorts_above(rule.min, rule.max):
            file.add(messages.least_above_most(file.key(*where), name))
    if rule.length is not None and None not in (rule.length.min, rule.length.max):
        assert rule.length.min is not None
        assert rule.length.max is not None
        if rule.length.min > rule.length.max:
            file.add(messages.least_above_most(file.key(*where, "length"), "length"))


def _sorts_above(low: float | date, high: float | date) -> bool:
    """Whether no value lies between the two; of instants on different clocks only their days are looked at."""
    if isinstance(low, date) and isinstance(high, date):
        if isinstance(low, datetime) and isinstance(high, datetime) and (low.tzinfo is None) is (high.tzinfo is None):
            return low > high
        return (low.year, low.month, low.day) > (high.year, high.month, high.day)
    assert not isinstance(low, date)
    assert not isinstance(high, date)
    return low > high


def _check_fit(file: ProjectFile, rule: RowTable, column: Type, where: Path, *, type_: str) -> None:
    """Bounds are numbers on numbers, days or instants on dates and timestamps; only texts and lists have a length."""
    if isinstance(column, UnknownType):
        return
    timely = isinstance(column, DateType | TimestampType)
    for name, bound in (("min", rule.min), ("max", rule.max)):
        if bound is None:
            continue
        if not timely and not is_numeric(column):
            do = "delete it: only numbers, dates and timestamps have one"
        elif timely is not isinstance(bound, date):
            do = "write a day, such as 2025-06-01" if timely else "write a number"
        elif isinstance(column, DateType) and isinstance(bound, datetime):
            do = "write a day, such as 2025-06-01"
        else:
            continue
        file.add(messages.type_option(file.key(*where, name), name, type_=type_, do=do))
    if rule.length is not None and not is_textual(column) and not isinstance(column, ListType):
        do = "delete it: only texts and lists have one"
        file.add(messages.type_option(file.key(*where, "length"), "length", type_=type_, do=do))
