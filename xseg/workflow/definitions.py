"""What the block of a model says today, as versions keep it; needs no data and loads no engine."""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from xseg.models.definition import rules_of
from xseg.models.trained import Definition, NamedBy
from xseg.plan import Plan, fingerprint
from xseg.plan.nodes import Ref, Score
from xseg.plan.reach import reachable
from xseg.project.model import ModelDeclaration
from xseg.semantics import Program

Rules = Mapping[str, tuple[NamedBy, ...]]
"""Model → the rules of its labels, where they are not those of its block."""
AS_DECLARED: Rules = MappingProxyType({})


def definition_of(
    program: Program, plan: Plan, declaration: ModelDeclaration, *, rules: Rules = AS_DECLARED
) -> Definition:
    """What the labels of a version that is trained now rest on."""
    features = feature_fingerprints(program, plan, declaration, rules=rules)
    return Definition(features, rules_of(declaration), declaration.column or "")


def feature_fingerprints(
    program: Program, plan: Plan, declaration: ModelDeclaration, *, rules: Rules = AS_DECLARED
) -> dict[str, str]:
    """Feature → fingerprint of its definition, without the clock; what labels of other models mean is part of it."""
    score = plan.nodes[plan.models[declaration.name]].operation
    assert isinstance(score, Score)
    return {
        name: fingerprint_of(program, plan, ref, rules)
        for name, ref in zip(declaration.features, score.features, strict=False)
    }


def fingerprint_of(program: Program, plan: Plan, feature: Ref, rules: Rules) -> str:
    """That of the plan, which has the features of models that are read, with the rules of the labels that are read."""
    found = fingerprint(plan, feature)
    operations = (plan.nodes[ref].operation for ref in reachable(plan, [feature]))
    named = {one.model for one in operations if isinstance(one, Score) and one.output == "label"}
    if not named:
        return found
    meant = [(name, rules.get(name, rules_of(program.models[name].model))) for name in sorted(named)]
    return sha256(repr((found, meant)).encode()).hexdigest()
