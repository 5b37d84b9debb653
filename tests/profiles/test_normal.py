"""Texts that mean the same are written the same: addresses, numbers, case and blanks; what is none is counted."""

import sys
import unicodedata

import numpy as np
import phonenumbers
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profiles.place import MakePlace
from xseg.profiles.values.normal import written
from xseg.profiles.values.phones import _many, _parsed, international
from xseg.project.project import Normal


def one(value: str, how: Normal, region: str | None = None) -> str | None:
    found: str | None = written(pl.Series([value]), how, region=region).values.item()
    return found


@pytest.mark.parametrize(
    ("how", "value", "as_written"),
    [
        ("text", "Anna  Maria", "Anna Maria"),
        ("text", "Anna\u00a0\tMaria", "Anna Maria"),
        ("lower", "Ärzte  Haus", "ärzte haus"),
        ("lower", "STRASSE", "strasse"),
        ("lower", "Straße", "straße"),
        ("email", "Ann.Smith+News@Example.COM", "ann.smith+news@example.com"),
        ("email", "ann@xn--mller-kva.de", "ann@müller.de"),
        ("email", "ANN@MÜLLER.DE", "ann@müller.de"),
        ("email", "ann@xn--strae-oqa.de", "ann@straße.de"),
        ("email", "ann@strasse.de", "ann@strasse.de"),
        ("email", "ann@xn--abc.de", "ann@xn--abc.de"),
        ("email", "ann@localhost", None),
        ("email", "ann smith@x.de", None),
        ("email", "<ann@x.de>", None),
        ("email", "ann@@x.de", None),
    ],
)
def test_texts_are_written_in_one_way(how: Normal, value: str, as_written: str | None) -> None:
    assert one(value, how) == as_written


@pytest.mark.parametrize(
    ("value", "region", "as_written"),
    [
        ("+49 (30) 1234-567", None, "+49301234567"),
        ("0049 30 1234567", None, "+49301234567"),
        ("030 1234567", None, None),
        ("030 1234567", "DE", "+49301234567"),
        ("030/123 45 67", "DE", "+49301234567"),
        ("+49 (0)30 1234567", "DE", "+49301234567"),
        ("0049301234567", "DE", "+49301234567"),
        ("30 1234567", "DE", "+49301234567"),
        ("+1 650 253 0000", "DE", "+16502530000"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("030 1234567 ext. 5", "DE", "+49301234567"),
        ("000000", "DE", None),
        ("110", "DE", None),
        ("call me", "DE", None),
        ("+49", "DE", None),
    ],
)
def test_phone_numbers_are_international(value: str, region: str | None, as_written: str | None) -> None:
    assert one(value, "phone", region) == as_written


def test_many_at_once_are_what_each_is_by_all_the_rules() -> None:
    rng = np.random.default_rng(7)
    for region in [*sorted(phonenumbers.SUPPORTED_REGIONS)[::8], "AR", "BR", "CA", "DE", "GB", "IL", "IT", "RU", "US"]:
        country = phonenumbers.phonemetadata.PhoneMetadata.metadata_for_region(region)
        assert country is not None
        numbers: list[str] = []
        for kind in range(10):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            digits = list(phonenumbers.national_significant_number(example))
            for _ in range(rng.integers(4)):
                digits[rng.integers(len(digits))] = str(rng.integers(10))
            national = "".join(digits)[rng.integers(2) :] + "7" * int(rng.integers(2))
            code, prefix = f"+{country.country_code}", country.national_prefix or ""
            numbers += [national, prefix + national, code + national, code + prefix + national, code[1:] + national]
        series = pl.Series(numbers, dtype=pl.String).unique(maintain_order=True)
        for number, plain in zip(series.to_list(), _many(series, region).to_list(), strict=True):
            assert plain in (None, _parsed(number, region)), (region, number)


@given(st.text(max_size=12), st.sampled_from(["text", "lower"]))
def test_a_normal_form_is_its_own(text: str, how: Normal) -> None:
    value = unicodedata.normalize("NFC", text.strip())
    once = one(value, how)
    assert once is not None
    assert one(once, how) == once


def test_numbers_that_come_often_are_read_once() -> None:
    many = pl.Series(["030 1234567", None, "nobody"] * 100_000)
    assert international(many, "DE").unique(maintain_order=True).to_list() == ["+49301234567", None, "?"]


CRM = """
[identity]
keys = ["phone", "mail"]
[identity.phone]
normalise = "phone"
region = "DE"
[identity.mail]
normalise = "email"
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { phone = "tel", mail = "mail" }
[sources.attributes]
phone = { type = "string", column = "tel", normalise = "phone", region = "DE" }
name = { type = "string", normalise = "text" }
city = { type = "category", normalise = "lower", values = ["berlin", "new york"] }
note = "string"
"""
FILES = {
    "crm.csv": "tel,mail,name,city,note\n"
    "030 1234567,a@x.de,Anna  Maria,New  York,x  y\n"
    "+49 30 1234567,b@x.de,,BERLIN,\n"
    "12,c@müller.de,,,\n"
    ",C@xn--mller-kva.de,,,\n"
}


def test_people_meet_by_numbers_however_they_are_written(place: MakePlace) -> None:
    shop = place(CRM, FILES)
    assert shop.source("crm").keys_refused == {"attribute phone: not a phone number": 1, "phone: not a phone number": 1}
    assert set(shop.profiles("phone", "name", "city", "note")) == {
        ("+49301234567", "Anna Maria", "berlin", "x  y"),
        (None, None, None, None),
    }


def test_a_region_without_its_rules_stops_the_build(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    shop = place(CRM, FILES)
    assert shop.build() is None
    assert shop.codes() == ["XS857", "XS857"]
    assert international(pl.Series(["030 1234567"]), "DE").to_list() == ["0301234567"]
