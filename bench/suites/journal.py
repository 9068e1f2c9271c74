"""What the journal stores at once: replies and characters in one commit, how many commits, and how long one takes."""

import asyncio

from bench import wire
from bench.figures import rows
from bench.stand import Load

SIZES = [(1, "200-50"), (20, "200-50"), (50, "200-50"), (200, "100-30"), (20, "3000-0")]
TOKEN = "for-measuring"  # noqa: S105 - of a server that lives for this suite
FIGURES = [
    ("replies", "replies in a commit, mean", "", None),
    ("characters", "characters in a commit, mean", "", None),
    ("rate", "commits a second", "", None),
    ("ms", "time of a commit, mean", "ms", None),
]


def run(stand, runs, sizes):
    product = stand.product([f"count-{what}" for _, what in sizes], METRICS_TOKEN=TOKEN)
    for tabs, what in sizes:
        found = [counted(product, f"count-{what}", tabs) for _ in range(runs)]
        yield from rows(f"{tabs} x {what}", FIGURES, found)


def counted(product, model, tabs):
    before = told(product)
    result = Load(product, model, tabs).result()
    more = {name: value - before[name] for name, value in told(product).items()}
    commits = more["chatsite_journal_commit_seconds_count"]
    seconds = int(model.split("-")[1]) * tabs / result["rate"]
    return {
        "replies": more["chatsite_journal_batch_replies_sum"] / commits,
        "characters": more["chatsite_journal_characters_total"] / commits,
        "rate": commits / seconds,
        "ms": more["chatsite_journal_commit_seconds_sum"] / commits * 1000,
    }


def told(product):
    """What the server tells monitors about its journal."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    _, page = asyncio.run(wire.request("GET", "/metrics", product.port, headers))
    lines = (line.split() for line in page.decode().splitlines() if line.startswith("chatsite_journal"))
    return {name: float(value) for name, value in lines}
