"""A person whose budget ends is warned, then refused in a sentence, and loses no word; in real Chromium."""

from playwright.async_api import expect

from ..stage.person import Person
from ..test_spending import given
from .test_chat import ask, message, until


async def test_a_person_is_warned_and_then_refused_without_losing_a_word(serve, browser):
    server = given(serve(), tokens_a_day=1_010)
    browser.forgive("status of 429")
    async with Person(server, "alice") as alice:
        page = await browser.page(alice)
        await ask(page, "echo Two tides")
        await until(page, "done")
        await expect(page.locator("[data-part='warning']")).to_contain_text("You have used 99 % of the 1,010 tokens")

        await ask(page, "echo Three more tides")

        await expect(page.get_by_role("alert")).to_contain_text(
            "left of the 1,010 tokens for today, and this needs about"
        )
        await expect(message(page)).to_have_value("echo Three more tides")


async def test_the_page_of_usage_is_read_without_script(serve, browser):
    server = given(serve(), tokens_a_day=5_000)
    async with Person(server, "alice") as alice:
        asked = (await alice.ask("echo Two tides")).json()
        async with alice.tab(asked["reply"]) as tab:
            await tab.until_closed()
        page = await browser.page(alice, "/usage/", width=390, java_script_enabled=False)

        await expect(page.get_by_role("heading", name="Usage", exact=True)).to_be_visible()
        await expect(page.get_by_role("img", name="Tokens a day")).to_be_visible()
        await page.get_by_text("Show as a table").first.click()
        await expect(page.get_by_role("row").last).to_be_visible()
        await expect(page.locator(".budget__note")).to_contain_text("of 5,000 tokens used")
