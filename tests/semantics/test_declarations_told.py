"""Each mistake in a declaration is told once, at exactly its characters, and the declaration beside it is fine."""

import pytest

from tests.support.corner import diagnose

GIVEN = """
trait spend = sum(amount of purchase)
trait visits = count(view)
segment best { where spend > 500 }
segment rest { where not in segment best }
"""
MODEL = 'model kind {{ features: spend, visits algorithm: kmeans clusters: 2 to 3 {} label "loyal": highest spend }}'

SEGMENTS = [
    ("XS215", 'ownr: "a@b.c"', "ownr", 'owner: "a@b.c"'),
    ("XS218", 'owner: "a" owner: "b"', "owner", 'owner: "a"'),
    ("XS216", "owner: crm", "owner: crm", 'owner: "crm"'),
    ("XS216", 'owner: "a" "b"', 'owner: "a" "b"', 'owner: "a"'),
    ("XS216", "description: 3", "description: 3", 'description: "3"'),
    ("XS216", "tags: a b", "tags: a b", 'tags: a, "b c"'),
    ("XS216", "tags: a,", "tags: a,", "tags: a"),
    ("XS216", 'purpose: "news"', 'purpose: "news"', "purpose: news"),
    ("XS210", "purpose: newss", "newss", "purpose: news"),
    ("XS216", "expect: size 5%", "expect: size 5%", "expect: size 0.5% to 5%"),
    ("XS216", "expect: size 5 to 10%", "expect: size 5 to 10%", "expect: size 5 to 10"),
    ("XS216", "expect: size 0.5 to 10", "expect: size 0.5 to 10", "expect: size 1 to 10"),
    ("XS408", "expect: size 10% to 5%", "5%", "expect: size 5% to 10%"),
    ("XS408", "expect: size 10% to 500%", "500%", "expect: size 10% to 50%"),
    ("XS216", "expect: change within 20", "expect: change within 20", "expect: change within 20%"),
    ("XS216", "expect: change 20%", "expect: change 20%", "expect: change within 2.5%"),
    ("XS216", "expect: disjoint from", None, "expect: disjoint from rest"),
    ("XS208", "expect: disjoint from restt", "restt", "expect: disjoint from rest"),
    ("XS208", "expect: subset of bestt", "bestt", "expect: subset of best"),
    ("XS208", "expect: covers best, restt", "restt", "expect: covers best, rest"),
    ("XS216", "expect: covers best rest", "expect: covers best rest", "expect: covers best, rest"),
    ("XS216", "expect: more", "expect: more", "expect: size 1 to 10"),
    ("XS213", "activate: outboxx", "outboxx", "activate: outbox"),
    ("XS216", "activate: outbox weekly", "activate: outbox weekly", "activate: outbox daily"),
    ("XS216", "activate: outbox on", "activate: outbox on", "activate: outbox on enter"),
    ("XS216", 'activate: "outbox"', 'activate: "outbox"', "activate: outbox on exit activate: outbox on enter"),
]

