"""The page: a book as one HTML file that asks nobody for anything, with a policy that forbids it to."""

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from xseg.report import figures, words
from xseg.report.book import Book
from xseg.report.sparks import spark

PARTS = ("style.css", "boot.js", "page.html.j2")


class Lacking(Exception):
    """A package of the extra `report` is not installed; its name."""


def equipped() -> None:
    """Raises Lacking where jinja2 or plotly is not installed."""
    try:
        import jinja2  # noqa: F401
        import plotly.offline  # type: ignore[import-untyped]  # noqa: F401
    except ImportError as error:
        raise Lacking((error.name or "plotly").partition(".")[0]) from error


def rendered(book: Book) -> str:
    """The whole page. Raises Lacking where jinja2 or plotly is not installed."""
    equipped()
    from jinja2 import Environment, StrictUndefined
    from plotly.offline import get_plotlyjs

    style, boot, template = (files("xseg.report").joinpath(name).read_text("utf-8") for name in PARTS)
    plotly = get_plotlyjs().replace("</script", "<\\/script")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters |= {
        "count": words.count,
        "share": words.share,
        "number": words.number,
        "spark": spark,
        "spoken": figures.spoken,
    }
    drawn = charts(book)
    page: str = environment.from_string(template).render(
        book=book,
        words=words,
        colour=figures.colour,
        drawn=drawn.keys(),
        style=style,
        policy=policy(plotly, boot),
        charts=json.dumps(drawn, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c"),
        plotly=plotly,
        boot=boot,
    )
    return page


def charts(book: Book) -> dict[str, Any]:
    """Every figure of the page, by the id of its place."""
    found: dict[str, Any] = {}
    for number, model in enumerate(book.models):
        found |= {f"m{number}-{name}": one for name, one in figures.of_model(model).items()}
        channels = figures.channels(model, book.channels)
        if channels is not None:
            found[f"m{number}-channels"] = channels
    if book.overlap is not None and len(book.overlap.segments) > 1:
        found["overlap"] = figures.overlaps(book.overlap, {one.name: one.title for one in book.segments})
    return found


def policy(*scripts: str) -> str:
    """Nothing is fetched, framed, posted or opened; only these very scripts run. Plotly sets styles by script, and
    makes its pictures of `blob:` and `data:`.
    """
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
