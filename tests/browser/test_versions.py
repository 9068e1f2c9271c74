"""A person who is not content with a reply: asks again, goes on, edits, and turns back; in real Chromium."""

import asyncio
import re

from playwright.async_api import expect

from .test_chat import ask, message, reply, text, until


def press(page, name):
    return page.get_by_role("button", name=name, exact=True).last.click()


def prompt(page):
    return page.locator('article[data-role="user"]').last


def versions(page, of):
    return page.get_by_role("group", name=f"Versions of this {of}").last


async def shown(page):
    return await page.locator("article").evaluate_all("all => all.map(one => one.dataset.message)")


async def mark(page):
    """Write into each turn that is shown now, so that it can be told from one that was drawn anew."""
    await page.locator("article").evaluate_all("all => all.forEach(one => (one.dataset.marked = 'yes'))")


async def test_retry_shows_another_version_and_both_are_there_after_a_reload(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    first = await shown(page)
    await mark(page)

    await press(page, "Retry")

    await expect(versions(page, "reply")).to_contain_text("2/2")
    await until(page, "done")
    second = await shown(page)
    assert (second[0], len(second)) == (first[0], 2)
    assert second[1] != first[1]
    await expect(prompt(page)).to_have_attribute("data-marked", "yes")
    await press(page, "Previous version")
    await expect(versions(page, "reply")).to_contain_text("1/2")
    assert await shown(page) == first
    await page.reload()
    await expect(versions(page, "reply")).to_contain_text("1/2")
    assert await shown(page) == first
    await expect(page.get_by_role("button", name="Previous version").last).to_have_attribute("aria-disabled", "true")


async def test_continue_begins_with_what_is_kept(alice, browser):
    page = await browser.page(alice)
    await ask(page, "cut")
    await until(page, "failed")
    kept = await text(page).inner_text()

    await press(page, "Continue")

    await until(page, "done", 20)
    whole = await text(page).inner_text()
    assert whole.startswith(kept.rstrip())
    assert len(whole) > len(kept)
    await expect(page.get_by_role("button", name="Continue")).to_be_hidden()
    await page.reload()
    await expect(versions(page, "reply")).to_contain_text("2/2")


async def test_continue_is_offered_where_something_is_missing_and_nowhere_else(alice, browser):
    page = await browser.page(alice)
    for word, state, is_offered in (("length", "done", True), ("echo all", "done", False), ("quota", "failed", False)):
        await ask(page, word)
        await expect(prompt(page)).to_contain_text(word)
        await until(page, state)

        buttons = reply(page).get_by_role("button", name="Continue")
        await expect(buttons).to_have_count(int(is_offered))
        await expect(reply(page).get_by_role("button", name="Retry")).to_be_visible()


async def test_an_edited_prompt_is_a_branch_and_the_old_one_stays(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    await ask(page, "echo two")
    await expect(page.locator("article")).to_have_count(4)
    await until(page, "done")

    await page.get_by_role("button", name="Edit").first.click()
    field = page.get_by_label("Edit message")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("echo one")
    await field.fill("echo three")
    await page.keyboard.press("Enter")

    await expect(page.locator("article")).to_have_count(2)
    await until(page, "done")
    await expect(text(page)).to_have_text("echo three")
    await expect(versions(page, "prompt")).to_contain_text("2/2")
    await press(page, "Previous version")
    await expect(page.locator("article")).to_have_count(4)
    await expect(text(page)).to_have_text("echo two")


async def test_an_edit_can_be_left_and_stops_nothing(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")

    await press(page, "Edit")
    await page.keyboard.type(" and more")
    await page.keyboard.press("Escape")

    await expect(page.get_by_label("Edit message")).to_have_count(0)
    await expect(prompt(page).locator('[data-part="text"]')).to_have_text("echo one")
    await expect(page.get_by_role("button", name="Edit")).to_be_focused()


async def test_an_edit_that_cannot_be_sent_keeps_its_text_and_says_why(alice, browser):
    browser.forgive("Failed to load resource|ERR_FAILED")
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    problem = '{"error": {"kind": "no_model", "message": "Choose another one, then send again."}}'
    await page.route("**/ask/", lambda route: route.fulfill(status=400, body=problem, content_type="application/json"))

    await press(page, "Edit")
    await page.keyboard.type(" more")
    await page.keyboard.press("Enter")

    await expect(page.locator('[data-part="error"]')).to_contain_text("Choose another one")
    await expect(page.get_by_label("Edit message")).to_have_value("echo one more")
    await page.unroute("**/ask/")
    await page.get_by_role("button", name="Ask again").click()
    await expect(text(page)).to_have_text("echo one more")


async def test_a_retry_without_an_answer_is_repeated_and_makes_one_reply(alice, browser):
    browser.forgive("ERR_FAILED|Failed to load resource")
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    lost = []

    async def lose_the_first_answer(route):
        if not lost:
            lost.append(await route.fetch())
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/again/", lose_the_first_answer)
    await press(page, "Retry")

    await expect(versions(page, "reply")).to_contain_text("2/2", timeout=15000)
    await until(page, "done")
    await page.reload()
    await expect(versions(page, "reply")).to_contain_text("2/2")


async def test_while_a_reply_is_written_nothing_else_is_asked_and_the_page_says_why(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    await ask(page, "endless")
    await until(page, "writing")
    before = await shown(page)

    for name in ("Edit", "Retry"):
        button = page.get_by_role("button", name=name).first
        await expect(button).to_have_attribute("aria-disabled", "true")
        await button.click(force=True)
        await expect(page.locator('[data-part="hint"]')).to_contain_text("Wait for its end or stop it")

    assert await shown(page) == before
    await page.keyboard.press("Escape")
    await until(page, "stopped", 3)
    await expect(page.get_by_role("button", name="Retry").first).to_have_attribute("aria-disabled", "false")


async def test_another_version_can_be_read_while_one_is_written(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    await press(page, "Edit")
    await page.get_by_label("Edit message").fill("endless")
    await page.keyboard.press("Enter")
    await until(page, "writing")

    await press(page, "Previous version")

    await expect(text(page)).to_have_text("echo one")
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    await press(page, "Next version")
    await until(page, "writing")
    await page.get_by_role("button", name="Stop").click()
    await until(page, "stopped", 3)


async def test_two_tabs_that_ask_at_once_make_siblings(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    other = await browser.page(alice, page.url.removeprefix(alice.origin))

    await asyncio.gather(ask(page, "echo here"), ask(other, "echo there"))

    for tab in page, other:
        await expect(versions(tab, "prompt")).to_contain_text("/2")
        await until(tab, "done")


async def test_a_prompt_from_elsewhere_is_there_when_the_reader_comes_back(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    await mark(page)
    conversation = re.search(r"[0-9a-f-]{36}", page.url)[0]
    await alice.ask("echo from the phone", conversation)

    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await expect(page.locator("article")).to_have_count(4)
    await expect(text(page)).to_have_text("echo from the phone")
    await expect(page.locator("article[data-marked]")).to_have_count(2)


async def test_all_of_it_works_by_keyboard_alone(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")

    await message(page).focus()
    await page.keyboard.press("Control+ArrowUp")
    await expect(page.get_by_label("Edit message")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.type(" more")
    await page.keyboard.press("Enter")

    await expect(text(page)).to_have_text("echo one more")
    await expect(message(page)).to_be_focused()
    await page.get_by_role("button", name="Retry").focus()
    await page.keyboard.press("Enter")
    await expect(versions(page, "reply")).to_contain_text("2/2")
    await until(page, "done")
    await versions(page, "reply").get_by_role("button", name="Previous version").focus()
    await page.keyboard.press("Enter")
    await expect(versions(page, "reply")).to_contain_text("1/2")
    await expect(versions(page, "reply").get_by_role("button", name="Previous version")).to_be_focused()


async def test_a_tool_call_is_a_folded_box_with_its_arguments(alice, browser):
    page = await browser.page(alice)
    await ask(page, "tool")
    await until(page, "done")
    box = reply(page).locator(".step--tool")

    for _ in ("live", "after a reload"):
        await expect(box).to_have_count(1)
        await expect(box.locator("summary")).to_contain_text("weather")
        await expect(box.locator("code")).to_be_hidden()
        await box.locator("summary").click()
        await expect(box.locator("code")).to_have_text('{\n  "place": "Łódź",\n  "unit": "celsius"\n}')
        await page.reload()


async def test_a_thought_is_folded_and_says_how_long_it_took(alice, browser):
    page = await browser.page(alice)

    await ask(page, "reason")

    named = reply(page).locator(".step:has([data-part=reasoning]) .step__name")
    await expect(named).to_have_text("Thinking")
    await until(page, "done")
    await expect(named).to_have_text(re.compile(r"^Thought( for \d+\ss)?$"))
    await expect(reply(page).locator('[data-part="reasoning"]')).to_be_hidden()
    await page.reload()
    await expect(reply(page).locator('[data-part="reasoning"]')).to_contain_text("one sheep")


async def test_a_busy_provider_is_waited_for_in_sight(alice, browser):
    page = await browser.page(alice)
    await ask(page, "429 in the browser")
    attempts = reply(page).locator('[data-part="attempts"]')

    await expect(attempts).to_contain_text(re.compile(r"Asking again (in \d+\ss|now)"))

    await until(page, "done", 20)
    await expect(attempts).to_have_text("Asked 2 times. The model's server gets too many requests from here.")
    await page.reload()
    await expect(attempts).to_have_text("Asked 2 times. The model's server gets too many requests from here.")


async def test_the_facts_of_a_reply_are_told_live_and_after_a_reload(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one two three")
    await until(page, "done")
    usage = reply(page).locator(".turn__usage")

    await expect(usage).to_contain_text(re.compile(r"\d+\sin, \d+\sout"))
    await expect(usage).to_contain_text("first after")
    told = await usage.inner_text()
    await page.reload()
    await expect(usage).to_have_text(told)


async def test_on_a_phone_everything_is_within_reach(alice, browser):
    page = await browser.page(alice, width=390, height=844, has_touch=True, is_mobile=True)
    await message(page).fill("tool")
    await page.get_by_role("button", name="Send").tap()
    await until(page, "done")
    await page.get_by_role("button", name="Retry").tap()
    await expect(versions(page, "reply")).to_contain_text("2/2")
    await until(page, "done")
    await page.get_by_role("button", name="Edit").tap()

    await expect(page.get_by_role("button", name="Ask again")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    for name in ("Cancel", "Retry", "Next version", "Previous version"):
        box = await page.get_by_role("button", name=name).last.bounding_box()
        assert box["height"] >= 40


async def test_without_script_retry_and_the_versions_still_work(alice, browser):
    asked = (await alice.ask("echo one")).json()
    async with alice.tab(asked["reply"]) as tab:
        await tab.until_closed()
    page = await browser.page(alice, asked["url"], java_script_enabled=False)

    await press(page, "Retry")
    while not await versions(page, "reply").is_visible():
        await page.reload()

    await expect(versions(page, "reply")).to_contain_text("2/2")
    await press(page, "Previous version")
    await expect(versions(page, "reply")).to_contain_text("1/2")
