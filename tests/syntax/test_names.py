"""A name stays one name: words of the grammar as names, names that begin like words, and every script."""

import re
import unicodedata
from collections.abc import Callable

import pytest

from xseg.diagnostics import Diagnostic
from xseg.syntax import is_plain_name
from xseg.syntax.expected import SOFT
from xseg.syntax.grammar import grammar_text
from xseg.syntax.names import RESERVED
from xseg.syntax.nodes import Expression, File, Name, Trait

Rule = Callable[[str], tuple[Expression | None, list[Diagnostic]]]
Whole = Callable[[str], tuple[File, list[Diagnostic]]]
Compact = Callable[[object], str]

SOFT_WORDS = """
trait model segment test use with list sample by profile event given expect because highest lowest top bottom known
missing second seconds minute minutes hour hours day days week weeks month months quarter quarters year years this next
full for time times exactly starts ends ignoring case all at least most more than anniversary the periods label count
sum avg min max median most_frequent distinct same some kmeans clusters size if every drift noise enter exit daily
""".split()

RULE_PLACES = """
{} | {} == 1 | 1 < {} | not {} | {} and {} or {} | ({}) | -{} + {} * {} | {} between {} and {} | {} in (1)
{} not in (1) | {} contains "x" | {} starts with "x" ignoring case | {} ends with {} | {} has "x" | {} has any of ("x")
{} is known | {} is not missing | {} within 3 days | {} more than 3 days ago | {} before {} | {} since {} | {} after {}
{} from {} to {} | {} on today | {} during this month | anniversary of {} within next 3 days | {} in top 10%
{} in top 3 of segment {} | {} not in bottom 1% of segment {} | in segment {} | not in segment {} and {} | in list {}
did {} | did not {} | did {}[{} == {}] on {} within 3 days | did {} on today | did {} at least 3 times
did {} at most 1 times | did {} exactly 2 times | did {} exactly 2 | did {} 1 to 3 times
did {} in at least 3 of the last 4 weeks | did {} in at least 3 of the last 4 full weeks
did {} then {} within 3 days then not {} for 2 hours | did {} then not {} then {} all within 3 days
did any of ({}, {}) | did {} on any of ({}, {}) | did {} more than 3 days ago
did a[same {}] | did {} then {}[same {}] after 1 day within 2 days
count({}) | count({} then {}) | count({} within 3 days) | sum({} of {}) | distinct({} * {} of {}[{}] on {})
first({} of {}) | last({} of {}) | last {} | first {} on {} within 3 days | last {}[{}]
if({}, {}, {}) | days_since({})
x == {} ignoring case | {} == {}
""".replace("\n", " | ").split(" | ")

FILE_PLACES = """
trait {} = {}
trait {} "x" = {} trait {} = {} segment {} {{ where {} }}
trait a = {} use {} model {} {{ algorithm: {} }} test "x" {{ expect in {} }}
use {} with {} = {}, {} = {} use {}
segment {} "x" {{ {}: {} {}, {} owner: "x" where {} }}
model {} {{ features: {}, {} label "x": highest {} label "y": {} > 3 label "z": lowest {} {}: {} label "w": {} }}
test "x" {{ profile {} {{ {}: 1, {}: {} }} event {} on {} {{ {}: 1 }} event {} {{}} given {} expect {} in {} }}
test "x" {{ given {} == 1 given not {} profile {{}} given {} event {} {{}} expect not in {} because "x" }}
test "x" {{ given in segment {} expect in {} }}
test "x" {{ given did {} given did {} on {} expect {} not in {} expect in {} }}
""".strip().splitlines()


@pytest.mark.parametrize("word", SOFT_WORDS)
def test_every_word_that_is_not_reserved_is_a_name_in_every_place(
    word: str, rule: Rule, file: Whole, compact: Compact
) -> None:
    plain = "zzz"
    for place in filter(None, map(str.strip, RULE_PLACES)):
        expression, found = rule(place.replace("{}", word))
        assert not found, (place, found[0].message)
        expected = compact(rule(place.replace("{}", plain))[0])
        assert compact(expression) == expected.replace(plain, word), place
    for place in FILE_PLACES:
        tree, found = file(place.format(*[word] * place.count("{}")))
        assert not found, (place, found[0].message)
        expected = compact(file(place.format(*[plain] * place.count("{}")))[0])
        assert compact(tree) == expected.replace(plain, word), place


@pytest.mark.parametrize("word", sorted({*RESERVED, *SOFT_WORDS}))
@pytest.mark.parametrize("name", ["{}s_x", "{}1", "{}_", "{}é", "{}.{}", "x.{}", "{}ä̈", "x{}"])
def test_a_name_that_begins_with_a_word_stays_one_name(word: str, name: str, rule: Rule) -> None:
    text = unicodedata.normalize("NFC", name.replace("{}", word))
    for rule_text in (text, f"{text} == 1", f"did {text}", f"not {text}", f"x == {text}"):
        tree, found = rule(rule_text)
        assert not found, (rule_text, found[0].message)
    tree, _ = rule(text)
    assert isinstance(tree, Name)
    assert tree.text == text


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_a_name_only_in_backticks(word: str, rule: Rule) -> None:
    assert rule(f"`{word}` == 1")[1] == []
    for large in (word, word.upper()):
        tree, found = rule(f"{large} == 1")
        assert found or not isinstance(tree.left, Name)  # type: ignore[union-attr]
    assert not is_plain_name(word)


@pytest.mark.parametrize(
    "name", ["größe", "straße", "Ελλάδα", "город", "年齢", "हिन्दी", "ไทย", "العمر", "a.b.c", "x_1", "Día"]
)
def test_names_of_every_script_are_plain(name: str, rule: Rule, file: Whole) -> None:
    tree, found = rule(f"{name} == 1")
    assert not found
    assert is_plain_name(unicodedata.normalize("NFC", name))
    assert tree is not None
    text = f"segment {name} {{ where true }} trait {name} = 1 use {name} use {name} with a = {name}"
    assert len(file(text)[0].declarations) == 4


@pytest.mark.parametrize("name", ["2nd", "_x", "a b", "a-b", "a.", ".a", "a..b", "", "x²", "a.2"])
def test_other_names_stand_in_backticks(name: str, rule: Rule) -> None:
    assert not is_plain_name(name)
    if name:
        tree, found = rule(f"`{name}`")
        assert not found
        assert isinstance(tree, Name)
        assert tree.text == name


def test_a_name_is_the_same_however_its_accents_are_typed(rule: Rule, file: Whole) -> None:
    composed, decomposed = "trait größe = 1", unicodedata.normalize("NFD", "trait größe = 1")
    assert composed != decomposed
    assert file(composed)[0] == file(decomposed)[0]
    (trait,) = file(decomposed)[0].declarations
    assert isinstance(trait, Trait)
    assert trait.name.text == "größe"


def test_the_grammar_and_the_page_name_the_same_words() -> None:
    text = grammar_text()
    name = re.search(r"^NAME: /\(\?!\(\?i:([a-z|]+)\)", text, re.MULTILINE)
    assert name is not None
    assert set(name[1].split("|")) == RESERVED
    listed = re.search(r"^name: NAME \| QUOTED(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"[A-Z_]+", listed[1])) == SOFT
