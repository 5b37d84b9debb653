"""The programs that are drawn at random hold all of the language, and both engines mean the same people by each."""

from statistics import median

from tests.strategies.measure import CORNERS, ROWS, measure

PROGRAMS = 100


def test_random_programs_hold_the_language_and_engines_agree_on_them() -> None:
    """A small share of `make generator`, with a margin for so few."""
    measured = measure(PROGRAMS, seed=7)
    assert measured.programs > 0.9 * PROGRAMS
    assert len(measured.rare(0.005)) <= 0.1 * len(ROWS), measured.rare(0.005)
    assert median(measured.clauses) >= 6
    assert measured.split >= 0.6 * measured.programs
    assert all(measured.corners[name] >= 0.2 * measured.programs for name in CORNERS), measured.corners
