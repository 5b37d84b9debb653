"""The tables of what comes later: [build.expect], [destinations], [activation], [engines]."""

from typing import Annotated, Literal

from pydantic import Field

from xseg.project.written.form import Share, Table, Text


class RowsExpected(Table):
    """`rows` of an expectation"""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None


class QuarantinedExpected(Table):
    """`quarantined` of an expectation"""

    max: Share


class ExpectationTable(Table):
    """An entry of [build.expect]"""

    rows: RowsExpected | None = None
    quarantined: QuarantinedExpected | None = None


class BuildTable(Table):
    """[build]"""

    expect: dict[str, ExpectationTable] = Field(default_factory=dict)


class DestinationTable(Table):
    """[destinations.NAME]"""

    type: Literal["file", "webhook", "postgres", "s3"]
    channel: Text | None = None
    format: (
        Literal[
            "csv", "json", "ndjson", "parquet", "google_customer_match", "meta", "braze", "klaviyo", "sfmc", "adobe"
        ]
        | None
    ) = None
    url: Text | None = None
    path: Text | None = None
    table: Text | None = None
    fields_: dict[str, Text] = Field(default_factory=dict, alias="fields")
    headers: dict[str, Text] = Field(default_factory=dict)


class HoldoutTable(Table):
    """`holdout`"""

    share: Share
    name: Text


class ActivationTable(Table):
    """[activation]"""

    priority: list[Text] = Field(default_factory=list)
    holdout: HoldoutTable | None = None


class EngineTable(Table):
    """[engines.NAME]"""

    url: Text | None = None
    path: Text | None = None
    schema_: Annotated[Text | None, Field(alias="schema")] = None
