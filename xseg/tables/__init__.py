"""The physical schema that every engine may count on, named once."""

from xseg.tables.columns import (
    CHANNEL,
    DATE,
    EVENT_COLUMNS,
    HOUR,
    ID,
    NUMBER,
    PROFILE,
    SAMPLE_FIRST,
    SAMPLE_SECOND,
    SOURCE,
    TIME,
    WEEKDAY,
    consent_column,
    list_column,
    score_column,
)
from xseg.tables.model import ClosedModel, Model, StoredModel
from xseg.tables.person import Event, Person

__all__ = [
    "CHANNEL",
    "DATE",
    "EVENT_COLUMNS",
    "HOUR",
    "ID",
    "NUMBER",
    "PROFILE",
    "SAMPLE_FIRST",
    "SAMPLE_SECOND",
    "SOURCE",
    "TIME",
    "WEEKDAY",
    "ClosedModel",
    "Event",
    "Model",
    "Person",
    "StoredModel",
    "consent_column",
    "list_column",
    "score_column",
]
