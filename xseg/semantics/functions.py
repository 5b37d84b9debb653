"""The functions of the language: what each takes and gives."""

from xseg.project.types import (
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    TIMESTAMP,
    UNKNOWN,
    WEEKDAYS,
    DateType,
    ListType,
    TimestampType,
    Type,
    UnknownType,
    is_numeric,
    is_textual,
)
from xseg.semantics import conditions, messages, values
from xseg.semantics.scope import ON_PROFILE, PROFILE, EventScope, Scope, World
from xseg.semantics.unify import unify
from xseg.syntax.nodes import Call, Expression, Name

FORMS = {
    "days_since": "days_since(last purchase)",
    "years_since": "years_since(birth_date)",
    "date": "date(last purchase)",
    "year": "year(signup_date)",
    "month": "month(signup_date)",
    "day_of_month": "day_of_month(signup_date)",
    "weekday": "weekday(time)",
    "hour": "hour(time)",
    "abs": "abs(balance)",
    "length": "length(interests)",
    "domain": "domain(email)",
    "coalesce": "coalesce(last purchase, signup_date)",
    "if": "if(did purchase, 1, 0)",
    "imputed": "imputed(income)",
    "changed": "changed(loyalty_tier)",
    "entered": "entered(vip)",
    "exited": "exited(vip)",
    "confidence": "confidence(cluster)",
    "distance": "distance(cluster)",
}
"""Every function with an example of its use."""


def call_type(world: World, call: Call, scope: Scope) -> Type:
    """Checks a call and gives its type."""
    name = call.function.text.lower()
    match name:
        case "if":
            return _if(world, call, scope)
        case "coalesce":
            return _coalesce(world, call, scope)
        case "confidence" | "distance":
            return _score(world, call, scope)
        case "entered" | "exited" | "changed" | "imputed":
            return _recorded(world, call, name)
        case _ if name in FORMS:
            return _of_one(world, call, name, scope)
        case _:
            for argument in call.arguments:
                values.value_type(world, argument, scope)
            world.sink.add(messages.unknown_function(call.function, FORMS))
            return UNKNOWN


def _of_one(world: World, call: Call, name: str, scope: Scope) -> Type:
    if len(call.arguments) != 1:
        world.sink.add(messages.wrong_arguments(call, name, f"`{FORMS[name]}`"))
        return UNKNOWN
    (argument,) = call.arguments
    type_ = values.value_type(world, argument, scope)
    result = _result(name, type_)
    if result is None:
        world.sink.add(
            messages.wrong_operand(argument, f"`{name}` takes {_TAKES[name]}", type_, f"write `{FORMS[name]}`")
        )
        return UNKNOWN
    return result


_TAKES = {
    "days_since": "a date or a timestamp",
    "years_since": "a date or a timestamp",
    "date": "a timestamp",
    "year": "a date or a timestamp",
    "month": "a date or a timestamp",
    "day_of_month": "a date or a timestamp",
    "weekday": "a date or a timestamp",
    "hour": "a timestamp",
    "abs": "a number",
    "length": "a text or a list",
    "domain": "a text",
}


def _result(name: str, type_: Type) -> Type | None:
    """What a function of one value gives; None where it does not take the value."""
    unknown = isinstance(type_, UnknownType)
    timely = unknown or isinstance(type_, DateType | TimestampType)
    match name:
        case "days_since" | "years_since" | "year" | "month" | "day_of_month":
            return INTEGER if timely else None
        case "weekday":
            return WEEKDAYS if timely else None
        case "date":
            return DATE if timely else None
        case "hour":
            return INTEGER if unknown or isinstance(type_, TimestampType) else None
        case "abs":
            return type_ if unknown or is_numeric(type_) else None
        case "length":
            return INTEGER if unknown or is_textual(type_) or isinstance(type_, ListType) else None
        case "domain":
            return TEXT if unknown or is_textual(type_) else None
        case _:
            raise AssertionError(name)


def _if(world: World, call: Call, scope: Scope) -> Type:
    if len(call.arguments) != 3:
        world.sink.add(messages.wrong_arguments(call, "if", f"`{FORMS['if']}`: a condition and two values"))
        return UNKNOWN
    condition, then, otherwise = call.arguments
    conditions.check_condition(world, condition, scope)
    return _one_type(world, (then, otherwise), scope)


def _coalesce(world: World, call: Call, scope: Scope) -> Type:
    if len(call.arguments) < 2:
        world.sink.add(messages.wrong_arguments(call, "coalesce", f"`{FORMS['coalesce']}`: two values or more"))
        return UNKNOWN
    return _one_type(world, call.arguments, scope)


def _one_type(world: World, arguments: tuple[Expression, ...], scope: Scope) -> Type:
    result: Type = UNKNOWN
    types = [values.value_type(world, argument, scope) for argument in arguments]
    for argument, type_ in zip(arguments, types, strict=True):
        together = unify(result, type_)
        if together is None:
            world.sink.add(messages.branches_differ(argument, result, type_))
            return UNKNOWN
        result = together
    if any(isinstance(type_, UnknownType) for type_ in types):
        return UNKNOWN
    return values.within_digits(world, arguments[0], result)


def _score(world: World, call: Call, scope: Scope) -> Type:
    name = call.function.text.lower()
    match call.arguments:
        case (Name() as model,):
            text = model.text.removeprefix("profile.") if isinstance(scope, EventScope) else model.text
            if text not in world.models:
                world.sink.add(messages.unknown_model(model, world.models))
            elif name == "confidence" and world.models[text].column is not None:
                world.sink.add(messages.no_confidence(model, world.models[text].column or ""))
            return NUMBER
        case _:
            world.sink.add(messages.wrong_arguments(call, name, f"`{FORMS[name]}`: the name of a model"))
            return UNKNOWN


def _recorded(world: World, call: Call, name: str) -> Type:
    match call.arguments:
        case (Name() as argument,):
            pass
        case _:
            world.sink.add(messages.wrong_arguments(call, name, f"`{FORMS[name]}`"))
            return UNKNOWN
    if name in ("entered", "exited"):
        if argument.text not in world.segments:
            world.sink.add(messages.unknown_segment(argument, world.segments))
            return UNKNOWN
        return TIMESTAMP
    attribute = values.value_type(world, argument, ON_PROFILE)
    if name == "imputed":
        declared = world.project.attributes.get(argument.text.removeprefix(PROFILE))
        if (declared is None or declared.impute is None) and not isinstance(attribute, UnknownType):
            world.sink.add(messages.not_imputed(argument, is_attribute=declared is not None))
        return attribute
    if argument.text not in world.project.attributes and not isinstance(attribute, UnknownType):
        hint = "use an attribute of xseg.toml: nothing keeps the history of traits and models"
        world.sink.add(messages.wrong_operand(argument, "`changed` takes an attribute", attribute, hint))
        return UNKNOWN
    return TIMESTAMP
