"""What a first visit costs: requests and bytes on the wire. How long it takes is `python -m bench page`'s to say."""

import pytest

from ..stage.browser import traffic

REQUESTS = 15
BYTES = 120_000


@pytest.fixture
async def asked(alice):
    """The path of a conversation whose reply has all that Markdown has."""
    answer = (await alice.ask("Show me everything")).json()
    async with alice.tab(answer["reply"]) as tab:
        await tab.until_closed(60)
    return answer["url"]


async def test_a_first_visit_is_light(alice, browser):
    page = await browser.page(alice, path=None)

    async with traffic(page) as sizes:
        await page.goto(alice.origin)

    assert len(sizes) <= REQUESTS
    assert sum(sizes) <= BYTES


async def test_colours_and_formulas_come_with_the_first_that_need_them(alice, browser, asked):
    page = await browser.page(alice)
    asked_for = []
    page.on("request", lambda request: asked_for.append(request.url.rpartition("/")[2].partition("-")[0]))

    await page.goto(alice.origin + asked)

    await page.locator(".hljs-keyword").first.wait_for()
    await page.locator(".katex").first.wait_for()
    assert {"katex", "colouring"} <= set(asked_for)


async def test_a_second_visit_asks_for_the_page_alone(alice, browser):
    page = await browser.page(alice, path=None)
    async with traffic(page):
        await page.goto(alice.origin)

    async with traffic(page) as sizes:
        await page.goto(alice.origin)

    assert len(sizes) == 1
