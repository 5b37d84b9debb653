"""What is counted of parts adds up to what is counted of all rows together."""

import json
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import HEAD, MakePlace
from xseg.diagnostics import Sink
from xseg.diagnostics import Source as Text
from xseg.profiles.formats.chunk import LINE, Chunk
from xseg.profiles.measures.quality import OTHERS, Quality, as_json, from_json, merged, most_frequent, quality
from xseg.profiles.rows.parts import _staying
from xseg.profiles.rows.taking import take
from xseg.project.load import project_from
from xseg.project.project import Project, Source

TOML = """
[identity]
keys = ["email"]
[identity.email]
normalise = "email"
[[sources]]
name = "web"
kind = "events"
path = "web.csv"
time = "at"
event = { column = "what", map = { buy = "purchase" } }
deleted = "gone"
keys = { email = "mail" }
[sources.properties]
amount = "decimal"
"""
SCHEMA = {"at": pl.String, "what": pl.String, "gone": pl.String, "mail": pl.String, "amount": pl.String}


def counted(project: Project, rows: list[tuple[str | None, ...]]) -> Quality:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(
        pl.int_range(2, len(rows) + 2, dtype=pl.UInt32).alias(LINE)
    )
    source: Source = project.sources[0]
    return quality(source, project, frame, _staying(take(source, Chunk(frame), project).rows))


def test_known_values_ranges_and_foreign_events_are_counted(place: MakePlace) -> None:
    project = place(TOML).project
    found = counted(
        project,
        [
            ("2025-01-01", "buy", None, "a@example.com", "1.50"),
            ("2025-01-02", "buy", None, "b@example.com", "20"),
            ("2025-01-03", "buy", None, "c@example.com", None),
            ("2025-01-03", "wishlist", None, "c@example.com", None),
            ("2025-01-03", "wishlist", None, "c@example.com", None),
            ("2025-01-03", "heartbeat", None, "c@example.com", None),
            ("2025-01-03", "heartbeat", "yes", "c@example.com", None),
        ],
    )
    assert found.kept == 3
    assert (found.known["amount"].rows, found.known["amount"].low, found.known["amount"].high) == (2, 150, 2000)
    assert found.known["@key.email"].rows == 3
    assert found.unmapped == {"wishlist": 2, "heartbeat": 1}
    assert found.columns["amount"].holds == "numbers"


def test_the_most_frequent_come_first_and_the_rest_last() -> None:
    assert list(most_frequent({"b": 2, "a": 2, OTHERS: 99, "c": 5}, 8)) == ["c", "a", "b", OTHERS]
    assert most_frequent({"a": 1, "b": 2}, 1) == {"b": 2}


ROW = st.tuples(
    st.just("2025-01-01"),
    st.sampled_from(["buy", "wish", "tick", None]),
    st.sampled_from([None, "yes"]),
    st.sampled_from(["a@example.com", "b@example.com", "nobody", None]),
    st.sampled_from(["1.50", "7", "-3", None]),
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(ROW, max_size=12, unique=True), cut=st.integers(0, 12))
def test_parts_add_up_and_survive_being_kept(rows: list[tuple[str | None, ...]], cut: int) -> None:

    project = project_from(Text("xseg.toml", HEAD + TOML), Sink(), root=Path())
    assert project is not None
    parts = [counted(project, rows[:cut]), counted(project, rows[cut:])]
    kept = [from_json(json.loads(json.dumps(as_json(part)))) for part in parts]
    assert kept == parts
    one, other = merged(parts), merged(reversed(parts))
    assert (one.kept, dict(one.known), dict(one.unmapped)) == (other.kept, dict(other.known), dict(other.unmapped))
    assert sum(one.unmapped.values()) == sum(row[1] in ("wish", "tick") and row[2] is None for row in rows)
    assert one.known["amount"].rows == sum(part.known["amount"].rows for part in parts)
