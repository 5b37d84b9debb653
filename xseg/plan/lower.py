"""A checked program becomes a plan: one graph for all traits, models, segments and rules."""

from collections.abc import Collection, Mapping

from xseg.plan.lower_conditions import lower_condition
from xseg.plan.lower_values import lower_model, lower_value
from xseg.plan.lowering import Lowering
from xseg.plan.plan import Plan
from xseg.project.project import Project
from xseg.semantics.order import in_order, needs
from xseg.semantics.program import Program
from xseg.semantics.reads import Key
from xseg.syntax.nodes import Model, Segment, Trait


def lower(program: Program, *, stated: Collection[str] = ()) -> Plan:
    """The plan of a program without errors; `rules` stand among the segments under their own names.

    The `stated` traits and models are read off the profile instead of worked out: a test says what they are.
    """
    return plan_of(lower_program(program, stated=stated))


def lower_program(program: Program, *, stated: Collection[str] = ()) -> Lowering:
    """The program lowered, with what each part of its trees became."""
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
                lowering.in_standard = name in program.standard
                lowering.traits[name] = lower_value(lowering, expression, "profile")
                lowering.in_standard = False
            case Model():
                lowering.models[name] = lower_model(lowering, name)
            case Segment(where=where):
                lowering.segments[name] = lower_condition(lowering, where, "profile")
    for name, rule in program.rules.items():
        lowering.rules[name] = lower_condition(lowering, rule, "profile")
    return lowering


def plan_of(lowering: Lowering) -> Plan:
    """The plan of what was lowered."""
    program = lowering.program
    return Plan(
        nodes=tuple(lowering.builder.nodes),
        segments={**{name: lowering.segments[name] for name in program.segments}, **lowering.rules},
        traits={name: lowering.traits[name] for name in program.traits},
        models={name: lowering.models[name] for name in program.models},
        spans=lowering.builder.spans,
        made=_made(program.project),
    )


def _made(project: Project) -> Mapping[str, str]:
    """How the kinds of events that no source brings are made."""
    if project.sessions is None:
        return {}
    made = project.sessions
    how = (made.gap, sorted(made.channels), sorted(made.kinds), made.page, sorted(made.pages))
    return {made.kind.name: repr(how)}
