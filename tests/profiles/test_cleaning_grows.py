"""Files that come one build after the other are cleaned as if all had come at once."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import HEAD, Place

CRM = """
[identity]
keys = ["id", "phone"]
[identity.phone]
normalise = "phone"
region = "DE"
[[sources]]
name = "crm"
kind = "profiles"
path = "crm*.csv"
keys = { id = "id", phone = "tel" }
updated_at = { column = "at", timezone = "UTC" }
history = true
[sources.attributes]
income = { type = "decimal", outliers = { method = "iqr", action = "ACTION" }, impute = "median", wins = "WINS" }
city = { type = "string", normalise = "lower", wins = "longest" }
likes = { type = "list of string", separator = "|", wins = "union" }
[sources.rows]
code = { unique = true }
city = { length = { max = 8 } }
"""
ACTIONS = ["clip", "missing", "quarantine", "report"]
row = st.tuples(
    st.sampled_from(["a1", "b2", "c3", "d4", "e5"]),
    st.sampled_from(["", "030 1234567", "+49 30 1234567", "030 7654321", "12"]),
    st.sampled_from(["", "2025-01-01", "2025-02-01", "2025-03-01"]),
    st.sampled_from(["", "10", "11", "12", "13", "14.5", "900", "-900"]),
    st.sampled_from(["", "Bonn", "BONN ", "Köln am Rhein", "Kiel"]),
    st.sampled_from(["", "x", "y|x", "z"]),
    st.sampled_from(["", "", "k1", "k2"]),
)
files = st.lists(st.lists(row, min_size=1, max_size=8), min_size=2, max_size=3)


def what_stands(place: Place) -> tuple[object, ...]:
    """All that a build made of the rows, without the ids of people."""
    report = place.source("crm")
    aside = place.store.quarantine().select("file", "line", "reason").sort("file", "line").rows()
    profiles = place.snapshot().profiles
    values = profiles.select("income", "city", "likes", *(name for name in profiles.columns if name == "@raw.income"))
    return report.fences, report.kept, report.quarantined, aside, sorted(values.rows(), key=str)


@settings(max_examples=4, deadline=None)
@given(files, st.sampled_from(ACTIONS), st.sampled_from(["newest", "first", "last"]))
def test_files_that_come_later_are_cleaned_with_those_before(
    many: list[list[tuple[str, ...]]], action: str, wins: str
) -> None:
    toml = HEAD + CRM.replace("ACTION", action).replace("WINS", wins)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        grown, whole = Place(Path(one)), Place(Path(other))
        for folder in (grown, whole):
            folder.write({"xseg.toml": toml})
        for place, rows in enumerate(many):
            text = "id,tel,at,income,city,likes,code\n" + "".join(f"{','.join(one)}\n" for one in rows)
            grown.write({f"crm{place}.csv": text})
            whole.write({f"crm{place}.csv": text})
            grown.build()
        if whole.build() is None:
            return
        assert what_stands(grown) == what_stands(whole)
