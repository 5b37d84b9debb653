"""What the page says in sentences: what to read, and what speaks against it."""

from xseg.measure.habits import Lift, Reception
from xseg.measure.overlap import Overlap
from xseg.measure.personas import Persona
from xseg.report.book import Book, ModelPage

CONTENTS = ("category", "topic", "campaign", "campaign_type", "page", "product", "subject")
"""Properties that name a content are told before those that say how it was met."""


def count(number: int | None) -> str:
    """1,234, or a dash."""
    return "–" if number is None else f"{number:,}"


def share(value: float | None, digits: int = 0) -> str:
    """12%, or a dash."""
    return "–" if value is None else f"{value:.{digits}%}"


def number(value: float | None, digits: int = 2) -> str:
    """A number with so many digits behind the point, or a dash."""
    return "–" if value is None else f"{value:,.{digits}f}"


def mean(value: float | None) -> str:
    """A mean of any size, short, or a dash."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}" if abs(value) >= 1 else f"{value:,.2g}"


def findings(book: Book) -> list[tuple[str, str]]:
    """What to look at first: (`good` or `look`, a sentence)."""
    told: list[tuple[str, str]] = []
    for model in book.models:
        report = model.trained.report
        score = "" if report.silhouette is None else f" (silhouette {report.silhouette:.2f})"
        mark = "look" if report.quality == "weak" else "good"
        told.append((mark, f"{model.title}: {len(report.clusters)} clusters, {report.quality}{score}."))
        told.extend(("look", f"{model.title}: {warning}.") for warning in report.warnings)
        if model.drift is not None:
            told.extend(("look", f"{model.title} drifted: {crossing.told}.") for crossing in model.drift.crossings)
            if not model.drift.crossings:
                told.append(("good", f"{model.title} has not drifted: every figure is within its bounds."))
    told.extend(("look", sentence) for sentence in overlap_findings(book.overlap))
    drifted = [one.name for one in book.segments if one.drift is not None and one.drift.drifted]
    if drifted:
        told.append(("look", f"Out of their usual band: {', '.join(drifted)}."))
    return [(mark, sentence.replace("`", "")) for mark, sentence in told]


def overlap_findings(found: Overlap | None) -> list[str]:
    """Near-duplicates, segments within others, and people in too many."""
    if found is None:
        return []
    told = [
        f"{pair.one} and {pair.other} are nearly the same people: {pair.jaccard:.0%} of those in either are in both."
        for pair in found.alike
    ]
    for pair in found.inside:
        small, large = (pair.one, pair.other) if pair.of_one >= pair.of_other else (pair.other, pair.one)
        told.append(f"{small} lies within {large}: it adds people only where {large} is not used.")
    if found.in_many > 0.05:
        told.append(
            f"{found.in_many:.0%} of people are in more than eight segments: so many tell people less apart than fewer."
        )
    return told


def reception(one: Reception, book: Book) -> tuple[str, str, str, str, str]:
    """A row of a portrait's table of channels."""
    return (
        book.channels[one.channel],
        share(one.reached),
        share(one.responded),
        share(one.converted),
        share(one.allowed),
    )


def budget(page: ModelPage, book: Book) -> list[tuple[str, list[Reception | None]]]:
    """Each cluster that may be shown, with what each channel of `channels_used` does for it."""
    used = channels_used(page, book)
    found = []
    for one in page.personas:
        if one.size is not None:
            by_channel = {channel.channel: channel for channel in one.channels}
            found.append((one.label, [by_channel.get(name) for name in used]))
    return found


def channels_used(page: ModelPage, book: Book) -> list[str]:
    """The channels that reach any cluster, in the order declared."""
    reaching = {channel.channel for one in page.personas for channel in one.channels}
    return [name for name in book.channels if name in reaching]


def lift(one: Lift) -> str:
    """`product view · toys`."""
    return f"{one.event.replace('_', ' ')} · {one.value}"


def way(persona: Persona) -> list[str]:
    """The journeys as lines."""
    return [
        " → ".join(kind.replace("_", " ") + f" ({channel})" for kind, channel in journey.steps)
        for journey in persona.journeys
    ]


def advice(persona: Persona, book: Book) -> list[tuple[str, str]]:
    """What an offer could be made of, where it is known: channel, time, content."""
    parts = []
    best = persona.best_channel
    if best is not None:
        led = f"leads {best.works:.0%} to a purchase" if best.works else f"reaches {best.reached:.0%}, nobody bought"
        parts.append(("Best channel", f"{book.channels[best.channel]} ({led})"))
    hour = next((one for one in persona.lifts if one.content == "hour"), None)
    if hour is not None:
        parts.append(("Time", hour.value))
    content = next((one for one in persona.lifts if one.content in CONTENTS), None) or next(
        (one for one in persona.lifts if one.content != "hour"), None
    )
    if content is not None:
        parts.append(("Content", f"{content.value} ({content.event.replace('_', ' ')}, {content.lift:.1f} × of all)"))
    return parts
