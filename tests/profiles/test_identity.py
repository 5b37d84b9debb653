"""Records that share a key are one person, who keeps the id first given however the data is ordered or grows."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles.coded import coded, told
from tests.profiles.place import HEAD, MakePlace, Place
from xseg.profiles import BuildReport
from xseg.profiles.identity import identify, ledger
from xseg.profiles.rows.taking import ORDER, key_column
from xseg.project.project import Key
from xseg.tables import TIME

CRM = """
[identity]
keys = ["customer_id", "email", "phone", ["surname", "postcode"], "device_id"]
[identity.email]
normalise = "email"
ignore = ["test@example.com", "noreply@*"]
[identity.phone]
normalise = "phone"
[identity.device_id]
limit = 2
[channels]
web = {}
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer_id = "id", email = "mail", phone = "tel", surname = "name", postcode = "zip" }
[sources.attributes]
city = { type = "category" }
[[sources]]
name = "web"
kind = "events"
channel = "web"
event = "visit"
path = "web.csv"
time = { column = "ts", timezone = "UTC" }
keys = { device_id = "cookie", customer_id = "cust" }
"""
CRM_HEADER = "id,mail,tel,name,zip,city\n"
WEB_HEADER = "ts,cookie,cust\n"


def people(place: MakePlace, crm: str, web: str = "2025-01-01,d0,c0\n") -> tuple[Place, BuildReport]:
    at = place(CRM, {"crm.csv": CRM_HEADER + crm, "web.csv": WEB_HEADER + web})
    return at, at.built()


def test_an_email_joins_whatever_its_case_and_blanks(place: MakePlace) -> None:
    _, report = people(place, "1,Ann@Example.NET ,,,,\n2, ann@example.net,,,,\n")
    assert report.people == 1 + 1


def test_a_key_that_is_no_email_or_a_placeholder_is_missing_and_counted_but_its_row_stays(place: MakePlace) -> None:
    _, report = people(place, "1,nonsense,,,,\n2,nonsense,,,,\n3,test@example.com,,,,\n4,NoReply@x.de,,,,\n")
    assert report.people == 4 + 1
    assert report.sources[0].keys_refused == {"email: not an e-mail address": 2, "email: a placeholder": 2}


def test_phones_join_in_any_writing_that_has_the_country(place: MakePlace) -> None:
    _, report = people(place, "1,,+49 (30) 123-456,,,\n2,,004930123456,,,\n3,,030 123456,,,\n4,,030 123456,,,\n")
    assert report.people == 1 + 2 + 1
    assert report.sources[0].keys_refused == {"phone: not an international phone number": 2}


def test_a_composite_key_needs_all_its_parts(place: MakePlace) -> None:
    _, report = people(place, "1,,,Meyer,10115,\n2,,,Meyer,10115,\n3,,,Meyer,,\n4,,,Meyer,,\n")
    assert report.people == 1 + 2 + 1


def test_a_row_known_by_nothing_is_set_aside(place: MakePlace) -> None:
    _, report = people(place, "1,,,,,\n,,,Meyer,,\n")
    assert report.sources[0].quarantined == {"no identity key": 1}


def test_an_anonymous_device_is_a_profile_until_somebody_logs_in(place: MakePlace) -> None:
    at, report = people(place, "c1,,,,,Rome\n", "2025-01-01,d1,\n")
    assert report.people == 2
    at.write({"web.csv": WEB_HEADER + "2025-01-01,d1,\n2025-01-02,d1,c1\n"})
    report = at.built()
    assert (report.people, report.new_people, report.merges) == (1, 0, 1)
    assert at.store.identities("aliases").rows() == [("p000002", "p000001")]
    assert at.profiles("@profile", "city") == [("p000001", "Rome")]


def test_a_value_shared_by_too_many_joins_nobody_and_is_reported(place: MakePlace) -> None:
    lent = "2025-01-01,tablet,c1\n2025-01-01,tablet,c2\n2025-01-01,tablet,c3\n2025-01-01,tablet,\n"
    web = lent + "2025-01-01,own,c1\n2025-01-02,own,\n"
    at, report = people(place, "c1,,,,,\n", web)
    assert report.people == 3
    assert at.codes() == ["XS839"]
    assert report.sources[1].quarantined == {"only keys that join nobody": 1}


def test_ids_are_counted_in_the_order_of_source_time_and_key(place: MakePlace) -> None:
    at, _ = people(place, "z,,,,,A\na,,,,,B\n", "2025-01-02,d1,\n2025-01-01,d2,\n")
    keys = at.store.identities("keys").select("value", "@profile").rows()
    assert keys == [("a", "p000001"), ("z", "p000002"), ("d1", "p000004"), ("d2", "p000003")]


def test_ids_stay_when_rows_change_their_order_and_more_come(place: MakePlace) -> None:
    at, _ = people(place, "z,z@x.de,,,,\nb,b@x.de,,,,\n", "2025-01-02,d1,\n2025-01-01,d2,\n")
    before = dict(at.store.identities("keys").select("value", "@profile").rows())
    at.write(
        {
            "crm.csv": CRM_HEADER + "a,a@x.de,,,,\nb,b@x.de,,,,\nz,z@x.de,,,,\n",
            "web.csv": WEB_HEADER + "2024-01-01,d0,\n2025-01-01,d2,\n2025-01-02,d1,\n",
        }
    )
    report = at.built()
    after = dict(at.store.identities("keys").select("value", "@profile").rows())
    assert report.new_people == 2
    assert {value: after[value] for value in before} == before
    assert sorted(set(after.values()) - set(before.values())) == ["p000005", "p000006"]


def test_a_customer_keeps_the_id_when_the_address_changes(place: MakePlace) -> None:
    at, _ = people(place, "1,old@x.de,,,,\n")
    at.write({"crm.csv": CRM_HEADER + "1,new@x.de,,,,\n"})
    assert at.built().new_people == 0


def test_on_a_split_the_part_with_the_oldest_record_keeps_the_id(place: MakePlace) -> None:
    at, report = people(place, "1,a@x.de,,,,\n2,a@x.de,,,,\n", "2025-01-01,d0,1\n")
    assert report.people == 1
    at.write({"crm.csv": CRM_HEADER + "2,b@x.de,,,,\n1,a@x.de,,,,\n"})
    assert at.built().new_people == 1
    keys = dict(at.store.identities("keys").filter(pl.col("key") == "customer_id").select("value", "@profile").rows())
    assert keys == {"1": "p000001", "2": "p000002"}


def test_whole_numbers_join_however_a_file_holds_them(place: MakePlace) -> None:
    toml = CRM.replace("crm.csv", "crm.parquet")
    frame = pl.DataFrame(
        {"id": [7.0, None], "mail": ["a@x.de", "b@x.de"], "tel": None, "name": None, "zip": None, "city": None}
    )
    at = place(toml, {"crm.parquet": frame, "web.csv": WEB_HEADER + "2025-01-01,d,7\n"})
    assert at.built().people == 2


# --- laws ---

KEYS = (Key("a", ("a",)), Key("b", ("b",)), Key("c", ("c",)))
VALUE = st.one_of(st.none(), st.integers(0, 12).map(str))
Rows = list[tuple[str | None, str | None, str | None]]
ROWS: st.SearchStrategy[Rows] = st.lists(st.tuples(VALUE, VALUE, VALUE), max_size=30)


def frame(rows: Rows) -> pl.DataFrame:
    columns = {key_column(key.name): [row[i] for row in rows] for i, key in enumerate(KEYS)}
    times = pl.Series([0] * len(rows), dtype=pl.Int64)
    made = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(times.alias(TIME))
    return made.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in columns)).with_row_index(ORDER)


def parted(rows: Rows) -> list[set[tuple[int, str]]]:
    """Groups of (key, value) that belong together, by naive union-find."""
    groups: list[set[tuple[int, str]]] = []
    for row in rows:
        mine = {(i, value) for i, value in enumerate(row) if value is not None}
        if mine:
            touched = [group for group in groups if group & mine]
            groups = [group for group in groups if not group & mine] + [mine.union(*touched)]
    return sorted(groups, key=sorted)


def found(records: pl.DataFrame, label: str) -> list[set[tuple[int, str]]]:
    groups: dict[int, set[tuple[int, str]]] = {}
    for row in records.iter_rows(named=True):
        group = groups.setdefault(row[label], set())
        group |= {(i, row[key_column(key.name)]) for i, key in enumerate(KEYS) if row[key_column(key.name)] is not None}
    return sorted(groups.values(), key=sorted)


@settings(deadline=None)
@given(ROWS, ROWS)
def test_components_are_what_a_naive_union_finds(first: Rows, second: Rows) -> None:
    combinations, words = coded([frame(first), frame(second)], KEYS)
    records = told(identify.components(combinations, KEYS), KEYS, words)
    assert found(records, identify.COMPONENT) == parted(first + second)


def assigned(sources: list[Rows], before: ledger.Identified | None = None) -> tuple[pl.DataFrame, ledger.Identified]:
    combinations, words = coded([frame(rows) for rows in sources], KEYS)
    records = identify.components(combinations, KEYS)
    known = pl.DataFrame(schema=ledger.LEDGER) if before is None else before.ledger
    aliases = pl.DataFrame(schema=ledger.ALIASES) if before is None else before.aliases
    return told(records, KEYS, words), ledger.assign(records, known, aliases, keys=KEYS, known=words)


def numbers(records: pl.DataFrame, identified: ledger.Identified) -> dict[tuple[int, str], int]:
    """(source, combination) → profile number."""
    joined = identify.with_combinations(records, KEYS).join(identified.people, on=identify.COMPONENT)
    return {
        (source, combination): n
        for source, combination, n in joined.select(identify.PLACE, identify.COMBINATION, "profile").rows()
    }


@settings(deadline=None)
@given(ROWS, ROWS, st.data())
def test_ids_do_not_depend_on_the_order_of_rows(first: Rows, second: Rows, data: st.DataObject) -> None:
    shuffled = [data.draw(st.permutations(rows)) for rows in (first, second)]
    assert numbers(*assigned([first, second])) == numbers(*assigned(shuffled))
    assert assigned([first, second])[1].ledger.equals(assigned(shuffled)[1].ledger)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, ROWS, ROWS)
def test_when_data_grows_records_keep_their_id_or_follow_an_alias(first: Rows, second: Rows, more: Rows) -> None:
    records, before = assigned([first, second])
    grown, after = assigned([first + more, second], before)
    old, new = numbers(records, before), numbers(grown, after)
    aliases = dict(after.aliases.rows())
    for record, number in old.items():
        name = ledger.profile_id(number)
        assert ledger.profile_id(new[record]) == aliases.get(name, name)
        assert new[record] <= number
    assert len(set(new.values())) == len(found(grown, identify.COMPONENT))
    again, same = assigned([first + more, second], after)
    assert numbers(again, same) == new
    assert (same.new_people, same.merges) == (0, 0)
    assert same.ledger.equals(after.ledger)


def test_a_property_named_like_a_key_joins_nobody(place: MakePlace) -> None:
    """An event may tell of somebody else's address: only the columns under `keys` say whose it is."""
    declared = CRM + '[sources.properties]\nemail = { type = "string" }\n'
    friend = "ts,cookie,cust,email\n2025-01-01,d0,c0,ann@example.com\n"
    at = place(declared, {"crm.csv": CRM_HEADER + "1,ann@example.com,,,,\n", "web.csv": friend})
    assert at.built().people == 2


