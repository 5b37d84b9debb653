"""A first version goes in force by itself, a later one by promotion through its gates; without one a run stops."""

from pathlib import Path

import pytest

import xseg
from tests.workflow.conftest import RULES, write_orders
from xseg.store import Store
from xseg.store import models as stored


def codes(refused: pytest.ExceptionInfo[xseg.Refused]) -> list[str]:
    return [found.code.name for found in refused.value.diagnostics if found.severity == "error"]


def test_a_run_without_a_version_in_force_names_the_command(corner: Path) -> None:
    with pytest.raises(xseg.Refused) as refused:
        xseg.open(corner).run()
    assert codes(refused) == ["not-in-force"]
    assert refused.value.diagnostics[0].help == ("run `xseg train cluster`: its first version goes in force by itself",)


def test_check_needs_no_trained_model(corner: Path) -> None:
    assert xseg.open(corner).check() == []


def test_the_first_version_goes_in_force_by_itself_and_a_later_one_by_promotion(corner: Path) -> None:
    shop = xseg.open(corner)
    (first,) = shop.train()
    assert (first.version, first.in_force, first.moves) == (1, 1, ())
    (second,) = shop.train()
    assert (second.version, second.in_force, second.moves) == (2, 1, ())
    (third,) = shop.train(promote=True)
    assert (third.version, third.in_force) == (3, 3)


def test_a_closed_gate_holds_a_promotion_back(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    rules = corner / "rules.seg"
    rules.write_text(rules.read_text().replace('label "rich"', 'label "wealthy"').replace('== "rich"', '== "wealthy"'))
    (second,) = shop.train(promote=True)
    assert (second.version, second.in_force) == (2, 1)
    assert [(move.before, move.after, move.profiles) for move in second.moves] == [("rich", "wealthy", 10)]
    (third,) = shop.train(promote=True)
    assert third.in_force == 1


def test_a_feature_defined_otherwise_makes_a_model_stale(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    shop.run()
    (corner / "rules.seg").write_text(RULES.replace("count(purchase)", "count(purchase[amount > 1])"))
    with pytest.raises(xseg.Refused) as refused:
        shop.run()
    assert codes(refused) == ["stale-model"]
    shop.train(promote=True)
    shop.run()


def test_a_damaged_version_is_told(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    (file,) = (corner / ".xseg" / "models").rglob("arrays.npz")
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(xseg.Refused) as refused:
        shop.run()
    assert codes(refused) == ["not-in-force"]


def test_training_on_a_segment_looks_at_its_members_alone(corner: Path) -> None:
    (corner / "rules.seg").write_text(RULES.replace("  scale:", "  train_on: segment locals\n  scale:"))
    (corner / "more.seg").write_text('segment locals { where country == "DE" }\n')
    (training,) = xseg.open(corner).train()
    assert training.trained.report.profiles == 50


def test_versions_are_numbered_by_name(corner: Path) -> None:
    shop = xseg.open(corner)
    shop.train()
    write_orders(corner, people=60)
    shop.train()
    assert stored.versions(Store(corner / ".xseg"), "cluster") == (1, 2)


def test_the_files_of_another_model_are_no_version_of_this_one(corner: Path) -> None:
    other = RULES[RULES.index("model cluster") : RULES.index("segment big")].replace("cluster {", "other {")
    (corner / "rules.seg").write_text(RULES + other)
    shop = xseg.open(corner)
    shop.train()
    store = Store(corner / ".xseg")
    document, arrays = stored.load(store, "other", 1)
    stored.promote(store, "cluster", stored.save(store, "cluster", document, arrays))
    with pytest.raises(xseg.Refused) as refused:
        shop.run()
    assert "it is a version of `other`" in refused.value.diagnostics[0].message
