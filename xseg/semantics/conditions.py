"""Checks predicates: every form of the language page's table, on a profile or inside an event's brackets."""

from xseg.diagnostics import Edit, Fix
from xseg.project.types import ListType, Type, UnknownType
from xseg.semantics import events, messages, values, windows
from xseg.semantics.comparisons import check_comparable, check_member
from xseg.semantics.scope import EventScope, Scope, World
from xseg.semantics.unify import unify
from xseg.syntax.nodes import (
    And,
    Anniversary,
    Between,
    Compare,
    Did,
    DidNot,
    Expression,
    Has,
    InList,
    InSegment,
    Is,
    Name,
    Not,
    OneOf,
    Or,
    Ranked,
    Same,
    Sample,
    Share,
    Text,
    TextTest,
    Value,
    When,
)


def check_condition(world: World, node: Expression, scope: Scope) -> None:
    """Checks an expression that stands where a yes-or-no question is needed."""
    match node:
        case And(operands) | Or(operands):
            for operand in operands:
                check_condition(world, operand, scope)
        case Not(operand):
            check_condition(world, operand, scope)
        case Compare():
            _compare(world, node, scope)
        case Between(operand, low, high):
            type_ = values.value_type(world, operand, scope)
            ends = [(end, values.value_type(world, end, scope)) for end in (low, high)]
            for end in ends:
                if not check_comparable(world, node, (operand, type_), end, ordered=True):
                    break
        case OneOf():
            _one_of(world, node, scope)
        case TextTest():
            _text_test(world, node, scope)
        case Has():
            _has(world, node, scope)
        case Is():
            _is(world, node, scope)
        case When(operand, window):
            windows.check_window(world, window, operand, values.value_type(world, operand, scope), scope)
        case Anniversary(operand):
            windows.check_anniversary(world, node, values.value_type(world, operand, scope), scope)
        case Ranked():
            _ranked(world, node, scope)
        case InSegment(segment):
            if segment.text not in world.segments:
                world.sink.add(messages.unknown_segment(segment, world.offer(world.segments)))
        case InList(name):
            if name.text not in world.project.lists:
                world.sink.add(messages.unknown_list(name, world.project.lists))
        case Sample(share):
            _share(world, share)
            if not share.percent:
                world.sink.add(messages.share(share, "a sample is a share of all profiles"))
        case Did():
            events.check_did(world, node)
        case DidNot(query):
            events.check_query(world, query)
        case Same(name):
            message = f"`same {name.text}` compares with the step before, and here there is none"
            hint = "write it in brackets behind a later step: `then email_open[same message_id and …]`"
            if isinstance(scope, EventScope) and scope.previous is not None:
                message = f"`same {name.text}` must hold for the whole step"
                hint = "join it with `and`, outside of `or` and `not`: `[same message_id and …]`"
            world.sink.add(messages.same_outside_path(node, message, hint))
        case _:
            _value_as_condition(world, node, scope)


def _value_as_condition(world: World, node: Value, scope: Scope) -> None:
    type_ = values.value_type(world, node, scope)
    if not values.is_flag(type_):
        world.sink.add(messages.not_a_condition(node, type_))


def _compare(world: World, node: Compare, scope: Scope) -> None:
    left = values.value_type(world, node.left, scope)
    right = values.value_type(world, node.right, scope)
    equality = node.operator in ("==", "!=")
    for side in (node.left, node.right):
        if isinstance(side, Text) and side.value == "":
            world.sink.add(messages.empty_text(node, _missing_fix(node)))
            return
    ok = check_comparable(
        world, node, (node.left, left), (node.right, right), ordered=not equality, ignoring_case=node.ignoring_case
    )
    if ok and node.ignoring_case and _folds(world, node.left, left) and not isinstance(node.right, Text):
        _folds(world, node.right, right)


def _missing_fix(node: Compare) -> Fix | None:
    """`x == ""` becomes `x is missing`, where the text stands on the right."""
    if not isinstance(node.right, Text) or node.operator not in ("==", "!="):
        return None
    state = "is missing" if node.operator == "==" else "is known"
    span = type(node.span)(node.span.path, node.left.span.end, node.span.end)
    return Fix(f"write `{state}`", (Edit(span, f" {state}"),))


