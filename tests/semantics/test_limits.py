"""A line that brings many declarations does not make a file of such lines take for ever."""

from tests.support.corner import findings


def test_a_hundred_uses_are_read_and_no_more() -> None:
    lines = [f"use rfm with purchase = purchase, amount = amount, prefix = own{'x' * n}" for n in range(102)]
    assert findings("\n".join(lines[:100])) == []
    (told,) = findings("\n".join(lines))
    assert (told.code.number, told.span and told.span.start) == ("XS104", len("\n".join(lines[:100])) + 1)
