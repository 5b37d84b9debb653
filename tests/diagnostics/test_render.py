"""Findings are shown where they stand, in any script, on any line, with colour and without."""

import json
import re

import pytest

from xseg.diagnostics import Code, Diagnostic, Edit, Fix, Label, Source, Span
from xseg.diagnostics.render import render_concise, render_full, render_json

UNKNOWN = Code("XS204", "unknown-attribute")
NEVER = Code("XS503", "never-true", "warning")


def _shown(text: str, start: int, end: int, **more: object) -> str:
    found = Diagnostic(UNKNOWN, "no attribute", Span("a.seg", start, end), **more)  # type: ignore[arg-type]
    return render_full([found], {"a.seg": Source("a.seg", text)})


def _marks(text: str, part: str) -> tuple[str, str]:
    """The shown line and the line of marks below it, without the frame."""
    start = text.index(part)
    lines = _shown(text, start, start + len(part)).splitlines()
    number = next(index for index, line in enumerate(lines) if re.match(r" +\d+ \|", line))
    return lines[number].partition("| ")[2], lines[number + 1].partition("| ")[2]


def test_a_finding_is_a_block_of_lines() -> None:
    text = 'segment vip {\n  owner: "x"\n\n  where lifetime_valeu > 500\n}\n'
    start = text.index("lifetime")
    found = Diagnostic(
        UNKNOWN,
        "no attribute `lifetime_valeu` on a profile",
        Span("shop/vip.seg", start, start + 14),
        label="not declared in xseg.toml or as a trait",
        help=("did you mean `lifetime_value` (decimal)?",),
        fix=Fix("write `lifetime_value`", (Edit(Span("shop/vip.seg", start, start + 14), "lifetime_value"),)),
    )
    assert render_full([found], {"shop/vip.seg": Source("shop/vip.seg", text)}) == (
        "error[XS204 unknown-attribute]: no attribute `lifetime_valeu` on a profile\n"
        "  --> shop/vip.seg:4:9\n"
        "   |\n"
        " 4 |   where lifetime_valeu > 500\n"
        "   |         ^^^^^^^^^^^^^^ not declared in xseg.toml or as a trait\n"
        "   = help: did you mean `lifetime_value` (decimal)?\n"
        "   = fix: write `lifetime_value`\n"
    )


@pytest.mark.parametrize(
    ("text", "part", "line", "marks"),
    [
        ("where x > 3", "x", "where x > 3", "      ^"),
        ("\twhere\tx > 3", "x", "    where   x > 3", "            ^"),
        ('where 都市 == "東京" and b', '"東京"', 'where 都市 == "東京" and b', "              ^^^^^^"),
        ("where gro\u0308\u00dfe > 3", ">", "where gro\u0308\u00dfe > 3", "            ^"),
        ("a \N{WAVING HAND SIGN} b", "b", "a \N{WAVING HAND SIGN} b", "     ^"),
        ("a\r\nb c\r\nd", "c", "b c", "  ^"),
        ("x \x1b[31m y", "y", "x \ufffd[31m y", "        ^"),
    ],
)
def test_marks_stand_under_their_characters(text: str, part: str, line: str, marks: str) -> None:
    assert _marks(text, part) == (line, marks)


def test_a_place_at_the_end_of_the_text_has_a_mark_behind_it() -> None:
    assert _shown("trait a =", 9, 9).splitlines()[3:5] == [" 1 | trait a =", "   |          ^"]
    assert _shown("a\n", 2, 2).splitlines()[1] == "  --> a.seg:2:1"
    assert _shown("", 0, 0).splitlines()[1] == "  --> a.seg:1:1"
    assert _shown("ab", 50, 60).splitlines()[1] == "  --> a.seg:1:3"


def test_a_place_over_lines_shows_the_first_and_the_last() -> None:
    text = "where not (a\n  and b\n  and c) or d"
    assert _shown(text, 6, text.index(")") + 1, label="here").splitlines()[3:] == [
        " 1 | where not (a",
        "   |       ^^^^^^",
        "   …",
        " 3 |   and c) or d",
        "   |   ^^^^^^ here",
    ]
    assert _shown("a b\nc d", 2, 4).splitlines()[3:] == [" 1 | a b", "   |   ^"]


