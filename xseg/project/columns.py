"""The types of properties and attributes, from the words that declare them."""

from collections.abc import Mapping

from xseg.diagnostics import Span
from xseg.project import messages
from xseg.project.cleaning import check_normalise, read_outliers
from xseg.project.formats import trouble
from xseg.project.positions import Path
from xseg.project.project import ColumnDeclaration
from xseg.project.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    TIMESTAMP,
    UNKNOWN,
    CategoryType,
    ListType,
    Type,
    decimal,
)
from xseg.project.written.read import ProjectFile
from xseg.project.written.sources import PropertyTable

SCALES = range(1, 13)
"""How many decimal places a decimal may have."""

_SIMPLE: Mapping[str, Type] = {
    "boolean": BOOLEAN,
    "integer": INTEGER,
    "number": NUMBER,
    "string": TEXT,
    "date": DATE,
    "timestamp": TIMESTAMP,
}
TYPES = (*_SIMPLE, "decimal", "category", "list of string", "list of category")
_LATER = ("duration", *(f"list of {word}" for word in (*_SIMPLE, "decimal", "duration") if word != "string"))


def read_column(file: ProjectFile, name: str, form: PropertyTable, at: Path, *, is_csv: bool) -> ColumnDeclaration:
    """A property or attribute as its source brings it; UNKNOWN is its type where that could not be told."""
    _check_options(file, form, at, is_csv=is_csv)
    type_ = _type(file, form, at)
    check_normalise(file, form, type_, at)
    return ColumnDeclaration(
        name=name,
        column=form.column or name,
        type=type_,
        format=form.format,
        separator=form.separator,
        normalise=form.normalise,
        region=form.region,
        outliers=read_outliers(file, form, type_, at),
    )


def check_format(file: ProjectFile, format_: str, at: Path, *, timezone: str | None) -> None:
    """Tells of a format by which times would not be read as it says."""
    found = trouble(format_, timezone=timezone)
    if found is not None:
        file.add(messages.wrong_format(file.value(*at, "format"), format_, *found))


def _type(file: ProjectFile, form: PropertyTable, at: Path) -> Type:
    match form.type:
        case word if word in _SIMPLE:
            return _SIMPLE[word]
        case "decimal":
            return decimal() if form.scale is None else decimal(form.scale)
        case "category":
            return _category(form)
        case "list of string":
            return ListType(TEXT)
        case "list of category":
            return ListType(_category(form))
        case word if word in _LATER:
            do = "declare it as `integer` or `number`" if word == "duration" else "declare it as `list of string`"
            file.add(messages.not_built(_type_span(file, at), f"columns of the type `{word}`", do))
        case word:
            file.add(messages.unknown_type(_type_span(file, at), word, (*TYPES, *_LATER)))
    return UNKNOWN


def _category(form: PropertyTable) -> CategoryType:
    return CategoryType(tuple(form.values) if form.values is not None else None)


def _check_options(file: ProjectFile, form: PropertyTable, at: Path, *, is_csv: bool) -> None:
    """Each option belongs to certain types; one that does not fit is told, never passed over."""
    type_ = form.type
    if type_ not in TYPES:
        return
    is_list = type_.startswith("list of ")
    if form.values is not None:
        if not type_.endswith("category"):
            do = "delete `values`, or declare it as `category`"
            file.add(messages.type_option(file.key(*at, "values"), "values", type_=type_, do=do))
        elif not form.values:
            expected = "a list with at least one value; without `values` any value may come"
            file.add(messages.wrong_value(file.value(*at, "values"), expected, "values"))
        else:
            _check_distinct(file, form.values, (*at, "values"))
    if form.scale is not None:
        if type_ != "decimal":
            do = "delete `scale`, or declare it as `decimal`"
            file.add(messages.type_option(file.key(*at, "scale"), "scale", type_=type_, do=do))
        elif form.scale not in SCALES:
            expected = f"a whole number from {SCALES[0]} to {SCALES[-1]}; whole numbers are of the type `integer`"
            file.add(messages.wrong_value(file.value(*at, "scale"), expected, "scale"))
    if form.format is not None:
        if type_ in ("date", "timestamp"):
            check_format(file, form.format, at, timezone=None)
        else:
            do = "delete `format`, or declare it as `date` or `timestamp`"
            file.add(messages.type_option(file.key(*at, "format"), "format", type_=type_, do=do))
    if form.separator is not None and not is_list:
        do = "delete `separator`, or declare it as `list of string`"
        file.add(messages.type_option(file.key(*at, "separator"), "separator", type_=type_, do=do))
    if is_list and is_csv and form.separator is None:
        do = 'say what stands between the elements: `separator = "|"`'
        file.add(messages.missing_option(_type_span(file, at), "separator", type_=type_, do=do))


def _check_distinct(file: ProjectFile, values: list[str], at: Path) -> None:
    seen: dict[str, int] = {}
    for place, value in enumerate(values):
        first = seen.setdefault(value, place)
        if first != place:
            file.add(messages.repeated(file.value(*at, place), f"the value `{value}`", first=file.value(*at, first)))


def _type_span(file: ProjectFile, at: Path) -> Span:
    return file.first_value((*at, "type"), at)
