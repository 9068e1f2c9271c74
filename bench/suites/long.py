"""A long reply as fast as it comes, in a real browser: until all of it stands there, and what it costs the page."""

from functools import partial

from bench.company import beside, company, taken
from bench.figures import Target
from bench.glass import Glass
from bench.pages import opened
from tests.stage import tools

RUNS = 1  # a peer takes more than a minute for it
SIZES = [(1, "3000-0")]  # Markdown with headings, lists, tables, code and formulas
FIGURES = [
    ("seconds", "first delta to the last change", "s", Target(1)),
    ("busy", "CPU of the page's main thread", "s", None),
    ("longest", "longest task", "ms", Target(50)),
    ("heap", "heap over the empty page's", "MB", None),
]


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    subjects, absent = company(stand, [f"markdown-{what}" for _, what in sizes])
    for _, what in sizes:
        model = f"markdown-{what}"
        found = [taken(subjects, partial(drawn, stand, model), absent) for _ in range(runs)]
        check(found)
        yield from beside(f"markdown, {int(what.split('-')[0]):,} flat out", FIGURES, found, absent)


async def drawn(stand, model, subject):
    async with opened(subject, model) as page:
        glass = await Glass(page, subject, stand.upstream).lay()
        before = await glass.heap()
        async with glass.asked(model) as found:
            pass
        return found | {"heap": await glass.heap() - before}


def check(found):
    """Drawn text has no marks of Markdown any more, so it is shorter than what was sent; much shorter is not whole."""
    for one in found:
        whole = one["bare page"]["letters"]
        for name, seen in one.items():
            if seen["letters"] < whole * 0.7:
                raise RuntimeError(f"{name} shows {seen['letters']} letters of {whole}. What was measured is no reply.")
