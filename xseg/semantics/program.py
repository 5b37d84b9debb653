"""A checked program: the declarations of all files by name, with what the checker found out."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from xseg.facts import fact
from xseg.project.model import ModelDeclaration
from xseg.project.project import Project
from xseg.project.types import Type
from xseg.syntax.nodes import Expression, Model, Name, Segment, Share, Test, Trait


@fact
class SizeExpectation:
    """`size 0.5% to 5%` of all profiles, or heads."""

    low: Share
    high: Share


@fact
class ChangeExpectation:
    """`change within 20%` from run to run."""

    share: Share


@fact
class RelationExpectation:
    """`disjoint from X`, `subset of X`, `covers X, Y`."""

    relation: Literal["disjoint from", "subset of", "covers"]
    segments: tuple[Name, ...]


Expectation = SizeExpectation | ChangeExpectation | RelationExpectation


@fact
class Activation:
    """`sms_gateway on enter`; without a word, on every run."""

    destination: str
    when: Literal["run", "enter", "exit", "daily"]


@fact
class Metadata:
    """What a segment says about itself."""

    owner: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    purpose: str | None = None
    expectations: tuple[Expectation, ...] = ()
    activations: tuple[Activation, ...] = ()


@fact
class CheckedSegment:
    declaration: Segment
    metadata: Metadata

    @property
    def name(self) -> str:
        return self.declaration.name.text

    @property
    def title(self) -> str:
        return self.declaration.title.value if self.declaration.title else self.name


@fact
class CheckedModel:
    declaration: Model
    model: ModelDeclaration


@fact
class Program:
    """Everything a project's files declare. Only a program without errors is lowered to a plan.

    `types` maps the identity of a value's node to its type; the nodes are kept alive by the declarations. `rules` are
    conditions that stand outside any file, such as the one of `preview -e`.
    """

    project: Project
    traits: Mapping[str, Trait]
    trait_types: Mapping[str, Type]
    models: Mapping[str, CheckedModel]
    segments: Mapping[str, CheckedSegment]
    tests: tuple[Test, ...]
    types: Mapping[int, Type] = field(repr=False)
    rules: Mapping[str, Expression] = field(default_factory=dict)
    standard: Mapping[str, str] = field(default_factory=dict)
    """Which traits a `use` brought, and the name of their standard file."""
