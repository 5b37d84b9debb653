"""Each mistake in xseg.toml is told once, at its place, and says what to do."""

from pathlib import Path

import pytest

from xseg.diagnostics import Diagnostic, Sink, Source
from xseg.project.load import load_project, project_from

GOOD = """\
[project]
name     = "shop"
timezone = "Europe/Berlin"

[identity]
keys = ["customer_id", "email"]
[identity.email]
normalise = "email"

[channels]
web   = { label = "Web" }
email = { consent = "news" }

[consent]
news = { default = "denied" }

[[sources]]
name    = "clicks"
kind    = "events"
channel = "web"
path    = "clicks.csv"
time    = { column = "ts", timezone = "UTC" }
event   = { column = "action", map = { pv = "page_view", buy = "purchase" } }
keys    = { customer_id = "cust" }
[sources.properties]
amount = "decimal"
device = { type = "category", values = ["desktop", "mobile"] }
[sources.rows]
amount = { min = 0 }

[[sources]]
name  = "calls"
kind  = "events"
event = "call"
path  = "calls.ndjson"
time  = "at"
keys  = { customer_id = "cust", email = "mail" }

[[sources]]
name = "crm"
kind = "profiles"
path = "crm.parquet"
keys = { customer_id = "id", email = "mail" }
[sources.attributes]
country = "category"
birth   = { type = "date", sensitive = ["age"] }

[[sources]]
name    = "optins"
kind    = "consents"
path    = "optins.csv"
purpose = "news"
answer  = "status"
time    = "at"
keys    = { email = "mail" }

[lists.vip]
path = "vip.csv"
key  = "email"
"""


def found_in(text: str) -> list[tuple[str, str, Diagnostic]]:
    """Code, the characters pointed at, and the diagnostic, for each finding in a project file."""
    sink = Sink()
    source = Source("xseg.toml", text)
    project = project_from(source, sink, root=Path())
    assert (project is None) == sink.failed
    return [(found.code.number, source.slice(found.span) if found.span else "", found) for found in sink]


def test_the_good_file_is_good() -> None:
    assert found_in(GOOD) == []


FORMATS = [
    ("%Y-%m-%d %H:%M:%S %Z", "export offsets"),
    ("%Y-%m-%dT%H:%M:%SZ", "write `timezone = "),
    ("%Y-%m-%d %R UTC", "write `timezone = "),
    ("%Y-%m-%d %H:%M:%S EST", "write `timezone = "),
    ("%Y-%m-%d (UTC) %H:%M", "write `timezone = "),
    ("%Y-%m-%d %z", "write the time of day"),
    ("%s%6f", "write `%s`"),
    ("%H:%M", "or write the day"),
    ("%Y-%m-%d %H:%M:%S.%f", "write `%.f`"),
    ("%Y-%m-%d %H:%M %p", "or `%I` with `%p`"),
    ("%Y-%m-%d %I:%M", "or `%I` with `%p`"),
    ("%Y-%m-%d %H", "write them"),
    ("%Y-%m-%d %Q", "`%Q`, which is no sign"),
    ("%Y-%m-%d %Ez", "`%E`, which is no sign"),
    ("%Y-%m-%d %", "write `%%`"),
]

