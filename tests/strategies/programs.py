"""Whole files as syntax trees, with every class of node, and their texts in every spelling the language allows."""

from dataclasses import fields

from hypothesis import strategies as st

from tests.strategies.trees import Trees
from tests.strategies.typist import Typist
from xseg.syntax.nodes import File, Node


@st.composite
def files(draw: st.DrawFn, *, most: int = 4) -> File:
    """A file of a few declarations of every kind."""
    return Trees(draw).file(most)


@st.composite
def texts(draw: st.DrawFn, *, most: int = 4) -> str:
    """A file as somebody might have typed it."""
    return draw(spellings(Trees(draw).file(most)))


@st.composite
def spellings(draw: st.DrawFn, file: File) -> str:
    """One of the many texts that a tree has: other blanks, comments, brackets, large letters."""
    return Typist(draw).file(file)


def classes_in(node: object) -> set[type[Node]]:
    """Every class of node in a tree."""
    found: set[type[Node]] = set()
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo.extend(one)
        elif isinstance(one, Node):
            found.add(type(one))
            todo.extend(getattr(one, at.name) for at in fields(one))
    return found