MODELS = [
    ("XS215", "seeds: 3", "seeds", "seed: 3"),
    ("XS218", "seed: 3 seed: 4", "seed", "seed: 3"),
    ("XS216", 'seed: "3"', 'seed: "3"', "seed: 3"),
    ("XS216", "starts: 0", "starts: 0", "starts: 1"),
    ("XS216", "scale: zscores", "scale: zscores", "scale: zscore"),
    ("XS216", "impute: mean", "impute: mean", "impute: median"),
    ("XS216", "init: best", "init: best", "init: random"),
    ("XS216", "gate: at most 0.15 relabelled", "gate: at most 0.15 relabelled", "gate: at most 15% relabelled"),
    ("XS216", "gate: 15%", "gate: 15%", "gate: at most 15% relabelled gate: at most 2.5% relabelled"),
    ("XS216", "retrain: monthly", "retrain: monthly", "retrain: every 1 month"),
    ("XS216", "retrain: every 0 months", "retrain: every 0 months", "retrain: on drift"),
    ("XS216", "promote: manual", "promote: manual", "promote: automatic"),
    ("XS216", "train_on: best", "train_on: best", "train_on: segment best"),
    ("XS216", "train_on: sample 0", "train_on: sample 0", "train_on: sample 20000"),
    ("XS208", "train_on: segment bestt", "bestt", "train_on: segment best"),
    ("XS216", "gate: silhouette at least 25%", "gate: silhouette at least 25%", "gate: silhouette at least 0.25"),
    ("XS216", "gate: each cluster at least 2", "gate: each cluster at least 2", "gate: each cluster at least 2%"),
    ("XS216", "gate: no cluster", "gate: no cluster", "gate: no cluster dissolved"),
    ("XS216", "gate: at most 5% moved", "gate: at most 5% moved", "gate: at most 5% of each segment moved"),
    ("XS216", "drift: psi 0.2", "drift: psi 0.2", "drift: psi at most 0.2, share at most 5 points"),
    ("XS216", "drift: share at most 5%", "drift: share at most 5%", "drift: share at most 5.5 points"),
    ("XS216", "drift: agreement at most 9%", "drift: agreement at most 9%", "drift: agreement at least 90%"),
    ("XS216", "drift: luck at most 1", "drift: luck at most 1", "drift: ks at most 1 drift: centres at most 0.5"),
    ("XS413", "drift: psi at most 1, psi at most 2", "drift: psi at most 1, psi at most 2", "drift: psi at most 2"),
    ("XS413", "eps: 0.5", "eps: 0.5", "seed: 1"),
    ("XS413", "covariance: full", "covariance: full", "init: random"),
    ("XS413", 'trusted: "a.B"', 'trusted: "a.B"', "scale: log"),
    ("XS413", 'label "x": spend + 1 > 2', "spend + 1 > 2", 'label "x": spend > -2.5 and not (visits > spend)'),
    ("XS413", 'label "x": age > 2', "age > 2", 'label "x": spend between 1 and 2 or 3 <= visits'),
    ("XS413", 'label "loyal": lowest visits', '"loyal"', 'label "other": lowest visits'),
    ("XS413", 'label "other": lowest orders', "orders", 'label "other": lowest visits'),
    ("XS306", 'label "": lowest visits', '""', 'label "other": lowest visits'),
    (
        "XS413",
        'label "a": lowest spend label "b": lowest visits label "c": highest visits',
        '"loyal"',
        'label "a": lowest spend',
    ),
]

