"""Deleting a message and taking it back, in real Chromium."""

from playwright.async_api import expect

from .test_chat import ask, choose, text, until
from .test_versions import press, versions


async def said(page, *prompts):
    """Ask these one after the other."""
    for number, prompt in enumerate(prompts, 1):
        await ask(page, prompt)
        await expect(page.locator("article")).to_have_count(2 * number)
        await until(page, "done")


async def test_a_deleted_turn_leaves_every_tab_and_comes_back_by_undo(alice, browser):
    page = await browser.page(alice)
    await said(page, "echo one", "echo two")
    other = await browser.page(alice, page.url.removeprefix(alice.origin))

    await choose(page, "Delete", "prompt")

    await expect(page.get_by_text("2 messages deleted.")).to_be_visible()
    for tab in page, other:
        await expect(tab.locator("article")).to_have_count(2)
    await page.get_by_role("button", name="Undo").click()
    for tab in page, other:
        await expect(tab.locator("article")).to_have_count(4)
        await expect(text(tab)).to_have_text("echo two")


async def test_the_other_version_stands_in_its_place(alice, browser):
    page = await browser.page(alice)
    await said(page, "echo one")
    await press(page, "Retry")
    await expect(versions(page, "reply")).to_contain_text("2/2")
    await until(page, "done")

    await choose(page, "Delete")

    await expect(page.get_by_text("Deleted.", exact=True)).to_be_visible()
    await expect(page.get_by_role("group", name="Versions of this reply")).to_be_hidden()
    await page.reload()
    await expect(page.locator("article")).to_have_count(2)


async def test_several_come_back_together_by_keyboard(alice, browser):
    page = await browser.page(alice)
    await said(page, "echo one", "echo two", "echo three")

    for left in (4, 2):
        await page.get_by_role("button", name="More for this prompt").last.focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("End")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Undo")).to_be_focused()
        await expect(page.locator("article")).to_have_count(left)
    await page.keyboard.press("Enter")

    await expect(page.locator("article")).to_have_count(6)


async def test_the_first_prompt_takes_the_conversation_along_and_undo_leads_back(alice, browser):
    browser.forgive("status of 404")  # The page may ask for it once more before it leaves.
    page = await browser.page(alice)
    await said(page, "echo one")
    place = page.url

    await choose(page, "Delete", "prompt")
    await expect(page.get_by_text("Deleted.", exact=True)).to_be_visible()
    assert page.url != place
    await page.get_by_role("button", name="Undo").click()

    await page.wait_for_url(place)
    await expect(text(page)).to_have_text("echo one")


async def test_what_is_being_written_in_it_is_stopped(alice, browser):
    page = await browser.page(alice)
    await said(page, "echo one")
    await ask(page, "endless")
    await until(page, "writing")

    await choose(page, "Delete", "prompt")

    await expect(page.locator("article")).to_have_count(2)
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await until(page, "stopped")


async def test_a_menu_closes_by_escape_and_stops_nothing(alice, browser):
    page = await browser.page(alice)
    await ask(page, "endless")
    await until(page, "writing")
    opener = page.get_by_role("button", name="More for this prompt")

    await opener.click()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("group", name="More for this prompt")).to_be_hidden()
    await expect(opener).to_be_focused()
    await until(page, "writing")
    await page.keyboard.press("Escape")
    await until(page, "stopped")


async def test_without_script_a_page_deletes(alice, browser):
    place = None
    for prompt in ("echo one", "echo two"):
        asked = (await alice.ask(prompt, place)).json()
        place = asked["conversation"]
        async with alice.tab(asked["reply"]) as tab:
            await tab.until_closed()
    page = await browser.page(alice, asked["url"], java_script_enabled=False)

    await page.get_by_role("button", name="More for this reply").last.click()
    await page.get_by_role("button", name="Delete").click()

    await expect(page.locator("article")).to_have_count(2)
