"""Cuts a variable's domain into cells on which every test is constant; a set of cells is an integer of bits."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor

from xseg.logic.formula import Among, Cut, High, Like, Low, Missing, Test, Variable
from xseg.logic.moments import order

MOST_LIKES = 4
Masks = Mapping[Test, tuple[int, int]]
"""For each test, which part of the domain decides it and the cells of the part on which it holds."""


def partition(variable: Variable, tests: Iterable[Test]) -> tuple[list[int], Masks]:
    """The parts of a domain, each as the bits of all its cells, and for each test its part and its cells there.

    A domain has one part, unless its cuts cannot all be put in order: then each chain of cuts that can be is a part,
    and what holds on one is taken as saying nothing of another. That only ever allows more.
    """
    asked = set(tests)
    if variable.kind == "ordered":
        return _ordered(variable, asked)
    return _texts(variable, asked)


# --- texts and booleans ---


def _texts(variable: Variable, tests: set[Test]) -> tuple[list[int], Masks]:
    likes = sorted({test for test in tests if isinstance(test, Like)}, key=lambda like: (like.kind, like.text))
    named = {value for test in tests if isinstance(test, Among) for value in test.values}
    known = named if variable.values is None else set(variable.values)
    cells: list[tuple[object, dict[Like, bool]]] = [(value, {}) for value in sorted(known, key=repr)]
    free = likes[:MOST_LIKES]
    if variable.values is None:
        answers = (dict(zip(free, chosen, strict=True)) for chosen in product((False, True), repeat=len(free)))
        cells += [(None, chosen) for chosen in answers if _possible(chosen)]
    parts = [_bits(len(cells)) | (1 << len(cells) if variable.may_miss else 0)]
    masks: dict[Test, tuple[int, int]] = {}
    for test in tests:
        match test:
            case Missing():
                masks[test] = 0, 1 << len(cells) if variable.may_miss else 0
            case Among(values):
                masks[test] = 0, _chosen(value is not None and value in values for value, _ in cells)
            case Like() if variable.values is None and test not in free:
                parts.append(0b11)  # one test too many: it is taken as a statement by itself
                masks[test] = len(parts) - 1, 0b10
            case Like():
                holds = (_like(test, value) if value is not None else said[test] for value, said in cells)
                masks[test] = 0, _chosen(holds)
            case Low() | High():
                raise AssertionError("a text has no order")
    return parts, masks


def _like(test: Like, value: object) -> bool:
    assert isinstance(value, str)
    match test.kind:
        case "contains":
            return test.text in value
        case "starts with":
            return value.startswith(test.text)
        case "ends with":
            return value.endswith(test.text)


def _possible(said: Mapping[Like, bool]) -> bool:
    """Whether one text may answer so: what begins with `ab` contains `a`."""
    yes = [test for test, answer in said.items() if answer]
    no = [test for test, answer in said.items() if not answer]
    return not any(_like(Like(other.kind, other.text), one.text) for one in yes for other in no if _covers(one, other))


def _covers(one: Like, other: Like) -> bool:
    """Whether the text of `one` alone can show that `other` holds."""
    return other.kind in ("contains", one.kind)


# --- what has an order ---


def _ordered(variable: Variable, tests: set[Test]) -> tuple[list[int], Masks]:
    chains = _chains({test.cut for test in tests if isinstance(test, Low | High)}, days=variable.days)
    chains = chains or [[]]
    parts: list[int] = []
    masks: dict[Test, tuple[int, int]] = {}
    for index, chain in enumerate(chains):
        places = {cut: place for place, cut in enumerate(chain)}
        cells = _cells(variable, chain)
        misses = variable.may_miss and index == 0
        parts.append(_bits(len(cells)) | (1 << len(cells) if misses else 0))
        if index == 0:
            masks[Missing()] = 0, 1 << len(cells) if misses else 0
        for test in tests:
            match test:
                case Low(cut, closed) if cut in places:
                    masks[test] = index, _chosen(_above(cell, places[cut], closed=closed) for cell in cells)
                case High(cut, closed) if cut in places:
                    masks[test] = index, _chosen(_below(cell, places[cut], closed=closed) for cell in cells)
                case _:
                    pass
    return parts, masks


def _chains(cuts: Iterable[Cut], *, days: bool) -> list[list[Cut]]:
    """The cuts in chains, each from its earliest to its latest; each cut in the first chain that it fits into."""
    chains: list[list[Cut]] = []
    for cut in sorted(cuts, key=repr):
        for chain in chains:
            place = _place(cut, chain, days=days)
            if place is not None:
                chain.insert(place, cut)
                break
        else:
            chains.append([cut])
    return chains


def _place(cut: Cut, chain: list[Cut], *, days: bool) -> int | None:
    """Where in the chain the cut belongs; None if it cannot be told of one of them whether it is the earlier."""
    found = [order(cut, other, days=days) for other in chain]
    earlier = [one in (">", ">=") for one in found]
    if None in found or "==" in found:
        return None
    place = sum(earlier)
    return place if earlier == [True] * place + [False] * (len(chain) - place) else None


Cell = tuple[int, int]
"""(i, i): between the cuts i − 1 and i; (i, k) with k > i: on the cuts i to k − 1, which are then all the same."""


def _cells(variable: Variable, chain: list[Cut]) -> list[Cell]:
    gaps = [(place, place) for place in range(len(chain) + 1) if _is_gap(variable, chain, place)]
    same = [order(one, other, days=variable.days) != "<" for one, other in pairwise(chain)]
    on = []
    for first in range(len(chain)):
        last = first
        on.append((first, last + 1))
        while last < len(same) and same[last]:
            last += 1
            on.append((first, last + 1))
    return gaps + [cell for cell in on if _is_value(variable, chain[cell[0]])]


def _is_gap(variable: Variable, chain: list[Cut], place: int) -> bool:
    """Whether a value may lie between the cuts on either side; where one depends on `now`, it may."""
    left, right = (chain[place - 1] if place else None), (chain[place] if place < len(chain) else None)
    if not isinstance(left, int | Fraction | None) or not isinstance(right, int | Fraction | None):
        return True
    lows = [(end, is_in) for end, is_in in ((left, False), (variable.low, True)) if end is not None]
    highs = [(end, is_in) for end, is_in in ((right, False), (variable.high, True)) if end is not None]
    if variable.whole:
        low = max((ceil(end) if is_in else floor(end) + 1 for end, is_in in lows), default=None)
        high = min((floor(end) if is_in else ceil(end) - 1 for end, is_in in highs), default=None)
        return low is None or high is None or low <= high
    return all(low < high or (low == high and low_in and high_in) for low, low_in in lows for high, high_in in highs)


def _is_value(variable: Variable, cut: Cut) -> bool:
    """Whether the variable may lie on the cut."""
    if not isinstance(cut, int | Fraction):
        return True
    inside = (variable.low is None or cut >= variable.low) and (variable.high is None or cut <= variable.high)
    return inside and (not variable.whole or cut.denominator == 1)


def _above(cell: Cell, place: int, *, closed: bool) -> bool:
    start, end = cell
    return place < start or (closed and start <= place < end)


def _below(cell: Cell, place: int, *, closed: bool) -> bool:
    start, end = cell
    return place >= end or (closed and start <= place < end)


def _bits(count: int) -> int:
    return (1 << count) - 1


def _chosen(answers: Iterable[bool]) -> int:
    return sum(1 << place for place, answer in enumerate(answers) if answer)
