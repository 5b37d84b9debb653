"""Lowers values: names, literals, arithmetic, functions."""

from datetime import UTC
from typing import Literal

from xseg.plan import lower_conditions, lower_events
from xseg.plan.bind import DAY_ZERO, EPOCH, MICROSECOND
from xseg.plan.lowering import Level, Lowering
from xseg.plan.nodes import (
    Absolute,
    Aggregate,
    Arithmetic,
    Attribute,
    Coalesce,
    Consent,
    Domain,
    EventChannel,
    EventKind,
    EventTime,
    Function,
    If,
    Imputed,
    Length,
    Literal_,
    Nth,
    PartOf,
    Property,
    Recorded,
    Ref,
    Score,
    Time,
    YearsBetween,
)
from xseg.plan.times import LocalInstant, Moment, NowMoment, PeriodStart, Shifted, UtcInstant
from xseg.project.types import (
    BOOLEAN,
    DATE,
    DURATION,
    INTEGER,
    NUMBER,
    TEXT,
    TIMESTAMP,
    DateType,
    ListType,
    NumberType,
    Type,
)
from xseg.semantics.lengths import exact_micros
from xseg.semantics.scope import CONSENT, PROFILE, label_type
from xseg.semantics.unify import unify
from xseg.syntax import nodes as ast
from xseg.syntax.nodes import Expression

DAY_OFFSET = {"yesterday": -1, "today": 0, "tomorrow": 1}


def lower_value(lowering: Lowering, node: Expression, level: Level) -> Ref:
    """The node that works out an expression used as a value."""
    match node:
        case ast.Name():
            return _name(lowering, node, level)
        case ast.Number(unscaled):
            return lowering.add(Literal_(unscaled), lowering.type_of(node), node)
        case ast.Text(value):
            return lowering.add(Literal_(value), TEXT, node)
        case ast.Boolean(flag):
            return lowering.add(Literal_(flag), BOOLEAN, node)
        case ast.DateLiteral(day):
            return lowering.add(Literal_((day - DAY_ZERO).days), DATE, node)
        case ast.DayWord(word):
            return lowering.add(Time(PeriodStart(DAY_OFFSET[word], "day")), DATE, node)
        case ast.InstantLiteral() | ast.Now() | ast.Ago():
            return lowering.add(Time(moment(node)), TIMESTAMP, node)
        case ast.Duration():
            return lowering.add(Literal_(exact_micros(node)), DURATION, node)
        case ast.Arithmetic():
            return _chain(lowering, node, level)
        case ast.Negative(ast.Number(unscaled)):
            return lowering.add(Literal_(-unscaled), lowering.type_of(node), node)
        case ast.Negative(operand):
            type_ = lowering.type_of(node)
            zero = lowering.add(Literal_(0.0 if isinstance(type_, NumberType) else 0), type_)
            return lowering.add(Arithmetic("-", zero, lower_value(lowering, operand, level)), type_, node)
        case ast.Call():
            return _call(lowering, node, level)
        case ast.Aggregate():
            return lowering.lifted(lower_events.lower_aggregate(lowering, node), level)
        case ast.EdgeTime(which, query):
            over = lower_events.lower_query(lowering, query)
            time = lowering.add(EventTime(), TIMESTAMP)
            function: Function = "max" if which == "last" else "min"
            return lowering.lifted(lowering.add(Aggregate(function, over, time), TIMESTAMP, node), level)
        case _:
            return lower_conditions.lower_condition(lowering, node, level)


