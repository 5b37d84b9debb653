"""What a build is held against: each expectation that does not hold stops it, and says what was seen."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.profiles.place import MakePlace
from xseg.diagnostics import Sink, Source
from xseg.profiles.measures.expectations import broken
from xseg.profiles.measures.report import BuildReport, Fences, Filled, Graph, KeyReport, ListReport, SourceReport
from xseg.profiles.measures.shape import Change
from xseg.project.load import project_from

DAY = 86_400_000_000
NOW = 20_000 * DAY
TOML = """
[project]
timezone = "UTC"
[identity]
keys = ["email"]
[lists.vip]
path = "vip.csv"
key = "email"
[[sources]]
name = "web"
kind = "events"
event = "visit"
path = "web.csv"
time = "at"
keys = { email = "mail" }
[sources.properties]
device = "category"
"""
WEB = SourceReport(
    name="web",
    kind="events",
    read=1_000,
    kept=900,
    dropped={"exact duplicate": 30, "duplicate by id": 20, "event not mapped": 20},
    quarantined={"no time": 30},
    keys_refused={},
    first=0,
    last=NOW - 3 * DAY,
    newest=NOW - 3 * DAY,
    future=9,
    late=90,
    filled=(Filled("device", "property", 450, 900), Filled("email", "key", 900, 900)),
    changes=(Change("coupon", "new", ("web.csv",), "", "text"), Change("page", "gone", ("web.csv",), "text", "")),
    fences=(Fences("amount", "iqr", "report", 0, 9900, 5, 40),),
)
GRAPH = Graph(1_200, {"1": 900, "2": 100}, 40, "p000007", 20, (KeyReport("email", 1_100, 1_000),))
VIP = ListReport("vip", 8, 4, 10, 8, {"email: not an e-mail address": 2})
REPORT = BuildReport(2, (WEB,), 1_000, 10, 0, (), (VIP,), now=NOW, graph=GRAPH)
BEFORE = replace(
    REPORT,
    build=1,
    people=2_000,
    sources=(replace(WEB, read=2_000, kept=1_900),),
    lists=(replace(VIP, read=40, kept=38),),
)


def told(expected: str, before: BuildReport | None = BEFORE, **named: Any) -> list[str]:
    sink = Sink()
    project = project_from(Source("xseg.toml", TOML + expected), sink, root=Path())
    assert project is not None, [one.message for one in sink]
    found = broken(project, REPORT, before, **named)
    assert {one.code.number for one in found} <= {"XS842"}
    assert all(one.span is not None and one.help for one in found)
    return [one.message.removeprefix("the build is stopped: ") for one in found]


@pytest.mark.parametrize(
    ("expected", "seen"),
    [
        ("rows = { min = 1_001 }", "1,000 rows of `web`, fewer than the 1,001 expected"),
        ("rows = { max = 999 }", "1,000 rows of `web`, more than the 999 expected"),
        (
            'rows = { fall = "40%" }',
            "1,000 rows of `web` where the last build had 2,000: a fall of 50.0%, more than 40%",
        ),
        ('quarantined = { max = "2%" }', "30 of 1,000 rows of `web` are in quarantine: 3.00%, more than 2.00%"),
        ('duplicates = { max = "4%" }', "50 of 1,000 rows of `web` are duplicates: 5.00%, more than 4.00%"),
        ('unknown_events = { max = "1%" }', "20 of 1,000 rows of `web` are of unknown events: 2.00%, more than 1.00%"),
        ('late = { max = "5%" }', "90 of 900 rows of `web` are late: 10.00%, more than 5.00%"),
        ('future = { max = "0%" }', "9 of 900 rows of `web` are of the future: 1.00%, more than 0.00%"),
        ('outliers = { max = "1%" }', "45 of 900 rows of `web` are outliers: 5.00%, more than 1.00%"),
        ('newest = { within = "2 days" }', "the newest time of `web` is 3 days before now, where 2 days are expected"),
        (
            'known = { device = { min = "80%" }, email = { min = "100%" } }',
            "`device` is known in 450 of 900 rows of `web`: 50.00%, less than 80.00%",
        ),
        ('columns = "same"', "the columns of `web` are not the same: `coupon` is new; `page` is gone"),
    ],
)
def test_a_source_that_is_not_as_expected_stops_the_build_with_what_was_seen(expected: str, seen: str) -> None:
    assert told(f"[build.expect.web]\n{expected}\n") == [seen]


@pytest.mark.parametrize("seen", range(1, 1_000, 37))
def test_a_bound_itself_is_within_it(seen: int) -> None:
    web = replace(WEB, quarantined={"no time": seen}, kept=1_000 - seen, dropped={})
    share = f"{seen // 10}.{seen % 10}%"
    fall = f'rows = {{ fall = "{100 - seen // 10 - 1}.{9 - seen % 10}%" }}'  # one row less than the share allows
    toml = f'[build.expect.web]\nquarantined = {{ max = "{share}" }}\n'
    project = project_from(Source("xseg.toml", TOML + toml), Sink(), root=Path())
    assert project is not None
    assert broken(project, replace(REPORT, sources=(web,)), BEFORE) == []
    fallen = project_from(Source("xseg.toml", TOML + f"[build.expect.web]\n{fall}\n"), Sink(), root=Path())
    assert fallen is not None
    for read, times in ((seen + 1, 0), (seen, 1)):
        whole = [replace(WEB, read=rows, kept=rows, dropped={}, quarantined={}) for rows in (read, 1_000)]
        report, before = replace(REPORT, sources=(whole[0],)), replace(BEFORE, sources=(whole[1],))
        assert len(broken(fallen, report, before)) == times


def test_a_column_of_no_row_is_known_in_none() -> None:
    toml = TOML + '[build.expect.web]\nknown = { device = { min = "1%" } }\n'
    project = project_from(Source("xseg.toml", toml), Sink(), root=Path())
    assert project is not None
    empty = replace(WEB, kept=0, dropped={"event not mapped": 970}, filled=(Filled("device", "property", 0, 0),))
    (found,) = broken(project, replace(REPORT, sources=(empty,)), None)
    assert "no row of `web` is kept" in found.message


def test_what_is_as_expected_is_not_told() -> None:
    held = """
