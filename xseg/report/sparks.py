"""A small line of sizes over runs, as SVG that needs no script."""

from collections.abc import Sequence

WIDTH, HEIGHT = 120, 26


def spark(sizes: Sequence[int | None]) -> str:
    """The line from the first run to the last, its end marked; nothing with fewer than two sizes."""
    known = [(place, size) for place, size in enumerate(sizes) if size is not None]
    if len(known) < 2:
        return ""
    low, high = min(size for _, size in known), max(size for _, size in known)
    across, up = (WIDTH - 8) / max(len(sizes) - 1, 1), (HEIGHT - 8) / ((high - low) or 1)
    points = [(4 + place * across, HEIGHT - 4 - (size - low) * up) for place, size in known]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return (
        f'<svg class="spark" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="from {known[0][1]:,} to {known[-1][1]:,}"><polyline points="{line}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/></svg>'
    )
