"""Reporting a reply to the reviewers, in real Chromium."""

from playwright.async_api import expect

from .test_chat import ask, choose, until


async def test_a_reply_is_reported_by_keyboard_and_taken_back(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo high tide")
    await until(page, "done")

    await page.get_by_role("button", name="More for this reply").focus()
    await page.keyboard.press("Enter")
    for _ in range(3):
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Report this reply")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_visible()  # nothing is sent before it is said what is the matter
    await dialog.get_by_label("It is wrong").check()
    await dialog.get_by_label("In your own words").fill("It was low.")
    await dialog.get_by_role("button", name="Report").click()

    await expect(dialog).to_be_hidden()
    await expect(page.get_by_text("Reported. Reviewers will look at it.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("The report was taken back.")).to_be_visible()


async def test_escape_leaves_the_dialog_and_gives_the_focus_back(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")

    await choose(page, "Report")
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog", name="Report this reply")).to_be_hidden()
    await expect(page.get_by_role("button", name="More for this reply")).to_be_focused()


async def test_without_script_a_page_asks_and_leads_back(alice, browser):
    asked = (await alice.ask("echo one")).json()
    async with alice.tab(asked["reply"]) as tab:
        await tab.until_closed()
    page = await browser.page(alice, asked["url"], java_script_enabled=False)

    await page.get_by_role("button", name="More for this reply").click()
    await page.get_by_role("button", name="Report", exact=True).click()
    await page.get_by_label("It shows private data").check()
    await page.get_by_role("button", name="Report", exact=True).click()

    assert page.url.endswith(asked["url"])
