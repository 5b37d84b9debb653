"""What an expression reads from elsewhere: values of the profile and segments; an event's own words are neither."""

from collections.abc import Iterator

from xseg.semantics.scope import PROFILE
from xseg.semantics.walk import children
from xseg.syntax.nodes import (
    Aggregate,
    Call,
    Expression,
    InList,
    InSegment,
    Name,
    Node,
    Path,
    Query,
    Ranked,
    Same,
    Step,
)

Key = tuple[str, str]
"""`("segment", name)`, or `("value", name)` for attributes, traits and models, which share one namespace."""
MODEL_FUNCTIONS = ("confidence", "distance")
PAST_FUNCTIONS = ("entered", "exited")
PROFILE_FUNCTIONS = ("changed", "imputed")


def reads(expression: Expression) -> Iterator[tuple[Key, Name]]:
    """Each value of the profile and each segment that an expression reads, with the name that says so.

    A segment's past (`entered`, `exited`) is not read: a rule may ask for its own.
    """
    # Each waiting node stands on the profile or, where true, inside an event's brackets. No recursion: chains are long.
    waiting: list[tuple[Node, bool]] = [(expression, False)]
    while waiting:
        node, on_event = waiting.pop()
        match node:
            case Name(text):
                if not on_event:
                    yield ("value", text), node
                elif text.startswith(PROFILE):
                    yield ("value", text.removeprefix(PROFILE)), node
            case InSegment(segment):
                yield ("segment", segment.text), segment
            case InList() | Same():
                pass
            case Ranked(operand, among=among):
                if among is not None:
                    yield ("segment", among.text), among
                waiting.append((operand, on_event))
            case Call(function, arguments):
                yield from _of_call(function.text.lower(), arguments, waiting, on_event=on_event)
            case Aggregate(operand=operand, over=over):
                waiting.append((over, on_event))
                if operand is not None:
                    waiting.append((operand, True))
            case Path(steps):
                waiting.extend((step, on_event) for step in reversed(steps))
            case Step(query):
                waiting.append((query, on_event))
            case Query(filter=filter_, window=window):
                if window is not None:
                    waiting.append((window, False))
                if filter_ is not None:
                    waiting.append((filter_, True))
            case _:
                waiting.extend((child, on_event) for child in reversed(list(children(node))))


def _of_call(
    function: str, arguments: tuple[Expression, ...], waiting: list[tuple[Node, bool]], *, on_event: bool
) -> Iterator[tuple[Key, Name]]:
    match function, arguments:
        case _, (Name(),) if function in PAST_FUNCTIONS:
            pass
        case _, (Name(text) as name,) if function in MODEL_FUNCTIONS:
            yield ("value", text.removeprefix(PROFILE) if on_event else text), name
        case _, (Name(text) as name,) if function in PROFILE_FUNCTIONS:
            yield ("value", text), name
        case _:
            waiting.extend((argument, on_event) for argument in reversed(arguments))
