"""Looks at exports and proposes what xseg.toml should say of them, each part with its reason in words."""

from xseg.profiles.guess.look import Look, look_at
from xseg.profiles.guess.proposal import Proposal, ProposedColumn, ProposedKey, ProposedSource
from xseg.profiles.guess.propose import propose
from xseg.profiles.guess.write import example_rules, project_text

__all__ = [
    "Look",
    "Proposal",
    "ProposedColumn",
    "ProposedKey",
    "ProposedSource",
    "example_rules",
    "look_at",
    "project_text",
    "propose",
]
