"""Runs a bound plan over people: every node's value for every profile, in the plan's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xseg.engines.reference.events import aggregate
from xseg.engines.reference.operations import apply
from xseg.engines.reference.ranks import ranked
from xseg.engines.reference.scores import score
from xseg.engines.reference.setting import Setting
from xseg.plan.bind import Bound
from xseg.plan.nodes import Aggregate, Attribute, Consent, Imputed, Listed, Ranked, Recorded, Ref, Sampled, Score
from xseg.plan.reach import reachable
from xseg.tables.columns import imputed_column, recorded_column, score_column
from xseg.tables.model import Model, StoredModel
from xseg.tables.person import Person, Value
from xseg.tables.sample import SAMPLE_PRIME, sample_integers


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The values of all profile-level nodes that were needed: `values[ref][i]` is that of the i-th person.

    `setting` answers what a query saw (`events.matching`, `paths.witness`).
    """

    bound: Bound
    people: Sequence[Person]
    values: Mapping[Ref, Sequence[Value]]
    setting: Setting


def evaluate(
    bound: Bound,
    outputs: Mapping[str, Ref],
    people: Sequence[Person],
    *,
    models: Mapping[str, Model] | None = None,
) -> list[dict[str, Value]]:
    """The outputs of each person, in the order of people.

    People hold what is known at `now`: their attributes, consents and lists are of that moment; later events are left
    out here. A model that a score needs must be among `models` (KeyError).
    """
    evaluation = evaluate_nodes(bound, list(outputs.values()), people, models=models)
    return [
        {name: evaluation.values[ref][index] for name, ref in outputs.items()}
        for index in range(len(evaluation.people))
    ]


def evaluate_nodes(
    bound: Bound,
    roots: Sequence[Ref],
    people: Sequence[Person],
    *,
    models: Mapping[str, Model] | None = None,
    stated: Mapping[Ref, Sequence[Value]] | None = None,
) -> Evaluation:
    """Every profile-level node below the roots, for every person.

    `stated` nodes have the values given there, one a person, and are not worked out, nor is what only they read: so a
    test states a rank, and one person alone can be explained with what the whole table said of them.
    """
    setting = Setting.of(bound, people)
    given = stated or {}
    for ref in reachable(bound.plan, roots, known=given):
        if ref not in setting.event_level:
            setting.values[ref] = given[ref] if ref in given else _column(setting, ref, models or {})
    return Evaluation(bound, people, setting.values, setting)


def _column(setting: Setting, ref: Ref, models: Mapping[str, Model]) -> list[Value]:
    """One node's value for every person; ranks look at all of them at once."""
    operation = setting.bound.plan.nodes[ref].operation
    people = range(len(setting.people))
    match operation:
        case Ranked():
            return list(ranked(setting, operation))
        case Score(model, output, features):
            given = models[model]
            if isinstance(given, StoredModel):
                return [person.attributes.get(score_column(output, model)) for person in setting.people]
            return [score(operation, given, setting.of_person(features, i)) for i in people]
        case Aggregate():
            return [aggregate(setting, operation, index) for index in people]
        case Attribute(name):
            return [person.attributes.get(name) for person in setting.people]
        case Consent(purpose):
            return [person.consents.get(purpose, False) for person in setting.people]
        case Listed(name):
            return [name in person.lists for person in setting.people]
        case Recorded(what, name):
            return [person.attributes.get(recorded_column(what, name)) for person in setting.people]
        case Imputed(name):
            return [person.attributes.get(imputed_column(name)) for person in setting.people]
        case Sampled(a, b, c, limit):
            places = [sample_integers(person.id) for person in setting.people]
            return [(a * one + b * two + c) % SAMPLE_PRIME < limit for one, two in places]
        case _:
            return [apply(operation, setting.bound.zone, setting.getter(index)) for index in people]
