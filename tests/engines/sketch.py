"""Plans written by hand, a node at a time, and asked of the Polars engine."""

from collections.abc import Mapping

from tests.engines.worlds import World, snapshot
from xseg.engines.polars import evaluate
from xseg.plan.bind import Bound
from xseg.plan.nodes import Aggregate, Attribute, EventTime, Function, Literal_, Operation, Path, Property, Query, Ref
from xseg.plan.plan import Builder, Plan
from xseg.project.types import BOOLEAN, INTEGER, NUMBER, TIMESTAMP, ExactType, Type
from xseg.tables import ClosedModel
from xseg.tables.person import Value


class Sketch(Builder):
    """A builder with a word for what most plans are made of."""

    def attribute(self, name: str, type_: Type) -> Ref:
        return self.add(Attribute(name), type_)

    def value(self, value: Value, type_: Type) -> Ref:
        return self.add(Literal_(value), type_)

    def property(self, name: str, type_: Type) -> Ref:
        return self.add(Property(name), type_)

    def time(self) -> Ref:
        return self.add(EventTime(), TIMESTAMP)

    def test(self, operation: Operation) -> Ref:
        return self.add(operation, BOOLEAN)

    def count(self, over: Query | Path) -> Ref:
        return self.add(Aggregate("count", over, None), INTEGER)

    def aggregate(self, function: Function, over: Query | Path, operand: Ref) -> Ref:
        """An aggregate with the type that the checker gives it."""
        type_ = self.nodes[operand].type
        scale = type_.scale if isinstance(type_, ExactType) else 0
        if function in ("count", "distinct"):
            type_ = INTEGER
        elif function == "avg":
            type_ = NUMBER
        elif function == "sum" and isinstance(type_, ExactType):
            type_ = ExactType(type_.scale, min(type_.digits + 10, 38))
        return self.add(Aggregate(function, over, operand, scale), type_)

    def plan(self) -> Plan:
        return Plan(tuple(self.nodes))


def query(*kinds: str, channels: tuple[str, ...] | None = None, filter_: Ref | None = None) -> Query:
    """The events of some kinds, of any kind where none is named."""
    return Query(kinds or None, channels, filter_, None)


def answers(world: World, sketch: Sketch, ref: Ref, *, models: Mapping[str, ClosedModel] | None = None) -> list[Value]:
    """What the engine says of each person."""
    bound = Bound(sketch.plan(), world.now, world.zone)
    found = evaluate(bound, {"answer": ref}, snapshot(world), models=models or {})
    assert found.get_column("@number").to_list() == [person.number for person in world.people]
    return [tuple(value) if isinstance(value, list) else value for value in found.get_column("answer").to_list()]
