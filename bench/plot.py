"""Charts of lying bars as SVG files: readable on light and dark pages, in the colours of the product's own pages."""

from html import escape
from typing import NamedTuple

WIDTH, EDGE = 720, 24  # of the drawing; what stays empty around
NAMES, END = 136, 560  # where bars begin, and where the longest ends; its number follows
ROW, THICK = 26, 12  # from one bar to the next, and how thick one is
HEAD, GROUP = 64, 38  # of the title, and of a group's name
LEAST = 2  # units of a bar that would be too short to be seen
SHEET = """
text { font: 13px system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; fill: #1b1f27; }
.title { font-size: 16px; font-weight: 600; } .quiet { fill: #5f646d; } .amount { font-variant-numeric: tabular-nums; }
.amount { paint-order: stroke; stroke: #fcfcfa; stroke-width: 4px; }
.card { fill: #fcfcfa; stroke: #e3e3dc; } .bar { fill: #b4b7bd; } .floor { fill: #d8d8d1; } .ours { fill: #2746cf; }
.limit { stroke: #ad211b; stroke-width: 1.5; stroke-dasharray: 3 3; }
@media (prefers-color-scheme: dark) {
text { fill: #e9e7e2; } .amount { stroke: #16181c; }
.quiet { fill: #9fa2a8; } .card { fill: #16181c; stroke: #2d3138; } .bar { fill: #6f747e; }
.floor { fill: #3b4049; } .ours { fill: #a3b5ff; } .limit { stroke: #ff9f96; }
}""".strip()


class Bar(NamedTuple):
    """`amount` is said beside it; without a length there is only that. `kind`: ours, floor, or bar for all others."""

    name: str
    length: float | None
    amount: str
    kind: str = "bar"


class Group(NamedTuple):
    """Bars on one scale; `limit` is a length that was to be reached, or None."""

    name: str
    bars: list[Bar]
    limit: float | None = None


def chart(title, below, groups):
    """The SVG of groups of bars under a title and a quieter line."""
    height = HEAD + sum(GROUP + ROW * len(group.bars) for group in groups) + EDGE
    y, drawn = HEAD, []
    for group in groups:
        drawn += group_at(y, group)
        y += GROUP + ROW * len(group.bars)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
            f' role="img" aria-label="{escape(title)}">',
            f"<style>{SHEET}</style>",
            f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="10"/>',
            words(EDGE, 34, title, "title"),
            words(EDGE, 54, below, "quiet"),
            *drawn,
            "</svg>\n",
        ]
    )


def group_at(y, group):
    most = max([bar.length for bar in group.bars if bar.length is not None] + [group.limit or 0]) or 1
    scale = (END - NAMES - EDGE) / most
    yield words(EDGE, y + 26, group.name, "quiet")
    if group.limit:
        x = EDGE + NAMES + group.limit * scale
        yield f'<path class="limit" d="M{x:.1f} {y + GROUP - 2}v{ROW * len(group.bars)}"/>'
    for at, bar in enumerate(group.bars):
        yield from bar_at(y + GROUP + ROW * at, bar, scale)


def bar_at(y, bar, scale):
    start, width = EDGE + NAMES, 0
    yield words(EDGE, y + 15, bar.name)
    if bar.length is not None:
        width = max(LEAST, bar.length * scale)
        yield f'<rect class="{bar.kind}" x="{start}" y="{y + 5}" width="{width:.1f}" height="{THICK}" rx="2"/>'
    yield words(start + width + 8, y + 15, bar.amount, "amount" if bar.length is not None else "amount quiet")


def words(x, y, text, kind=""):
    return f'<text{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} x="{x:.1f}" y="{y}">{escape(text)}</text>'
