"""Declarations, their metadata and the fixtures of tests."""

from typing import Literal, cast

from lark import Token

from xseg.syntax.build.base import Child, Part
from xseg.syntax.build.slips import Slips
from xseg.syntax.nodes import (
    DateLiteral,
    Entry,
    EventFixture,
    Expect,
    Expression,
    Field,
    Fixture,
    Given,
    InstantLiteral,
    LabelRule,
    Model,
    Name,
    NowFixture,
    ProfileFixture,
    Role,
    Segment,
    Test,
    Text,
    Trait,
    Use,
    Word,
)

Fields = tuple[Field, ...]


class Declarations(Slips):
    """One method a rule of the grammar, named after it."""

    def declaration(self, made: Trait | Model | Segment | Test | Use) -> Trait | Model | Segment | Test | Use:
        return made

    def rule(self, _where: Token | None, expression: Expression) -> Expression:
        return expression

    def trait(self, word: Token, name: Name, label: Text | None, _sign: Token, expression: Expression) -> Trait:
        return Trait(name, label, expression, span=self.span(word, expression))

    def model(self, word: Token, name: Name, label: Text | None, *rest: Child) -> Model:
        return Model(
            name,
            label,
            tuple(item for item in rest if isinstance(item, Entry)),
            tuple(item for item in rest if isinstance(item, LabelRule)),
            span=self.span(word, rest[-1]),
        )

    def segment(self, word: Token, name: Name, title: Text | None, *rest: Child) -> Segment:
        *entries, _where, expression, closing = rest
        return Segment(
            name,
            title,
            tuple(cast(list[Entry], entries)),
            cast(Expression, expression),
            span=self.span(word, closing),
        )

    def use(self, word: Token, name: Name, _with: Token | None, *roles: Role | None) -> Use:
        present = tuple(role for role in roles if role is not None)
        return Use(name, present, span=self.span(word, present[-1] if present else name))

    def role(self, role: Name, _sign: Token, meant: Name | Token | Part) -> Role:
        one = (meant,) if isinstance(meant, Name) else None
        names = cast(tuple[Name, ...], meant.value) if isinstance(meant, Part) else one
        return Role(role, names, span=self.span(role, meant))

    # --- metadata ---

    def entry(self, key: Token, *words: Word) -> Entry:
        return Entry(Name(str(key), span=self.span(key)), words, span=self.span(key, words[-1]))

    def word_name(self, token: Token) -> Word:
        text = str(token)
        return Word("name", text[1:-1] if token.type == "QUOTED" else text, span=self.span(token))

    def word_text(self, text: Text) -> Word:
        return Word("text", text.value, span=text.span)

    def word_share(self, token: Token, percent: Token) -> Word:
        share = self.share(token, percent)
        return Word("share", f"{token}%", share=share, span=share.span)

    def word_decimal(self, token: Token) -> Word:
        share = self.share(token, None)
        return Word("share", str(token), share=share, span=share.span)

    def word_integer(self, token: Token) -> Word:
        return Word("integer", str(self.count(token)), span=self.span(token))

    def word_comma(self, token: Token) -> Word:
        return Word("comma", ",", span=self.span(token))

    def label_edge(self, word: Token, label: Text, edge: Token, feature: Name) -> LabelRule:
        rule = cast(Literal["highest", "lowest"], edge.lower())
        return LabelRule(label, rule, feature, span=self.span(word, feature))

    def label_where(self, word: Token, label: Text, condition: Expression) -> LabelRule:
        return LabelRule(label, "where", condition, span=self.span(word, condition))

    # --- tests ---

    def test(self, word: Token, title: Text, *rest: Child) -> Test:
        *items, closing = rest
        return Test(
            title,
            tuple(cast(Fixture, item) for item in items if not isinstance(item, Expect)),
            tuple(item for item in items if isinstance(item, Expect)),
            span=self.span(word, closing),
        )

    def now_fixture(self, word: Token, point: DateLiteral | InstantLiteral) -> NowFixture:
        return NowFixture(point, span=self.span(word, point))

    def profile_fixture(self, word: Token, name: Name | None, record: Part) -> ProfileFixture:
        return ProfileFixture(name, cast(Fields, record.value), span=self.span(word, record))

    def event_fixture(
        self, word: Token, event: Name, _on: Token | None, channel: Name | None, record: Part
    ) -> EventFixture:
        return EventFixture(event, channel, cast(Fields, record.value), span=self.span(word, record))

    def given(self, word: Token, predicate: Expression) -> Given:
        return Given(predicate, span=self.span(word, predicate))

    def record(self, *children: Child | None) -> Part:
        known = [child for child in children if child is not None]  # an empty record has its closing bracket only
        return Part(tuple(item for item in known if isinstance(item, Field)), self.span(known[0], known[-1]))

    def pair(self, name: Name, value: Expression) -> Field:
        return Field(name, value, span=self.span(name, value))

    def expectation(
        self,
        word: Token,
        profile: Name | None,
        negated: Token | None,
        _in: Token,
        segment: Name,
        _because: Token | None,
        because: Text | None,
    ) -> Expect:
        return Expect(profile, negated is not None, segment, because, span=self.span(word, because or segment))