WHOLE = [
    ("XS201", "trait age = count(view)", "age", "trait views = count(view)"),
    ("XS201", "trait spend = count(view)", "spend", "trait views = count(view)"),
    ("XS201", "trait consent.news = did view", "consent.news", "trait consent.post = did view"),
    ("XS201", "segment best { where true }", "best", "segment spend { where true }"),
    ("XS219", "use rmf", "rmf", "trait recency = days_since(last purchase)"),
    ("XS214", "trait a = a + 1", "a", "trait a = spend + 1"),
    ("XS214", "segment s { where not in segment s }", "s", "segment s { where not in segment best }"),
    (
        "XS413",
        "model m { algorithm: kmeans clusters: 2 }",
        "m",
        "model m { features: spend algorithm: kmeans clusters: 2 }",
    ),
    (
        "XS413",
        "model m { features: spend clusters: 2 }",
        "m",
        "model m { features: spend algorithm: kmeans clusters: 2 }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: kmeans }",
        "m",
        "model m { features: spend algorithm: kmeans clusters: 2 }",
    ),
    (
        "XS413",
        'model m { features: spend algorithm: dbscan label "noise": highest spend }',
        '"noise"',
        'model m { features: spend algorithm: dbscan label "loud": highest spend }',
    ),
    (
        "XS413",
        "model m { features: spend, spend algorithm: kmeans clusters: 2 }",
        "spend",
        "model m { features: spend algorithm: kmeans clusters: 2 }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: kmeans clusters: 8 to 3 }",
        "clusters: 8 to 3",
        "model m { features: spend algorithm: kmeans clusters: 3 to 8 }",
    ),
    (
        "XS413",
        'model m { features: spend algorithm: column tier label "gold": highest spend }',
        '"gold"',
        "model m { features: spend algorithm: column tier }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: kmeans clusters: 2 gate: at most 150% relabelled }",
        "gate: at most 150% relabelled",
        "model m { features: spend algorithm: kmeans clusters: 2 gate: at most 150% of each segment moved }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: kmeans clusters: 2 gate: silhouette at least 2.5 }",
        "gate: silhouette at least 2.5",
        "model m { features: spend algorithm: kmeans clusters: 2 gate: silhouette at least 1 }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: kmeans clusters: 2 drift: psi at most 7, ks at most 1.5 }",
        "drift: psi at most 7, ks at most 1.5",
        "model m { features: spend algorithm: kmeans clusters: 2 drift: psi at most 7, ks at most 1 }",
    ),
    (
        "XS216",
        'model m { features: "spend" algorithm: kmeans clusters: 2 label "x": highest spend }',
        'features: "spend"',
        "trait x = 1",
    ),
    (
        "XS216",
        "model m { features: spend algorithm: kmean clusters: 2 }",
        "algorithm: kmean",
        "model m { features: spend algorithm: kmeans clusters: 2 }",
    ),
    (
        "XS216",
        "model m { features: spend algorithm: kmeans clusters: many }",
        "clusters: many",
        "model m { features: spend algorithm: kmeans clusters: 2 }",
    ),
    (
        "XS216",
        "model m { features: spend algorithm: kmeans clusters: 2 to 3 by luck }",
        "clusters: 2 to 3 by luck",
        "model m { features: spend algorithm: kmeans clusters: 2 to 3 by silhouette }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: hdbscan clusters: 2 to 8 }",
        "clusters: 2 to 8",
        "model m { features: spend algorithm: hdbscan clusters: 8 min_cluster_size: 30 }",
    ),
    (
        "XS216",
        "model m { features: spend algorithm: dbscan eps: 0 }",
        "eps: 0",
        "model m { features: spend algorithm: dbscan eps: 0.5 min_samples: 4 }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: hierarchical clusters: 2 to 3 by bic }",
        "clusters: 2 to 3 by bic",
        "model m { features: spend algorithm: hierarchical linkage: average clusters: 2 to 3 by elbow }",
    ),
    (
        "XS204",
        "model m { features: spend algorithm: column countryy }",
        "countryy",
        "model m { features: spend algorithm: column tier }",
    ),
    (
        "XS413",
        "model m { features: spend algorithm: column name }",
        "name",
        "model m { features: spend algorithm: column tier }",
    ),
    (
        "XS216",
        "model m { features: spend algorithm: skops own clusters: 2 }",
        "algorithm: skops own",
        'model m { features: spend algorithm: skops "own.skops" clusters: 2 trusted: "a.B", "a.C" }',
    ),
    (
        "XS413",
        'model m { features: spend algorithm: skops "../own.skops" clusters: 2 }',
        'algorithm: skops "../own.skops"',
        'model m { features: spend algorithm: skops "models/own.skops" clusters: 2 }',
    ),
    (
        "XS204",
        "model m { features: spendd algorithm: kmeans clusters: 2 }",
        "spendd",
        "model m { features: spend algorithm: kmeans clusters: 2 }",
    ),
    (
        "XS303",
        "model m { features: name algorithm: kmeans clusters: 2 }",
        "name",
        "model m { features: age algorithm: kmeans clusters: 2 }",
    ),
]

