"""Comments that allow a finding: `# xseg: allow XS505`, on its line, or above the declaration it stands in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from xseg.diagnostics import Diagnostic, Source, Span

_WORDS = r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|#[^\n]*'
_ALLOW = r"#\s*xseg:\s*allow((?:[\s,]+XS\d{3})+)"


def not_allowed(
    found: Iterable[Diagnostic], declarations: Sequence[Span], sources: Mapping[str, Source]
) -> Iterator[Diagnostic]:
    """The findings that no comment allows; `declarations` are the spans of all of them."""
    allowed = {path: _allowed(source) for path, source in sources.items() if "xseg:" in source.text}
    for one in found:
        lines = allowed.get(one.span.path, {}) if one.span else {}
        if not lines or one.span is None or one.code.number not in _beside(one.span, declarations, lines, sources):
            yield one


def _beside(
    span: Span, declarations: Sequence[Span], lines: Mapping[int, set[str]], sources: Mapping[str, Source]
) -> set[str]:
    """The codes that are allowed on a finding's line, on the line above, or above its declaration."""
    source = sources[span.path]
    line = source.position(span.start).line
    codes = lines.get(line, set()) | (lines.get(line - 1, set()) if _is_comment(source, line - 1) else set())
    for place in declarations:
        if place.path == span.path and place.start <= span.start < place.end:
            above = source.position(place.start).line
            codes |= lines.get(above, set())
            while _is_comment(source, above - 1):
                above -= 1
                codes |= lines.get(above, set())
    return codes


def _is_comment(source: Source, line: int) -> bool:
    return line >= 1 and source.line(line).lstrip().startswith("#")


def _allowed(source: Source) -> dict[int, set[str]]:
    """The codes that comments allow, by line."""
    found: dict[int, set[str]] = {}
    for word in re.finditer(_WORDS, source.text):
        comment = re.match(_ALLOW, word.group(), re.IGNORECASE) if word.group().startswith("#") else None
        if comment is not None:
            codes = {code.upper() for code in re.split(r"[\s,]+", comment.group(1)) if code}
            found.setdefault(source.position(word.start()).line, set()).update(codes)
    return found