@pytest.mark.parametrize(
    "value", ["unknown", "N/A", "0", "000-000", "null", "Guest", "00000000-0000-0000-0000-000000000000", r"\N"]
)
def test_well_known_placeholders_join_nobody_and_are_counted(place: MakePlace, value: str) -> None:
    _, report = people(place, f"{value},a@x.de,,,,\n{value},b@x.de,,,,\n")
    assert report.people == 2 + 1
    assert report.sources[0].keys_refused == {"customer_id: a well-known placeholder": 2}


@pytest.mark.parametrize("value", ["10", "a0", "Nulli", "test7", "x1"])
def test_what_only_looks_like_a_placeholder_joins(place: MakePlace, value: str) -> None:
    _, report = people(place, f"{value},a@x.de,,,,\n{value},b@x.de,,,,\n")
    assert report.people == 1 + 1


def test_addresses_phones_and_names_have_placeholders_of_their_own(place: MakePlace) -> None:
    named = "1,nobody@home.de,,Null,10115,\n2,nobody@home.de,,Null,10115,\n"
    _, report = people(place, named + "3,,+49 0000000000,Unknown,1,\n4,,+490000000000,unknown,1,\n")
    assert report.people == 3 + 1  # Null is somebody's name
    assert report.sources[0].keys_refused == {
        "email: a well-known placeholder": 2,
        "phone: a well-known placeholder": 2,
        "surname+postcode: a well-known placeholder": 2,
    }


