"""[[sources]]: one export of one channel."""

from typing import Annotated, Literal

from pydantic import Field

from xseg.project.written.form import Bound, Constant, Duration, Normalise, Number, Region, Table, Text, short
from xseg.project.written.places import PlaceTable


class TimeTable(Table):
    """`time` and `updated_at`"""

    column: Text
    timezone: Text | None = None
    format: Text | None = None


class ChannelOfRows(Table):
    """`channel`"""

    constant: Annotated[Text | None, Field(alias="=")] = None
    column: Text | None = None


class WordOfRows(ChannelOfRows):
    """`event` and `purpose`: one word for all rows, or a column and what its values mean."""

    map: dict[str, Text] | None = None


class AnswerTable(Table):
    """`answer`"""

    column: Text
    granted: list[Text] = Field(default=["granted", "yes", "true", "1"])
    denied: list[Text] = Field(default=["denied", "no", "false", "0"])


class PropertyTable(Table):
    """An entry of [sources.properties]"""

    type: Text
    column: Text | None = None
    values: list[Text] | None = None
    format: Text | None = None
    scale: int | None = None
    separator: Text | None = None
    normalise: Normalise | None = None
    region: Region | None = None
    description: str = ""


class OutliersTable(Table):
    """`outliers` of an attribute"""

    method: Literal["iqr", "zscore"] = "iqr"
    action: Literal["report", "clip", "missing", "quarantine"] = "report"
    factor: Annotated[Number, Field(gt=0)] | None = None


class ImputeTable(Table):
    """`impute` of an attribute"""

    method: Literal["median", "mode", "knn"] | None = None
    constant: Constant | None = None


class AttributeTable(PropertyTable):
    """An entry of [sources.attributes]"""

    sensitive: list[Text] = Field(default_factory=list)
    wins: Literal["newest", "first", "last", "longest", "union"] | None = None
    impute: Annotated[ImputeTable, short("method")] | None = None
    outliers: Annotated[OutliersTable, short("method")] | None = None


class LengthTable(Table):
    """`length` of an entry of [sources.rows]"""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None


class RowTable(Table):
    """An entry of [sources.rows]"""

    min: Bound | None = None
    max: Bound | None = None
    length: LengthTable | None = None
    required: bool = False
    unique: bool = False
    allowed: Annotated[list[Text], Field(min_length=1)] | None = None


ShortProperty = Annotated[PropertyTable, short("type")]
ShortAttribute = Annotated[AttributeTable, short("type")]


class SourceTable(PlaceTable):
    """[[sources]]"""

    name: Text
    kind: Literal["events", "profiles", "consents"]
    channel: Annotated[ChannelOfRows, short("=")] | None = None
    files: Annotated[dict[str, Text], Field(min_length=1)] | None = None
    select: Text | None = None
    id: Text | None = None
    time: Annotated[TimeTable, short("column")] | None = None
    event: Annotated[WordOfRows, short("=")] | None = None
    purpose: Annotated[WordOfRows, short("=")] | None = None
    answer: Annotated[AnswerTable, short("column")] | None = None
    keys: dict[str, Text] = Field(default_factory=dict)
    properties: dict[str, ShortProperty] = Field(default_factory=dict)
    attributes: dict[str, ShortAttribute] = Field(default_factory=dict)
    rows: dict[str, RowTable] = Field(default_factory=dict)
    updated_at: Annotated[TimeTable, short("column")] | None = None
    priority: Annotated[int, Field(ge=-(10**9), le=10**9)] = 0
    history: bool = False
    deleted: Text | None = None
    retention: Duration | None = None