TESTS = [
    ("XS217", "profile ann { age: 3 } expect bob in best", "bob", "profile ann { age: 3 } expect ann in best"),
    ("XS208", "profile { age: 3 } expect in bestt", "bestt", "profile { age: 3 } expect not in best"),
    ("XS204", "profile { agee: 3 }", "agee", "profile { age: 3 }"),
    ("XS218", "profile { age: 3, age: 4 }", "age", 'profile { age: 3, tier: "gold" }'),
    ("XS201", "profile a { } profile a { } expect a in best", "a", "profile a { } profile b { } expect a in best"),
    ("XS415", "profile a { } profile b { }", "expect in best", "profile a { } profile b { } expect b in best"),
    (
        "XS415",
        "profile a { } profile { } expect a in best",
        "profile { }",
        "profile a { } profile b { } expect a in best",
    ),
    ("XS415", "now 2025-01-01 now 2025-01-02", "now 2025-01-02", "now 2025-01-01"),
    ("XS417", "now 1825-01-01", "1825-01-01", "now 2025-01-01T10:00"),
    ("XS309", 'profile { age: "3" }', '"3"', "profile { age: -3 }"),
    ("XS309", "profile { age: 3.5 }", "3.5", "profile { balance: 3.5 }"),
    ("XS309", "profile { balance: 3.505 }", "3.505", "profile { rate: 3.505 }"),
    ("XS309", "profile { age: 1000000000000000 }", "1000000000000000", "profile { score: 1000000000000000 }"),
    ("XS309", "profile { age: spend }", "spend", "profile { spend: 3 }"),
    ("XS309", "profile { age: 1 + 2 }", "1 + 2", "profile { age: 12 }"),
    ("XS309", "profile { flag: 1 }", "1", "profile { flag: true }"),
    ("XS309", "profile { born: 2025-06-01T10:00 }", "2025-06-01T10:00", "profile { seen: 2025-06-01T10:00 }"),
    ("XS404", "profile { born: 3 hours ago }", "3 hours", "profile { born: 3 days ago, signup: today }"),
    ("XS306", 'profile { name: "" }', '""', 'profile { name: "x" }'),
    ("XS411", 'profile { tier: "glod" }', '"glod"', 'profile { tier: "gold" }'),
    ("XS411", 'profile { sizes: "XL" }', '"XL"', 'profile { sizes: "L" }'),
    ("XS204", "profile { consent.newss: true }", "consent.newss", "profile { consent.news: true }"),
    ("XS205", "event purchas { at: now }", "purchas", "event purchase { at: now }"),
    ("XS207", "event purchase on shop { at: now }", "shop", "event purchase on store { at: now }"),
    ("XS412", "event purchase on email { at: now }", "email", "event open on email { at: now }"),
    (
        "XS415",
        "event purchase { amount: 3 }",
        "event purchase { amount: 3 }",
        "event purchase { amount: 3, at: 3 days ago }",
    ),
    ("XS206", "event purchase { amout: 3, at: now }", "amout", "event purchase { amount: 3, at: 2025-05-05 }"),
    ("XS309", "event purchase { amount: true, at: now }", "true", "event purchase { amount: 3.25, at: now }"),
    ("XS309", "event purchase { at: 3 }", "3", "event purchase { at: 2025-05-05T10:00Z }"),
    ("XS302", "given age", "age", "given age in top 10% given not in list staff"),
]


@pytest.mark.parametrize(("code", "entries", "at", "fine"), SEGMENTS, ids=[entries for _, entries, _, _ in SEGMENTS])
def test_what_a_segment_says_about_itself(code: str, entries: str, at: str | None, fine: str) -> None:
    found = diagnose(f"{GIVEN} segment s {{ {entries} where true }}")
    assert [number for number, _ in found] == [code]
    assert at is None or found[0][1] == at
    assert diagnose(f"{GIVEN} segment s {{ {fine} where true }}") == []


@pytest.mark.parametrize(("code", "entries", "at", "fine"), MODELS, ids=[entries for _, entries, _, _ in MODELS])
def test_what_a_model_says_about_itself(code: str, entries: str, at: str, fine: str) -> None:
    assert diagnose(GIVEN + MODEL.format(entries)) == [(code, at)]
    assert diagnose(GIVEN + MODEL.format(fine)) == []


@pytest.mark.parametrize(("code", "text", "at", "fine"), WHOLE, ids=[text for _, text, _, _ in WHOLE])
def test_whole_declarations(code: str, text: str, at: str, fine: str) -> None:
    assert diagnose(f"{GIVEN} {text}") == [(code, at)]
    assert diagnose(f"{GIVEN} {fine}") == []


@pytest.mark.parametrize(("code", "body", "at", "fine"), TESTS, ids=[body for _, body, _, _ in TESTS])
def test_tests(code: str, body: str, at: str, fine: str) -> None:
    assert diagnose(GIVEN + _test(body)) == [(code, at)]
    assert diagnose(GIVEN + _test(fine)) == []


def _test(body: str) -> str:
    """A test block; where the body expects nothing, somebody is expected in `best`."""
    return f'test "t" {{ {body}{"" if "expect" in body else " expect in best"} }}'
