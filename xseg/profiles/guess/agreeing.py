"""Makes columns of one name agree in type over all sources: the project has one type for each."""

from collections.abc import Sequence
from dataclasses import replace

from xseg.profiles.guess.proposal import Option, ProposedColumn, ProposedSource

Place = tuple[str, str]
"""What a name belongs to: all profiles, or one kind of event."""
NUMBERS = ("integer", "decimal", "number")


def agreed(sources: Sequence[ProposedSource]) -> list[ProposedSource]:
    """The sources with every column of one name on one type; the reason says where it was widened."""
    sources = list(sources)
    for _ in range(len(sources) + 1):
        types: dict[Place, dict[str, None]] = {}
        scales: dict[Place, int] = {}
        for source in sources:
            for column in source.columns:
                for place in _places(source, column):
                    types.setdefault(place, {})[column.type] = None
                    scales[place] = max(scales.get(place, 1), _scale(column))
        sources = [
            replace(source, columns=tuple(_widened(source, column, types, scales) for column in source.columns))
            for source in sources
        ]
    return sources


def _places(source: ProposedSource, column: ProposedColumn) -> list[Place]:
    return [(kind, column.name) for kind in (source.kinds or ("@profile",))]


def _scale(column: ProposedColumn) -> int:
    scale = column.options.get("scale", 2)
    return scale if column.type == "decimal" and isinstance(scale, int) else 1


def _widened(
    source: ProposedSource,
    column: ProposedColumn,
    types: dict[Place, dict[str, None]],
    scales: dict[Place, int],
) -> ProposedColumn:
    places = _places(source, column)
    found = list(dict.fromkeys(type_ for place in places for type_ in types[place]))
    scale = max(scales[place] for place in places)
    type_ = found[0] if len(found) == 1 else _common(found)
    if type_ == column.type and (type_ != "decimal" or scale == _scale(column)):
        return column
    options: dict[str, Option] = {"scale": scale} if type_ == "decimal" and scale != 2 else {}
    if type_ in ("date", "timestamp") or column.type == type_:
        options = {**column.options, **options}
    if "sensitive" in column.options:
        options["sensitive"] = column.options["sensitive"]
    if scale == 2:
        options.pop("scale", None)
    return replace(column, type=type_, options=options, reason=f"{column.reason}; as in the other sources")


def _common(types: Sequence[str]) -> str:
    if all(type_ in NUMBERS for type_ in types):
        return max(types, key=NUMBERS.index)
    return "timestamp" if set(types) == {"date", "timestamp"} else "string"
