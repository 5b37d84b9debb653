"""A version in force means what its block says, or it is told and nothing reads it; its runs know what it was."""

from pathlib import Path

import pytest

import xseg
from tests.workflow.conftest import RULES
from xseg.diagnostics import Sink
from xseg.semantics import Program
from xseg.store import Store
from xseg.store import models as stored
from xseg.workflow.judging import Training
from xseg.workflow.run import run
from xseg.workflow.train import train
from xseg.workflow.versions import promote, roll_back, versions
from xseg.workflow.workspace import open_workspace

JUNE = 1_748_728_800_000_000
WIDE = RULES.replace("at most 5% relabelled", "at most 15% relabelled")
OTHER_FEATURE = WIDE.replace("sum(amount of purchase)", "sum(amount of purchase[amount < 50])")
"""Whoever spends much is now known by their small purchases alone, of which the rich have none."""


def say(corner: Path, rules: str) -> xseg.OpenProject:
    (corner / "rules.seg").write_text(rules)
    return xseg.open(corner)


def in_force(corner: Path) -> int:
    return stored.in_force(Store(corner / ".xseg"))["cluster"]


def told(corner: Path) -> list[tuple[str, str]]:
    return [(found.code.name, found.message) for found in xseg.open(corner).check()]


def trained(corner: Path, sink: Sink) -> Training:
    workspace = open_workspace(corner)
    (training,) = train(workspace.checked, sink, now=JUNE, promote=True) or []
    return training


# --- a feature that is defined otherwise ---


def test_a_feature_defined_otherwise_is_compared_with_what_people_were_labelled(corner: Path) -> None:
    shop = say(corner, WIDE)
    shop.train()
    shop.run()
    say(corner, OTHER_FEATURE.replace("highest", "lowest"))
    sink = Sink()
    training = trained(corner, sink)
    assert (training.version, training.in_force, training.since) == (2, 2, 1)
    assert [gate.told for gate in training.gates] == ["0.0% of all profiles would be relabelled"]


def test_a_gate_sees_who_moves_when_a_feature_is_defined_otherwise(corner: Path) -> None:
    shop = say(corner, WIDE)
    shop.train()
    shop.run()
    turned = WIDE.replace("sum(amount of purchase)", "0 - sum(amount of purchase)")
    say(corner, turned)
    sink = Sink()
    training = trained(corner, sink)
    assert (training.version, training.in_force, training.since) == (2, 1, 1)
    assert [gate.told for gate in training.gates] == ["100.0% of all profiles would be relabelled"]
    (move,) = training.segments
    assert (move.segment, move.before, move.entered, move.left) == ("rich_here", 10, 40, 10)


def test_without_a_run_nobody_knows_who_moves_and_the_gate_holds_back(corner: Path) -> None:
    say(corner, WIDE).train()
    say(corner, OTHER_FEATURE)
    sink = Sink()
    training = trained(corner, sink)
    assert (training.version, training.in_force) == (2, 1)
    (found,) = [found for found in sink if found.severity == "error"]
    assert found.code.name == "gate-closed"
    assert found.message == (
        "version 2 of model `cluster` stays a candidate: its gate cannot be measured, for `total_spend` changed and no "
        "run recorded whom version 1 labels: take the change back, run `xseg run` and make it again"
    )
    sink = Sink()
    again = promote(open_workspace(corner).checked, sink, "cluster", 2, now=JUNE)
    assert again is not None
    assert (again.in_force, in_force(corner)) == (1, 1)


def test_a_run_of_other_people_says_nothing_of_who_moves(corner: Path) -> None:
    shop = say(corner, WIDE)
    shop.train()
    shop.run()
    for file in ("orders", "crm"):
        rows = (corner / "data" / f"{file}.csv").read_text()
        (corner / "data" / f"{file}.csv").write_text(rows.replace("@example.com", "@other.example"))
    say(corner, OTHER_FEATURE)
    sink = Sink()
    training = trained(corner, sink)
    assert (training.version, training.in_force) == (2, 1)
    assert training.unknown == "for nobody of run 1, the last one with version 1, is there any more"


def test_clusters_carry_on_by_what_did_not_change(corner: Path) -> None:
    plain = RULES.replace('label "rich": highest total_spend', "").replace('"rich"', '"cluster_2"')
    say(corner, plain).train()
    (training,) = say(corner, plain.replace("sum(amount of purchase)", "0 - sum(amount of purchase)")).train()
    assert all(match.shared is None for match in training.trained.report.matches)


