"""The sheet of keys, in real Chromium."""

from playwright.async_api import expect

from .test_chat import message


def sheet(page):
    return page.get_by_role("dialog", name="Keys")


async def test_a_question_mark_shows_the_keys_unless_somebody_writes_one(alice, browser):
    page = await browser.page(alice)
    await message(page).focus()
    await page.keyboard.press("?")
    await expect(message(page)).to_have_value("?")
    await expect(sheet(page)).to_be_hidden()

    opener = page.get_by_role("button", name="New chat")
    await opener.focus()
    await page.keyboard.press("?")

    await expect(sheet(page).get_by_text("Edit the last prompt")).to_be_visible()
    await expect(sheet(page).get_by_role("button", name="Close")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(sheet(page)).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_the_menu_leads_to_the_keys_and_gets_the_focus_back(alice, browser):
    page = await browser.page(alice)
    opener = page.locator(".person summary")
    await opener.click()

    await page.get_by_role("link", name="Keys").click()

    await expect(sheet(page)).to_be_visible()
    await sheet(page).get_by_role("button", name="Close").click()
    await expect(opener).to_be_focused()
    await expect(page.get_by_role("link", name="Keys")).to_be_hidden()


async def test_the_keys_are_those_that_the_person_has_chosen(alice, browser):
    page = await browser.page(alice)
    await page.locator(".person summary").click()
    await page.get_by_label("Enter sends").uncheck()
    await page.get_by_role("link", name="Keys").click()

    row = sheet(page).locator("dl > div:visible", has_text="New line")

    await expect(row).to_have_count(1)
    await expect(row.locator("kbd")).to_have_text(["Enter"])
    await sheet(page).get_by_role("button", name="Close").click()
    await page.locator(".person summary").click()
    await page.get_by_label("Enter sends").check()


async def test_without_script_the_keys_are_a_page(alice, browser):
    page = await browser.page(alice, java_script_enabled=False)
    await page.locator(".person summary").click()

    await page.get_by_role("link", name="Keys").click()

    await expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    await expect(page.get_by_text("Stop", exact=True)).to_be_visible()
