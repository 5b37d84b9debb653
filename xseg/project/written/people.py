"""The tables about people: [identity], [channels], [consent], [lists]."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from xseg.project.written.form import Normalise, Number, Region, Table, Text, exactly, shaped
from xseg.project.written.places import PlaceTable


class IdentityTable(Table):
    """[identity]; every key besides `keys` and `match` is the table of an identity key, read by itself."""

    model_config = ConfigDict(extra="ignore")

    keys: Annotated[
        list[str | list[str]],
        exactly(
            lambda value: isinstance(value, list) and bool(value) and all(map(_is_key, value)),
            'a list of identity keys, strongest first, such as ["customer_id", ["surname", "postcode"]]',
        ),
    ]


def _is_key(written: object) -> bool:
    if isinstance(written, list):
        return bool(written) and all(isinstance(part, str) and part for part in written)
    return isinstance(written, str) and bool(written)


class KeyTable(Table):
    """[identity.KEY]"""

    normalise: Normalise = "text"
    ignore: list[Text] = Field(default_factory=list)
    limit: Annotated[int, Field(ge=1, le=10**9)] | None = None
    exclusive: bool = False
    placeholders: bool = True
    region: Region | None = None


class MatchTable(Table):
    """[identity.match]"""

    threshold: Annotated[Number, Field(gt=0, lt=1)] = 0.95
    columns: dict[str, Literal["name", "code", "date", "exact", "email"]] = Field(default_factory=dict)
    limit: Annotated[int, Field(ge=1, le=10**12)] = 100_000_000


class MostTable(Table):
    """`{ most = 2, within = "7 days" }`"""

    most: Annotated[int, Field(ge=1)]
    within: Text


class LimitsTable(Table):
    """`limits` of a channel"""

    per_person: MostTable | None = None
    quiet_hours: (
        Annotated[str, shaped(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", 'hours such as "21:00-08:00"')] | None
    ) = None


class ChannelTable(Table):
    """An entry of [channels]"""

    label: Text | None = None
    consent: Text | None = None
    limits: LimitsTable | None = None


class PurposeTable(Table):
    """An entry of [consent]"""

    default: Literal["granted", "denied"]
    refuses: list[Text] = Field(default_factory=list)


class ListTable(PlaceTable):
    """[lists.NAME]"""

    key: Text
    column: Text | None = None
