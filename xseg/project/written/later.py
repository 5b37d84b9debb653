"""The tables of what comes later: [build.expect], [destinations], [activation], [engines]."""

from typing import Annotated, Literal

from pydantic import Field

from xseg.project.written.form import Share, Table, Text


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
