"""Where the server's CPU goes while many replies are written and watched: the ten largest costs by name."""

import asyncio
import json

from bench import wire
from bench.figures import Row
from bench.profiled import PAGE
from bench.stand import Load

RUNS = 1
SIZES = [(50, "400-50")]
COSTS = 10


def run(stand, runs, sizes):
    product = stand.product([f"count-{what}" for _, what in sizes], "bench.profiled:application")
    for tabs, what in sizes:
        found = [shares(product, f"count-{what}", tabs) for _ in range(runs)]
        largest = sorted(found[0], key=found[0].get, reverse=True)[:COSTS]
        for cost in largest:
            yield Row(f"{tabs} x {what}", cost, "%", [one.get(cost, 0) for one in found])


def shares(product, model, tabs):
    """{"file function": percent of the samples} of one load."""
    told(product)
    Load(product, model, tabs).result()
    seen = told(product)
    return {place: count / sum(seen.values()) * 100 for place, count in seen.items()}


def told(product):
    _, said = asyncio.run(wire.request("GET", PAGE, product.port, {}))
    return json.loads(said)