[build.expect.web]
rows = { min = 1000, max = 1000, fall = "50%", rise = "0%" }
quarantined = { max = "3%" }
duplicates = { max = "5%" }
late = { max = "10%" }
future = { max = "1%" }
newest = { within = "3 days" }
known = { device = { min = "50%" } }
[build.expect."lists.vip"]
quarantined = { max = "20%" }
[build.people]
count = { min = 1000, max = 1000, fall = "50%" }
biggest = { max = 40 }
conflicts = { max = "2%" }
"""
    assert told(held) == []


def test_lists_can_be_expected_too() -> None:
    expected = '[build.expect]\n"lists.vip" = { rows = { min = 11, fall = "50%" }, quarantined = { max = "10%" } }\n'
    assert told(expected) == [
        "10 rows of list `vip`, fewer than the 11 expected",
        "10 rows of list `vip` where the last build had 40: a fall of 75.0%, more than 50%",
        "2 of 10 rows of list `vip` are in quarantine: 20.00%, more than 10.00%",
    ]


def test_people_can_be_expected_too() -> None:
    expected = '[build.people]\ncount = { fall = "10%" }\nbiggest = { max = 30 }\nconflicts = { max = "1%" }\n'
    assert told(expected) == [
        "1,000 people where the last build had 2,000: a fall of 50.0%, more than 10%",
        "one person (`p000007`) has 40 records, more than the 30 expected",
        "20 of 1,000 people have several values of `email`: 2.00%, more than 1.00%",
    ]


CHANGES = '[build.expect.web]\nrows = { fall = "1%" }\ncolumns = "same"\n[build.people]\ncount = { fall = "1%" }\n'


def test_changes_can_be_accepted_once_and_bounds_cannot() -> None:
    assert len(told(CHANGES)) == 3
    assert told(CHANGES, accept_changes=True) == []
    assert len(told("[build.expect.web]\nrows = { min = 1_001 }\n", accept_changes=True)) == 1


def test_a_first_build_is_compared_with_nothing() -> None:
    assert told(CHANGES, before=None) == ["the columns of `web` are not the same: `coupon` is new; `page` is gone"]


@pytest.mark.parametrize(
    ("expected", "code", "said"),
    [
        ("[build.expect.wep]\nrows = { min = 1 }", "XS821", "there is no source `wep`"),
        ("[build.expect.web]\nrows = { min = 2, max = 1 }", "XS804", "`rows` has a `min` above its `max`"),
        (
            '[build.expect.web]\nknown = { devise = { min = "1%" } }',
            "XS827",
            "the source `web` has no property, attribute or key `devise`",
        ),
        ('[build.expect."lists.vip"]\nlate = { max = "1%" }', "XS817", "`late` means nothing on a list"),
        ('[build.expect.web]\nquarantined = { max = "2" }', "XS804", "`max` is not a share"),
        ("[build.expect.web]\nrow = { min = 1 }", "XS802", "row"),
    ],
)
def test_an_expectation_that_cannot_be_meant_is_told(expected: str, code: str, said: str) -> None:
    sink = Sink()
    assert project_from(Source("xseg.toml", TOML + expected), sink, root=Path()) is None
    assert [one.code.number for one in sink] == [code]
    assert said in sink.found[0].message


def test_an_expectation_of_events_means_nothing_on_profiles(place: MakePlace) -> None:
    crm = '[identity]\nkeys=["a"]\n[[sources]]\nname="crm"\nkind="profiles"\npath="crm.csv"\nkeys={a="a"}\n'
    at = place(crm + '[build.expect.crm]\nlate = { max = "1%" }\nnewest = { within = "1 day" }\n')
    sink = Sink()
    text = (at.root / "xseg.toml").read_text()
    assert project_from(Source("xseg.toml", text), sink, root=at.root) is None
    assert [one.code.number for one in sink] == ["XS817", "XS816"]