def test_features_in_another_order_are_the_same_model(corner: Path) -> None:
    shop = say(corner, RULES)
    shop.train()
    before = shop.run()
    after = say(corner, RULES.replace("features: total_spend, orders", "features: orders, total_spend")).run()
    assert after.clusters == before.clusters
    assert [(one.entered, one.exited) for one in after.segments] == [(0, 0)] * 3


def test_features_in_another_order_are_the_same_stored_model(corner: Path) -> None:
    mixture = RULES.replace("kmeans", "gaussian_mixture")
    shop = say(corner, mixture)
    shop.train()
    before = shop.run()
    after = say(corner, mixture.replace("features: total_spend, orders", "features: orders, total_spend")).run()
    assert after.clusters == before.clusters


def test_a_segment_that_cannot_be_asked_holds_back_a_gate_on_segments(corner: Path) -> None:
    rules = RULES.replace("at most 5% relabelled", "at most 20% of each segment moved")
    more = 'segment both { where cluster == "rich" and other == "cluster_1" }\n'
    more += "model other { features: orders, total_spend algorithm: kmeans clusters: 2 impute: median }\n"
    shop = say(corner, rules + more)
    shop.train("cluster")
    (second,) = shop.train("cluster", promote=True)
    assert (second.version, second.in_force) == (2, 1)
    (gate,) = second.gates
    assert (gate.measured, gate.holds) == (False, False)
    assert gate.told == "for `both` reads other models too, of which one has no version to ask"
    shop.train("other")
    (third,) = shop.train("cluster", promote=True)
    assert third.in_force == 3


# --- labels that mean something else ---

