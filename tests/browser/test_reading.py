"""A person who reads while text comes: stays in place, keeps what is selected, finds the place again."""

import time

import pytest
from playwright.async_api import expect

from ..stage.person import Person
from .test_chat import reply, text, until

QUICK, LONG = "markdown-1200-300", "markdown-4000-0"
# The block under the bar, by its words, and how far from the window's edge it stands.
READ = """() => {
  const top = (one) => one.getBoundingClientRect().top;
  const blocks = document.querySelectorAll(":is([data-part='text'], .prose__sheet) > :not(.prose__sheet)");
  const block = [...blocks].findLast((one) => top(one) < 65);
  return block && { words: block.textContent, top: top(block) };
}"""


@pytest.fixture
async def page(serve, upstream, browser):
    server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS=f"{QUICK},{LONG}")
    async with Person(server) as alice:
        yield await browser.page(alice)


async def ask(page, model):
    await page.get_by_role("combobox", name="Model", exact=True).click()
    await page.get_by_role("option", name=model).click()
    await page.get_by_label("Message", exact=True).fill("Say a lot")
    await page.keyboard.press("Enter")


async def read_up(page, pixels):
    await page.mouse.move(640, 300)
    await page.mouse.wheel(0, -pixels)
    await page.wait_for_timeout(300)
    return await page.evaluate(READ)


async def test_a_reload_finds_the_place_where_one_was_reading(page):
    await ask(page, LONG)
    await until(page, "done")
    place = await read_up(page, 6000)

    await page.reload()

    await stands_at(page, {"words": place["words"], "top": pytest.approx(place["top"], abs=1.5)})


async def stands_at(page, place):
    """Wait until the page has settled where it was read: what is above may still be drawn."""
    deadline = time.monotonic() + 10
    while (now := await page.evaluate(READ)) != place and time.monotonic() < deadline:
        await page.wait_for_timeout(100)
    assert now == place


async def test_who_reads_further_up_is_left_there_and_told_that_more_came(page):
    await ask(page, QUICK)
    await expect(text(page).locator("h2, h3, pre").nth(3)).to_be_attached()
    place = await read_up(page, 400)

    await expect(page.get_by_role("button", name="New text")).to_be_visible()
    await until(page, "done")

    assert await page.evaluate(READ) == place
    await page.get_by_role("button", name="New text").click()
    await expect(reply(page).get_by_role("button", name="Copy").last).to_be_in_viewport()


async def test_what_is_selected_stays_selected_while_text_comes(page):
    await ask(page, QUICK)
    await expect(text(page).locator("p").nth(1)).to_be_attached()
    await text(page).locator("p").first.evaluate("(p) => getSelection().selectAllChildren(p)")
    selected = await page.evaluate("getSelection().toString()")

    await until(page, "done")

    assert selected
    assert await page.evaluate("getSelection().toString()") == selected


async def test_what_is_out_of_sight_is_found_and_copied_with_the_rest(page):
    await ask(page, LONG)
    await until(page, "done")
    first = text(page).locator("h2").first
    words = await first.text_content()

    await text(page).evaluate("(part) => getSelection().selectAllChildren(part)")
    copied = await page.evaluate("getSelection().toString()")
    await page.evaluate("getSelection().collapse(document.querySelector('article'), 0)")

    assert words in copied
    assert await page.evaluate("(words) => window.find(words)", words)
    await expect(first).to_be_in_viewport()
