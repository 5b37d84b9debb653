"""A checked program becomes a plan: one graph for all traits, models, segments and rules."""

from collections.abc import Collection

from xseg.plan.lower_conditions import lower_condition
from xseg.plan.lower_values import lower_model, lower_value
from xseg.plan.lowering import Lowering
from xseg.plan.nodes import Ref
from xseg.plan.plan import Plan
from xseg.semantics.order import in_order, needs
from xseg.semantics.program import Program
from xseg.semantics.reads import Key
from xseg.syntax.nodes import Model, Segment, Trait


def lower(program: Program, *, stated: Collection[str] = ()) -> Plan:
    """The plan of a program without errors; `rules` stand among the segments under their own names.

    The `stated` traits and models are read off the profile instead of worked out: a test says what they are.
    """
    lowering = Lowering(program, stated)
    declared: dict[Key, Trait | Model | Segment] = {
        **{("value", name): trait for name, trait in program.traits.items()},
        **{("value", name): checked.declaration for name, checked in program.models.items()},
        **{("segment", name): checked.declaration for name, checked in program.segments.items()},
    }
    order, _ = in_order({key: [other for other, _ in needs(node)] for key, node in declared.items()})
    for kind, name in order:
        match declared[kind, name]:
            case Trait(expression=expression):
                lowering.traits[name] = lower_value(lowering, expression, "profile")
            case Model():
                lowering.models[name] = lower_model(lowering, name)
            case Segment(where=where):
                lowering.segments[name] = lower_condition(lowering, where, "profile")
    rules: dict[str, Ref] = {name: lower_condition(lowering, rule, "profile") for name, rule in program.rules.items()}
    return Plan(
        nodes=tuple(lowering.builder.nodes),
        segments={**{name: lowering.segments[name] for name in program.segments}, **rules},
        traits={name: lowering.traits[name] for name in program.traits},
        models={name: lowering.models[name] for name in program.models},
        spans=lowering.builder.spans,
    )