def test_a_very_long_line_is_cut_around_the_place() -> None:
    text = "x + " * 5000 + "wrong" + " + y" * 5000
    line, marks = _marks(text, "wrong")
    assert len(line) < 130
    assert line[marks.index("^") :].startswith("wrong")
    assert marks.strip() == "^^^^^"


def test_a_second_place_is_shown_too() -> None:
    shown = _shown("a {\nb", 2, 3, related=(Label(Span("a.seg", 5, 5), "here it is missing"),))
    assert shown.splitlines()[5:] == ["  ::: a.seg:2:2", "   |", " 2 | b", "   |  - here it is missing"]


def test_findings_stand_in_the_order_of_their_places() -> None:
    sources = {name: Source(name, "abc") for name in ("a.seg", "b.seg")}
    found = [
        Diagnostic(NEVER, "third", Span("b.seg", 1, 2)),
        Diagnostic(UNKNOWN, "second", Span("a.seg", 2, 3)),
        Diagnostic(UNKNOWN, "first", Span("a.seg", 0, 1)),
        Diagnostic(UNKNOWN, "everywhere"),
        Diagnostic(UNKNOWN, "elsewhere", Span("gone.csv", 0, 1)),
    ]
    assert render_concise(found, sources).splitlines() == [
        "error[XS204 unknown-attribute]: everywhere",
        "a.seg:1:1: error[XS204 unknown-attribute]: first",
        "a.seg:1:3: error[XS204 unknown-attribute]: second",
        "b.seg:1:2: warning[XS503 never-true]: third",
        "gone.csv: error[XS204 unknown-attribute]: elsewhere",
    ]
    assert "  --> gone.csv\n" in render_full(found, sources)


def test_colour_loses_and_adds_no_character() -> None:
    found = [Diagnostic(NEVER, "never", Span("a", 0, 1), label="so", help=("do",)), Diagnostic(UNKNOWN, "no", None)]
    sources = {"a": Source("a", "abc")}
    coloured = render_full(found, sources, colour=True)
    assert "\x1b[1;33m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render_full(found, sources)


def test_no_findings_are_no_text() -> None:
    assert render_full([], {}) == render_concise([], {}) == ""


def test_json_has_a_schema_version_and_every_part() -> None:
    span = Span("a.seg", 2, 3)
    found = Diagnostic(
        UNKNOWN, "no `b`", span, "label", ("help",), Fix("write c", (Edit(span, "c"),)), (Label(Span("x", 0, 1), "y"),)
    )
    document = json.loads(render_json([found], {"a.seg": Source("a.seg", "é\nb")}))
    place = {
        "path": "a.seg",
        "start": {"offset": 2, "line": 2, "column": 1},
        "end": {"offset": 3, "line": 2, "column": 2},
    }
    assert document == {
        "schema": "xseg.diagnostics/1",
        "diagnostics": [
            {
                "code": "XS204",
                "name": "unknown-attribute",
                "severity": "error",
                "message": "no `b`",
                "place": place,
                "label": "label",
                "help": ["help"],
                "fix": {"title": "write c", "edits": [{"place": place, "replacement": "c"}]},
                "related": [{"place": {"path": "x", "start": {"offset": 0}, "end": {"offset": 1}}, "text": "y"}],
            }
        ],
    }


def test_what_would_steer_a_terminal_is_a_dot() -> None:
    evil = "\x1b[2J\x9b31mcol\u202e"
    found = Diagnostic(UNKNOWN, f"column `{evil}`", Span(f"{evil}.csv", 0, 0), help=(f"declare `{evil}`\nso",))
    for told in (render_full([found], {}), render_concise([found], {})):
        assert "column `·[2J·31mcol·`" in told
        assert told.replace("\n", "").isprintable()
    assert "declare `·[2J·31mcol·`\nso" in render_full([found], {})
