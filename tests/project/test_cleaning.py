"""What xseg.toml may say of a column's cleaning: normal forms, outliers, which value wins, what stands in."""

from pathlib import Path

import pytest

from xseg.diagnostics import Sink, Source
from xseg.project.load import project_from
from xseg.project.project import Imputation, Outliers, Project

SHOP = """
[project]
timezone = "Europe/Berlin"
[identity]
keys = ["id", "phone"]
[identity.phone]
normalise = "phone"
region = "DE"
[[sources]]
name = "crm"
kind = "profiles"
path = "crm.parquet"
keys = { id = "id", phone = "tel" }
[sources.attributes]
other = "integer"
"""
MORE = """
[[sources]]
name = "bought"
kind = "profiles"
path = "bought.parquet"
keys = { id = "id" }
[sources.attributes]
"""


def read(attributes: str) -> tuple[Project | None, list[tuple[str, str]]]:
    sink = Sink()
    project = project_from(Source("xseg.toml", SHOP + attributes), sink, root=Path())
    return project, [(found.code.number, found.message) for found in sink]


def test_outliers_have_the_usual_fences_and_are_only_reported_unless_said() -> None:
    project, told = read("""
a = { type = "decimal", outliers = "iqr" }
b = { type = "number", outliers = { method = "zscore", action = "clip" } }
c = { type = "integer", outliers = { action = "missing", factor = 3.5 } }
""")
    assert not told
    assert project is not None
    assert [column.outliers for column in project.sources[0].columns] == [
        None,
        Outliers("iqr", "report", 1.5),
        Outliers("zscore", "clip", 3),
        Outliers("iqr", "missing", 3.5),
    ]


@pytest.mark.parametrize(
    ("type_", "impute", "held"),
    [
        ('"decimal"', '"median"', Imputation("median")),
        ('"date"', '"median"', Imputation("median")),
        ('"integer"', '"knn"', Imputation("knn")),
        ('"category"', '"mode"', Imputation("mode")),
        ('"decimal"', "{ constant = 1.5 }", Imputation("constant", 150)),
        ('"number"', "{ constant = 1 }", Imputation("constant", 1.0)),
        ('"boolean"', "{ constant = false }", Imputation("constant", constant=False)),
        ('"string"', '{ constant = "none" }', Imputation("constant", "none")),
        ('"date"', "{ constant = 1970-01-02 }", Imputation("constant", 1)),
        ('"date"', '{ constant = "1970-01-02" }', Imputation("constant", 1)),
    ],
)
def test_what_stands_in_is_held_as_the_type_is(type_: str, impute: str, held: Imputation) -> None:
    project, told = read(f"a = {{ type = {type_}, impute = {impute} }}")
    assert not told
    assert project is not None
    assert project.attributes["a"].impute == held


def test_one_source_says_what_holds_for_the_attribute() -> None:
    project, told = read('a = "string"' + MORE + 'a = { type = "string", wins = "longest", impute = "mode" }')
    assert not told
    assert project is not None
    assert project.attributes["a"].wins == "longest"
    assert project.attributes["a"].impute == Imputation("mode")
    assert project.attributes["other"].wins == "newest"


@pytest.mark.parametrize(
    ("attribute", "code", "said"),
    [
        ('a = { type = "string", outliers = "iqr" }', "XS813", "`outliers` does not fit the type `string`"),
        ('a = { type = "decimal", outliers = { method = "median" } }', "XS804", "`method` cannot be"),
        ('a = { type = "decimal", outliers = { factor = 0 } }', "XS804", "`factor`"),
        ('a = { type = "integer", wins = "longest" }', "XS813", "`wins` does not fit the type `integer`"),
        ('a = { type = "string", wins = "union" }', "XS813", "`wins` does not fit the type `string`"),
        ('a = { type = "string", impute = "median" }', "XS813", "`impute` does not fit the type `string`"),
        ('a = { type = "date", impute = "knn" }', "XS813", "`impute` does not fit the type `date`"),
        ('a = { type = "timestamp", impute = { constant = 1 } }', "XS813", "`impute` does not fit"),
        ('a = { type = "decimal", impute = {} }', "XS804", "a method and a constant"),
        ('a = { type = "decimal", impute = { method = "mode", constant = 1 } }', "XS804", "a method and a constant"),
        ('a = { type = "decimal", impute = { constant = 1.001 } }', "XS804", "a value of the type `decimal`"),
        ('a = { type = "decimal", impute = { constant = "1" } }', "XS804", "a value of the type `decimal`"),
        ('a = { type = "category", values = ["x"], impute = { constant = "y" } }', "XS804", "a value of the type"),
        ('a = { type = "integer", normalise = "lower" }', "XS813", "`normalise` does not fit the type `integer`"),
        ('a = { type = "category", normalise = "lower", values = ["berlin", "Bonn"] }', "XS804", "the value `Bonn`"),
        ('a = { type = "string", region = "DE" }', "XS804", "only phone numbers have a `region`"),
        ('a = { type = "string", normalise = "phone", region = "de" }', "XS804", "two capital letters"),
        ('a = { type = "string", wins = "first" }' + MORE + 'a = { type = "string", wins = "last" }', "XS809",
         "two different `wins`"),
        ('a = { type = "string", impute = "mode" }' + MORE + 'a = { type = "string", impute = { constant = "x" } }',
         "XS809", "two different `impute`"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(attribute: str, code: str, said: str) -> None:
    _, told = read(attribute)
    assert [number for number, _ in told] == [code]
    assert said in told[0][1]


def test_a_number_alone_has_no_neighbours() -> None:
    sink = Sink()
    text = SHOP.replace('other = "integer"', 'other = { type = "integer", impute = "knn" }')
    assert project_from(Source("xseg.toml", text), sink, root=Path()) is None
    assert [found.code.number for found in sink] == ["XS804"]


def test_a_region_is_of_a_phone_number() -> None:
    project, _ = read("")
    assert project is not None
    assert [(key.name, key.normalise, key.region) for key in project.keys] == [
        ("id", "text", None),
        ("phone", "phone", "DE"),
    ]
    sink = Sink()
    project_from(Source("xseg.toml", SHOP.replace('normalise = "phone"\n', "")), sink, root=Path())
    assert [(found.code.number, found.message) for found in sink] == [("XS804", "only phone numbers have a `region`")]
