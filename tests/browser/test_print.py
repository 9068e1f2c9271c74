"""A conversation on paper, in real Chromium."""

import pytest
from playwright.async_api import expect

from .test_chat import ask, message, reply, text, until

LONG = "a" * 300


told = {}  # origin: the address of a conversation with code; it takes a while to be written


@pytest.fixture
async def page(alice, browser):
    """A conversation with code, as it is printed, by who reads it in the dark."""
    page = await browser.page(alice, told.get(alice.origin, "/"), color_scheme="dark")
    if alice.origin not in told:
        await ask(page, "Show me everything")
        await until(page, "done", 60)
        told[alice.origin] = page.url.removeprefix(alice.origin)
    await page.emulate_media(media="print")
    return page


async def test_nothing_that_can_be_pressed_is_printed(page):
    pressed = page.locator("button:visible, input:visible, textarea:visible, summary:visible, nav:visible")

    await expect(message(page)).to_be_hidden()
    await expect(pressed.locator("visible=true").and_(page.locator(":not([type=checkbox])"))).to_have_count(0)
    await expect(page.get_by_role("heading", name="Show me everything", exact=True)).to_be_visible()


async def test_it_is_black_on_white_also_in_the_dark(page):
    look = "one => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"

    assert await text(page).evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


async def test_code_is_wrapped_and_links_say_where_they_lead(page):
    code = text(page).locator(".code pre").first
    await code.evaluate(f"one => one.querySelector('.code__part, code').append('{LONG}')")
    after = await text(page).locator("a").first.evaluate("one => getComputedStyle(one, '::after').content")

    assert await code.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert "https://" in after


async def test_what_is_far_above_is_printed_too(alice, browser, page):
    await page.evaluate("""() => {
        const turn = document.querySelector("article");
        turn.toggleAttribute("data-far", true);
    }""")

    skipped = (
        await page.locator("article")
        .first.locator(".turn__prompt")
        .evaluate("one => getComputedStyle(one).contentVisibility")
    )

    assert skipped == "visible"
    assert len(await page.pdf(format="A4")) > 10_000
    await expect(reply(page)).to_be_attached()
