"""The means of clusters that may be drawn."""

from dataclasses import dataclass

from xseg.report.book import ModelPage


@dataclass(frozen=True, slots=True)
class Means:
    """What may be drawn: the places and labels of clusters, features, and [clusters × features] in scaled units."""

    groups: list[tuple[int, str]]
    features: list[str]
    values: list[list[float]]


def scaled_means(page: ModelPage) -> Means:
    """Means in the scaled units that the model sees, of the clusters and features that may be told."""
    trained = page.trained
    groups = [(place, one) for place, one in enumerate(page.groups) if one.shown]
    told = [place for place in range(len(trained.features)) if all(one.means[place] is not None for _, one in groups)]
    values = [
        [
            trained.centres[place][feature]
            if trained.logged
            else ((one.means[feature] or 0.0) - trained.shift[feature]) / trained.scale[feature]
            for feature in told
        ]
        for place, one in groups
    ]
    return Means([(place, one.label) for place, one in groups], [trained.features[place] for place in told], values)
