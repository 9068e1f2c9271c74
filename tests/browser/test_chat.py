"""A person at the page: asks, watches, stops, reloads, finds it again; in real Chromium."""

import asyncio
import re

from playwright.async_api import expect

from ..stage.person import Person


def message(page):
    return page.get_by_label("Message", exact=True)


def reply(page):
    return page.locator('article[data-role="assistant"]').last


def text(page):
    return reply(page).locator('[data-part="text"]')


async def choose(page, name, of="reply"):
    """Choose what else can be done with the last prompt or reply."""
    await page.get_by_role("button", name=f"More for this {of}").last.click()
    await page.get_by_role("group", name=f"More for this {of}").get_by_role("button", name=name, exact=True).click()


async def ask(page, prompt):
    await message(page).fill(prompt)
    await page.keyboard.press("Enter")


async def until(page, state, seconds=15):
    await expect(reply(page)).to_have_attribute("data-state", state, timeout=seconds * 1000)


async def test_the_text_appears_while_it_is_sent_and_is_the_same_after_a_reload(alice, browser):
    page = await browser.page(alice)
    await ask(page, "What should we know about bread?")

    await expect(page.locator('article[data-role="user"]')).to_contain_text("What should we know about bread?")
    await until(page, "writing")
    seen = [len(await text(page).inner_text())]
    while await reply(page).get_attribute("data-state") == "writing":
        seen.append(len(await text(page).inner_text()))
        await page.wait_for_timeout(100)
    await until(page, "done")

    assert len(set(seen)) > 10
    assert re.search(r"/c/[0-9a-f-]{36}/$", page.url)
    await expect(text(page).locator(".hljs-keyword").first).to_be_visible()
    live = without_addresses(await text(page).inner_html())
    await page.reload()
    await until(page, "done")
    # Colours and formulas come a moment after the text.
    async with asyncio.timeout(10):
        while without_addresses(await text(page).inner_html()) != live:
            await page.wait_for_timeout(100)


def without_addresses(html):
    """Two drawings may differ in ids alone."""
    return re.sub(r' (id|for|aria-\w+)="[^"]*"', "", html)


async def test_shift_enter_makes_a_line(alice, browser):
    page = await browser.page(alice)
    await message(page).fill("echo one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")

    await page.keyboard.press("Enter")

    await until(page, "done")
    assert await page.locator('article[data-role="user"] [data-part="text"]').inner_text() == "echo one\ntwo"


async def test_stop_ends_it_in_sight_and_the_page_says_so(alice, browser):
    page = await browser.page(alice)
    await ask(page, "endless")
    await expect(text(page)).not_to_be_empty()

    await page.get_by_role("button", name="Stop").click()

    await until(page, "stopped", 2)
    stopped = await text(page).inner_text()
    await expect(reply(page).locator('[data-part="notice"]')).to_contain_text("Stopped")
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    await page.wait_for_timeout(500)
    assert await text(page).inner_text() == stopped
    await page.reload()
    await until(page, "stopped")
    assert await text(page).inner_text() == stopped


async def test_escape_stops_too(alice, browser):
    page = await browser.page(alice)
    await ask(page, "endless")
    await expect(text(page)).not_to_be_empty()

    await page.keyboard.press("Escape")

    await until(page, "stopped", 2)


async def test_a_reload_in_the_middle_goes_on_where_it_was(alice, browser):
    page = await browser.page(alice)
    await ask(page, "What should we know about bread?")
    await expect(text(page).locator("h2").first).to_be_visible()

    await page.reload()

    await until(page, "done", 20)
    live = await text(page).inner_text()
    await page.reload()
    await expect(text(page).locator("h2").first).to_be_visible()
    assert await text(page).inner_text() == live


async def test_two_tabs_show_the_same_reply(alice, browser):
    page = await browser.page(alice)
    await ask(page, "What should we know about bread?")
    await until(page, "writing")
    path = page.url.removeprefix(alice.origin)

    other = await browser.page(alice, path)

    await until(page, "done", 20)
    await until(other, "done", 5)
    assert await text(page).inner_text() == await text(other).inner_text()


async def test_earlier_conversations_open_from_the_list_and_new_ones_begin(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo the harbour letter")
    await until(page, "done")

    await page.get_by_role("button", name="New chat").or_(page.get_by_role("link", name="New chat")).click()
    await ask(page, "echo the second")
    await until(page, "done")
    await page.get_by_role("link", name="echo the harbour letter").first.click()

    await expect(text(page)).to_have_text("echo the harbour letter")
    assert await page.locator("article").count() == 2


async def test_a_second_prompt_goes_on_in_the_same_conversation(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    first = page.url

    await ask(page, "echo two")
    await expect(page.locator("article")).to_have_count(4)
    await until(page, "done")

    assert page.url == first
    await expect(text(page)).to_have_text("echo two")


async def test_a_draft_is_there_after_a_reload(alice, browser):
    page = await browser.page(alice)
    await message(page).fill("half a thought")
    await page.wait_for_timeout(600)

    await page.reload()

    await expect(message(page)).to_have_value("half a thought")


async def test_it_works_on_plain_http_under_a_name_that_is_no_loopback(serve, browser):
    server = serve(SITE_URL="http://chat.test:{port}")
    async with Person(server, "alice") as alice:
        page = await browser.page(alice)
        assert await page.evaluate("typeof crypto.randomUUID") == "undefined"

        await ask(page, "echo plain words")

        await until(page, "done")
        await page.wait_for_timeout(200)
        await reply(page).get_by_role("button", name="Copy").first.click()
        await message(page).focus()
        await page.keyboard.press("Control+V")
        await expect(message(page)).to_have_value("echo plain words")


async def test_a_stranger_logs_in_and_comes_to_the_page_asked_for(alice, browser, server):
    asked = (await alice.ask("echo hello")).json()
    page = await browser.page(server, asked["url"])

    await page.locator("input[name=login]").fill("alice")
    await page.locator("input[name=password]").fill("wrong password")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.locator("input[name=password]").fill(alice.password)
    await page.keyboard.press("Enter")

    await expect(text(page)).to_have_text("echo hello")


async def test_the_page_comes_back_by_itself_after_the_server_was_killed(serve, browser):
    browser.forgive("WebSocket connection|ERR_CONNECTION_REFUSED|status of 503")
    server = serve()
    async with Person(server, "alice") as alice:
        page = await browser.page(alice)
        await ask(page, "endless")
        await expect(text(page)).not_to_be_empty()
        await page.wait_for_timeout(500)
        seen = await text(page).inner_text()

        server.kill()
        await expect(page.get_by_text("Reconnecting")).to_be_visible(timeout=5000)
        await asyncio.to_thread(server.start)

        await until(page, "interrupted", 15)
        assert (await text(page).inner_text()).startswith(seen.strip()[:200])
        await expect(reply(page).locator('[data-part="notice"]')).to_contain_text("Nothing that you saw is lost")
        await expect(page.get_by_text("Reconnecting")).to_be_hidden()
