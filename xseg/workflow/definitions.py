"""What the block of a model says today, as versions keep it; needs no data and loads no engine."""

from xseg.models.definition import rules_of
from xseg.models.trained import Definition
from xseg.plan import Plan, fingerprint
from xseg.plan.nodes import Score
from xseg.project.model import ModelDeclaration


def definition_of(plan: Plan, declaration: ModelDeclaration) -> Definition:
    """What the labels of a version that is trained now rest on."""
    features = feature_fingerprints(plan, declaration.name, declaration.features)
    return Definition(features, rules_of(declaration), declaration.column or "")


def feature_fingerprints(plan: Plan, model: str, features: tuple[str, ...]) -> dict[str, str]:
    """Feature → fingerprint of its definition, without the clock."""
    score = plan.nodes[plan.models[model]].operation
    assert isinstance(score, Score)
    return {name: fingerprint(plan, ref) for name, ref in zip(features, score.features, strict=False)}
