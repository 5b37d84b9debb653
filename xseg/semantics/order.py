"""Which declaration needs which: the order to check traits in, and the cycles that are errors."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from xseg.semantics import words
from xseg.semantics.reads import PAST_FUNCTIONS, Key, reads
from xseg.semantics.walk import children
from xseg.syntax.nodes import Call, Entry, Model, Name, Node, Segment, Trait


def needs(declaration: Trait | Model | Segment) -> Iterator[tuple[Key, Name]]:
    """What a declaration needs to be worked out, each with a name where it says so."""
    match declaration:
        case Trait(expression=expression):
            yield from reads(expression)
        case Segment(where=where):
            yield from reads(where)
        case Model(entries=entries, labels=labels):
            for entry in entries:
                yield from _of_entry(entry)
            for rule in labels:
                yield from reads(rule.expression)


def pasts(declaration: Node) -> Iterator[tuple[Key, Name]]:
    """The segments whose past a declaration asks for (`entered`, `exited`): nothing to be worked out first, but what
    they read is known to whoever asks.
    """
    waiting: list[Node] = [declaration]
    while waiting:
        node = waiting.pop()
        match node:
            case Call(function, (Name(text) as segment,)) if function.text.lower() in PAST_FUNCTIONS:
                yield ("segment", text), segment
            case _:
                waiting.extend(children(node))


def in_order(graph: Mapping[Key, Iterable[Key]]) -> tuple[list[Key], list[list[Key]]]:
    """The declarations with what they need first, and every cycle, each cut once so that the rest has an order."""
    edges = {key: [other for other in dict.fromkeys(others) if other in graph] for key, others in graph.items()}
    cycles: list[list[Key]] = []
    while True:
        try:
            return list(TopologicalSorter(edges).static_order()), cycles
        except CycleError as error:
            ring: list[Key] = list(reversed(error.args[1]))
            cycles.append(ring)
            edges[ring[0]] = [other for other in edges[ring[0]] if other != ring[1]]


def _of_entry(entry: Entry) -> Iterator[tuple[Key, Name]]:
    if entry.key.text == "features":
        for name in words.names(entry.words) or ():
            yield ("value", name.text), name
    elif entry.key.text == "algorithm" and words.starts(entry.words, "column") and len(entry.words) == 2:
        name = words.as_name(entry.words[1])
        yield ("value", name.text), name
    elif entry.key.text == "train_on" and words.starts(entry.words, "segment") and len(entry.words) == 2:
        name = words.as_name(entry.words[1])
        yield ("segment", name.text), name
