"""What is done to a column's values: how texts are written, what outliers become, which value wins, what stands in."""

from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from xseg.project import messages
from xseg.project.positions import Path
from xseg.project.project import Imputation, Outliers, Wins
from xseg.project.types import (
    BooleanType,
    CategoryType,
    DateType,
    DurationType,
    ExactType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
    Type,
    UnknownType,
    is_numeric,
    is_textual,
)
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import AttributeTable, ImputeTable, PropertyTable

FACTORS = {"iqr": 1.5, "zscore": 3}
"""Where the fences of outliers stand unless said."""


def check_normalise(file: ProjectFile, form: PropertyTable, type_: Type, at: Path) -> None:
    """Only texts are written in a normal form; only phone numbers have a region."""
    if form.normalise is not None and not is_textual(type_) and not isinstance(type_, UnknownType):
        _unfit(file, "normalise", form, at, "delete it: only `string` and `category` are texts")
    elif form.region is not None and form.normalise != "phone":
        file.add(messages.region_without_phone(file.key(*at, "region")))
    if form.normalise in ("text", "lower"):
        for place, value in enumerate(form.values or ()):
            blanks = " ".join(value.split())
            normal = blanks.lower() if form.normalise == "lower" else blanks
            if value != normal:
                file.add(messages.value_never_seen(file.value(*at, "values", place), value, normal))


def read_outliers(file: ProjectFile, form: PropertyTable, type_: Type, at: Path) -> Outliers | None:
    """The fences of a column of numbers, with their defaults."""
    if not isinstance(form, AttributeTable) or form.outliers is None or isinstance(type_, UnknownType):
        return None
    if not is_numeric(type_):
        _unfit(file, "outliers", form, at, "delete it: only numbers have outliers")
        return None
    factor = FACTORS[form.outliers.method] if form.outliers.factor is None else form.outliers.factor
    return Outliers(form.outliers.method, form.outliers.action, factor)


def read_wins(file: ProjectFile, form: AttributeTable, type_: Type, at: Path) -> Wins | None:
    """Which value wins; None where this source does not say."""
    if form.wins == "longest" and not is_textual(type_) and not isinstance(type_, UnknownType):
        _unfit(file, "wins", form, at, 'write `wins = "newest"`: only texts have a length')
    if form.wins == "union" and not isinstance(type_, ListType | UnknownType):
        _unfit(file, "wins", form, at, 'write `wins = "newest"`: only lists can be united')
    return form.wins


def read_impute(file: ProjectFile, form: AttributeTable, type_: Type, at: Path) -> Imputation | None:
    """What stands in for a missing value."""
    if form.impute is None or isinstance(type_, UnknownType):
        return None
    where = (*at, "impute")
    if (form.impute.method is None) is (form.impute.constant is None):
        if at not in file.mended:
            file.add(messages.impute_unclear(file.key(*where)))
        return None
    if not _can(form.impute, type_):
        _unfit(file, "impute", form, at, _instead(type_))
        return None
    if form.impute.constant is None:
        assert form.impute.method is not None
        return Imputation(form.impute.method)
    held = _held(form.impute.constant, type_)
    if held is None:
        expected = f"a value of the type `{form.type}`"
        file.add(messages.wrong_value(file.value(*where, "constant"), expected, "constant"))
        return None
    return Imputation("constant", held)


def _can(form: ImputeTable, type_: Type) -> bool:
    if form.constant is not None:
        return not isinstance(type_, ListType | TimestampType)
    match form.method:
        case "median":
            return is_numeric(type_) or isinstance(type_, DateType | TimestampType)
        case "knn":
            return is_numeric(type_)
        case _:
            return not isinstance(type_, ListType)


def _instead(type_: Type) -> str:
    if isinstance(type_, ListType):
        return "delete it: nothing stands in for a list"
    return 'write "median"' if isinstance(type_, TimestampType | DateType) else 'write "mode"'


def _held(written: object, type_: Type) -> bool | int | float | str | None:
    """A constant as values of its type are held; None where it is of another type, or out of its range."""
    match type_:
        case BooleanType():
            return written if isinstance(written, bool) else None
        case ExactType(scale, digits):
            if isinstance(written, bool) or not isinstance(written, int | float):
                return None
            units = Decimal(repr(written)).scaleb(scale)
            whole = units == units.to_integral_value() and abs(units) < 10**digits
            return int(units) if whole else None
        case NumberType():
            return float(written) + 0.0 if isinstance(written, int | float) and not isinstance(written, bool) else None
        case CategoryType(values):
            return written if isinstance(written, str) and (values is None or written in values) and written else None
        case TextType():
            return written if isinstance(written, str) and written else None
        case DateType():
            if isinstance(written, str):
                try:
                    written = date.fromisoformat(written)
                except ValueError:
                    return None
            is_day = isinstance(written, date) and not isinstance(written, datetime)
            return (written - date(1970, 1, 1)).days if is_day and isinstance(written, date) else None
        case TimestampType() | DurationType() | ListType() | UnknownType():
            return None
        case _:
            assert_never(type_)


def _unfit(file: ProjectFile, name: str, form: PropertyTable, at: Path, do: str) -> None:
    file.add(messages.type_option(file.key(*at, name), name, type_=form.type, do=do))
