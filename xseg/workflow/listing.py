"""`list`: the segments with owner, size and share, and how they changed since the run before."""

from dataclasses import dataclass

from xseg.semantics import Program
from xseg.semantics.program import ChangeExpectation, Expectation, RelationExpectation, SizeExpectation
from xseg.store import Store
from xseg.syntax.nodes import Share
from xseg.tables import PROFILE


@dataclass(frozen=True, slots=True)
class Row:
    """One segment; size, share and change are None where no run knows it, change also after its first run."""

    name: str
    title: str
    owner: str | None
    size: int | None
    share: float | None
    change: int | None
    guards: tuple[str, ...]
    destinations: tuple[str, ...]


def listing(program: Program) -> list[Row]:
    """A row a declared segment, in the order declared."""
    store = Store(program.project.state)
    runs = [run.id for run in store.runs() if run.has_members]
    sizes = store.sizes(runs[-1]) if runs else {}
    before = store.sizes(runs[-2]) if len(runs) > 1 else {}
    profiles = store.features(runs[-1]).get_column(PROFILE).len() if runs else 0
    rows = []
    for name, segment in program.segments.items():
        size = sizes.get(name)
        metadata = segment.metadata
        rows.append(
            Row(
                name=name,
                title=segment.title,
                owner=metadata.owner,
                size=size,
                share=size / profiles if size is not None and profiles else None,
                change=size - before[name] if size is not None and name in before else None,
                guards=tuple(guard(expectation) for expectation in metadata.expectations),
                destinations=tuple(
                    f"{activation.destination} ({activation.when})" for activation in metadata.activations
                ),
            )
        )
    return rows


def guard(expectation: Expectation) -> str:
    """An expectation as its author would write it."""
    match expectation:
        case SizeExpectation(low, high):
            return f"size {share_text(low)} to {share_text(high)}"
        case ChangeExpectation(share):
            return f"change within {share_text(share)}"
        case RelationExpectation(relation, segments):
            return f"{relation} {', '.join(name.text for name in segments)}"


def share_text(share: Share) -> str:
    """A share or heads, as written."""
    whole, part = divmod(share.unscaled, 10**share.scale)
    number = f"{whole}.{part:0{share.scale}d}" if share.scale else str(whole)
    return number + ("%" if share.percent else "")
