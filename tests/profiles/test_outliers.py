"""Values beyond the fences: where the fences stand, what becomes of outliers, and what `explain` shows of them."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles.place import LATE, MakePlace, Place
from xseg.cli.clauses import Telling
from xseg.diagnostics import Sink
from xseg.diagnostics import Source as Text
from xseg.profiles.measures.report import Fences
from xseg.profiles.rows.outliers import fenced
from xseg.project.load import project_from
from xseg.project.project import Source
from xseg.workflow.explain import explain
from xseg.workflow.workspace import open_workspace

CRM = """
[identity]
keys = ["id"]
[[sources]]
name = "crm"
kind = "profiles"
path = "crm*.csv"
keys = { id = "id" }
[sources.attributes]
income = { type = "TYPE", column = "pay", outliers = OUTLIERS }
visits = "integer"
"""
PAY = [10, 11, 12, 12, 13, 14, 15, 1000]


def place_with(place: MakePlace, outliers: str, *, type_: str = "decimal", pay: object = PAY) -> Place:
    assert isinstance(pay, list)
    rows = "".join(f"{number:02},{value},{number}\n" for number, value in enumerate(pay, 1))
    return place(CRM.replace("OUTLIERS", outliers).replace("TYPE", type_), {"crm.csv": "id,pay,visits\n" + rows})


def test_outliers_are_only_counted_unless_said(place: MakePlace) -> None:
    shop = place_with(place, '"iqr"')
    assert shop.source("crm").fences == (Fences("income", "iqr", "report", 650, 1850, 0, 1),)
    assert shop.source("crm").outliers == {"income": 1}
    assert [income for (income,) in shop.profiles("income")] == [value * 100 for value in PAY]


def test_a_clipped_value_keeps_the_raw_one_beside(place: MakePlace) -> None:
    shop = place_with(place, '{ action = "clip" }', pay=[*PAY, -50, ""])
    shop.built()
    seen = shop.profiles("income", "@raw.income")
    assert seen == [*((value * 100, None) for value in PAY[:-1]), (1850, 100_000), (650, -5000), (None, None)]


def test_an_outlier_set_missing_keeps_the_raw_one_beside(place: MakePlace) -> None:
    shop = place_with(place, '{ action = "missing" }')
    shop.built()
    assert shop.profiles("income", "@raw.income")[-1] == (None, 100_000)


def test_rows_with_outliers_can_be_set_aside(place: MakePlace) -> None:
    shop = place_with(place, '{ action = "quarantine" }')
    report = shop.source("crm")
    assert (report.read, report.kept, report.quarantined) == (8, 7, {"`pay` is an outlier": 1})
    assert shop.store.quarantine().select("line", "reason").rows() == [(9, "`pay` is an outlier")]


def test_fences_stand_on_all_files_of_a_source(place: MakePlace) -> None:
    lines = [f"{number},{value},0\n" for number, value in enumerate(PAY, 1)]
    toml = CRM.replace("OUTLIERS", '"iqr"').replace("TYPE", "decimal")
    shop = place(toml, {"crm1.csv": "id,pay,visits\n" + lines[7], "crm2.csv": "id,pay,visits\n" + "".join(lines[:7])})
    assert shop.source("crm").fences == (Fences("income", "iqr", "report", 650, 1850, 0, 1),)


CROWD = """
[identity]
keys = ["id", "device"]
[identity.device]
limit = 2
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.csv"
keys = { id = "id", device = "device" }
[sources.attributes]
pay = { type = "integer", outliers = { action = "ACTION" } }
mail = "string"
RULES
"""
GOOD = "".join(f"u{number},{'d1' if number < 4 else ''},{10 + number % 5},m{number}\n" for number in range(12))
SHARED = "".join(f",d1,{pay},c{pay}\n" for pay in (5000, 6000, 7000, 8000, 9000, 9500, 9600))


def crowd_with(place: MakePlace, action: str, rows: str, rules: str = "") -> Place:
    toml = CROWD.replace("ACTION", action).replace("RULES", rules)
    return place(toml, {"crm.csv": "id,device,pay,mail\n" + rows})


@pytest.mark.parametrize("action", ["report", "clip", "missing"])
def test_fences_stand_on_rows_that_are_kept_alone(place: MakePlace, action: str) -> None:
    crowded = crowd_with(place, action, GOOD + SHARED).source("crm")
    assert (crowded.kept, crowded.quarantined) == (12, {"only keys that join nobody": 7})
    assert crowded.fences == (Fences("pay", "iqr", action, 6, 17, 0, 0),)


def test_fences_that_set_rows_aside_stand_before_it_is_known_whose_rows_are(place: MakePlace) -> None:
    crowded = crowd_with(place, "quarantine", GOOD + SHARED).source("crm")
    assert (crowded.kept, crowded.quarantined) == (12, {"only keys that join nobody": 7})
    (fences,) = crowded.fences
    assert (fences.high, fences.above) == (14983, 0)


def test_an_outlier_that_is_set_aside_repeats_no_value(place: MakePlace) -> None:
    shop = crowd_with(place, "quarantine", GOOD + "u1,,99999,m1\n", "[sources.rows]\nmail = { unique = true }")
    report = shop.source("crm")
    assert (report.read, report.kept, report.quarantined) == (13, 12, {"`pay` is an outlier": 1})
    assert shop.profiles("pay", "mail")[1] == (11, "m1")


@pytest.mark.parametrize("pay", [[5, 5, 5, 5, 900], [7], ["", ""]])
def test_where_half_of_all_are_alike_there_are_no_fences(place: MakePlace, pay: list[object]) -> None:
    (found,) = place_with(place, '{ action = "clip" }', pay=[*pay]).source("crm").fences
    assert (found.low, found.high, found.below, found.above) == (None, None, 0, 0)


@pytest.mark.parametrize(("factor", "low", "high"), [("1.5", 650, 1850), ("0.1", 1070, 1430), ("3", 200, 2300)])
def test_the_factor_moves_the_fences(place: MakePlace, factor: str, low: int, high: int) -> None:
    (found,) = place_with(place, f"{{ factor = {factor} }}").source("crm").fences
    expected = quartile_fences([value * 100 for value in PAY], Fraction(factor))
    assert (found.low, found.high) == expected == (low, high)


def quartile_fences(values: list[int], factor: Fraction) -> tuple[int, int] | None:
    """By the words of outliers.py."""
    ordered = sorted(values)
    one, three = (ordered[int(Fraction(part, 4) * (len(ordered) - 1))] for part in (1, 3))
    if one == three:
        return None
    low, high = one - factor * (three - one), three + factor * (three - one)
    return -int(-low // 1), int(high // 1)


whole = st.one_of(st.none(), st.integers(-9, 9), st.integers(-(10**15), 10**15))


@settings(max_examples=150)
@given(st.lists(whole, min_size=1), st.sampled_from(["0.5", "1.5", "2.25"]))
def test_the_fences_do_not_depend_on_the_order_of_rows(values: list[int | None], factor: str) -> None:
    source = a_source("iqr", "clip", factor)
    found = fenced(pl.DataFrame({"income": values}, schema={"income": pl.Int64}), source.columns[:1])
    mixed = fenced(pl.DataFrame({"income": sorted(values, key=str)}, schema={"income": pl.Int64}), source.columns[:1])
    assert found.found == mixed.found
    known = [value for value in values if value is not None]
    fences = quartile_fences(known, Fraction(Decimal(factor))) if known else None
    assert ((found.found[0].low, found.found[0].high) if fences else None) == fences
    for value, clipped, raw in zip(values, *found.rows.select("income", "@raw.income"), strict=True):
        if value is None or fences is None or fences[0] <= value <= fences[1]:
            assert (clipped, raw) == (value, None)
        else:
            assert (clipped, raw) == (fences[0] if value < fences[0] else fences[1], value)


@settings(max_examples=150)
@given(st.lists(whole, min_size=1), st.sampled_from(["0.5", "1", "3"]))
def test_the_fences_by_deviation_hold_exactly_who_is_near_the_mean(values: list[int | None], factor: str) -> None:
    source = a_source("zscore", "missing", factor)
    found = fenced(pl.DataFrame({"income": values}, schema={"income": pl.Int64}), source.columns[:1])
    known = [value for value in values if value is not None]
    if not known or found.found[0].low is None:
        return
    mean = Fraction(sum(known), len(known))
    variance = sum((value - mean) ** 2 for value in known) / len(known)
    far = [value for value in known if (value - mean) ** 2 > Fraction(Decimal(factor)) ** 2 * variance]
    assert found.rows.get_column("@raw.income").drop_nulls().to_list() == far
    assert found.found[0].below + found.found[0].above == len(far)


def a_source(method: str, action: str, factor: str) -> Source:
    outliers = f'{{ method = "{method}", action = "{action}", factor = {factor} }}'
    toml = '[project]\ntimezone = "UTC"\n' + CRM.replace("OUTLIERS", outliers).replace("TYPE", "integer")
    project = project_from(Text("xseg.toml", toml), Sink(), root=Path())
    assert project is not None
    return project.sources[0]


def test_numbers_have_fences_too(place: MakePlace) -> None:
    shop = place_with(place, '{ method = "zscore", action = "clip", factor = 2 }', type_="number", pay=[*PAY, "0.25"])
    shop.built()
    assert shop.profiles("@raw.income")[7] == (1000.0,)
    assert shop.profiles("@raw.income")[8] == (None,)


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("clip", "income > 500  ✗ saw 18.50, clipped from 1,000.00"),
        ("missing", "income > 500  ✗ saw missing, for 1,000.00 is an outlier"),
        ("report", "income > 500  ✓ saw 1,000.00"),
    ],
)
def test_explain_shows_the_value_and_the_raw_one(place: MakePlace, action: str, told: str) -> None:
    shop = place_with(place, f'{{ action = "{action}" }}')
    shop.write({"a.seg": "segment rich { where income > 500 }\n"})
    shop.built()
    found = explain(open_workspace(shop.root), "rich", "id:08", now=LATE, reveal=True)
    assert found is not None
    assert Telling(found.now, shop.project.timezone).lines(found.tree) == [told]
    mark = "✓" if action == "report" else "✗"
    assert Telling(found.now, shop.project.timezone, {"income"}).lines(found.tree) == [f"income > 500  {mark} saw •••"]


def test_explain_says_what_stands_in_for_a_missing_value(place: MakePlace) -> None:
    toml = CRM.replace("outliers = OUTLIERS", 'impute = "median"').replace("TYPE", "decimal")
    rows = {"crm.csv": "id,pay,visits\n1,10,0\n2,,0\n3,30,0\n", "a.seg": "segment a { where imputed(income) > 5 }\n"}
    shop = place(toml, rows)
    shop.built()
    lines = []
    for person in ("id:1", "id:2"):
        found = explain(open_workspace(shop.root), "a", person, now=LATE, reveal=True)
        assert found is not None
        lines += Telling(found.now, shop.project.timezone).lines(found.tree)
    assert lines == [
        "imputed(income) > 5  ✓ saw 10.00",
        "imputed(income) > 5  ✓ saw 10.00, which stands in for a missing value",
    ]
