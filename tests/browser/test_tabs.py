"""Two tabs of one person keep in step, in real Chromium."""

import re

from playwright.async_api import expect

from ..stage.person import Person
from .test_list import made, row


async def test_what_is_asked_in_one_tab_shows_in_the_other(alice, browser):
    [url] = await made(alice, "Twin tabs")
    here, there = await browser.page(alice, url), await browser.page(alice, url)

    await here.get_by_label("Message", exact=True).fill("echo from the first tab")
    await here.keyboard.press("Enter")

    await expect(there.locator(".turn__text", has_text="echo from the first tab")).to_be_visible()
    await alice.post(f"{url}rename/", data={"title": "Renamed elsewhere"})
    await expect(there.locator(".bar__title")).to_have_text("Renamed elsewhere")
    await expect(row(here, "Renamed elsewhere")).to_be_visible()


async def test_a_reply_that_nobody_has_seen_has_a_dot(alice, browser):
    first, second = await made(alice, "Lighthouse", "Pilot boat")
    page = await browser.page(alice, first)

    link = row(page, "Pilot boat").locator("a.row")
    await expect(link).to_have_attribute("data-unread", "")
    await expect(page.locator("a.row[aria-current]")).not_to_have_attribute("data-unread", "")
    other = await browser.page(alice, second)

    await expect(other.locator("a.row[aria-current]")).not_to_have_attribute("data-unread", "")
    await expect(link).not_to_have_attribute("data-unread", "")


async def test_a_page_on_another_process_says_when_the_connection_was_closed(serve, browser):
    here = serve()
    there = here.another()
    async with Person(here, "alice") as alice, Person(there, "alice") as elsewhere:
        asked = (await alice.ask("endless")).json()
        pages = [await browser.page(person, asked["url"]) for person in (alice, elsewhere)]
        for page in pages:
            await expect(page.locator("article[data-role='assistant'] [data-part='text']")).to_contain_text("sixteen")

        await pages[1].get_by_role("button", name="Stop").click()

        for page in pages:
            notice = page.locator("article[data-role='assistant'] [data-part='notice']")
            await expect(notice).to_have_text(re.compile(r"^Stopped; provider connection closed after \d+ ms\."))
