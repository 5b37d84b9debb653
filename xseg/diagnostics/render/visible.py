"""Words out of files for a terminal: what would move its cursor, colour it or turn its text around is a dot."""


def visible(words: str) -> str:
    """Any text with a dot for each sign that cannot be seen; line ends stay."""
    if words.isprintable():
        return words
    return "".join(sign if sign.isprintable() or sign == "\n" else "·" for sign in words)