CHANGED = {
    "renamed": (RULES.replace('"rich"', '"wealthy"'), '"wealthy", "rich"'),
    "another edge": (RULES.replace("highest total_spend", "lowest total_spend"), '"rich"'),
    "another feature": (RULES.replace("highest total_spend", "highest orders"), '"rich"'),
    "a condition": (RULES.replace("highest total_spend", "total_spend > 100.5"), '"rich"'),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_label_that_means_something_else_is_told_and_stops_a_run(corner: Path, change: str) -> None:
    say(corner, RULES).train()
    assert told(corner) == []
    rules, labels = CHANGED[change]
    shop = say(corner, rules)
    s = "s" if "," in labels else ""
    assert told(corner) == [
        (
            "stale-definition",
            f"model `cluster` is stale: version 1 in force was trained on other rules for label{s} {labels}",
        )
    ]
    with pytest.raises(xseg.Refused) as refused:
        shop.run()
    assert [found.code.name for found in refused.value.diagnostics] == ["stale-model"]
    with pytest.raises(xseg.Refused):
        shop.preview('cluster == "cluster_1"')


THROUGH = """
trait is_rich = if(cluster == "rich", 1, 0)
trait sureness = confidence(cluster)
model again { features: is_rich, total_spend algorithm: kmeans clusters: 2 impute: median label "up": highest is_rich }
model surely { features: sureness, total_spend algorithm: kmeans clusters: 2 impute: median }
segment ups { where again == "up" }
"""


def test_a_model_that_reads_a_label_of_another_is_stale_when_that_means_something_else(corner: Path) -> None:
    say(corner, RULES + THROUGH).train()
    shop = say(corner, RULES.replace("highest total_spend", "lowest total_spend").replace("5%", "100%") + THROUGH)
    stale = "model `again` is stale: version 1 in force was trained on other definitions of `is_rich`"
    assert [message for _, message in told(corner)][1:] == [stale], "confidence does not look at labels"
    (second,) = shop.train("cluster", promote=True)
    assert second.in_force == 2
    assert told(corner) == [("stale-definition", stale)]
    with pytest.raises(xseg.Refused) as refused:
        shop.run()
    assert [found.code.name for found in refused.value.diagnostics] == ["stale-model"]
    (third,) = shop.train("again", promote=True)
    assert third.in_force == 2
    assert told(corner) == []
    shop.run()


def test_labels_in_another_order_are_told(corner: Path) -> None:
    two = RULES.replace(
        'label "rich": highest total_spend', 'label "rich": highest total_spend\n  label "x": highest orders'
    )
    say(corner, two).train()
    turned = RULES.replace(
        'label "rich": highest total_spend', 'label "x": highest orders\n  label "rich": highest total_spend'
    )
    say(corner, turned)
    assert [code for code, _ in told(corner)] == ["stale-definition"]


def test_what_changes_no_meaning_is_not_told(corner: Path) -> None:
    say(corner, RULES).train()
    say(corner, RULES.replace("model cluster {", 'model cluster "Groups" {').replace("5%", "9%"))
    assert told(corner) == []


OTHERWISE = {
    "algorithm": (RULES.replace("kmeans", "hierarchical"), "`algorithm`"),
    "imputation": (RULES.replace("  impute: median\n", ""), "`impute`"),
    "scaling and clusters": (
        RULES.replace("zscore", "minmax").replace("clusters: 2", "clusters: 3 to 4 by silhouette"),
        "`scale` and another `clusters`",
    ),
}


@pytest.mark.parametrize("change", OTHERWISE)
def test_a_version_that_was_trained_in_another_way_is_told_and_stops_nothing(corner: Path, change: str) -> None:
    say(corner, RULES).train()
    rules, keys = OTHERWISE[change]
    say(corner, rules)
    found = ("trained-otherwise", f"version 1 of model `cluster` in force was trained with another {keys}")
    assert told(corner) == [found]
    workspace = open_workspace(corner)
    assert run(workspace, now=JUNE)
    assert found in [(one.code.name, one.message) for one in workspace.sink]


def test_other_clusters_that_the_version_has_are_not_told(corner: Path) -> None:
    say(corner, RULES).train()
    say(corner, RULES.replace("clusters: 2", "clusters: 2 to 4 by silhouette"))
    assert told(corner) == []


def test_a_feature_defined_otherwise_is_told_by_check(corner: Path) -> None:
    say(corner, RULES).train()
    say(corner, RULES.replace("count(purchase)", "count(purchase[amount > 1])"))
    assert told(corner) == [
        (
            "stale-definition",
            "model `cluster` is stale: version 1 in force was trained on other definitions of `orders`",
        )
    ]


def test_a_label_that_the_version_in_force_gives_nobody_is_told(corner: Path) -> None:
    rules = RULES.replace("clusters: 2", "clusters: 2 to 6 by silhouette")
    say(corner, rules).train()
    say(corner, rules + 'segment sixth { where cluster == "cluster_5" }\n')
    expected = ("label-not-in-force", 'version 1 of model `cluster` in force gives nobody "cluster_5"')
    assert told(corner) == [expected]
    workspace = open_workspace(corner)
    assert run(workspace, now=JUNE) is not None
    assert expected in [(found.code.name, found.message) for found in workspace.sink]


def test_check_says_nothing_of_a_document_that_is_damaged(corner: Path) -> None:
    say(corner, RULES).train()
    document = corner / ".xseg" / "models" / "cluster" / "1" / "model.json"
    for text in ("[" * 200_000, "", "[]", '{"content": 1}', '{"content": {"column": "", "features": [1]}}'):
        document.write_text(text)
        assert told(corner) == []


def test_the_list_of_versions_says_that_the_one_in_force_is_stale(corner: Path) -> None:
    say(corner, RULES).train()
    sink = Sink()
    assert versions(open_workspace(corner).checked, sink, now=JUNE)
    assert not sink.found
    say(corner, CHANGED["renamed"][0])
    assert versions(open_workspace(corner).checked, sink, now=JUNE)
    assert [found.code.name for found in sink] == ["stale-definition"]


# --- promotion and going back ---


def test_a_stale_candidate_is_not_promoted(corner: Path) -> None:
    shop = say(corner, RULES)
    shop.train()
    shop.train()
    say(corner, CHANGED["another edge"][0])
    sink = Sink()
    assert promote(open_workspace(corner).checked, sink, "cluster", 2, now=JUNE) is None
    assert [found.code.name for found in sink] == ["stale-model"]
    assert in_force(corner) == 1


@pytest.mark.parametrize("what", ["stale", "damaged"])
def test_nothing_goes_back_to_a_version_that_runs_would_refuse(corner: Path, what: str) -> None:
    program = open_workspace(corner).checked
    for _ in range(3):
        train(program, Sink(), now=JUNE, promote=True)
    if what == "stale":
        program = say_and_train(corner)
        expected = 4
    else:
        document = corner / ".xseg" / "models" / "cluster" / "2" / "model.json"
        document.write_text(document.read_text() + " ")
        expected = 3
    sink = Sink()
    assert roll_back(program, sink, "cluster") is None
    assert [found.code.name for found in sink][-1] == "not-rolled-back"
    assert in_force(corner) == expected
    assert f"xseg models cluster --promote {expected - 2}" in sink.found[-1].help[0]
    assert xseg.open(corner).run().profiles == 100


def say_and_train(corner: Path) -> Program:
    say(corner, CHANGED["another edge"][0].replace("  gate: at most 5% relabelled\n", ""))
    program = open_workspace(corner).checked
    train(program, Sink(), now=JUNE, promote=True)
    return program
