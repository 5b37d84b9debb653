"""Declarations: blocks with one thing a line, what belongs together in columns."""

import re
from collections.abc import Iterable, Sequence

from xseg.syntax.format.expressions import Expressions
from xseg.syntax.format.layout import WIDTH
from xseg.syntax.format.literals import quoted
from xseg.syntax.format.pieces import (
    Align,
    Blank,
    Break,
    Filled,
    Group,
    Line,
    Nest,
    Pieces,
    Space,
    Token,
    close,
    filled,
    spaced,
    width_of,
)
from xseg.syntax.format.scan import scan
from xseg.syntax.nodes import (
    Declaration,
    Entry,
    EventFixture,
    Expect,
    Field,
    File,
    Fixture,
    Given,
    LabelRule,
    Model,
    Name,
    NowFixture,
    ProfileFixture,
    Segment,
    Test,
    Text,
    Trait,
    Use,
    Word,
)

_WORD = re.compile(r"[^\W\d_][\w\u0300-\u036f\u0900-\u0eff.]*\Z")
_NARROWEST = 8
"""`owner` and `expect` have their values in the column of `purpose`, so that most blocks look alike."""
_WIDEST_KEY = 32
"""What is wider than this does not push its neighbours' values away."""


class Declarations(Expressions):
    """A file's declarations, in their order."""

    def file(self, file: File) -> Pieces:
        """The whole file, and at last an empty word for the comments at its end."""
        before: Declaration | None = None
        parts: list[Pieces] = []
        for run in self._runs(file.declarations):
            for declaration, made in zip(run, self._run(run), strict=True):
                if before is not None:
                    parts.append((Break(_between(before, declaration)),))
                parts.append(made)
                before = declaration
        end: Blank = "keep" if before is None or isinstance(before, Trait | Use) else "always"
        return close(*parts, Break(end), Token(""))

    def _runs(self, declarations: Sequence[Declaration]) -> list[list[Declaration]]:
        """Traits with no empty line between them share their columns."""
        runs: list[list[Declaration]] = []
        for declaration in declarations:
            before = runs[-1][-1] if runs else None
            if isinstance(before, Trait) and isinstance(declaration, Trait) and not self._apart(before, declaration):
                runs[-1].append(declaration)
            else:
                runs.append([declaration])
        return runs

    def _apart(self, one: Declaration, other: Declaration) -> bool:
        between = self._source.text[one.span.end : other.span.start].split("\n")
        return any(not line.strip() for line in between[1:-1])

    def _run(self, run: Sequence[Declaration]) -> list[Pieces]:
        traits = [one for one in run if isinstance(one, Trait)]
        return self._traits(traits) if traits else [self._block(one) for one in run]

    def _block(self, declaration: Declaration) -> Pieces:
        match declaration:
            case Segment():
                return self._segment(declaration)
            case Model():
                return self._model(declaration)
            case Test():
                return self._test(declaration)
            case Use():
                return self._use(declaration)
            case Trait():
                return self._traits([declaration])[0]

    # --- traits ---

    def _traits(self, traits: Sequence[Trait]) -> list[Pieces]:
        """One line each, labels below labels and `=` below `=`; what would be too long with that stands by itself."""
        values = [(Group(self._bare(trait.expression)),) for trait in traits]
        rows = [
            (len(self.name(trait.name).text), 0 if trait.label is None else len(self.text(trait.label).text) + 1, width)
            for trait, width in zip(traits, map(width_of, values), strict=True)
        ]
        sharing, names, signs = columns(rows, room=WIDTH - len("trait  = "))
        lines: list[Pieces] = []
        for trait, row, value, shares in zip(traits, rows, values, sharing, strict=True):
            name = max(row[0], names) if shares and row[1] else row[0]
            head = self._named("trait", trait.name, trait.label, pad=name)
            pad = max(0, signs - name - row[1]) if shares else 0
            lines.append((Group((*head, Space(1 + pad), Token("="), Nest((Line(), *value)))),))
        return lines

    def _named(self, word: str, name: Name, label: Text | None, *, pad: int = 0) -> Pieces:
        """`trait NAME "label"`."""
        token = self.name(name)
        if label is None:
            return spaced(word, token)
        return close(spaced(word, token), Space(1 + max(0, pad - len(token.text))), self.text(label))

    def _use(self, use: Use) -> Pieces:
        if not use.roles:
            return spaced("use", self.name(use.name))
        roles = filled(spaced(self.name(role.role), "=", self.names(role.names)) for role in use.roles)
        return spaced("use", self.name(use.name), "with", Align(roles))

    # --- segments and models ---

    def _segment(self, segment: Segment) -> Pieces:
        width = _key_column(segment.entries)
        first, *later = self.clauses(segment.where)
        where = spaced("where", Nest(close(first, *((Break(), *clause) for clause in later))))
        return self._braced(
            self._named("segment", segment.name, segment.title),
            [*(self._entry(entry, width) for entry in segment.entries), where],
        )

    def _model(self, model: Model) -> Pieces:
        width = _key_column(model.entries)
        labels = _column((len(quoted(rule.label.value)) for rule in model.labels), _WIDEST_KEY)
        inside: list[Entry | LabelRule] = [*model.entries, *model.labels]
        inside.sort(key=lambda one: one.span.start)
        return self._braced(
            self._named("model", model.name, model.label),
            [self._entry(one, width) if isinstance(one, Entry) else self._label_rule(one, labels) for one in inside],
        )

    def _braced(self, head: Pieces, lines: Sequence[Pieces]) -> Pieces:
        """A block with one thing a line; empty lines that the author left between them stay."""
        if not lines:
            return spaced(head, close("{", "}"))
        first, *later = lines
        inside = close(Break("never"), first, *((Break("keep"), *line) for line in later))
        return close(spaced(head, "{"), Nest(inside), Break("keep"), "}")

    def _entry(self, entry: Entry, width: int) -> Pieces:
        key = entry.key.text
        items: list[Pieces] = []
        for word in entry.words:
            # as the lexer of comments sees it, so that each part keeps the comments beside it
            parts = tuple(map(Token, scan(self._word(word)).words))
            if word.kind == "comma" and items:
                items[-1] = close(items[-1], parts)
            else:
                items.append(parts)
        first, *later = items
        words = close(first, *(Filled((Line(), *item)) for item in later))
        return close(key, ":", Space(1 + max(0, width - len(key))), Align(words))

    def _word(self, word: Word) -> str:
        """One word of a metadata value, as it is written."""
        match word.kind:
            case "text":
                return quoted(word.text)
            case "name":
                return self.bare_or_quoted(word.text, word.span, plain=_WORD.match(word.text) is not None)
            case "share" | "integer" | "comma":
                return word.text

    def _label_rule(self, rule: LabelRule, width: int) -> Pieces:
        label = quoted(rule.label.value)
        if rule.rule == "where":
            said = self.condition(rule.expression)
        else:
            assert isinstance(rule.expression, Name), "the highest or lowest of a feature"
            said = spaced(rule.rule, self.name(rule.expression))
        return close(spaced("label", label), ":", Space(1 + max(0, width - len(label))), Align(said))

    # --- tests ---

    def _test(self, test: Test) -> Pieces:
        lines = [*map(self._fixture, test.fixtures), *map(self._expect, test.expectations)]
        return self._braced(spaced("test", self.text(test.title)), lines)

    def _fixture(self, fixture: Fixture) -> Pieces:
        match fixture:
            case NowFixture():
                return spaced("now", self.point(fixture.point))
            case ProfileFixture():
                name = None if fixture.name is None else self.name(fixture.name)
                return spaced("profile", name, self._record(fixture.fields))
            case EventFixture():
                channel = None if fixture.channel is None else spaced("on", self.name(fixture.channel))
                return spaced("event", self.name(fixture.event), channel, self._record(fixture.fields))
            case Given():
                return spaced("given", Align(self.condition(fixture.predicate)))

    def _record(self, fields: Sequence[Field]) -> Pieces:
        if not fields:
            return close("{", "}")
        pairs = [close(self.name(field.name), ":", Space(), Align(self.value(field.value))) for field in fields]
        return spaced("{", Align(filled(pairs)), "}")

    def _expect(self, expect: Expect) -> Pieces:
        profile = None if expect.profile is None else self.name(expect.profile)
        because = None if expect.because is None else spaced("because", self.text(expect.because))
        return spaced("expect", profile, "not" if expect.negated else None, "in", self.name(expect.segment), because)


