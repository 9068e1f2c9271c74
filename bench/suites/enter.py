"""From Enter to the upstream's request, and the first delta in the page: ours, the floors' and the peers'."""

import statistics
from functools import partial

from bench.company import beside, company, taken
from bench.figures import Target
from bench.glass import Glass
from bench.pages import opened
from tests.stage import tools

MODEL, PROMPTS = "count-3-50", 10  # prompts in one conversation, one after the other
FIGURES = [
    ("request", "Enter to the upstream's request, p50", "ms", Target(12)),
    ("slowest", "Enter to the upstream's request, slowest", "ms", None),
    ("first", "first delta to page, p50", "ms", None),
]


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    subjects, absent = company(stand, [MODEL])
    found = [taken(subjects, partial(asked, stand), absent) for _ in range(runs)]
    yield from beside(f"{PROMPTS} prompts", FIGURES, found, absent)


async def asked(stand, subject):
    requests, firsts = [], []
    async with opened(subject, MODEL) as page:
        glass = await Glass(page, subject, stand.upstream).lay()
        for _ in range(PROMPTS):
            async with glass.asked(MODEL) as found:
                pass
            requests.append(found["request"])
            firsts.append(found["ages"][0])
    return {"request": statistics.median(requests), "slowest": max(requests), "first": statistics.median(firsts)}
