"""Every chart as the plain description that Plotly draws: data and layout, rounded, without anybody's id."""

from collections.abc import Mapping, Sequence
from typing import Any

from xseg.measure.overlap import Overlap
from xseg.models.matrix import Matrix
from xseg.models.trained import TrainedModel
from xseg.report.book import ModelPage
from xseg.report.means import Means, scaled_means

PALETTE = (
    "#33658a", "#e08e45", "#3a9a86", "#a8577e", "#86bbd8", "#b5532c", "#7a6cb0", "#8c8f3a", "#5f6b76", "#d9a5b3",
    "#1f4e5f", "#c9b458",
)  # fmt: skip
"""Told apart by the colour-blind, after Okabe and Ito; the order is that of the clusters."""
SEQUENTIAL = [[0, "#f4f6f8"], [0.15, "#d7e3ec"], [0.5, "#86afc9"], [1, "#1f4e6b"]]
DIVERGING = [[0, "#b5532c"], [0.25, "#e5b496"], [0.5, "#f7f7f5"], [0.75, "#9dbdd2"], [1, "#26597c"]]
INK, SOFT, LINE = "#22303c", "#66737f", "#e3e7eb"
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

Figure = dict[str, Any]


def figure(data: list[Figure], height: int, **layout: Any) -> Figure:
    """Data under the page's common look."""
    common: Figure = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"bgcolor": "#fff", "bordercolor": LINE, "font": {"color": INK, "family": FONT}},
        "showlegend": False,
    }
    return {"data": data, "layout": {**common, **layout}}


def axis(title: str = "", **more: Any) -> Figure:
    """A quiet axis."""
    return {
        "title": {"text": title, "font": {"color": SOFT, "size": 12}, "standoff": 10},
        "automargin": True,
        "gridcolor": LINE,
        "zerolinecolor": LINE,
        "linecolor": "rgba(0,0,0,0)",
        "ticks": "",
        "tickfont": {"color": SOFT, "size": 11},
        **more,
    }


def colour(place: int) -> str:
    """The colour of the cluster at a place."""
    return PALETTE[place % len(PALETTE)]


def of_model(page: ModelPage) -> dict[str, Figure]:
    """The figures of one model by what they show."""
    trained = page.trained
    found: dict[str, Figure] = {}
    if page.maps is not None:
        along = page.maps.explained
        found["pca"] = scatter(
            trained.labels, page.maps.clusters, page.maps.pca, f"first direction ({along[0]:.0%} of the variance)",
            f"second ({along[1]:.0%})",
        )  # fmt: skip
        if page.maps.tsne is not None:
            found["tsne"] = scatter(trained.labels, page.maps.clusters, page.maps.tsne, "", "", ticks=False)
        found["silhouettes"] = silhouettes(trained.labels, page.maps.clusters, page.maps.silhouettes.tolist())
    means = scaled_means(page)
    if means.groups and len(means.features) >= 3:
        found["radar"] = radar(means)
    if means.groups and means.features:
        found["heat"] = heat(means)
    if len([one for one in trained.report.candidates if one.silhouette is not None]) > 1:
        found["candidates"] = candidates(trained)
    return found


def scatter(
    labels: Sequence[str], clusters: Sequence[int], plane: Matrix, x: str, y: str, *, ticks: bool = True
) -> Figure:
    """The sample on a plane, a colour a cluster; the picture is as wide as 98 of 100 points need."""
    data = []
    for place, label in enumerate(labels):
        rows = [row for row, cluster in enumerate(clusters) if cluster == place]
        if rows:
            data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": label,
                    "x": [round(float(plane[row, 0]), 2) for row in rows],
                    "y": [round(float(plane[row, 1]), 2) for row in rows],
                    "marker": {"color": colour(place), "size": 6, "opacity": 0.62, "line": {"width": 0}},
                    "hovertemplate": "%{fullData.name}<extra></extra>",
                }
            )
    quiet: Figure = {"showticklabels": ticks, "zeroline": False, "showgrid": ticks}
    return figure(data, 380, xaxis=axis(x, **quiet), yaxis=axis(y, **quiet))


