"""What may be told of a model's clusters: nothing of too few people, no mean of what is sensitive or names somebody."""

from collections.abc import Collection
from dataclasses import dataclass

from xseg.models.trained import Cluster, TrainedModel

EDGES = ("highest", "lowest")
FIGURES = ": mean "
"""What stands behind it in the reason for a label are means: of this cluster and of the next."""


@dataclass(frozen=True, slots=True)
class Group:
    """A cluster as it is told: figures are None where too few people are in it or out of it, and means of features that
    are hidden.
    """

    label: str
    why: str
    size: int | None
    share: float | None
    means: tuple[float | None, ...]

    @property
    def shown(self) -> bool:
        return self.size is not None


def enough(size: int, total: int, *, least: int) -> bool:
    """Whether a group of so many people out of all may be told: it is large enough, and so are the others, if any."""
    return size >= least and (size == total or total - size >= least)


def groups(trained: TrainedModel, *, hidden: Collection[str], least: int) -> tuple[Group, ...]:
    """The clusters in the model's order; `hidden` are features of which no mean is told."""
    report = trained.report
    total = report.profiles - report.left_out
    small = [not enough(one.size, total, least=least) for one in report.clusters]
    return tuple(
        group_of(one, trained.features, hidden, alone=any(small), shown=not few)
        for one, few in zip(report.clusters, small, strict=True)
    )


def group_of(
    cluster: Cluster, features: tuple[str, ...], hidden: Collection[str], *, alone: bool, shown: bool
) -> Group:
    """One cluster; where others are too small its reason names no means, for the next one's may be theirs (`alone`)."""
    rule = cluster.why.partition(FIGURES)[0]
    secret = alone or rule in {f"{edge} {name}" for edge in EDGES for name in hidden}
    return Group(
        label=cluster.label,
        why=rule if secret else cluster.why,
        size=cluster.size if shown else None,
        share=cluster.share if shown else None,
        means=tuple(
            mean if shown and name not in hidden else None for name, mean in zip(features, cluster.means, strict=True)
        ),
    )


def sizes_told(sizes: Collection[int], *, least: int) -> tuple[int | None, ...]:
    """Sizes, None for those of too few."""
    return tuple(size if size >= least else None for size in sizes)
