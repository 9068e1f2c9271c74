"""The rows as people read them."""

import statistics

HEADS = "case", "figure", "product", "relay", "ratio", "of the runs", "target"


def table(found):
    """The rows of a suite as lines of text, the columns under their heads."""
    lines = [HEADS, *map(cells, found)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADS))]
    if not any(row.relay for row in found):
        lines = [(*line[:3], *line[5:]) for line in lines]
        widths = widths[:3] + widths[5:]
    return "\n".join("  " + "  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def cells(row):
    measured = statistics.median(row.product)
    bare = said(statistics.median(row.relay), row.unit) if row.relay else ""
    ratio = f"{statistics.median(row.ratios):.2f}" if row.relay else ""
    return row.case, row.figure, said(measured, row.unit), bare, ratio, ranged(row), verdict(row)


def ranged(row):
    """From the least to the most of all runs: how much to believe the median."""
    values = row.ratios or row.product
    if len(values) < 2:
        return ""
    return f"{number(min(values))} to {number(max(values))}"


def verdict(row):
    if not row.target:
        return ""
    unit = "x" if row.target.of_ratio else row.unit
    most = said(row.target.most, unit)
    return f"at most {most}: reached" if row.is_reached else f"not reached: {said(row.judged, unit)} instead of {most}"


def said(value, unit):
    return f"{number(value)}{'' if unit == 'x' else ' '}{unit}".rstrip()


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
