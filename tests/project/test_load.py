"""What a good xseg.toml means, and that no file at all makes the loader fail."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xseg.diagnostics import Sink, Source
from xseg.project.load import load_project, project_from
from xseg.project.project import Project
from xseg.project.types import BOOLEAN, DATE, TEXT, CategoryType, ListType, decimal

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SKETCH = (HERE / "sketch.toml").read_text(encoding="utf-8")
LATER = (HERE / "later.toml").read_text(encoding="utf-8")
HEAD = '[project]\ntimezone = "Europe/Berlin"\n[identity]\nkeys = ["id"]\n[channels]\nweb = {}\napp = {}\n'


def loaded(text: str) -> Project:
    sink = Sink()
    project = project_from(Source("xseg.toml", text), sink, root=Path("shop"))
    assert project is not None, [(found.code.number, found.message) for found in sink]
    return project


def codes(text: str) -> list[str]:
    sink = Sink()
    project_from(Source("xseg.toml", text), sink, root=Path())
    return [found.code.number for found in sink]


def events(name: str, more: str) -> str:
    where = f'path = "{name}.parquet"\ntime = "t"\nkeys = {{ id = "i" }}\n'
    return f'[[sources]]\nname = "{name}"\nkind = "events"\n{where}{more}\n'


def profiles(name: str, more: str) -> str:
    where = f'path = "{name}.parquet"\nkeys = {{ id = "i" }}\n'
    return f'[[sources]]\nname = "{name}"\nkind = "profiles"\n{where}[sources.attributes]\n{more}\n'


# --- whole files ---


@pytest.mark.parametrize("name", ["shop", "complete_journey"])
def test_the_worked_projects_load(name: str) -> None:
    sink = Sink()
    project = load_project(ROOT / "segments" / name, sink)
    assert project is not None, [(found.code.number, found.message) for found in sink]
    assert project.name == name
    assert {found.code.number for found in sink} <= {"XS829"}


def test_the_sketch_loads_with_warnings_for_what_has_no_effect_yet() -> None:
    assert set(codes(SKETCH)) == {"XS829"}
    project = loaded(SKETCH)
    assert [key.name for key in project.keys] == [
        "customer_id",
        "email",
        "phone",
        "surname+birth_date+postcode",
        "device_id",
    ]
    assert list(project.events) == ["page_view", "add_to_cart", "purchase"]
    assert project.destinations["sms_gateway"].options["url"] == "${SMS_URL}"
    assert project.state == Path("shop/.xseg")


def test_what_would_change_an_audience_is_refused_until_it_is_built() -> None:
    sink = Sink()
    assert project_from(source := Source("xseg.toml", LATER), sink, root=Path()) is None
    marked = [number for number, line in enumerate(LATER.splitlines(), 1) if "# refused" in line]
    assert [found.code.number for found in sink] == ["XS828"] * len(marked)
    assert [source.position(found.span.start).line for found in sink if found.span] == marked


def test_the_examples_of_the_reference_load() -> None:
    page = (ROOT / "docs" / "project-file.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    sink = Sink()
    project = project_from(Source("project-file.md", "\n".join(examples)), sink, root=Path())
    assert project is not None, [(found.code.number, found.message) for found in sink]
    assert {found.code.number for found in sink} == {"XS829"}


# --- the clock ---


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2025-06-01T00:00:00", datetime(2025, 5, 31, 22, tzinfo=UTC)),
        ("2025-06-01", datetime(2025, 5, 31, 22, tzinfo=UTC)),
        ("2025-06-01T00:00:00Z", datetime(2025, 6, 1, tzinfo=UTC)),
        ("2025-06-01 00:00:00-05:00", datetime(2025, 6, 1, 5, tzinfo=UTC)),
        ("2025-03-30T02:30:00", datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),  # skipped: on by the gap
        ("2025-10-26T02:30:00", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # twice: the earlier
    ],
)
def test_as_of_is_an_instant(written: str, instant: datetime) -> None:
    assert loaded(f'[project]\ntimezone = "Europe/Berlin"\nas_of = {written}\n').as_of == instant


def test_a_project_without_sources_needs_a_clock_only() -> None:
    project = loaded('[project]\ntimezone = "UTC"\n')
    assert (project.name, project.rules, project.as_of) == ("shop", ("*.seg",), None)


# --- attributes and events ---


def test_an_attribute_may_be_written_short() -> None:
    project = loaded(HEAD + profiles("crm", 'country = "category"\nfan = { type = "boolean", column = "is_fan" }'))
    assert project.attributes["country"].type == CategoryType()
    assert project.attributes["fan"].type == BOOLEAN
    assert [column.column for column in project.sources[0].columns] == ["country", "is_fan"]


@pytest.mark.parametrize(
    ("one", "other", "united"),
    [
        ('["a", "b"]', '["c", "a"]', ("a", "b", "c")),
        ('["a", "b"]', None, None),
    ],
)
def test_closed_values_of_two_sources_are_united(one: str, other: str | None, united: tuple[str, ...] | None) -> None:
    again = f", values = {other}" if other else ""
    text = profiles("a", f'x = {{ type = "category", values = {one} }}') + profiles(
        "b", f'x = {{ type = "category"{again} }}'
    )
    assert loaded(HEAD + text).attributes["x"].type == CategoryType(united)


def test_labels_of_sensitivity_add_up() -> None:
    text = profiles("a", 'x = { type = "date", sensitive = ["age"] }') + profiles("b", 'x = "date"')
    assert loaded(HEAD + text).attributes["x"].sensitive == ("age",)


def test_all_kinds_of_a_source_have_all_its_properties() -> None:
    more = 'event = { column = "what", map = { a = "visit", b = "visit", c = "buy" } }\nproperties = { x = "string" }'
    project = loaded(HEAD + events("web", more))
    assert {kind: list(event.properties) for kind, event in project.events.items()} == {"visit": ["x"], "buy": ["x"]}


def test_a_kind_has_the_properties_and_channels_of_all_its_sources() -> None:
    text = events("two", 'channel = "app"\nevent = "buy"\nproperties = { x = "string", y = "date" }')
    text += events("one", 'channel = "web"\nevent = "buy"\nproperties = { x = "string" }')
    kind = loaded(HEAD + text).events["buy"]
    assert {name: entry.type for name, entry in kind.properties.items()} == {"x": TEXT, "y": DATE}
    assert kind.channels == ("web", "app")


def test_a_channel_read_from_a_column_may_be_any() -> None:
    project = loaded(HEAD + events("all", 'channel = { column = "ch" }\nevent = "buy"'))
    assert project.events["buy"].channels == ("web", "app")
    assert (project.sources[0].channel, project.sources[0].channel_column) == (None, "ch")


def test_two_kinds_may_give_one_name_to_different_things() -> None:
    text = events("a", 'event = "buy"\nproperties = { x = "string" }') + events(
        "b", 'event = "open"\nproperties = { x = "date" }'
    )
    assert loaded(HEAD + text).events["open"].properties["x"].type == DATE


def test_decimals_have_the_scale_they_say() -> None:
    more = 'event = "buy"\nproperties = { a = "decimal", b = { type = "decimal", scale = 4 }, c = "list of string" }'
    properties = loaded(HEAD + events("a", more)).events["buy"].properties
    assert [properties[name].type for name in "abc"] == [decimal(), decimal(4), ListType(TEXT)]


def test_a_rule_on_rows_means_the_column_of_the_property_it_names() -> None:
    more = 'event = "buy"\nproperties = { x = { type = "integer", column = "X1" } }\n'
    more += "rows = { x = { min = 1 }, raw = { required = true } }"
    assert [rule.column for rule in loaded(HEAD + events("a", more)).sources[0].rows] == ["X1", "raw"]


def test_a_source_knows_where_its_columns_are_named() -> None:
    text = HEAD + events("a", 'event = "buy"\nproperties = { x = { type = "integer", column = "X1" } }')
    spans = loaded(text).sources[0].spans
    assert {column: text[span.start : span.end] for column, span in spans.items()} == {
        "i": '"i"',
        "X1": '"X1"',
        "t": '"t"',
        "a.parquet": '"a.parquet"',
    }


# --- consents ---


def consents(purpose: str, answer: str) -> Any:
    text = '[consent]\nnews = { default = "granted" }\nads = { default = "denied", refuses = ["age"] }\n'
    text += f'[[sources]]\nname = "c"\nkind = "consents"\npath = "c.csv"\npurpose = {purpose}\nanswer = {answer}\n'
    return loaded(HEAD + text + 'time = "t"\nkeys = { id = "i" }\n')


def test_a_consent_has_one_purpose_or_a_column_of_them() -> None:
    assert consents('"news"', '"s"').sources[0].purpose == "news"
    assert consents('{ column = "p" }', '"s"').sources[0].purpose_map == {"news": "news", "ads": "ads"}
    assert consents('{ column = "p", map = { n = "news" } }', '"s"').sources[0].purpose_map == {"n": "news"}


def test_answers_are_words_in_lower_case() -> None:
    source = consents('"news"', '{ column = "s", granted = ["Ja "], denied = ["nein"] }').sources[0]
    assert (source.answer_column, source.answers) == ("s", {"ja": "granted", "nein": "denied"})
    assert consents('"news"', '"s"').sources[0].answers["yes"] == "granted"


def test_purposes_say_what_counts_unasked_and_what_they_refuse() -> None:
    project = consents('"news"', '"s"')
    assert (project.purposes["news"].default, project.purposes["ads"].refuses) == ("granted", ("age",))


# --- junk ---

_PARTS = [
    *("project", "run", "identity", "channels", "sources", "lists", "sessions", "consent", "build", "privacy"),
    *("destinations", "activation", "engines", "name", "timezone", "as_of", "rules", "state", "keys", "match", "email"),
    *("kind", "path", "files", "select", "time", "event", "map", "column", "properties", "attributes", "rows", "type"),
    *("values", "purpose", "answer", "granted", "min", "max", "expect", "fields", "holdout", "x", "a b", "", "é"),
]
_LEAVES = st.one_of(
    st.sampled_from(
        ['"UTC"', '"events"', '"profiles"', '"consents"', '"decimal"', '"category"', '"x"', '""', '"\\u0000"']
    ),
    st.sampled_from(
        ["1", "-1", "1.5", "nan", "inf", "true", "2025-06-01", "07:32:00", "2025-06-01T00:00:00Z", "9" * 40]
    ),
    st.sampled_from(['"../x"', '"Europe"', '"/etc/passwd"', '"a.csv"', '"s3://b"', '"${X}"', '"0"']),
)
_NAMES = st.sampled_from([f'"{part}"' for part in _PARTS])
_JUNK = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(_NAMES, inner, max_size=4).map(
            lambda d: "{" + ", ".join(f"{k} = {v}" for k, v in d.items()) + "}"
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_NAMES, _JUNK, max_size=6))
def test_no_tables_make_the_loader_fail(tables: dict[str, str]) -> None:
    codes("\n".join(f"{name} = {value}" for name, value in tables.items()))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_change_of_a_good_file_makes_the_loader_fail(data: st.DataObject) -> None:
    lines = SKETCH.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[at].partition("=")
        lines[at] = (
            key + equals + data.draw(_JUNK) if equals else data.draw(st.sampled_from(["", "[x]", "[[sources]]"]))
        )
    codes("\n".join(lines))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
@example("[" * 5000)
@example("a = " + "[" * 5000)
@example("a = " + "9" * 5000)
@example("a." * 3000 + "b = 1")
def test_no_text_makes_the_loader_fail(text: str) -> None:
    codes(text)
