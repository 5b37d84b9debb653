"""The tables that hold for the whole project: [project], [run], [privacy]."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from xseg.project.written.form import Size, Table, Text, exactly


class ProjectTable(Table):
    """[project]"""

    name: Text | None = None
    timezone: Text
    edition: int = 2026
    as_of: Annotated[
        datetime | date | None,
        exactly(lambda value: isinstance(value, date), "a date or a time without quotes, such as 2025-06-01T00:00:00"),
    ] = None
    rules: list[Text] = Field(default=["*.seg"])
    state: Text = ".xseg"
    strict: bool = False


class RunTable(Table):
    """[run]"""

    memory: Size | None = None
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None


class PrivacyTable(Table):
    """[privacy]"""

    smallest_group: Annotated[int, Field(ge=1, le=1_000_000)] = 10
