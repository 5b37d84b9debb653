"""Wine, iris, digits and the two moons, written as `.seg` models and held against their true classes."""

from pathlib import Path

import pytest

from benchmarks.known_sets import Told, told


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Told]]:
    folder = tmp_path_factory.mktemp("known")
    return {name: told(name, Path(folder, name)) for name in ("wine", "iris", "digits", "moons")}


Known = dict[str, dict[str, Told]]


def test_wine_has_three_cultivars(known: Known) -> None:
    found = known["wine"]["cultivars"]
    report = found.training.trained.report
    assert len(report.clusters) == 3
    assert report.silhouette == pytest.approx(0.285, abs=0.001)
    assert report.quality == "usable"
    assert report.warnings == ()
    assert found.agreement >= 0.89


def test_wards_tree_of_wine_is_cut_in_three(known: Known) -> None:
    found = known["wine"]["by_ward"]
    assert found.agreement >= 0.78
    assert found.training.trained.report.notes[-1].startswith("a tree has no rule for new profiles")


def test_iris_has_two_groups_and_the_report_says_who_disagrees(known: Known) -> None:
    report = known["iris"]["species"].training.trained.report
    assert len(report.clusters) == 2
    assert report.silhouette == pytest.approx(0.582, abs=0.001)
    assert report.quality == "good"
    assert report.notes[0] == "elbow would take 3"
    assert report.notes[1].startswith("bic would take")


def test_a_mixture_of_three_knows_the_species_of_iris(known: Known) -> None:
    assert known["iris"]["mixed"].agreement >= 0.90


def test_digits_are_warned_of(known: Known) -> None:
    report = known["digits"]["written"].training.trained.report
    assert report.quality == "weak"
    assert report.warnings[0].startswith("clusters hardly stand apart: silhouette 0.1")


def test_k_means_cuts_the_moons_and_the_report_advises_a_density_model(known: Known) -> None:
    found = known["moons"]["round"]
    assert found.agreement < 0.30
    (advice,) = (warning for warning in found.training.trained.report.warnings if "density model" in warning)
    assert "2 groups with a gap between them are cut through" in advice


@pytest.mark.parametrize(("model", "least"), [("crescents", 1.0), ("hierarchy", 1.0), ("proposed", 0.98)])
def test_density_models_find_the_moons(known: Known, model: str, least: float) -> None:
    found = known["moons"][model]
    assert found.agreement >= least
    assert len(found.training.trained.centres) == 2
    assert found.training.trained.report.warnings == ()


def test_an_eps_that_is_not_said_is_proposed_and_written_down(known: Known) -> None:
    report = known["moons"]["proposed"].training.trained.report
    parameters = {one.name: float(one.value) for one in report.parameters}
    assert 0.05 < parameters["eps"] < 0.3
    assert any(note.startswith(f"`eps` of {parameters['eps']:g} is proposed") for note in report.notes)
