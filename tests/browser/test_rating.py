"""A thumb up or down, with a comment, in real Chromium."""

from playwright.async_api import expect

from .test_chat import ask, until


def thumb(page, name):
    return page.get_by_role("button", name=name)


async def test_a_reply_is_rated_by_keyboard_and_every_tab_shows_it(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo high tide")
    await until(page, "done")
    other = await browser.page(alice, page.url.removeprefix(alice.origin))

    await thumb(page, "Bad reply").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Your comment")).to_be_focused()
    await page.keyboard.type("It was low.")
    await page.keyboard.press("Enter")

    await expect(thumb(page, "Bad reply")).to_be_focused()
    for tab in page, other:
        await expect(thumb(tab, "Bad reply")).to_have_attribute("aria-pressed", "true")
        await expect(tab.locator('[data-part="comment"]')).to_contain_text("It was low.")


async def test_a_comment_that_is_lost_can_be_had_again(alice, browser):
    page = await browser.page(alice)
    await ask(page, "echo one")
    await until(page, "done")
    await thumb(page, "Good reply").click()
    await page.get_by_label("Your comment").fill("Well said.")
    await page.get_by_role("button", name="Keep", exact=True).click()
    await expect(page.locator('[data-part="comment"]')).to_contain_text("Well said.")

    await thumb(page, "Good reply").click()
    await expect(page.locator('[data-part="comment"]')).to_be_hidden()
    await page.get_by_role("button", name="Undo").click()

    await expect(page.locator('[data-part="comment"]')).to_contain_text("Well said.")
    await page.reload()
    await expect(thumb(page, "Good reply")).to_have_attribute("aria-pressed", "true")


async def test_without_script_a_thumb_is_a_button_of_a_form(alice, browser):
    asked = (await alice.ask("echo one")).json()
    async with alice.tab(asked["reply"]) as tab:
        await tab.until_closed()
    page = await browser.page(alice, asked["url"], java_script_enabled=False)

    await thumb(page, "Bad reply").click()
    await expect(thumb(page, "Bad reply")).to_have_attribute("aria-pressed", "true")
    await thumb(page, "Bad reply").click()
    await expect(thumb(page, "Bad reply")).to_have_attribute("aria-pressed", "false")
