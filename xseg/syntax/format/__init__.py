"""The one layout: text that parses to text that says the same, with its comments."""

from xseg.diagnostics import Diagnostic, Sink, Source, codes
from xseg.syntax import messages
from xseg.syntax.format.attach import attach
from xseg.syntax.format.declarations import Declarations
from xseg.syntax.format.layout import lay_out, tokens_of
from xseg.syntax.format.same import same
from xseg.syntax.format.scan import comments_of, scan
from xseg.syntax.parse import parse_file

__all__ = ["formatted", "same"]


def formatted(source: Source, sink: Sink) -> str | None:
    """The text of a file in the one layout.

    None where the file cannot be read, or where the new text would not mean the very same; the sink says why. Laws:
    the new text parses to the same tree and has the same comments in the same order, and formatting it changes nothing.
    """
    found = Sink()
    tree = parse_file(source, found)
    sink.extend(found)
    if found.found:
        return None
    document = Declarations(source).file(tree)
    text = lay_out(document, attach(scan(source.text), tokens_of(document)[:-1]))
    text = f"{text}\n" if text else ""
    if text == source.text:
        return text
    again = Sink()
    new = parse_file(Source(source.path, text), again)
    if again.found or not same(tree, new) or comments_of(text) != comments_of(source.text):
        sink.add(Diagnostic(codes.NOT_FORMATTED, messages.NOT_FORMATTED, help=(messages.REPORT_IT,)))
        return None
    return text
