"""The keys that say where rows are, the same for [[sources]] and [lists.NAME]."""

from typing import Annotated, Literal

from pydantic import Field

from xseg.project.written.form import Table, Text, shaped

Encoding = Literal[
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "latin-1",
    "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
    "windows-1257", "windows-1258",
    "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15",
    "cp437", "cp850", "mac-roman", "koi8-r", "shift-jis", "euc-jp", "gb18030", "big5", "euc-kr",
]  # fmt: skip


class KafkaTable(Table):
    """`kafka`"""

    servers: Text
    topic: Text
    options: dict[str, Text] = Field(default_factory=dict)
    gaps: Literal["stop", "accept"] = "stop"


class PlaceTable(Table):
    """Where rows are"""

    path: Text | None = None
    format: Literal["csv", "ndjson", "parquet"] | None = None
    delimiter: Annotated[str, shaped(r"[\t !#-~]", 'one ASCII character such as ";" or "\\t"')] | None = None
    quote: Annotated[str, shaped(r"[!-+\--~]?", 'one sign such as "\'", or "" for none')] | None = None
    encoding: Encoding | None = None
    header: Annotated[list[Text], Field(min_length=1)] | None = None
    comment: Annotated[str, shaped("[!-~]", 'one sign such as "#"')] | None = None
    decimal: Literal[".", ","] | None = None
    thousands: Literal[".", ",", " ", "'", "_"] | None = None
    sql: Text | None = None
    query: Text | None = None
    delta: Text | None = None
    kafka: KafkaTable | None = None
