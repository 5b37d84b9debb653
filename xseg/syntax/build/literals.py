"""Literals, names and values from their tokens; what is wrong inside one is told here."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Literal, cast
from unicodedata import normalize

from lark import Token

from xseg.diagnostics import codes
from xseg.syntax import messages
from xseg.syntax.build.base import Base
from xseg.syntax.names import stands_in_a_name
from xseg.syntax.nodes import (
    Ago,
    Boolean,
    DateLiteral,
    DayWord,
    Duration,
    InstantLiteral,
    Name,
    Now,
    Number,
    Share,
    Text,
    Unit,
)

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_GROUPED = re.compile(r"[0-9]+(_[0-9]+)*(\.[0-9]+)?\Z")
_MOST_DIGITS = 38
_EPOCH = date(1970, 1, 1)


class Literals(Base):
    """One method a rule of the grammar, named after it."""

    # --- names and texts ---

    def name(self, token: Token) -> Name:
        text = normalize("NFC", str(token))
        if token.type == "QUOTED":
            return Name(text[1:-1], span=self.span(token))
        strange = next((c for part in text.split(".") for c in part if not stands_in_a_name(c)), None)
        if strange is not None:
            self.refuse(codes.WRONG_NAME, *messages.strange_name(text, strange, self.span(token)))
        return Name(text, span=self.span(token))

    def string(self, token: Token) -> Text:
        span = self.span(token)
        inside = normalize("NFC", token[1:-1])
        if token.type == "STRING_SLIP":
            plain = inside.replace("\\", "\\\\").replace('"', '\\"')
            self.refuse(
                codes.WRONG_QUOTES,
                messages.WRONG_QUOTES,
                span,
                fix=(messages.STRAIGHT_QUOTES, ((span, f'"{plain}"'),)),
            )
            return Text(inside, span=span)
        return Text(self._unescape(token, inside) if "\\" in inside else inside, span=span)

    def _unescape(self, token: Token, inside: str) -> str:
        for escape in re.finditer(r"\\(.)", inside):
            if escape[1] not in '"\\':
                start = (token.start_pos or 0) + 1 + escape.start()
                span = replace(self.span(token), start=start, end=start + 2)
                self.refuse(
                    codes.WRONG_ESCAPE,
                    messages.wrong_escape(escape[0]),
                    span,
                    fix=(messages.DOUBLE_BACKSLASH, ((span, "\\" + escape[0]),)),
                )
        return re.sub(r'\\(["\\])', r"\1", inside)

    # --- numbers ---

    def number(self, token: Token) -> Number:
        digits = self._digits(token)
        whole, _, fraction = digits.partition(".")
        return Number(int(whole + fraction), len(fraction), span=self.span(token))

    def count(self, token: Token) -> int:
        """A whole number of a rule, such as the 3 of `3 times`."""
        return int(self._digits(token))

    def positive(self, token: Token) -> int:
        """A whole number from 1."""
        number = self.count(token)
        if number == 0:
            self.refuse(codes.WRONG_NUMBER, messages.FROM_ONE, self.span(token))
        return max(number, 1)

    def _digits(self, token: Token) -> str:
        """The plain digits of a number, `0` where it is refused."""
        text, span = str(token), self.span(token)
        plain = text.replace("_", "")
        if not _GROUPED.match(text):
            self.refuse(
                codes.WRONG_NUMBER, messages.wrong_underscores(text), span, fix=(f"write {plain}", ((span, plain),))
            )
        elif len(plain) > _MOST_DIGITS + 1:
            self.refuse(codes.WRONG_NUMBER, messages.too_many_digits(_MOST_DIGITS), span)
            return "0"
        elif len(plain) > 1 and plain[0] == "0" and plain[1] != ".":
            bare = plain.lstrip("0")
            bare = "0" + bare if bare[:1] in ("", ".") else bare
            self.refuse(codes.WRONG_NUMBER, messages.leading_zeros(text), span, fix=(f"write {bare}", ((span, bare),)))
        return plain

    def share(self, token: Token, percent: Token | None) -> Share:
        number = self.number(token)
        return Share(number.unscaled, number.scale, percent is not None, span=self.span(token, percent or token))

    # --- times ---

    def boolean(self, token: Token) -> Boolean:
        return Boolean(token.lower() == "true", span=self.span(token))

    def date(self, token: Token) -> DateLiteral:
        iso = _ISO.match(token)
        span = self.span(token)
        if iso is None:
            self.refuse(codes.WRONG_DATE, messages.date_form(str(token)), span, hint=messages.DATE_FORM)
            return DateLiteral(_EPOCH, span=span)
        try:
            return DateLiteral(date(int(iso[1]), int(iso[2]), int(iso[3])), span=span)
        except ValueError:
            self.refuse(codes.WRONG_DATE, messages.no_such_day(str(token)), span)
            return DateLiteral(_EPOCH, span=span)

    def instant(self, token: Token) -> InstantLiteral:
        span = self.span(token)
        text = str(token).upper().replace(" ", "T")
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            self.refuse(codes.WRONG_DATE, messages.no_such_instant(str(token)), span, hint=messages.INSTANT_FORM)
            return InstantLiteral(datetime.combine(_EPOCH, datetime.min.time()), span=span)
        if text != str(token):
            self.refuse(
                codes.WRONG_DATE, messages.instant_form(str(token)), span, fix=(f"write {text}", ((span, text),))
            )
        return InstantLiteral(value, span=span)

    def now(self, token: Token) -> Now:
        return Now(span=self.span(token))

    def day_word(self, token: Token) -> DayWord:
        return DayWord(cast(Literal["today", "yesterday", "tomorrow"], token.lower()), span=self.span(token))

    def duration(self, count: Token, unit: Token) -> Duration:
        return Duration(self.positive(count), self.unit(unit), span=self.span(count, unit))

    def unit(self, token: Token) -> Unit:
        """`Days` is `day`."""
        return cast(Unit, token.lower().removesuffix("s"))

    def ago(self, duration: Duration, ago: Token) -> Ago:
        return Ago(duration, span=self.span(duration, ago))
