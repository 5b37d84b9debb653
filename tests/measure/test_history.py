"""A segment is held against its own runs, not against a number that somebody chose."""

from xseg.measure.history import DAY, RUNS, RunOfSegment, SegmentDrift, drift_of


def runs(sizes: list[int], *, entered: list[int] | None = None, profiles: int = 10_000) -> list[RunOfSegment]:
    """Nightly runs; five enter and five leave each night unless said."""
    moved = entered or [5] * len(sizes)
    return [
        RunOfSegment(run, run * DAY, profiles, size, come, 5)
        for run, (size, come) in enumerate(zip(sizes, moved, strict=True), start=1)
    ]


def outside(found: SegmentDrift) -> set[str]:
    return {band.figure for band in found.bands if band.outside}


def test_a_size_as_ever_is_no_drift() -> None:
    assert outside(drift_of("vip", runs([500, 510, 495, 505, 498, 503, 501, 507]))) == set()


def test_a_size_that_halves_is_out_of_its_band() -> None:
    assert outside(drift_of("vip", runs([500, 510, 495, 505, 498, 503, 501, 250]))) == {"size", "share"}


def test_a_night_on_which_many_enter_and_as_many_leave_is_seen() -> None:
    history = runs([500] * 8, entered=[500, 5, 6, 4, 5, 5, 6, 200])
    assert outside(drift_of("vip", history)) == {"entered"}


def test_a_history_that_never_moved_lets_one_person_come() -> None:
    assert outside(drift_of("vip", runs([20, 20, 20, 20, 20, 20, 20, 21], entered=[20, 0, 0, 0, 0, 0, 0, 1]))) == set()


def test_too_few_runs_say_nothing() -> None:
    found = drift_of("vip", runs([500, 500, 500, 500, 500, 100]))
    assert (found.earlier, found.bands, found.drifted) == (RUNS - 1, (), False)


def test_runs_made_again_at_one_time_are_one_run() -> None:
    night = runs([500, 510, 495, 505, 498, 503, 501])
    again = [one for one in night for _ in range(2)]
    assert len(drift_of("vip", again).bands) == 4
    assert drift_of("vip", again).earlier == drift_of("vip", night).earlier


def test_who_came_in_a_week_is_not_held_against_who_came_in_a_night() -> None:
    history = runs([500] * 8)
    last = RunOfSegment(9, history[-1].now + 7 * DAY, 10_000, 500, 35, 35)
    assert [band.figure for band in drift_of("vip", [*history, last]).bands] == ["size", "share"]


def test_a_run_that_looks_back_is_left_out() -> None:
    history = runs([500, 510, 495, 505, 498, 503, 501])
    back = RunOfSegment(8, 2 * DAY, 10_000, 100, 0, 400)
    assert outside(drift_of("vip", [*history, back])) == set()
