"""docs/performance.md and its charts: the figures of bench/results.json for people."""

from pathlib import Path

from .plot import Bar, Group, chart
from .suites import SUITES
from .table import number

DOCS = Path(__file__).parent.parent / "docs"
PAGE, CHARTS = DOCS / "performance.md", DOCS / "performance"
BUSY = 0.3  # cores that others may use before the figures say so
NAMES = {"product": "Chatsite", "relay": "bare relay"}
FLOORS = "bare page", "bare relay"
# File, title, what one reads from it, suite, and the beginnings of the figures that make its groups.
PICTURES = [
    ("delta-to-page", "From a delta to the page", "one reply, 50 deltas a second", "peers", ["delta to page"]),
    ("enter", "From Enter to the model's server", "ten prompts in one conversation", "enter", ["Enter", "first"]),
    ("long-reply", "A reply of 3,000 deltas at once", "until all of it is drawn", "long", ["first delta", "CPU"]),
    ("sockets", "20 replies at 50 deltas a second", "each through its own socket", "sockets", ["CPU", "age"]),
    ("first-visit", "A first visit", "by an empty browser, and the idle server", "peers", ["bytes", "resident"]),
    ("streams", "Many replies at once", "CPU of the server for each delta", "streams", ["CPU"]),
]
INTRODUCTION = """# Performance

What Chatsite costs and how quick it is, beside the floors and the peers. `make bench` writes this page from
[bench/results.json](../bench/results.json) when it has measured, `python -m bench --report` without measuring. How it
is done, what the floors are and what the figures cannot say is in [bench.md](bench.md).

A figure is the median of the runs. *Ratio* is to the bare relay: our stack without storing, logging in and drawing. A
dashed line in a chart is the target.
"""


def write(results):
    """Write the page and its charts; charts of what is no longer there go."""
    CHARTS.mkdir(exist_ok=True)
    drawn = pictures(results)
    for old in CHARTS.glob("*.svg"):
        if old.stem not in drawn:
            old.unlink()
    for name, svg in drawn.items():
        (CHARTS / f"{name}.svg").write_text(svg)
    PAGE.write_text(page(results))


def page(results):
    """The whole page as Markdown."""
    parts = [INTRODUCTION, machine(results)]
    for database, suites in results.get("suites", {}).items():
        parts += [section(database, suite, suites[suite]) for suite in SUITES if suite in suites]
    shown = [f"![{title}](performance/{name}.svg)\n" for name, title, *_ in PICTURES if name in pictures(results)]
    return "\n".join(parts[:2] + shown + parts[2:])


def machine(results):
    about = {**results.get("machine", {}), **results.get("versions", {})}
    return "Measured on: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in about.items()) + ".\n"


def section(database, suite, kept):
    """One suite: what it is, when it ran, its table, and what could not be measured."""
    title = SUITES[suite].__doc__.splitlines()[0].rstrip(".")
    others = kept["cores_used_by_others"]
    busy = " **The machine was busy: take the times as upper bounds.**" if others > BUSY else ""
    ran = f"{kept['date']} UTC, runs: {kept['runs']}, cores used by others: {others}.{busy}"
    head = f"## {suite}{'' if database == 'sqlite' else ', PostgreSQL'}\n\n{title}.\n\n{ran}\n"
    return "\n".join([head, table(kept["rows"]), *missing(kept["rows"])])


def table(rows):
    names = list(dict.fromkeys(name for row in rows for name in values(row)))
    heads = ["case", "figure", *names, *(["ratio"] if any("ratio" in row for row in rows) else []), "target"]
    lines = [heads, ["---"] * len(heads), *(cells(row, names, "ratio" in heads) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cells(row, names, with_ratio):
    found = values(row)
    amounts = [said(found[name], row["unit"]) if name in found else "" for name in names]
    ratio = [f"{row['ratio']['median']:.2f}" if "ratio" in row else ""] if with_ratio else []
    return [row["case"], row["figure"], *amounts, *ratio, verdict(row)]


def values(row):
    """{name: median} of everybody who has one, ours first."""
    found = {NAMES[name]: row[name]["median"] for name in NAMES if name in row}
    beside = row.get("beside", {})
    return found | {name: one["median"] for name, one in beside.items() if "median" in one}


def missing(rows):
    told = {name: one["not_measured"] for row in rows for name, one in row.get("beside", {}).items() if len(one) == 1}
    return [f"{name} was not measured: {why}.\n" for name, why in told.items()]


def verdict(row):
    if "target" not in row:
        return ""
    name, bound = next(iter(row["target"].items()))
    words = name.removeprefix("ratio_").replace("_", " ")
    bound = f"{number(bound)}x" if name.startswith("ratio_") else said(bound, row["unit"])
    return f"{words} {bound}: {'reached' if row['target']['reached'] else '**not reached**'}"


def said(value, unit):
    return f"{number(value)}{'' if unit == 'x' else ' '}{unit}".rstrip()


def pictures(results):
    """{name: SVG} of the charts whose suite was measured."""
    suites, drawn = results.get("suites", {}).get("sqlite", {}), {}
    for name, title, below, suite, begin in PICTURES:
        rows = [row for row in suites.get(suite, {}).get("rows", ()) if row["figure"].startswith(tuple(begin))]
        if rows:
            drawn[name] = chart(title, below, [group(row, len({row["case"] for row in rows}) > 1) for row in rows])
    return drawn


def group(row, with_case):
    bars = [Bar(name, value, said(value, row["unit"]), kind(name)) for name, value in values(row).items()]
    absent = {name: one["not_measured"] for name, one in row.get("beside", {}).items() if "not_measured" in one}
    bars += [Bar(name, None, f"not measured: {why}") for name, why in absent.items()]
    named = f"{row['case']}: {row['figure']}" if with_case else row["figure"]
    return Group(named, bars, row.get("target", {}).get("at_most"))


def kind(name):
    if name == NAMES["product"]:
        return "ours"
    return "floor" if name in FLOORS else "bar"
