"""Consent is an address's: what counts for it and for its person, against a slow and obvious reference."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import MakePlace
from xseg.profiles.identity.vocabulary import Vocabularies, Vocabulary, series
from xseg.profiles.keeping.consents import by_address, by_person, consents, held
from xseg.profiles.rows.taking import key_column
from xseg.project.project import Key

TOML = """
[identity]
keys = ["customer_id", "email", "phone", "device_id"]
[identity.email]
normalise = "email"
limit = 2
[identity.phone]
normalise = "phone"
[consent]
news = { default = "denied" }
calls = { default = "granted" }
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { customer_id = "id", email = "mail", phone = "tel", device_id = "device" }
[sources.attributes]
city = "category"
[[sources]]
name = "answers"
kind = "consents"
path = "answers.csv"
purpose = { column = "what" }
answer = "answer"
time = { column = "at", timezone = "UTC" }
keys = { customer_id = "id", email = "mail", phone = "tel" }
"""
CRM = "id,mail,tel,device,city\n"
ANSWERS = "what,at,answer,id,mail,tel\n"


def asked(place: MakePlace, crm: str, answers: str) -> list[tuple[object, ...]]:
    """`consent.news` and `consent.calls` of each person."""
    at = place(TOML, {"crm.csv": CRM + crm, "answers.csv": ANSWERS + answers})
    at.built()
    return at.profiles("@consent.news", "@consent.calls")


def test_the_latest_answer_of_an_address_wins(place: MakePlace) -> None:
    answers = "news,2025-01-01,yes,,a@x.de,\nnews,2025-02-01,no,,a@x.de,\n"
    assert asked(place, "1,a@x.de,,,A\n", answers) == [(False, True)]
    assert asked(place, "1,a@x.de,,,A\n", answers + "news,2025-03-01,yes,,A@x.de,\n") == [(True, True)]


def test_an_answer_of_one_address_is_none_of_another(place: MakePlace) -> None:
    crm = "1,a@x.de,,,A\n1,b@x.de,,,A\n"
    answers = "news,2025-01-01,no,,a@x.de,\nnews,2025-02-01,yes,,b@x.de,\n"
    assert asked(place, crm, answers) == [(False, True)]
    assert asked(place, crm, answers + "news,2025-03-01,yes,,a@x.de,\n") == [(True, True)]


def test_a_merge_hands_no_consent_over(place: MakePlace) -> None:
    """Two customers with one device are one person here; the one who said no has not been asked again."""
    crm = "7,a@x.de,,d,A\n8,b@x.de,,d,B\n"
    answers = "news,2025-04-01,no,8,,\nnews,2025-05-01,yes,,a@x.de,\n"
    assert asked(place, crm, answers) == [(False, True)]
    assert asked(place, crm, answers + "news,2025-06-01,yes,7,,\n") == [(False, True)]
    assert asked(place, crm, answers + "news,2025-06-01,yes,,b@x.de,\n") == [(True, True)]
    assert asked(place, crm, answers + "news,2025-06-01,yes,8,,\n") == [(True, True)]


def test_an_account_overtakes_its_only_address_and_no_shared_one(place: MakePlace) -> None:
    answers = "news,2025-04-01,no,,a@x.de,\nnews,2025-05-01,yes,7,,\n"
    assert asked(place, "7,a@x.de,,,A\n", answers) == [(True, True)]
    assert asked(place, "7,a@x.de,,,A\n8,a@x.de,,,B\n", answers) == [(False, True)]


def test_a_denial_without_an_address_ends_what_addresses_granted(place: MakePlace) -> None:
    assert asked(place, "7,a@x.de,,,A\n", "news,2025-04-01,yes,,a@x.de,\nnews,2025-05-01,no,7,,\n") == [(False, True)]


def test_an_answer_for_a_shared_address_is_no_answer_of_the_other_customer(place: MakePlace) -> None:
    crm = "7,home@x.de,,,A\n7,a7@x.de,,,A\n8,home@x.de,,,B\n"
    answers = "news,2025-05-01,no,7,,\nnews,2025-06-01,yes,8,home@x.de,\n"
    assert asked(place, crm, answers) == [(False, True)]


@pytest.mark.parametrize("limit", ["", "[identity.device_id]\nlimit = 1\n"])
def test_a_grant_of_a_shared_device_lifts_nobodys_denial(place: MakePlace, limit: str) -> None:
    toml = (TOML + limit).replace('phone = "tel" }\n', 'phone = "tel", device_id = "device" }\n')
    crm = "1,ann@x.de,,tablet,A\n2,bob@x.de,,tablet,B\n"
    answers = "what,at,answer,id,mail,tel,device\nnews,2025-02-01,no,1,ann@x.de,,\nnews,2025-06-01,yes,,,,tablet\n"
    at = place(toml, {"crm.csv": CRM + crm, "answers.csv": answers})
    at.built()
    assert at.profiles("@consent.news") == [(False,)] * (2 if limit else 1)
    addresses = by_address(held(at.store), 1_900_000_000_000_000).rows_by_key("@scope", named=True)
    assert [row["@granted"] for row in addresses["email=ann@x.de"]] == [False]
    assert bool(addresses["email=bob@x.de"]) == (not limit)  # nobody knows whose answer it was


@pytest.mark.parametrize("mail", ["a7-old@x", "noreply@x.de"])
def test_a_grant_for_an_address_that_cannot_be_used_is_none_for_others(place: MakePlace, mail: str) -> None:
    yes, no = (f"news,2025-05-01,{word},7,{mail},\n" for word in ("yes", "no"))
    at = place(TOML, {"crm.csv": CRM + "7,a7@x.de,,,A\n", "answers.csv": ANSWERS + yes + "calls,2025-01-01,yes,7,,\n"})
    report = at.built()
    assert at.profiles("@consent.news") == [(False,)]
    assert report.sources[1].quarantined == {"a grant for an address that cannot be used": 1}
    crm = "7,a7@x.de,,,A\n"
    assert asked(place, crm, "news,2025-04-01,yes,,a7@x.de,\n" + no) == [(False, True)]
    assert asked(place, crm, "news,2025-05-01,yes,7,no address,+4930123456\n") == [(True, True)]  # of the phone


def test_an_earlier_yes_of_another_address_turns_no_answer(place: MakePlace) -> None:
    crm = "7,a@x.de,,,A\n7,b@x.de,,,A\n"
    answers = "news,2025-04-01,no,7,,\nnews,2025-05-01,yes,7,b@x.de,\n"
    assert asked(place, crm, answers) == [(True, True)]
    assert asked(place, crm, "news,2025-03-01,yes,,a@x.de,\n" + answers) == [(True, True)]


def test_a_row_that_names_the_device_answers_again_for_it(place: MakePlace) -> None:
    toml = TOML.replace('phone = "tel" }\n', 'phone = "tel", device_id = "device" }\n')
    banner = "what,at,answer,id,mail,tel,device\nnews,2025-04-01,no,,,,d\n"
    for crm, again, told in (
        ("7,a@x.de,,d,A\n", "news,2025-05-01,yes,7,,,d\n", True),  # logged in on the same device
        ("7,a@x.de,,d,A\n", "news,2025-05-01,yes,7,,,\n", False),  # or was it somebody else's?
        ("7,a@x.de,,d,A\n7,b@x.de,,d,A\n", "news,2025-05-01,yes,7,b@x.de,,d\n", True),
    ):
        at = place(toml, {"crm.csv": CRM + crm, "answers.csv": banner + again})
        at.built()
        assert at.profiles("@consent.news") == [(told,)]


def test_two_addresses_of_one_customer_are_of_one_person(place: MakePlace) -> None:
    crm = "7,a@x.de,+4930123456,,A\n7,b@x.de,+4930123456,,A\n"
    answers = "news,2025-04-01,no,,,+4930123456\nnews,2025-05-01,yes,7,,\n"  # STOP by SMS, yes in the account
    assert asked(place, crm, answers) == [(True, True)]
    assert asked(place, crm + "8,b@x.de,+4930123456,,B\n", answers) == [(False, True)]


@pytest.mark.parametrize("nothing", ["-", "n/a", "NULL"])
def test_a_sign_for_no_address_is_none(place: MakePlace, nothing: str) -> None:
    assert asked(place, "7,a@x.de,,,A\n", f"news,2025-05-01,yes,7,{nothing},\n") == [(True, True)]


def test_purposes_do_not_mix(place: MakePlace) -> None:
    assert asked(place, "7,a@x.de,+4930123456,,A\n", "calls,2025-04-01,no,,,+49 30 123456\n") == [(False, False)]


def test_a_denial_for_an_address_of_too_many_counts_for_all_of_them(place: MakePlace) -> None:
    crm = "".join(f"{i},club@x.de,,,A\n" for i in range(1, 4))
    answers = "calls,2025-04-01,no,,club@x.de,\n"
    assert asked(place, crm, answers) == [(False, False)] * 3


def test_what_an_earlier_version_kept_is_read(place: MakePlace) -> None:
    answers = "news,2025-04-01,no,,a@x.de,\nnews,2025-05-01,yes,7,,\n"
    at = place(TOML, {"crm.csv": CRM + "7,a@x.de,,,A\n", "answers.csv": ANSWERS + answers})
    at.built()
    (named,) = at.root.glob(".xseg/tables/*/consents%2Fnamed.parquet")
    named.unlink()
    (beside,) = at.root.glob(".xseg/tables/*/consents%2Fbeside.parquet")
    pl.read_parquet(beside).rename({"@sure": "@only"}).write_parquet(beside)
    assert at.profiles("@consent.news") == [(True,)]


def test_nothing_later_than_now_was_answered(place: MakePlace) -> None:
    at = place(TOML, {"crm.csv": CRM + "1,a@x.de,,,A\n", "answers.csv": ANSWERS + "news,2025-01-01,yes,,a@x.de,\n"})
    at.built()
    new_year = 1_735_686_000_000_000  # in Berlin: a day begins on the project's clock
    assert at.profiles("@consent.news", now=new_year) == [(True,)]
    assert at.profiles("@consent.news", now=new_year - 1) == [(False,)]


# --- law ---

KEYS = (Key("customer", ("customer",)), Key("email", ("email",), "email"), Key("device", ("device",)))
EMAIL = 1
VALUE = st.one_of(st.none(), st.sampled_from("123"))


@dataclass(frozen=True)
class Record:
    """What one row says of keys, and the person it was found to be of."""

    values: tuple[str | None, str | None, str | None]
    person: int


@dataclass(frozen=True)
class Answer:
    """One row of consents."""

    record: Record
    time: int
    granted: bool


RECORD = st.builds(Record, st.tuples(VALUE, VALUE, VALUE).filter(any), st.integers(0, 2))
ANSWER = st.builds(Answer, RECORD, st.integers(0, 4), st.booleans())
Scope = tuple[int, str]


@settings(deadline=None)
@given(st.lists(RECORD, max_size=8), st.lists(ANSWER, max_size=6), st.integers(0, 4))
def test_answers_count_as_the_decision_says(others: list[Record], answers: list[Answer], now: int) -> None:
    records = [*others, *(answer.record for answer in answers)]
    said, whose, words = coded_of(records, answers)
    kept = consents([said], whose, KEYS, words)
    told = {
        (scope, granted) for scope, _, granted in by_address(kept, now).select("@scope", "@purpose", "@granted").rows()
    }
    mine, everyone = slowly(records, answers, now)
    assert told == {(f"email={value}", granted) for value, granted in mine.items()}
    people = dict(by_person(kept, now).select("@number", "@granted").iter_rows())
    assert people == everyone


def slowly(records: Sequence[Record], answers: Sequence[Answer], now: int) -> tuple[dict[str, bool], dict[int, bool]]:
    """Addresses, and people, with what counts for them."""
    last: dict[Scope, tuple[int, bool]] = {}
    named: dict[Scope, int] = {}
    """When a row last named a value."""
    alone: dict[Scope, int] = {}
    """When one without an address did."""

    def on(scope: Scope) -> list[Record]:
        return [record for record in records if record.values[scope[0]] == scope[1]]

    def people_of(scope: Scope) -> set[int]:
        return {record.person for record in on(scope)}

    def leads(scope: Scope) -> Scope | None:
        """Where the strongest values above a value lead; None where to several, or it is of several people."""
        above: set[Scope | None] = set()
        for record in on(scope):
            stronger = [(k, value) for k, value in enumerate(record.values[: scope[0]]) if value]
            if stronger:
                above.add(leads(stronger[0]))
        if len(people_of(scope)) > 1 or len(above) > 1 or None in above:
            return None
        return above.pop() if above else scope

    def of_one(scope: Scope) -> bool:
        return leads(scope) is not None

    for answer in answers:
        values = answer.record.values
        about = (EMAIL, values[EMAIL]) if values[EMAIL] else next((k, v) for k, v in enumerate(values) if v)
        assert about[1] is not None
        scope = (about[0], about[1])
        if answer.time > now:
            continue
        if not (answer.granted and about[0] != EMAIL and len(people_of(scope)) > 1):
            before = last.get(scope, (-1, True))
            if answer.time > before[0] or (answer.time == before[0] and not answer.granted):
                last[scope] = (answer.time, answer.granted)
        for k, value in enumerate(values):
            if k != EMAIL and value:
                named[k, value] = max(answer.time, named.get((k, value), -1))
                if not values[EMAIL]:
                    alone[k, value] = max(answer.time, alone.get((k, value), -1))

    def near(scope: Scope) -> set[Scope]:
        return {(EMAIL, value) for record in on(scope) if (value := record.values[EMAIL])}

    def ended(scope: Scope, *, for_address: bool) -> bool:
        """Whether a denial without an address counts no longer, since its person answered again."""
        time, granted = last[scope]
        if granted:
            return False
        if for_address:
            return of_one(scope) and alone.get(scope, -1) > time
        by_name = len(people_of(scope)) == 1 and named.get(scope, -1) > time
        later = [other for other in near(scope) if other in last and last[other][0] > time and of_one(other)]
        return by_name or (of_one(scope) and bool(later))

    def verdict(address: str, *, for_address: bool) -> bool | None:
        own = last.get((EMAIL, address))
        counting = []
        overtaken = False
        for scope, (time, granted) in last.items():
            if scope[0] == EMAIL or (EMAIL, address) not in near(scope) or ended(scope, for_address=for_address):
                continue
            if own is None or time >= own[0]:
                counting.append(granted)
            overtaken |= own is not None and time > own[0] and of_one(scope) and of_one((EMAIL, address))
        if own is not None and not overtaken:
            counting.append(own[1])
        return all(counting) if counting else None

    addresses = {value for record in records if (value := record.values[EMAIL])}
    verdicts = {value: said for value in addresses if (said := verdict(value, for_address=True)) is not None}
    people: dict[int, bool] = {}
    for scope, (_, granted) in last.items():
        if scope[0] == EMAIL:
            said = verdict(scope[1], for_address=False)
            assert said is not None
        elif ended(scope, for_address=False):
            continue
        else:
            said = granted
        for record in on(scope):
            people[record.person] = people.get(record.person, True) and said
    return verdicts, people


def coded_of(records: Sequence[Record], answers: Sequence[Answer]) -> tuple[pl.DataFrame, pl.DataFrame, Vocabularies]:
    """The answers, all records with their people, and the vocabularies of their values."""
    names = [key_column(key.name) for key in KEYS]
    texts = pl.DataFrame(
        {name: pl.Series([record.values[k] for record in records], dtype=pl.String) for k, name in enumerate(names)}
    )
    words = [Vocabulary() for _ in KEYS]
    whose = pl.DataFrame(
        [series(name, known.add(texts.get_column(name))) for name, known in zip(names, words, strict=True)]
    )
    numbers = pl.Series("@number", [record.person for record in records], dtype=pl.UInt32)
    given = whose[len(records) - len(answers) :].with_columns(
        pl.lit("news").alias("@purpose"),
        pl.Series("@time", [answer.time for answer in answers], dtype=pl.Int64),
        pl.Series("@granted", [answer.granted for answer in answers], dtype=pl.Boolean),
    )
    return given, whose.with_columns(numbers), words


def test_answers_that_cannot_be_read_are_told_since_they_may_be_denials(place: MakePlace) -> None:
    answers = "news,2025-01-05,yes,,a@x.de,\nnews,2025-01-06T99,no,,a@x.de,\n"
    at = place(TOML, {"crm.csv": CRM + "1,a@x.de,,,A\n", "answers.csv": ANSWERS + answers})
    at.built()
    (told,) = [found for found in at.found if found.code.number == "XS866"]
    assert "1 answer of `answers` cannot be read" in told.message