def _between(one: Declaration, other: Declaration) -> Blank:
    """Traits may stand close together, and so may uses; else an empty line is between declarations."""
    close_together = isinstance(one, Trait | Use) and type(one) is type(other)
    return "keep" if close_together else "always"


def _key_column(entries: Iterable[Entry]) -> int:
    return max(_NARROWEST - 1, _column((len(entry.key.text) for entry in entries), _WIDEST_KEY))


def _column(widths: Iterable[int], most: int) -> int:
    return max((width for width in widths if width <= most), default=0)


def columns(rows: Sequence[tuple[int, int, int]], *, room: int) -> tuple[list[bool], int, int]:
    """Which rows of (name, label, value) widths share columns, and how wide names and heads are there.

    While a row that shares would be too long, either such rows or the ones with the widest heads share no longer,
    whichever are fewer.
    """
    sharing = [sum(row) <= room for row in rows]
    while True:
        shared = [row for row, shares in zip(rows, sharing, strict=True) if shares]
        names = max((name for name, label, _ in shared if label), default=0)
        heads = [max(name, names) + label if label else name for name, label, _ in shared]
        signs = max(heads, default=0)
        too_long = {row for row in shared if signs + row[2] > room}
        if not too_long:
            return sharing, names, signs
        widest = {row for row, head in zip(shared, heads, strict=True) if head == signs}
        leaving = min(too_long, widest, key=len)
        sharing = [shares and row not in leaving for row, shares in zip(rows, sharing, strict=True)]
