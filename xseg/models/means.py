"""Conditions on a cluster's means: whether they hold, and how they are written."""

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, assert_never

from xseg.project.model import Comparison, MeanTest, MeanTests

if TYPE_CHECKING:
    from xseg.models.matrix import Column

COMPARED: dict[Comparison, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(condition: MeanTest | MeanTests, features: Sequence[str], means: "Column") -> bool:
    """Whether the condition holds for one cluster's means, in the features' order and own units."""
    match condition:
        case MeanTest(feature, comparison, other):
            number = float(means[features.index(other)]) if isinstance(other, str) else other
            return COMPARED[comparison](float(means[features.index(feature)]), number)
        case MeanTests(which, tests):
            answers = [holds(test, features, means) for test in tests]
            return all(answers) if which == "all" else any(answers) == (which == "any")
        case _:
            assert_never(condition)


def written(condition: MeanTest | MeanTests) -> str:
    """The condition in the words of the language."""
    match condition:
        case MeanTest(feature, comparison, other):
            return f"{feature} {comparison} {other if isinstance(other, str) else repr(other).removesuffix('.0')}"
        case MeanTests("none", tests):
            return f"not ({' or '.join(map(written, tests))})"
        case MeanTests(which, tests):
            word = " and " if which == "all" else " or "
            return word.join(f"({written(test)})" if isinstance(test, MeanTests) else written(test) for test in tests)
        case _:
            assert_never(condition)
