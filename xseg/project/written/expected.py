"""[build]: what builds are expected to hold."""

from typing import Annotated, Literal

from pydantic import Field

from xseg.project.written.form import Duration, Share, Table, Text, shaped

Rise = Annotated[str, shaped(r"[0-9]{1,6}(\.[0-9]+)?%", 'a share such as "50%" or "200%"')]
Count = Annotated[int, Field(ge=0)]


class CountExpected(Table):
    """`rows` of a source, `count` of people: bounds, and bounds of the change since the last build"""

    min: Count | None = None
    max: Count | None = None
    fall: Share | None = None
    rise: Rise | None = None


class MostExpected(Table):
    """A share with a `max`"""

    max: Share


class LeastExpected(Table):
    """A share with a `min`"""

    min: Share


class NewestExpected(Table):
    """`newest` of a source"""

    within: Duration


class SizeExpected(Table):
    """`biggest` of people"""

    max: Annotated[int, Field(ge=1)]


class SourceExpected(Table):
    """An entry of [build.expect]"""

    rows: CountExpected | None = None
    quarantined: MostExpected | None = None
    duplicates: MostExpected | None = None
    unknown_events: MostExpected | None = None
    late: MostExpected | None = None
    future: MostExpected | None = None
    outliers: MostExpected | None = None
    newest: NewestExpected | None = None
    known: dict[Text, LeastExpected] = Field(default_factory=dict)
    columns: Literal["same"] | None = None


class PeopleExpected(Table):
    """[build.people]"""

    count: CountExpected | None = None
    biggest: SizeExpected | None = None
    conflicts: MostExpected | None = None


class BuildTable(Table):
    """[build]"""

    expect: dict[str, SourceExpected] = Field(default_factory=dict)
    people: PeopleExpected | None = None
