"""A person finds what was said, as they type, by keyboard, and comes to the message; in real Chromium."""

import asyncio

from playwright.async_api import expect

from .test_list import made

JSON = {"Accept": "application/json"}


async def indexed(person, word, count):
    async with asyncio.timeout(20):
        while len((await person.get("/search/", params={"q": word}, headers=JSON)).json()["hits"]) < count:
            await asyncio.sleep(0.1)


def field(page):
    return page.get_by_label("Search conversations")


def hits(page):
    return page.locator(".search__hits .hit")


async def test_what_was_said_is_found_as_one_types_and_opened_by_keyboard(alice, browser):
    await made(alice, "Barometers rise", "Barges sail")
    await indexed(alice, "barometers", 2)
    page = await browser.page(alice)

    await page.keyboard.press("Control+k")
    await page.keyboard.type("barometers ris")
    await expect(hits(page)).to_have_count(2)
    await expect(hits(page).first.locator("mark").first).to_have_text("Barometers")
    await expect(page.locator("chat-list").first).to_be_hidden()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await page.wait_for_url("**/c/**#turn-*")
    await expect(page.locator(".turn__label:target")).to_be_visible()
    await expect(hits(page)).to_have_count(2)
    await field(page).focus()
    await page.keyboard.press("Escape")
    await expect(page.locator("chat-list").first).to_be_visible()
    await expect(field(page)).to_have_value("")


async def test_a_message_of_another_branch_is_shown_and_stays(alice, browser):
    [url] = await made(alice, "Windmill one")
    await page_with_two_replies(alice, url)
    await indexed(alice, "windmill", 3)
    page = await browser.page(alice, url)
    old = page.locator("[data-role='assistant']")

    shown = await old.get_attribute("data-message")
    await field(page).fill("windmill")
    others = page.locator(f".search__hits a:not([href*='at={shown}#'])", has_text="Reply")
    async with page.expect_response("**/show/"):
        await others.first.click()
    await expect(old).not_to_have_attribute("data-message", shown)
    await expect(page).not_to_have_url("*?at=*")
    await page.goto(page.url.split("#")[0])

    await expect(old).not_to_have_attribute("data-message", shown)


async def page_with_two_replies(person, url):
    turns = (await person.get(f"{url}turns.json", headers=JSON)).json()["turns"]
    form = {"id": "6f1c1a52-6b0f-4b7e-9d3a-2a1f0c9f7e11"}
    again = await person.post(f"/m/{turns[-1]['id']}/again/", data=form, headers=JSON)
    async with person.tab(again.json()["reply"]) as tab:
        await tab.until_closed()


async def test_nothing_found_and_no_answer_are_said(alice, browser):
    page = await browser.page(alice)
    browser.forgive("ERR_FAILED")

    await field(page).fill("zzyzx")
    await expect(page.get_by_text("Nothing was found for “zzyzx”")).to_be_visible()
    await page.route("**/search/**", lambda route: route.abort())
    await field(page).press_sequentially("y")
    await expect(page.get_by_text("The server did not answer, so nothing was searched")).to_be_visible()
    await page.unroute("**/search/**")
    await page.get_by_role("button", name="Try again").click()

    await expect(page.get_by_text("Nothing was found for “zzyzxy”")).to_be_visible()


async def test_a_finger_reaches_the_search_in_the_drawer(alice, browser):
    await made(alice, "Lanterns glow")
    await indexed(alice, "lanterns", 2)
    page = await browser.page(alice, width=390, has_touch=True)

    await page.get_by_role("button", name="Conversations").tap()
    await field(page).tap()
    await page.keyboard.type("lanterns")

    await expect(hits(page)).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_without_script_a_page_of_its_own_finds(alice, browser):
    await made(alice, "Quayside talk")
    await indexed(alice, "quayside", 2)
    page = await browser.page(alice, java_script_enabled=False)

    await field(page).fill("quayside")
    await field(page).press("Enter")

    await expect(page.locator(".hit")).to_have_count(2)
    await page.locator(".hit a").first.click()
    await expect(page.locator("[data-role='assistant']")).to_be_visible()
