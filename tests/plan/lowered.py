"""What rules become: each rule of lowered_rules.txt with the text form of its plan."""

from collections.abc import Iterator
from pathlib import Path

from tests.support.corner import planned
from xseg.plan import render

HERE = Path(__file__).parent
GIVEN = """
trait spend = sum(amount of purchase)
model kind { features: spend, age algorithm: kmeans clusters: 2 label "loyal": highest spend }
segment best { where spend > 500 }
"""


def rules() -> list[str]:
    """The rules, as they are written."""
    lines = (HERE / "lowered_rules.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def lowered(rule: str) -> str:
    """The text form of a rule's plan, with the names of types made short."""
    plan, _ = planned(GIVEN, asked=rule)
    text = render(plan, plan.segments["asked"])
    for long, short in SHORT.items():
        text = text.replace(long, short)
    return text


SHORT = {
    " : BooleanType()": "",
    "TimestampType()": "timestamp",
    "DurationType()": "duration",
    "NumberType()": "number",
    "TextType()": "text",
    "DateType()": "date",
    "ExactType": "exact",
    "CategoryType": "category",
    "ListType": "list",
}


def sections() -> Iterator[tuple[str, str]]:
    """Each rule of lowered.txt with the text beneath it."""
    for section in (HERE / "lowered.txt").read_text("utf-8").split("\n\n"):
        rule, _, text = section.strip("\n").partition("\n")
        yield rule.removeprefix("> "), text + "\n"
