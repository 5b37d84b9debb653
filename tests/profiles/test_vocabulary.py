"""Values have one number each, however their hashes collide, and in the end that of their place among all texts."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xseg.profiles.identity.vocabulary import NONE, Hashing, Vocabulary, hashed

BATCH = st.lists(st.one_of(st.none(), st.text(max_size=2), st.integers(0, 30).map(str)), max_size=40)


def poor(values: int, shift: int) -> Hashing:
    """Hashes of which there are few, with all their bits from one place on."""

    def of(series: pl.Series) -> npt.NDArray[np.uint64]:
        found: npt.NDArray[np.uint64] = (hashed(series) % np.uint64(values)) << np.uint64(shift)
        return found

    return of


@settings(deadline=None)
@given(st.lists(BATCH, max_size=4), st.sampled_from([hashed, poor(1, 40), poor(3, 40), poor(20, 60), poor(7, 20)]))
def test_numbers_are_those_of_a_dictionary(batches: list[list[str | None]], hashing: Hashing) -> None:
    words = Vocabulary(hashing=hashing)
    slow: dict[str, int] = {}
    for batch in batches:
        values = pl.Series(batch, dtype=pl.String)
        codes = words.add(values).tolist()
        for text, code in zip(batch, codes, strict=True):
            assert code == (NONE if text is None else slow.setdefault(text, code))
        assert words.find(values).tolist() == codes
    assert sorted(slow.values()) == list(range(len(words)))
    assert words.told(pl.Series(list(slow.values()), dtype=pl.UInt32)).to_list() == list(slow)
    ordered, new = words.in_order()
    assert ordered.texts.to_list() == sorted(slow)
    found = ordered.find(pl.Series([*slow, "no such", None], dtype=pl.String)).tolist()
    assert found == [*(int(new[code]) for code in slow.values()), NONE, NONE]


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_has_no_number(values: list[None]) -> None:
    words = Vocabulary()
    assert words.add(pl.Series(values, dtype=pl.String)).tolist() == [NONE] * len(values)
    assert len(words) == 0