def moment(node: ast.InstantLiteral | ast.Now | ast.Ago) -> Moment:
    """The symbolic moment of a literal instant."""
    match node:
        case ast.Now():
            return NowMoment()
        case ast.Ago(duration):
            return Shifted(-duration.count, duration.unit)
        case ast.InstantLiteral(value):
            if value.tzinfo is None:
                return LocalInstant((value.replace(tzinfo=UTC) - EPOCH) // MICROSECOND)
            return UtcInstant((value - EPOCH) // MICROSECOND)


def _name(lowering: Lowering, node: ast.Name, level: Level) -> Ref:
    if level == "event" and not node.text.startswith(PROFILE):
        return _event_name(lowering, node)
    text = node.text.removeprefix(PROFILE) if level == "event" else node.text
    return lowering.lifted(profile_value(lowering, text, node), level)


def profile_value(lowering: Lowering, text: str, node: ast.Node) -> Ref:
    """The node of an attribute, a trait, a model's label or a consent."""
    if text in lowering.stated:
        return lowering.add(Attribute(text), _stated_type(lowering, text), node)
    if text in lowering.traits:
        return lowering.traits[text]
    if text in lowering.models:
        return lowering.models[text]
    if text.startswith(CONSENT) and text not in lowering.program.project.attributes:
        return lowering.test(Consent(text.removeprefix(CONSENT)), node)
    return lowering.add(Attribute(text), lowering.program.project.attributes[text].type, node)


def _stated_type(lowering: Lowering, text: str) -> Type:
    program = lowering.program
    return label_type(program.models[text].model) if text in program.models else program.trait_types[text]


def _event_name(lowering: Lowering, node: ast.Name) -> Ref:
    type_ = lowering.type_of(node)
    match node.text:
        case "time":
            return lowering.add(EventTime(), TIMESTAMP)
        case "channel":
            return lowering.add(EventChannel(), type_, node)
        case "event":
            return lowering.add(EventKind(), type_, node)
        case "nth" | "nth_last":
            return lowering.add(Nth(from_end=node.text == "nth_last"), INTEGER, node)
        case text:
            return lowering.add(Property(text), type_, node)


def _chain(lowering: Lowering, node: ast.Arithmetic, level: Level) -> Ref:
    """Long chains lean left and are walked in a loop."""
    spine = [node]
    while isinstance(spine[-1].left, ast.Arithmetic):
        spine.append(spine[-1].left)
    left = lower_value(lowering, spine[-1].left, level)
    for part in reversed(spine):
        right = lower_value(lowering, part.right, level)
        left = _arithmetic(lowering, part, left, right)
    return left


def _arithmetic(lowering: Lowering, node: ast.Arithmetic, left: Ref, right: Ref) -> Ref:
    type_ = lowering.type_of(node)
    if node.operator != "*" or isinstance(type_, NumberType):
        left, right = lowering.fit(left, type_), lowering.fit(right, type_)
    return lowering.add(Arithmetic(node.operator, left, right), type_, node)


def _call(lowering: Lowering, node: ast.Call, level: Level) -> Ref:
    name = node.function.text.lower()
    type_ = lowering.type_of(node)
    match name, node.arguments:
        case "if", (condition, then, otherwise):
            test = lower_conditions.lower_condition(lowering, condition, level)
            branches = [lowering.fit(lower_value(lowering, branch, level), type_) for branch in (then, otherwise)]
            return lowering.add(If(test, *branches), type_, node)
        case "coalesce", arguments:
            found = [lowering.fit(lower_value(lowering, argument, level), type_) for argument in arguments]
            return lowering.add(Coalesce(tuple(found)), type_, node)
        case "entered", (ast.Name(text),):
            return lowering.lifted(lowering.add(Recorded("entered", text), TIMESTAMP, node), level)
        case "exited", (ast.Name(text),):
            return lowering.lifted(lowering.add(Recorded("exited", text), TIMESTAMP, node), level)
        case "changed", (ast.Name(text),):
            return lowering.lifted(
                lowering.add(Recorded("changed", text.removeprefix(PROFILE)), TIMESTAMP, node), level
            )
        case "imputed", (ast.Name(text),):
            return lowering.lifted(_imputed(lowering, text.removeprefix(PROFILE), node), level)
        case "confidence" | "distance" as output, (ast.Name(text),):
            label = lowering.builder.nodes[lowering.models[text.removeprefix(PROFILE)]].operation
            assert isinstance(label, Score)
            kind: Literal["confidence", "distance"] = "confidence" if output == "confidence" else "distance"
            return lowering.lifted(lowering.add(Score(label.model, kind, label.features), NUMBER, node), level)
        case _, (argument,):
            return _of_one(lowering, node, name, lower_value(lowering, argument, level), type_)
        case _:
            raise AssertionError(f"{name} is not lowered")


def _of_one(lowering: Lowering, node: ast.Call, name: str, operand: Ref, type_: Type) -> Ref:
    operand_type = lowering.ref_type(operand)
    match name:
        case "days_since":
            today = lowering.add(Time(NowMoment()), DATE)
            return lowering.add(Arithmetic("-", today, lowering.fit(operand, DATE)), INTEGER, node)
        case "years_since":
            today = lowering.add(Time(NowMoment()), DATE)
            return lowering.add(YearsBetween(lowering.fit(operand, DATE), today), INTEGER, node)
        case "date":
            return lowering.fit(operand, DATE)
        case "year" | "month" | "day_of_month" | "weekday" | "hour":
            return lowering.add(PartOf(name, operand, isinstance(operand_type, DateType)), type_, node)
        case "abs":
            return lowering.add(Absolute(operand), type_, node)
        case "length":
            return lowering.add(Length(operand, isinstance(operand_type, ListType)), INTEGER, node)
        case "domain":
            return lowering.add(Domain(operand), TEXT, node)
        case _:
            raise AssertionError(f"{name} is not lowered")


def _imputed(lowering: Lowering, name: str, node: ast.Node) -> Ref:
    attribute = lowering.program.project.attributes[name]
    assert attribute.impute is not None, "the checker asks for it"
    return lowering.add(Imputed(name, attribute.impute.method, attribute.impute.constant), attribute.type, node)


def _feature(lowering: Lowering, name: str, node: ast.Node) -> Ref:
    """A value as models see it: an attribute that declares what stands in for it is never missing."""
    attribute = lowering.program.project.attributes.get(name)
    if attribute is None or attribute.impute is None or name in lowering.traits or name in lowering.stated:
        return profile_value(lowering, name, node)
    return _imputed(lowering, name, node)


def lower_model(lowering: Lowering, name: str) -> Ref:
    """The node of a model's label, its features as doubles in the declared order; behind them the column that a model
    reads its labels from.
    """
    checked = lowering.program.models[name]
    features = [
        lowering.fit(_feature(lowering, feature, checked.declaration), NUMBER) for feature in checked.model.features
    ]
    if checked.model.column is not None:
        features.append(profile_value(lowering, checked.model.column, checked.declaration))
    return lowering.add(Score(name, "label", tuple(features)), label_type(checked.model), checked.declaration)


def common(lowering: Lowering, left: Ref, right: Ref) -> tuple[Ref, Ref]:
    """Two values made to be held alike, so that they can be compared: exact ones at one scale, or both as dates."""
    type_ = unify(lowering.ref_type(left), lowering.ref_type(right))
    assert type_ is not None
    return lowering.fit(left, type_), lowering.fit(right, type_)
