"""Formats of times: the signs that are read for what they say. One that would be read over, or as less, is refused."""

import re

SIGN = re.compile(r"%(?P<sign>%|:z|#z|\.f|\.?[369]f|[-_0]?[A-Za-z+])")
DAYS = frozenset("YCyqmbBhdeaAwuUWGgVjDxFv")
CLOCKS = frozenset("HIklpPMSTRrXcs+")
FRACTIONS = frozenset((".f", *(f"{dot}{digits}f" for dot in ("", ".") for digits in "369")))
WHOLE = frozenset("sc+")
"""Signs that read a day and a time of day at once."""
COUNTED = frozenset((frozenset("s"), frozenset(("s", "3f")), frozenset(("s", ".f"))))
OTHERS = frozenset(("%", "z", ":z", "#z", ".f", *(f"{dot}{digits}f" for dot in ("", ".") for digits in "369")))
HOURS, MINUTES, SECONDS = frozenset("HIkl"), "M", "S"
OF_TWELVE, HALVES = frozenset("Il"), frozenset("pP")
OFFSETS = frozenset(("z", ":z", "#z", "+"))
SINCE_1970 = "s"
ZONES = (
    *("UTC", "GMT", "WET", "WEST", "CET", "CEST", "MEZ", "MESZ", "EET", "EEST", "BST", "IST", "MSK", "JST", "KST"),
    *("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "HST", "SGT", "AEST", "AEDT", "NZST", "NZDT"),
)
NAMED = re.compile(rf"Z\W*$|(?<![A-Za-z%])(?:{'|'.join(ZONES)})(?![A-Za-z])")
"""A zone that stands in a format as it is, and so says nothing."""


def signs(format_: str) -> frozenset[str]:
    """What stands behind each `%`, without what pads it."""
    return frozenset(_plain(found["sign"]) for found in SIGN.finditer(format_))


def has_clock(format_: str) -> bool:
    """Whether it reads times, not only days."""
    return not CLOCKS.isdisjoint(signs(format_))


def trouble(format_: str, *, timezone: str | None) -> tuple[str, str] | None:
    """Why times would not be read as it says, and what to do; None: they would. `timezone` is what the declaration says
    of times without an offset.
    """
    found = signs(format_)
    odd = sorted(found - DAYS - CLOCKS - OTHERS)
    if "%" in SIGN.sub("", format_):
        return "has a `%` that begins no sign", "write `%%` for the sign itself"
    if "Z" in odd:
        do = (
            "export offsets and write `%z`, or, if all have one name, write it as it stands, and its zone as `timezone`"
        )
        return "reads the name of a zone, `%Z`, which is not understood", do
    if "f" in odd:
        return "counts billionths with `%f`", "write `%.f`, which reads the point and the digits behind it"
    if odd:
        return f"has `%{odd[0]}`, which is no sign of a time", "use the signs of strftime, as in `%Y-%m-%d %H:%M:%S`"
    if found.isdisjoint(OF_TWELVE) != found.isdisjoint(HALVES):
        return "has hours to 12, or AM and PM, without the other", "write `%H`, or `%I` with `%p`"
    if found.isdisjoint(HOURS) != (MINUTES not in found) or (SECONDS in found and MINUTES not in found):
        return "has hours, minutes or seconds without the others before them", "write them, as in `%H:%M:%S`"
    if not has_clock(format_) and not found.isdisjoint(OFFSETS | FRACTIONS):
        return (
            "has an offset or parts of seconds without a time of day",
            "write the time of day, as in `%Y-%m-%dT%H:%M:%S%z`",
        )
    if SINCE_1970 in found and found not in COUNTED:
        return "has more than the seconds or milliseconds since 1970", "write `%s`, `%s%3f` or `%s%.f` alone"
    if has_clock(format_) and found.isdisjoint(DAYS | WHOLE):
        return "has a time of day and no day", "name a column that has both, or write the day, as in `%Y-%m-%d %H:%M`"
    if timezone is None and found.isdisjoint(OFFSETS | {SINCE_1970}) and has_clock(format_) and NAMED.search(format_):
        do = 'delete `format` where times are ISO 8601 (`2025-01-31T10:00:00Z`), or write `timezone = "UTC"` beside it'
        return "names a zone as a plain word, which says nothing of the times", do
    return None


def _plain(sign: str) -> str:
    return sign[1:] if len(sign) == 2 and sign[0] in "-_0" else sign