def _folds(world: World, operand: Expression, type_: Type) -> bool:
    """`ignoring case` compares folded text, which is made at build: so it needs a name, not a computed value."""
    if isinstance(operand, Name) and values.is_text(type_):
        return True
    hint = "put the name of a text attribute or property on the left"
    world.sink.add(messages.wrong_operand(operand, "`ignoring case` needs the name of a text", type_, hint))
    return False


def _one_of(world: World, node: OneOf, scope: Scope) -> None:
    type_ = values.value_type(world, node.operand, scope)
    if isinstance(type_, ListType):
        world.sink.add(messages.wrong_operand(node.operand, "`in` takes one value", type_, "write `has any of (…)`"))
        return
    if node.ignoring_case:
        _folds(world, node.operand, type_)
    for value in node.values:
        if isinstance(value, Text) and value.value == "":
            world.sink.add(messages.empty_text(value, None))
            continue
        found = values.value_type(world, value, scope)
        check_comparable(
            world, value, (node.operand, type_), (value, found), ordered=False, ignoring_case=node.ignoring_case
        )
        if unify(type_, found) is None:  # the rest is likely to be of the same wrong type
            return


def _text_test(world: World, node: TextTest, scope: Scope) -> None:
    type_ = values.value_type(world, node.operand, scope)
    if not values.is_text(type_):
        hint = 'write `has "x"` for a list' if isinstance(type_, ListType) else "compare it with `==` or `<`"
        world.sink.add(messages.wrong_operand(node.operand, f"`{node.kind}` tests a text", type_, hint))
    elif node.ignoring_case:
        _folds(world, node.operand, type_)
    if not isinstance(node.text, Text):
        found = values.value_type(world, node.text, scope)
        hint = f'write a text in quotes: `{node.kind} "x"`'
        world.sink.add(messages.wrong_operand(node.text, f"`{node.kind}` needs a text", found, hint))
    elif node.text.value == "":
        world.sink.add(messages.empty_text(node.text, None))


def _has(world: World, node: Has, scope: Scope) -> None:
    type_ = values.value_type(world, node.operand, scope)
    if isinstance(type_, UnknownType):
        return
    if not isinstance(type_, ListType):
        hint = 'write `contains "x"` for a text, `in (…)` for one value'
        world.sink.add(messages.wrong_operand(node.operand, "`has` tests a list", type_, hint))
        return
    for value in node.values:
        if isinstance(value, Text) and value.value == "":
            world.sink.add(messages.empty_text(value, None))
            continue
        found = values.value_type(world, value, scope)
        if not values.is_text(found) or not isinstance(value, Text):
            world.sink.add(messages.wrong_literal(value, type_.element, 'write a text in quotes: `has "x"`'))
        else:
            check_member(world, value, node.operand, type_.element, ignoring_case=False)


def _is(world: World, node: Is, scope: Scope) -> None:
    if node.state in ("known", "missing"):
        values.value_type(world, node.operand, scope)
        return
    type_ = values.value_type(world, node.operand, scope)
    if not values.is_flag(type_):
        hint = "compare it: `==`, `<`, `is known`"
        world.sink.add(messages.wrong_operand(node.operand, f"`is {node.state}` tests a flag", type_, hint))


def _ranked(world: World, node: Ranked, scope: Scope) -> None:
    type_ = values.value_type(world, node.operand, scope)
    if isinstance(scope, EventScope):
        world.sink.add(messages.share(node, "a rank is among profiles, and an event is none"))
    elif not values.is_ordered(type_):
        world.sink.add(messages.no_order(node.operand, type_))
    _share(world, node.share)
    if node.among is not None and node.among.text not in world.segments:
        world.sink.add(messages.unknown_segment(node.among, world.offer(world.segments)))


def _share(world: World, node: Share) -> None:
    most = 100 * 10**node.scale
    if node.unscaled <= 0:
        world.sink.add(messages.share(node, "a share is more than nothing"))
    elif node.percent and node.unscaled > most:
        world.sink.add(messages.share(node, "a share is at most 100%"))
    elif not node.percent and node.scale > 0:
        world.sink.add(messages.share(node, "heads are a whole number"))