MISTAKES = [
    # what is written, what is written instead, code, pointed at, part of the message or help
    ('name     = "shop"', 'nmae = "shop"', "XS802", "nmae", "did you mean `name`?"),
    ("[channels]", "[chanels]\n[channels]", "XS802", "chanels", "xseg.toml has no key `chanels`"),
    ('amount = "decimal"', 'amount = { type = "decimal", outliers = "iqr" }', "XS802", "outliers",
     "`[sources.properties.amount]` cannot have `outliers`, which is for attributes of people"),
    ('timezone = "UTC" }', 'zone = "UTC" }', "XS802", "zone", "`[sources.time]` has no key `zone`"),
    ('"decimal"', '{ type = "decimal", sacle = 3 }', "XS802", "sacle", "did you mean `scale`?"),
    ('label = "Web"', 'lable = "Web"', "XS802", "lable", "did you mean `label`?"),
    ('keys = ["customer_id", "email"]', 'key = ["customer_id", "email"]', "XS802", "key", "did you mean `keys`?"),
    ('timezone = "Europe/Berlin"\n', "", "XS803", "project", "`[project]` lacks `timezone`"),
    ('kind = "profiles"\n', "", "XS803", "sources", "`[[sources]]` lacks `kind`"),
    ('column = "ts", timezone', "timezone", "XS803", "time", "`[sources.time]` lacks `column`"),
    (', map = { pv = "page_view", buy = "purchase" }', "", "XS803", "event", "`event` with a column lacks `map`"),
    ('name     = "shop"', "name = 1", "XS804", "1", "`name` is not a text in quotes"),
    ('name     = "shop"', 'name = ""', "XS804", '""', "not empty"),
    ('name     = "shop"', "strict = 1", "XS804", "1", "`true` or `false`"),
    ('name     = "shop"', 'as_of = "2025-06-01"', "XS804", '"2025-06-01"', "without quotes"),
    ('name     = "shop"', "as_of = 0001-01-01", "XS804", "0001-01-01", "1900"),
    ('kind = "profiles"', 'kind = "profile"', "XS804", '"profile"', "did you mean `profiles`?"),
    ('default = "denied"', 'default = "maybe"', "XS804", '"maybe"', "`granted`"),
    ('normalise = "email"', 'normalise = "mail"', "XS804", '"mail"', "did you mean `email`?"),
    ('keys = ["customer_id", "email"]', "keys = []", "XS804", "[]", "strongest first"),
    ('kind = "profiles"', 'kind = "profiles"\nrows = 3', "XS804", "3", "a table"),
    ('{ label = "Web" }', '"Web"', "XS804", '"Web"', "a table"),
    ('"decimal"', '{ type = "decimal", scale = 0 }', "XS804", "0", "from 1 to 12"),
    ('["desktop", "mobile"]', "[]", "XS804", "[]", "at least one value"),
    ("{ min = 0 }", "{ min = 2, max = 1 }", "XS804", "amount", "above its `max`"),
    ("{ min = 0 }", "{}", "XS804", "amount", "asks for nothing"),
    ('"clicks.csv"', '"clicks.csv"\ndelimiter = "||"', "XS804", '"||"', "one ASCII character"),
    ("{ min = 0 }", "{ min = nan }", "XS804", "nan", "a number"),
    ('web   = { label = "Web" }', 'web = {}\n"2nd" = {}', "XS805", '"2nd"', "cannot be the name of a channel"),
    ('country = "category"', '"postal code" = "string"', "XS805", '"postal code"', "postal_code = { column"),
    ('event = "call"', 'event = "phone call"', "XS805", '"phone call"', "cannot be the name of an event"),
    ('"page_view"', '"page view"', "XS805", '"page view"', "an event"),
    ("Europe/Berlin", "Europe/Berln", "XS806", '"Europe/Berln"', "did you mean `Europe/Berlin`"),
    ('timezone = "UTC"', 'timezone = "Mars"', "XS806", '"Mars"', "no time zone"),
    *(('timezone = "UTC"', f"format = '{format_}'", "XS804", f"'{format_}'", told) for format_, told in FORMATS),
    ("birth   = { ", "birth = { format = '%Y-%m-%dT%H:%MZ', ", "XS804", "'%Y-%m-%dT%H:%MZ'", "ISO 8601"),
    ('channel = "web"', 'channel = "wbe"', "XS807", '"wbe"', "did you mean `web`?"),
    ('name  = "calls"', 'name = "clicks"', "XS808", '"clicks"', "two sources are called `clicks`"),
    ('country = "category"', 'time = "date"\n"consent.x" = "date"', "XS811", '"consent.x"',
     "cannot begin with `consent.`"),
    ('name  = "calls"', 'name = "lists.calls"', "XS811", '"lists.calls"', "cannot begin with `lists.`"),
    ('country = "category"', '"@id" = "date"', "XS811", '"@id"', "cannot begin with `@`"),
    ('amount = "decimal"', 'amount = "decimal"\nnth = "integer"', "XS811", "nth", "every event has this name"),
    ('amount = "decimal"', 'amount = "decimal"\ntime = "timestamp"', "XS811", "time", "every event has this name"),
    ('"decimal"', '"decmal"', "XS812", '"decmal"', "did you mean `decimal`?"),
    ('"decimal"', '{ type = "float" }', "XS812", '"float"', "no type"),
    ('"decimal"', '{ type = "integer", scale = 2 }', "XS813", "scale", "`scale` does not fit the type `integer`"),
    ('"decimal"', '{ type = "integer", values = ["1"] }', "XS813", "values", "declare it as `category`"),
    ('"decimal"', '{ type = "integer", format = "%d" }', "XS813", "format", "does not fit"),
    ('"decimal"', '{ type = "integer", separator = ";" }', "XS813", "separator", "does not fit"),
    ('device = { type = "category", values = ["desktop", "mobile"] }', 'tags = "list of string"', "XS813",
     '"list of string"', 'separator = "|"'),
    ('"calls.ndjson"', '"calls.ndjson"\ndelimiter = ";"', "XS813", "delimiter", "only CSV has one"),
    ("amount = { min = 0 }", "device = { min = 0 }", "XS813", "min", "does not fit the type `category`"),
    ("customer_id = \"cust\", email", "customr_id = \"cust\", email", "XS814", "customr_id",
     "did you mean `customer_id`?"),
    ("[identity.email]", "[identity.mail]", "XS814", "mail", "no identity key `mail`"),
    ('key  = "email"', 'key = "phone"', "XS814", '"phone"', "no identity key `phone`"),
    ('keys    = { customer_id = "cust" }\n', "", "XS815", '"clicks"', "has no identity key"),
    ('time  = "at"\n', "", "XS816", '"calls"', "does not say when they happened"),
    ('event = "call"\n', "", "XS816", '"calls"', "does not say what happened"),
    ('answer  = "status"\n', "", "XS816", '"optins"', "what people answered"),
    ('purpose = "news"\n', "", "XS816", '"optins"', "what the answers are about"),
    ('time    = "at"\n', "", "XS816", '"optins"', "when the answers were given"),
    ('channel = "web"', "channel = {}", "XS816", "channel", "has no `column`"),
    ('kind = "profiles"', 'kind = "profiles"\ntime = "at"', "XS817", "time", "means nothing on the source `crm`"),
    ('kind    = "consents"', 'kind = "consents"\nupdated_at = "at"', "XS817", "updated_at",
     "means nothing on the source `optins`"),
    ('consent = "news"', 'consent = "nwes"', "XS818", '"nwes"', "did you mean `news`?"),
    ('purpose = "news"', 'purpose = "ads"', "XS818", '"ads"', "no purpose `ads` is declared"),
    ('purpose = "news"', 'purpose = { column = "p", map = { x = "ads" } }', "XS818", '"ads"', "no purpose"),
    ('path  = "calls.ndjson"\n', "", "XS819", '"calls"', "does not say where its rows are"),
    ('path  = "calls.ndjson"', 'path = "calls.ndjson"\nselect = "select 1"\nfiles = { a = "a.csv" }', "XS819",
     "select", "from several places"),
    ('path  = "calls.ndjson"', 'select = "select 1"', "XS819", "select", "without `files`"),
    ('path  = "calls.ndjson"', 'files = { a = "a.csv" }', "XS819", "files", "without `select`"),
    ('"crm.parquet"', '"crm"', "XS820", '"crm"', "of a folder, name the files: `crm/*.csv`"),
    ('"crm.parquet"', '"crm.xlsx"', "XS820", '"crm.xlsx"', 'format = "csv"'),
    ('"vip.csv"', '"vip"', "XS820", '"vip"', "ending"),
    ("[lists.vip]", "[build.expect]\nclick = { rows = { min = 1 } }\n[lists.vip]", "XS821", "click",
     "did you mean `clicks`?"),
    ('["customer_id", "email"]', '["customer_id", "email", "phone"]', "XS822", '"phone"', "no source brings"),
    ('name     = "shop"', "edition = 2031", "XS823", "2031", "edition 2031"),
    ('["customer_id", "email"]', '["customer_id", "email", "email"]', "XS824", '"email"', "stands twice"),
    ('["desktop", "mobile"]', '["desktop", "desktop"]', "XS824", '"desktop"', "the value `desktop` stands twice"),
    ('answer  = "status"', 'answer = { column = "s", granted = ["x"], denied = ["X"] }', "XS824", '"X"',
     "stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "code", "pointed_at", "says"), MISTAKES)
def test_a_mistake_is_told_at_its_place(good: str, bad: str, code: str, pointed_at: str, says: str) -> None:
    assert good in GOOD
    found = [entry for entry in found_in(GOOD.replace(good, bad, 1)) if entry[0] not in ("XS828", "XS829")]
    assert [(number, at) for number, at, _ in found] == [(code, pointed_at)]
    assert says in "\n".join((found[0][2].message, *found[0][2].help))


CONFLICT = """
[[sources]]
name = "loyalty"
kind = "profiles"
path = "loyalty.csv"
keys = { customer_id = "id" }
[sources.attributes]
birth = "timestamp"
"""


def test_one_attribute_with_two_types_names_both_places() -> None:
    [(code, at, diagnostic)] = found_in(GOOD + CONFLICT)
    assert (code, at) == ("XS809", "birth")
    assert diagnostic.message == "the attribute `birth` has two types: date and timestamp"
    assert diagnostic.span is not None
    assert diagnostic.span.start > len(GOOD)
    assert diagnostic.related[0].span.start == GOOD.index("birth")


def test_one_property_of_one_kind_with_two_types_names_the_kind() -> None:
    more = '[[sources]]\nname = "till"\nkind = "events"\nevent = "purchase"\npath = "t.csv"\ntime = "t"\n'
    more += 'keys = { customer_id = "c" }\nproperties = { amount = { type = "decimal", scale = 3 } }\n'
    [(code, at, diagnostic)] = found_in(GOOD + more)
    assert (code, at) == ("XS810", "amount")
    assert "the property `amount` of `purchase` has two types: decimal with 2 places and" in diagnostic.message


def test_mistakes_in_several_tables_are_told_all_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("Berlin", "Berln").replace('"decimal"', '"decmal"').replace('"web"\n', '"wbe"\n')
    assert [code for code, _, _ in found_in(text)] == ["XS806", "XS807", "XS812"]


def test_a_misspelt_key_is_not_missed_too() -> None:
    assert [code for code, _, _ in found_in(GOOD.replace("keys    = { c", "kyes = { c", 1))] == ["XS802"]


def test_a_misspelt_key_is_mended_by_its_fix() -> None:
    [(_, _, diagnostic)] = found_in(GOOD.replace('name     = "shop"', 'nmae = "shop"'))
    assert diagnostic.fix is not None
    [edit] = diagnostic.fix.edits
    assert edit.replacement == "name"


@pytest.mark.parametrize(
    ("text", "pointed_at", "says"),
    [
        ("[project]\nname = shop\n", "s", 'put texts in quotes: `key = "text"`'),
        ('[project]\nname "shop"\n', '"', "a key has no `=`"),
        ('[project]\nname = "a"\nname = "b"\n', "\n", "already there"),
        ('[project]\n[project]\n', "]", "already there"),
        ('[project]\nname = "shop\n', "\n", "close it on the same line"),
        ("[project]\nrules = [1, 2\n", "\n", "a `]` is missing"),
        ("[project\n", "\n", "the `]` of a table's name is missing"),
        ("[project]\nas_of = 2025-02-30\n", "2", "no such day"),
        ('path = "c:\\data"', "a", "`\\` has a meaning"),
    ],
)  # fmt: skip
def test_what_is_not_toml_is_told_with_its_line(text: str, pointed_at: str, says: str) -> None:
    [(code, at, diagnostic)] = found_in(text)
    assert (code, says in diagnostic.message + diagnostic.help[0]) == ("XS801", True), diagnostic
    assert at == pointed_at


def test_an_empty_file_lacks_its_project() -> None:
    assert [(code, found.message) for code, _, found in found_in("")] == [
        ("XS803", "xseg.toml lacks the table `[project]`")
    ]


def test_sources_need_identity() -> None:
    text = GOOD.replace('[identity]\nkeys = ["customer_id", "email"]\n[identity.email]\nnormalise = "email"\n', "")
    assert [code for code, _, _ in found_in(text)] == ["XS803"]


def test_a_folder_without_a_project_file_says_what_to_do(tmp_path: Path) -> None:
    sink = Sink()
    assert load_project(tmp_path, sink) is None
    [found] = sink
    assert found.code.number == "XS800"
    assert "xseg init" in "\n".join(found.help)


def test_a_file_that_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "xseg.toml").write_bytes(b'[project]\nname = "\xff"\n')
    sink = Sink()
    assert load_project(tmp_path, sink) is None
    [found] = sink
    assert (found.code.number, "line 2" in found.message) == ("XS801", True)
