"""What marketers ask, in the words of the shop and of the standard traits: each rule runs on the generated shop."""

from pathlib import Path

import polars as pl
import pytest

from xseg.demo import generate, write_project
from xseg.engines import polars
from xseg.plan import bind, lower
from xseg.plan.bind import to_micros
from xseg.workflow.building import as_of, ready
from xseg.workflow.workspace import open_workspace

QUESTIONS = {
    "halved their spend": (
        "sum(amount of purchase within 30 days) < sum(amount of purchase from 60 days ago to 30 days ago) / 2"
    ),
    "opened one of the last three": "did email_sent[nth_last <= 3] then email_open[same message_id]",
    "store first, then web": (
        'did purchase[nth == 1 and channel == "store"] and did purchase[nth == 2 and channel == "web"]'
    ),
    "two things in the cart": (
        "distinct(product_id of add_to_cart within 7 days then not purchase[same product_id]) >= 2"
    ),
    "buys at weekends": 'most_frequent(weekday(time) of purchase within 90 days) in ("sat", "sun")',
    "discounted only": "did purchase and did not purchase[not saved > 0 and coupon is missing]",
    "champions": "recency_days <= 30 and frequency in top 20% and total_spend in top 20%",
    "champions by score": "rfm_score >= 13",
    "overdue by their own rhythm": (
        "recency_days > 2 * (days_since(first purchase) - recency_days) / (count(purchase) - 1)"
    ),
    "larger baskets": "avg(amount of purchase within 90 days) > 1.2 * avg(amount of purchase more than 90 days ago)",
    "one product line only": "categories_bought == 1 and frequency >= 2",
    "looked, never bought the category": (
        'did product_view[category == "shoes"] at least 3 times and did not purchase[category == "shoes"]'
    ),
    "above their own average": "did purchase[amount > 2 * profile.average_spend] within 30 days",
    "several channels": "channels_90d >= 3",
    "evening shoppers": "count(purchase[hour(time) >= 18]) > count(purchase) / 2",
    "regulars": "did purchase in at least 3 of the last 4 full months",
    "regular visitors": "session_days_30d >= 4",
    "short visits": "session_seconds_30d < 60 and sessions_30d >= 2",
    "deep visits": "did session[pages >= 2] within 7 days",
    "came to help and left": 'did session[exit == "help"] within 30 days then not session for 7 days',
    "long visits on the web": "did session[duration > 5 minutes] on web within 30 days",
    "keen on letters, cool on the site": "email_engagement_score >= 4 and online_engagement_score <= 2",
    "warming up": "online_signals_7d * 2 > online_signals_30d and online_signals_7d >= 3",
    "hooked on one article": "favourite_product_share >= 0.5 and products_bought >= 2",
    "came by the store, shops on the web": 'first_channel == "store" and main_channel_90d == "web"',
    "moved online": "online_moved",
    "another main channel": "switched_channel",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """A row for each person, a column for each question."""
    folder: Path = tmp_path_factory.mktemp("questions")
    write_project(folder)
    generate(folder, profiles=1_500)
    workspace = open_workspace(folder, rules=QUESTIONS)
    assert workspace.ready, [one.message for one in workspace.sink]
    plan, project = lower(workspace.checked), workspace.checked.project
    assert project.as_of is not None
    now = to_micros(project.as_of)
    assert ready(project, workspace.sink, now=now, clock=None), [one.message for one in workspace.sink]
    asked = {question: plan.segments[question] for question in QUESTIONS}
    bound = bind(plan, now=now, zone=project.timezone)
    return polars.evaluate(bound, asked, as_of(project, plan, now=now), models={})


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_finds_some_people_and_not_all(found: pl.DataFrame, question: str) -> None:
    assert 0 < found.get_column(question).sum() < found.height
