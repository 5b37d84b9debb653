"""`use` brings the standard traits in the project's own words."""

from pathlib import Path

import pytest

import xseg
from tests.support import corner as support
from tests.workflow.conftest import PROJECT, write_orders
from xseg.diagnostics import Sink, Source
from xseg.library import standard_names, standard_text
from xseg.library.standard import expanded, standard
from xseg.syntax.format import formatted

RULES = "segment good { where recency_score >= 4 and monetary > 100 }\n"


@pytest.fixture
def corner(tmp_path: Path) -> Path:
    (tmp_path / "xseg.toml").write_text(PROJECT)
    write_orders(tmp_path, people=100)
    return tmp_path


def findings(root: Path, rules: str) -> list[tuple[str, tuple[str, ...]]]:
    (root / "rules.seg").write_text(rules)
    return [(found.code.number, found.help) for found in xseg.open(root).check()]


def test_standard_traits_are_traits_like_any_other(corner: Path) -> None:
    assert findings(corner, "use rfm\n" + RULES) == []
    assert xseg.open(corner).preview("good").size == 3


def test_roles_are_mapped_to_the_projects_words(corner: Path) -> None:
    (corner / "xseg.toml").write_text(PROJECT.replace('event = "purchase"', 'event = "order"'))
    lacking = ("write `use rfm with purchase = order`", "for `purchase` there are `order`")
    assert findings(corner, "use rfm\n" + RULES) == [("XS220", lacking)]
    assert findings(corner, "use rfm with purchase = order\n" + RULES) == []
    assert xseg.open(corner).preview("good").size == 3


def test_a_slip_in_a_use_is_told(corner: Path) -> None:
    assert [code for code, _ in findings(corner, "use rmf\nsegment a { where true }\n")] == ["XS219"]
    assert [code for code, _ in findings(corner, "use rfm with purchas = purchase\n" + RULES)] == ["XS219"]
    assert [code for code, _ in findings(corner, "use rfm\ntrait monetary = 1\n" + RULES)] == ["XS201"]


@pytest.mark.parametrize("name", standard_names())
def test_a_standard_file_begins_with_its_own_use(name: str) -> None:
    text = "\n".join(line for line in standard_text(name).splitlines() if not line.startswith("#"))
    assert text.strip().startswith(f"use {name} with ")


@pytest.mark.parametrize("name", standard_names())
def test_a_standard_file_is_in_the_one_layout(name: str) -> None:
    text = standard_text(name)
    assert formatted(Source(name, text), Sink()) == text


# --- mistakes in a use: the line to paste ---

TOLD = [
    ("use rfm with amount = amuont", "XS220", "write `use rfm with amount = amount`"),
    ("use rfm with purchase = buy", "XS220", "for `purchase` there are `purchase`, `view`, `cart`"),
    ("use rfm with purchase = view, prefix = seen, channel = wbe", "XS220",
     "write `use rfm with purchase = view, channel = web, prefix = seen`"),
    ("use engagement with signal = view, channel = letters", "XS220",
     "write `use engagement with signal = view, channel = …`"),
    ("use engagement with channel = web", "XS220", "for `signal` there are `purchase`, `view`"),
    ("use affinity with product = item", "XS220", "write `use affinity with product = item, category = …`"),
    ("use sessions", "XS220", "write `[sessions]` with `gap = \"30 minutes\"` into xseg.toml"),
    ("use rfm with amount = any", "XS219", "name one property of the events"),
    ("use rfm with amount = amount, amount = amount", "XS218", "keep one of them"),
    ("use rfm with amuont = amount", "XS219", "did you mean `amount`?"),
    ("use rfm\nuse rfm with channel = web", "XS201", "`use rfm with channel = web, prefix = other`"),
    ("use rfm with prefix = a\nuse rfm with prefix = a", "XS201", "`use rfm with prefix = other`"),
    ("use rfm with amount = item", "XS303", "it is the standard trait `monetary` that says so"),
    ("use rfm with channel = email", "XS412", "it comes from `web`, `store`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "said"), TOLD)
def test_a_mistake_in_a_use_says_what_to_write(text: str, code: str, said: str) -> None:
    (found,) = support.findings(text)
    assert found.code.number == code
    assert said in " ".join(found.help)


def test_what_is_wrong_in_a_standard_trait_is_told_without_a_fix_that_would_write_over_the_use() -> None:
    (found,) = support.findings("use sessions with session = view, pages = pieces, entry = item")
    assert (found.code.number, found.fix) == ("XS206", None)
    assert found.help[-1] == "it is the standard trait `session_seconds_30d` that says so"


# --- a use in the project's words ---


def test_two_uses_stand_side_by_side_under_prefixes() -> None:
    text = (
        "use engagement with signal = any of (open, sent), channel = email, prefix = mail\n"
        "use engagement with signal = any, channel = web, prefix = site\n"
    )
    program, sink = support.checked(text)
    assert not sink.found
    assert {"mail_engagement", "site_engagement", "mail_signals_7d", "site_last_signal"} <= program.traits.keys()
    assert program.standard["mail_engagement"] == "engagement"
    label = program.traits["mail_engagement"].label
    assert label is not None
    assert label.value == "Engagement (mail)"


def test_a_use_expands_to_what_it_means() -> None:
    meant = {"signal": ("open", "sent"), "channel": None}
    text = expanded(standard("engagement"), meant, "mail")
    assert (
        'trait mail_signals_7d  "Signs of interest in 7 days (mail)"  = count(any of (open, sent) within 7 days)'
        in text
    )
    assert "5 * mail_signals_7d + 2 * (mail_signals_30d - mail_signals_7d)" in text
    moved = expanded(
        standard("moves"), {"signal": None, "old_channel": ("store",), "new_channel": ("web", "app")}, None
    )
    assert "did any on store more than 90 days ago" in moved
    assert "first any on any of (web, app) within 90 days" in moved


def test_names_that_are_none_stand_in_backticks() -> None:
    text = expanded(standard("rfm"), {"purchase": ("from",), "amount": ("x y",), "channel": None}, "last")
    assert "sum(`x y` of `from` within 1 year)" in text
    assert "trait last_monetary " in text


def test_a_rule_on_sessions_that_nobody_makes_says_how_they_are_made() -> None:
    (found,) = support.findings("segment a { where did session within 7 days }")
    assert found.code.number == "XS205"
    assert 'write `[sessions]` with `gap = "30 minutes"` into xseg.toml' in " ".join(found.help)
