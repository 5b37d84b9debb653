"""The table [sessions]."""

from typing import Annotated

from pydantic import Field

from xseg.project.written.form import Table, Text, shaped

Gap = Annotated[
    str, shaped(r"[1-9][0-9]{0,5} (second|minute|hour|day)s?", 'a length of time such as "30 minutes" or "2 hours"')
]
Names = Annotated[list[Text], Field(min_length=1)]


class SessionsTable(Table):
    """[sessions]"""

    gap: Gap = "30 minutes"
    channels: Names | None = None
    events: Names | None = None
    page: Text | None = None
    pages: Names | None = None
