"""Near-duplicates and segments inside others are found; a few people in common are not shown."""

import polars as pl

from xseg.measure.overlap import overlap


def inside(*numbers: range) -> pl.Series:
    wanted = {one for part in numbers for one in part}
    return pl.Series([one in wanted for one in range(1_000)])


def test_two_segments_of_nearly_the_same_people_are_told() -> None:
    found = overlap({"a": inside(range(100)), "b": inside(range(5, 105)), "c": inside(range(500, 600))}, least=10)
    (pair,) = found.alike
    assert (pair.one, pair.other, pair.common) == ("a", "b", 95)
    assert pair.jaccard == 95 / 105
    assert found.shares[0] == (1.0, 0.95, 0.0)
    assert found.in_none == (1_000 - 205) / 1_000


def test_a_segment_within_another_is_told() -> None:
    found = overlap({"all": inside(range(500)), "some": inside(range(100, 150))}, least=10)
    assert found.alike == ()
    assert [(pair.one, pair.other, pair.of_other) for pair in found.inside] == [("all", "some", 1.0)]


def test_a_few_in_common_and_small_segments_are_not_shown() -> None:
    found = overlap({"a": inside(range(100)), "b": inside(range(95, 200)), "tiny": inside(range(9))}, least=10)
    assert found.segments == ("a", "b")
    assert found.shares == ((1.0, None), (None, 1.0))


def test_many_segments_a_person_are_counted() -> None:
    found = overlap({f"s{place}": inside(range(100)) for place in range(9)}, least=10)
    assert (found.average, found.in_many) == (0.9, 0.1)


def test_no_segment_is_no_overlap() -> None:
    assert overlap({}, least=10).segments == ()
