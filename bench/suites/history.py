"""A long conversation in a real browser: until it can be read, and until every message is drawn."""

import asyncio

from bench.figures import Target, rows
from bench.pages import visitor
from tests.stage import tools
from tests.stage.person import Person

SIZES = [(1, "100-0"), (1, "1000-0")]  # messages of the conversation
TARGETS = {1000: Target(1000)}
# In the page, ms since it was asked for. It can be read when all of it has come and something was painted.
LOOK = """async (count) => {
  const until = async (isSo) => { while (!isSo()) await new Promise((next) => setTimeout(next, 5)); };
  const articles = () => document.querySelectorAll("article").length;
  await until(() => articles() >= count && performance.getEntriesByName("first-contentful-paint").length);
  const readable = performance.now();
  await until(() => !document.querySelector("article[data-role=assistant] .prose--plain"));
  return { readable, drawn: performance.now() };
}"""


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    for _, what in sizes:
        count = int(what.split("-")[0])
        product = stand.product([], filled=(count, count, count))
        found = [asyncio.run(opened(product, count)) for _ in range(runs)]
        yield from rows(f"{count:,} messages", figures(TARGETS.get(count)), found)


def figures(target):
    return [
        ("readable", "until it can be read", "ms", target),
        ("drawn", "until every message is drawn", "ms", None),
    ]


async def opened(product, count):
    async with Person(product) as alice:
        path = (await alice.get("/list.json")).json()["groups"][0]["conversations"][0]["url"]
    async with visitor(product) as page:
        await page.goto(product.url + path, wait_until="commit")
        return await page.evaluate(LOOK, count)
