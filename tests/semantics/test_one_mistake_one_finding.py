"""After an error the checker goes on with an unknown type that agrees with everything: one mistake, one finding."""

from dataclasses import replace

from tests.support.corner import corner, diagnose, diagnose_rule, findings

SIX = """
trait spend = sum(amout of purchase)

trait recency = days_since(last purchas)

model kind {
  features: spend, recency
  algorithm: kmeans
  clusters: 2 to 3
  label "loyal": highest recenzy
}

segment loyal {
  purpose: newss
  where kind == "loyal" and spend > 500 and recency < 30
}

segment young {
  where years_since(born) < "30"
}

test "a loyal customer is in" {
  profile { kind: "loyl", spend: 600 }
  expect in loyal
}
"""


def test_six_mistakes_in_six_declarations_are_six_findings() -> None:
    assert diagnose(SIX) == [
        ("XS206", "amout"),
        ("XS205", "purchas"),
        ("XS413", "recenzy"),
        ("XS210", "newss"),
        ("XS301", 'years_since(born) < "30"'),
        ("XS411", '"loyl"'),
    ]
    assert all(finding.help for finding in findings(SIX))


def test_what_follows_from_an_unknown_name_is_not_told() -> None:
    given = "trait a = nothing + 1 trait b = a * 2 trait c = if(a > 3, b, name)"
    assert diagnose(f"{given} segment s {{ where b > 3 and c == 4 and a within 3 days and abs(a) in top 10% }}") == [
        ("XS204", "nothing")
    ]


def test_an_unknown_event_may_have_any_property() -> None:
    assert diagnose_rule('did purchas[amount > 3 and nothing == "x"] on web') == [("XS205", "purchas")]
    assert diagnose_rule("did any of (view, purchas)[nothing == 3]") == [("XS205", "purchas")]
    assert diagnose_rule('did any of (view, purchas)[event == "nothing"] on store') == [("XS205", "purchas")]
    assert diagnose_rule("did purchas then view[same amount]") == [("XS205", "purchas")]
    assert diagnose_rule("sum(nothing of purchas) > 3") == [("XS205", "purchas")]


def test_a_broken_model_still_has_its_labels() -> None:
    given = 'model kind { algorithm: kmeans clusters: 2 label "loyal": highest spend }'
    assert diagnose(f'{given} segment s {{ where kind == "loyal" }} segment t {{ where kind == "x" }}') == [
        ("XS413", "kind"),
        ("XS411", '"x"'),
    ]


def test_two_mistakes_in_one_rule_are_two_findings() -> None:
    assert diagnose_rule('agee > 3 and tier == "glod"') == [("XS204", "agee"), ("XS411", '"glod"')]


def test_a_cycle_names_all_that_need_each_other() -> None:
    text = "trait a = b + 1 trait b = c + 1 trait c = a + 1 segment s { where a > 3 }"
    (cycle,) = findings(text)
    assert cycle.message == "these need each other: `a` → `b` → `c` → `a`"
    assert diagnose(text) == [("XS214", "b")]


def test_a_cycle_may_go_through_segments_ranks_and_models() -> None:
    ring = """
        segment s { where kind == "x" }
        trait t = if(age in top 10% of segment s, 1, 0)
        model kind { features: t algorithm: kmeans clusters: 2 label "x": highest t }
    """
    (cycle,) = findings(ring)
    assert cycle.code.number == "XS214"
    assert {"`s`", "`t`", "`kind`"} <= set(cycle.message.split())


def test_two_cycles_are_two_findings() -> None:
    assert [code for code, _ in diagnose("trait a = b trait b = a trait c = d trait d = c")] == ["XS214", "XS214"]


def test_a_diamond_is_no_cycle_and_order_means_nothing() -> None:
    assert diagnose("trait d = b + c trait c = a + 2 trait b = a + 1 trait a = age segment s { where d > 3 }") == []


def test_a_rule_may_read_its_own_past_but_nothing_else_of_it() -> None:
    assert diagnose("segment s { where entered(s) within 3 days }") == []


def test_events_channels_lists_and_properties_have_names_of_their_own() -> None:
    assert (
        diagnose("""
        trait amount   = sum(amount of purchase)
        trait purchase = count(purchase on web)
        trait item     = count(purchase[item == "hat" and amount > 3] then view[same item])
        trait web      = days_since(last view)
        trait staff    = if(in list staff, 1, 0)
        segment amount { where amount > 3 and purchase > 2 and in list staff }
    """)
        == []
    )


def test_properties_are_not_attributes_of_the_same_name() -> None:
    # `amount` of the profile is sensitive here, the property is not
    project = corner()
    sensitive = replace(project.attributes["balance"], name="amount", sensitive=("age",))
    project = replace(project, attributes={**project.attributes, "amount": sensitive})
    assert diagnose("segment s { purpose: careful where did purchase[amount > 3] }", project=project) == []
    assert diagnose("segment s { purpose: careful where did purchase[profile.amount > 3] }", project=project) == [
        ("XS416", "profile.amount")
    ]


def test_a_sensitive_attribute_is_refused_through_traits_segments_and_features() -> None:
    given = """
        trait years = years_since(born)
        model kind { features: years algorithm: kmeans clusters: 2 }
        segment old { where years > 60 }
        trait lately = entered(old)
    """
    for rule, at in [
        ("born before 1960-01-01", "born"),
        ("years > 60", "years"),
        ('kind == "cluster_1"', "kind"),
        ("in segment old", "old"),
        ("age in top 10% of segment old", "old"),
        ("confidence(kind) > 0.5", "kind"),
        ("did purchase[time > profile.born]", "profile.born"),
        ("did purchase after born", "born"),
        ("entered(old) within 30 days", "old"),
        ("lately is known", "lately"),
        ("exited(old) is missing", "old"),
    ]:
        assert diagnose(f"{given} segment s {{ purpose: careful where {rule} }}") == [("XS416", at)], rule
        assert diagnose(f"{given} segment s {{ purpose: news where {rule} }}") == [], rule


def test_a_test_needs_a_clock() -> None:
    project = replace(corner(), as_of=None)
    text = 'segment s { where true } test "t" { expect in s }'
    assert diagnose(text, project=project) == [("XS415", '"t"')]
    assert diagnose(text) == []
    assert diagnose(text.replace("{ expect", "{ now 2025-06-01 expect"), project=project) == []


def test_ends_with_an_offset_are_compared_as_instants() -> None:
    # 23:30 at −05:00 is 06:30 of the next day in Berlin
    assert diagnose_rule("seen from 2025-06-02 to 2025-06-01T23:30-05:00") == []
    assert diagnose_rule("seen from 2025-06-02 to 2025-06-01T12:00-05:00") == [
        ("XS402", "from 2025-06-02 to 2025-06-01T12:00-05:00")
    ]
    assert diagnose_rule("seen from 2025-06-01T12:00Z to 2025-06-01T14:00") == [
        ("XS402", "from 2025-06-01T12:00Z to 2025-06-01T14:00")
    ]


def test_ends_that_may_be_in_order_are_left_alone() -> None:
    for ends in [
        "from 31 days ago to 1 month ago",  # in March that is a window
        "from 25 hours ago to 1 day ago",
        "from now to today",
        "from now to tomorrow",
        "from yesterday to 1 day ago",
        "from today to 3 hours ago",
        "from 2025-06-01 to 2025-06-01",
        "from born to seen",
        "from 30 days ago to 2020-01-01",
    ]:
        assert diagnose_rule(f"seen {ends}") == [], ends