def silhouettes(labels: Sequence[str], clusters: Sequence[int], values: Sequence[float]) -> Figure:
    """Each person of the sample as a line, longest first, cluster by cluster."""
    data: list[Figure] = []
    marks: list[tuple[float, str]] = []
    at = 0
    for place, label in enumerate(labels):
        own = sorted((value for cluster, value in zip(clusters, values, strict=True) if cluster == place), reverse=True)
        if not own:
            continue
        rows = list(range(at, at + len(own)))
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": label,
                "x": [0, *(round(value, 3) for value in own), 0],
                "y": [rows[0], *rows, rows[-1]],
                "fill": "toself",
                "fillcolor": colour(place),
                "line": {"color": colour(place), "width": 0.5},
                "hoverinfo": "name",
            }
        )
        marks.append(((rows[0] + rows[-1]) / 2, label))
        at += len(own) + max(len(values) // 60, 2)
    mean = sum(values) / len(values)
    line = {"type": "line", "x0": mean, "x1": mean, "yref": "paper", "y0": 0, "y1": 1}
    return figure(
        data,
        380,
        xaxis=axis("silhouette: 1 is well inside its cluster, below 0 is nearer to another", zeroline=True),
        yaxis=axis(
            autorange="reversed", showgrid=False, zeroline=False,
            tickvals=[mark for mark, _ in marks], ticktext=[label for _, label in marks],
        ),
        shapes=[{**line, "line": {"color": INK, "width": 1, "dash": "dot"}}],
        annotations=[
            {"x": mean, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "text": f" mean {mean:.2f}",
             "showarrow": False, "font": {"color": INK, "size": 11}}
        ],
    )  # fmt: skip


def radar(means: Means) -> Figure:
    """Each cluster's shape, as places between the lowest and the highest cluster of each feature."""
    low = [min(column) for column in zip(*means.values, strict=True)]
    high = [max(column) for column in zip(*means.values, strict=True)]
    names = [spoken(name) for name in means.features]
    data = []
    for (place, label), own in zip(means.groups, means.values, strict=True):
        along = [(mean - least) / ((most - least) or 1.0) for mean, least, most in zip(own, low, high, strict=True)]
        data.append(
            {
                "type": "scatterpolar",
                "name": label,
                "r": [round(one, 3) for one in [*along, along[0]]],
                "theta": [*names, names[0]],
                "mode": "lines",
                "line": {"color": colour(place), "width": 2},
                "fill": "toself",
                "fillcolor": colour(place) + "14",
                "hovertemplate": "%{fullData.name}<extra></extra>",
            }
        )
    radial = {"visible": True, "range": [0, 1.02], "showticklabels": False, "gridcolor": LINE, "linecolor": LINE}
    angular = {"gridcolor": LINE, "linecolor": LINE, "tickfont": {"color": SOFT, "size": 11}}
    polar = {"bgcolor": "rgba(0,0,0,0)", "radialaxis": radial, "angularaxis": angular}
    return figure(data, 380, polar=polar, margin={"l": 70, "r": 70, "t": 34, "b": 34})


def heat(means: Means) -> Figure:
    """Clusters by features: deviations from the average person."""
    most = max((abs(one) for row in means.values for one in row), default=1.0) or 1.0
    data = {
        "type": "heatmap",
        "z": [[round(one, 2) for one in row] for row in means.values],
        "x": [spoken(name) for name in means.features],
        "y": [label for _, label in means.groups],
        "zmin": -most,
        "zmax": most,
        "colorscale": DIVERGING,
        "xgap": 3,
        "ygap": 3,
        "texttemplate": "%{z:.1f}",
        "textfont": {"size": 11},
        "showscale": False,
        "hovertemplate": "%{y}, %{x}: %{z:.2f} deviations<extra></extra>",
    }
    height = 90 + 44 * len(means.groups)
    return figure(
        [data], height, xaxis=axis(showgrid=False, side="top"), yaxis=axis(autorange="reversed", showgrid=False)
    )


def candidates(trained: TrainedModel) -> Figure:
    """The silhouette by number of clusters, the chosen one filled."""
    tried = [one for one in trained.report.candidates if one.silhouette is not None]
    chosen = len(trained.report.clusters)
    data = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [one.clusters for one in tried],
        "y": [one.silhouette for one in tried],
        "line": {"color": colour(0), "width": 2},
        "marker": {
            "opacity": 1,
            "size": [13 if one.clusters == chosen else 8 for one in tried],
            "color": [colour(0) if one.clusters == chosen else "#ffffff" for one in tried],
            "line": {"color": colour(0), "width": 2},
        },
        "hovertemplate": "%{x} clusters: %{y:.3f}<extra></extra>",
    }
    return figure([data], 260, xaxis=axis("clusters", dtick=1, showgrid=False), yaxis=axis("silhouette"))


def overlaps(found: Overlap, titles: Mapping[str, str]) -> Figure:
    """Of the row's members, the share that is in the column too."""
    z = [
        [None if row == column else share for column, share in enumerate(shares)]
        for row, shares in enumerate(found.shares)
    ]
    data = {
        "type": "heatmap",
        "z": [[None if one is None else round(100 * one, 1) for one in row] for row in z],
        "x": list(found.segments),
        "y": list(found.segments),
        "customdata": [[titles.get(name, name)] * len(found.segments) for name in found.segments],
        "zmin": 0,
        "zmax": 100,
        "colorscale": SEQUENTIAL,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"thickness": 8, "outlinewidth": 0, "ticksuffix": "%", "tickfont": {"color": SOFT, "size": 11}},
        "hovertemplate": "%{z:.0f}% of %{y} are in %{x}<extra></extra>",
    }
    height = 190 + 22 * len(found.segments)
    quiet: Figure = {"showgrid": False, "zeroline": False}
    return figure([data], height, xaxis=axis(tickangle=-50, **quiet), yaxis=axis(autorange="reversed", **quiet))


def channels(page: ModelPage, names: Mapping[str, str]) -> Figure | None:
    """Of each cluster, the share that each channel leads to a purchase."""
    shown = [one for one in page.personas if one.size is not None]
    used = [
        name for name in names if any(c.channel == name and c.converted is not None for p in shown for c in p.channels)
    ]
    if not shown or not used:
        return None
    works = [{c.channel: c.works for c in one.channels if c.converted is not None} for one in shown]
    data = {
        "type": "heatmap",
        "z": [[None if name not in row else round(100 * row[name], 1) for name in used] for row in works],
        "x": [names[name] for name in used],
        "y": [one.label for one in shown],
        "zmin": 0,
        "colorscale": SEQUENTIAL,
        "xgap": 3,
        "ygap": 3,
        "text": [[f"{row[name]:.0%}" if name in row else "" for name in used] for row in works],
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "showscale": False,
        "hovertemplate": "%{x} leads %{z:.1f}% of %{y} to a purchase<extra></extra>",
    }
    height = 90 + 44 * len(shown)
    return figure(
        [data], height, xaxis=axis(showgrid=False, side="top"), yaxis=axis(autorange="reversed", showgrid=False)
    )


def spoken(name: str) -> str:
    """A feature's name without its underscores."""
    return name.replace("_", " ")