def test_placeholders_count_where_the_project_says_so(place: MakePlace) -> None:
    toml = CRM.replace("[identity.phone]", "[identity.customer_id]\nplaceholders = false\n[identity.phone]")
    at = place(
        toml, {"crm.csv": CRM_HEADER + "0,a@x.de,,,,\n0,b@x.de,,,,\n", "web.csv": WEB_HEADER + "2025-01-01,d,\n"}
    )
    assert at.built().people == 1 + 1


PEOPLE = """
[identity]
keys = ["customer", "email"]
[identity.email]
normalise = "text"
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer = "id", email = "mail" }
[sources.attributes]
name = "string"
"""


def named(at: Place) -> dict[str, str]:
    """Profile id → name."""
    return dict(at.profiles("@profile", "name"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("crm", "new", "moved"),
    [
        ("1007,ann@x.de,Ann\n1008,bob@x.de,Bob\n9,cy@x.de,Cy\n", 2, {"customer": (1, 0), "email": (3, 2)}),
        (",ann@x.de,Ann\n,bob@x.de,Bob\n9,cy@x.de,Cy\n", 2, {"customer": (1, 0), "email": (3, 2)}),
        ("8,ann@x.de,Ann\n9,bob@x.de,Bob\n7,cy@x.de,Cy\n", 0, {"customer": (3, 0), "email": (3, 3)}),  # of others
        ("7,ann@x.de,Ann\n8,bob@x.de,Bob\n10,cy@x.de,Cy\n", 1, {"customer": (2, 0), "email": (3, 1)}),
    ],
)
def test_ids_that_go_to_others_are_counted(
    place: MakePlace, crm: str, new: int, moved: dict[str, tuple[int, int]]
) -> None:
    at = place(PEOPLE, {"crm.csv": "id,mail,name\n7,ann@x.de,Ann\n8,bob@x.de,Bob\n9,cy@x.de,Cy\n"})
    assert hands(at.built()) == {"customer": (0, 0), "email": (0, 0)}
    at.write({"crm.csv": "id,mail,name\n" + crm})
    report = at.built()
    assert (report.new_people, report.gone, hands(report)) == (new, new, moved)
    assert ("XS867" in at.codes()) == (new == 2 or moved["email"] == (3, 3))  # most
    at.built()
    assert "XS867" not in at.codes()


def hands(report: BuildReport) -> dict[str, tuple[int, int]]:
    """Key → values looked at, and those of another id now."""
    assert report.graph is not None
    return {key.name: (key.looked_at, key.moved) for key in report.graph.keys}


def test_who_has_a_number_of_before_beside_a_new_one_keeps_the_id(place: MakePlace) -> None:
    old, new = "7,ann@x.de,Ann\n8,bob@x.de,Bob\n", "1007,ann@x.de,Ann\n1008,bob@x.de,Bob\n"
    at = place(PEOPLE, {"crm.csv": "id,mail,name\n" + old})
    at.built()
    ids = named(at)
    for rows in (new + old, new):
        at.write({"crm.csv": "id,mail,name\n" + rows})
        report = at.built()
        assert (named(at), report.new_people, report.gone) == (ids, 0, 0)


def test_a_key_that_is_normalised_in_another_way_gives_no_new_ids(place: MakePlace) -> None:
    toml = PEOPLE.replace('customer = "id", ', "").replace('"customer", ', "")
    at = place(toml, {"crm.csv": "mail,name\nZoe@x.de,Zoe\nAnn@x.de,Ann\nbob@x.de,Bob\n"})
    at.built()
    ids = named(at)
    at.write({"xseg.toml": HEAD + toml.replace('"text"', '"email"')})
    assert at.built().new_people == 0
    assert named(at) == ids
    at.write({"crm.csv": "mail,name\nzoe@x.de,Zoe\nann@x.de,Ann\nbob@x.de,Bob\ncy@x.de,Cy\n"})
    assert at.built().new_people == 1
    assert ids.items() <= named(at).items()


def test_most_ids_of_others_are_told(place: MakePlace) -> None:
    at = place(PEOPLE, {"crm.csv": "id,mail,name\n7,Ann@x.de,Ann\n8,Bob@x.de,Bob\n9,Cy@x.de,Cy\n"})
    at.built()
    at.write({"crm.csv": "id,mail,name\n,Ann@x.de,Ann\n,Bob@x.de,Bob\n,Cy@x.de,Cy\n"})
    at.built()
    assert at.codes() == ["XS867"]
    assert "3 of 3 values of `email` have another profile id" in at.found[0].message
    at.write({"crm.csv": "id,mail,name\n,A@x.de,Ann\n,B@x.de,Bob\n,C@x.de,Cy\n"})
    at.built()
    assert at.codes() == ["XS867"]
    assert "3 of the 3 people of the build before are gone, and 3 of 3 are new" in at.found[0].message
    at.built()
    assert at.codes() == []
