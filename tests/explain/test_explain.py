"""`xseg explain` from the outside: who is asked for, what is shown and what is hidden."""

import json
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest

import xseg
from tests.cli.test_check import xseg as cli
from tests.support.corner import checked
from tests.workflow.conftest import PROJECT, write_orders
from tests.workflow.conftest import RULES as SMALL_RULES
from xseg.api import Refused
from xseg.cli.clauses import Telling
from xseg.plan import lower
from xseg.store import Store
from xseg.workflow.explain import Explanation, _reads_days_of, explain, last_now
from xseg.workflow.masking import personal_columns
from xseg.workflow.workspace import open_workspace

RULES = """
segment lately "Bought in May" { where last purchase within 31 days and total_spend > 100 and country == "DE" }
segment top "Best tenth" { where total_spend in top 10% and orders >= 3 }
segment clustered { where cluster == "rich" and total_spend < 1000 }
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop after a run; no test changes it."""
    folder = tmp_path_factory.mktemp("corner")
    (folder / "xseg.toml").write_text(PROJECT)
    (folder / "rules.seg").write_text(SMALL_RULES + RULES)
    write_orders(folder, people=100)
    opened = xseg.open(folder)
    opened.build()
    opened.train()
    opened.run()
    return folder


def explained(folder: Path, segment: str, person: str, *, reveal: bool = False) -> Explanation:
    workspace = open_workspace(folder)
    now = last_now(workspace.checked.project)
    assert now is not None
    found = explain(workspace, segment, person, now=now, reveal=reveal)
    assert found is not None, [one.message for one in workspace.sink]
    return found


def test_a_person_is_explained_with_values_changes_and_the_next_flip(ran: Path) -> None:
    shown = cli("explain", "lately", "email:P10@example.com", "--reveal", at=ran)
    assert shown.returncode == 0, shown.stderr
    head, _, rest = shown.stdout.partition("\n\n")
    assert head.endswith(" is in lately as of 2025-06-01 00:00 CEST")
    clauses, _, after = rest.partition("\n\n")
    assert clauses.splitlines() == [
        "  last purchase within 31 days  ✓ saw 2025-05-01, 31 days ago",
        "      purchase on web 2025-05-01, 31 days ago",
        "  total_spend > 100  ✓ saw 307.50",
        "      purchase on web 2025-05-01, 31 days ago (amount 101.50)",
        "      purchase on web 2025-05-01, 31 days ago (amount 102.50)",
        "      purchase on web 2025-05-01, 31 days ago (amount 103.50)",
        '  country == "DE"  ✓',
    ]
    assert after.splitlines() == [
        "out with last purchase 14 hours earlier",
        "out with total_spend 207.50 lower",
        "leaves at 2025-06-01 14:00 CEST (in 14 hours) if nothing happens, by `last purchase within 31 days`",
    ]


def test_ranks_and_clusters_are_those_among_everybody(ran: Path) -> None:
    store = Store(open_workspace(ran).checked.project.state)
    for segment in ("top", "clustered", "big", "rich_here", "lately"):
        ids = store.members(segment)
        for person in ("p000001", "p000002", "p000011"):
            assert explained(ran, segment, person).member is (person in ids)


def test_the_python_api_says_the_same(ran: Path) -> None:
    opened = xseg.open(ran)
    found = opened.explain("lately", "email:p10@example.com")
    assert (found.member, found.tree.holds, len(found.changes)) == (True, True, 2)
    with pytest.raises(Refused, match="nobody is known"):
        opened.explain("lately", "p999999")
    report = opened.test()
    assert (report.passed, report.failed) == (0, 0)


def test_the_json_twin_says_the_same(ran: Path) -> None:
    shown = cli("explain", "big", "p000001", "--json", at=ran)
    assert shown.returncode == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert (told["schema"], told["segment"], told["profile"]) == ("xseg.explain/1", "big", "p000001")
    assert told["clauses"]["text"] == "total_spend > 100"
    assert told["clauses"]["holds"] is told["member"]
    assert [event["kind"] for event in told["clauses"]["saw"][0]["events"]] == ["purchase"] * 3


def test_personal_values_are_masked_unless_asked_for(ran: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    copytree(ran, folder)
    sensitive = PROJECT.replace('country = "category"', 'country = { type = "category", sensitive = ["place"] }')
    (folder / "xseg.toml").write_text(sensitive)
    for reveal, told in ((False, "•••"), (True, '"AT"')):
        found = explained(folder, "lately", "email:p11@example.com", reveal=reveal)
        telling = Telling(found.now, ZoneInfo("Europe/Berlin"), found.hidden)
        assert f'  country == "DE"  ✗ saw {told}' in [f"  {line}" for line in telling.told_in_full(found.tree)]


@pytest.mark.parametrize(
    ("segment", "person", "told"),
    [
        ("latly", "p000001", "did you mean `lately`?"),
        ("lately", "p999999", "nobody is known as `p999999`"),
        ("lately", "email:nobody@example.com", "nobody is known as `email:nobody@example.com`"),
    ],
)
def test_who_or_what_is_unknown_is_told(ran: Path, segment: str, person: str, told: str) -> None:
    workspace = open_workspace(ran)
    assert explain(workspace, segment, person, now=0) is None
    (found,) = workspace.sink
    assert told in (found.message, *found.help)


def test_before_a_build_there_is_nothing_to_explain(tmp_path: Path) -> None:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    (tmp_path / "rules.seg").write_text(RULES + SMALL_RULES)
    workspace = open_workspace(tmp_path)
    assert explain(workspace, "big", "p000001", now=0) is None
    assert [one.message for one in workspace.sink] == ["nothing was built yet"]


@pytest.mark.parametrize(
    ("rule", "secret"),
    [
        ("anniversary of born within next 30 days", True),
        ("years_since(born) >= 18", True),
        ("signup within 30 days", False),
    ],
)
def test_the_instant_of_a_flip_is_hidden_where_it_would_tell_a_hidden_day(*, rule: str, secret: bool) -> None:
    program, _ = checked(f"segment s {{ where {rule} }}")
    plan = lower(program)
    assert _reads_days_of(plan, plan.segments["s"], personal_columns(program.project)) is secret
