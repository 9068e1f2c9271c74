"""The rows as people read them."""

import statistics

HEADS = "case", "figure", "product", "relay", "ratio", "of the runs", "target"


def table(found):
    """The rows of a suite as lines of text, the columns under their heads, then whoever could not be measured."""
    names = list(dict.fromkeys(name for row in found for name, values in row.beside.items() if is_measured(values)))
    lines = [(*HEADS[:4], *names, *HEADS[4:]), *(cells(row, names) for row in found)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    kept = [at for at in range(len(widths)) if at < 3 or any(line[at] for line in lines[1:])]
    told = ["  " + "  ".join(line[at].ljust(widths[at]) for at in kept).rstrip() for line in lines]
    return "\n".join(told + [f"  {name}: not measured: {why}" for name, why in absent(found).items()])


def cells(row, names):
    measured = statistics.median(row.product)
    bare = said(statistics.median(row.relay), row.unit) if row.relay else ""
    ratio = f"{statistics.median(row.ratios):.2f}" if row.ratios else ""
    others = [other(row.beside.get(name), row.unit) for name in names]
    return row.case, row.figure, said(measured, row.unit), bare, *others, ratio, ranged(row), verdict(row)


def other(values, unit):
    return said(statistics.median(values), unit) if is_measured(values) else ""


def is_measured(values):
    return isinstance(values, list)


def absent(found):
    return {name: why for row in found for name, why in row.beside.items() if not is_measured(why)}


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
    bound, words = said(row.target.bound, unit), row.target.words
    if row.is_reached:
        return f"{words} {bound}: reached"
    return f"not reached: {said(row.judged, unit)} instead of {words} {bound}"


def said(value, unit):
    return f"{number(value)}{'' if unit == 'x' else ' '}{unit}".rstrip()


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
