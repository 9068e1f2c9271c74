"""What the page says when something goes wrong: a sentence, a next step, and nothing typed is lost."""

import pytest
from playwright.async_api import expect

from ..stage.person import Person
from ..stage.server import free_port
from .test_chat import ask, message, reply, text, until


def alert(page):
    return page.locator('[data-part="error"]')


def notice(page):
    return reply(page).locator('[data-part="notice"]')


@pytest.mark.parametrize("typed", ["", "   \n  "])
async def test_nothing_is_sent_when_nothing_is_written(alice, browser, typed):
    page = await browser.page(alice)
    await message(page).fill(typed)

    await message(page).focus()
    await page.keyboard.press("Enter")

    await page.wait_for_timeout(300)
    assert await page.locator("article").count() == 0
    assert page.url == f"{alice.origin}/"


async def test_a_text_over_the_limit_stays_and_the_page_says_by_how_much(alice, browser):
    browser.forgive("status of 413")
    page = await browser.page(alice)

    await ask(page, "x" * 100_007)

    await expect(alert(page)).to_contain_text("7 characters too long")
    assert len(await message(page).input_value()) == 100_007


@pytest.mark.parametrize(
    ("word", "state", "sentence"),
    [
        ("cut", "failed", "middle of the answer"),
        ("quota", "failed", "balance"),
        ("401", "failed", "refused the key"),
        ("error", "failed", "reported an error"),
        ("length", "done", "length limit"),
        ("empty", "done", "without any text"),
        ("malformed", "done", "could not be read"),
    ],
)
async def test_a_failing_provider_is_explained_and_what_arrived_is_kept(alice, browser, word, state, sentence):
    page = await browser.page(alice)

    await ask(page, word)

    await until(page, state, 20)
    await expect(notice(page)).to_contain_text(sentence)
    said, kept = await notice(page).inner_text(), await text(page).inner_text()
    await page.reload()
    await until(page, state)
    assert (await notice(page).inner_text(), await text(page).inner_text()) == (said, kept)
    await ask(page, "echo still alive")
    await expect(page.locator("article")).to_have_count(4)
    await until(page, "done")


async def test_a_silent_provider_can_be_stopped(alice, browser):
    page = await browser.page(alice)
    await ask(page, "silent")
    await until(page, "writing")

    await page.get_by_role("button", name="Stop").click()

    await until(page, "stopped", 2)


async def test_a_provider_that_is_not_there_is_said_in_a_sentence(serve, browser):
    server = serve(OPENAI_BASE_URL=f"http://127.0.0.1:{free_port()}/v1", OPENAI_MODELS="some-model")
    async with Person(server, "alice") as alice:
        page = await browser.page(alice)

        await ask(page, "hello")

        await until(page, "failed", 20)
        await expect(notice(page)).to_contain_text("cannot be reached")


async def test_without_its_token_the_page_gets_another_one_and_sends_once(alice, browser):
    browser.forgive("status of 403")
    page = await browser.page(alice)
    await page.context.clear_cookies(name="csrftoken")

    await ask(page, "echo my thought")

    await until(page, "done")
    assert await page.locator("article").count() == 2


async def test_a_token_that_is_refused_for_good_keeps_the_text_and_says_what_to_do(alice, browser):
    browser.forgive("status of 403")
    page = await browser.page(alice)
    problem = '{"error": {"kind": "csrf", "message": "Reload the page, then send it again."}}'
    await page.route("**/ask/", lambda route: route.fulfill(status=403, body=problem, content_type="application/json"))

    await ask(page, "echo my thought")

    await expect(alert(page)).to_contain_text("Reload the page")
    await expect(message(page)).to_have_value("echo my thought")
    await page.unroute("**/ask/")
    await page.reload()
    await expect(message(page)).to_have_value("echo my thought")
    await message(page).press("Enter")
    await until(page, "done")


async def test_after_a_log_out_elsewhere_the_text_is_kept_through_the_log_in(server, browser):
    browser.forgive("status of 401")
    async with Person(server, "carol") as carol:
        page = await browser.page(carol)
        await message(page).fill("my quiet thought")
        await page.wait_for_timeout(600)
        await carol.post("/accounts/logout/")

        await page.wait_for_url("**/accounts/login/**", timeout=6000)
        await page.locator("input[name=login]").fill("carol")
        await page.locator("input[name=password]").fill(carol.password)
        await page.keyboard.press("Enter")

        await expect(message(page)).to_have_value("my quiet thought")


async def test_a_conversation_that_is_not_there_has_a_page_that_leads_on(alice, browser):
    browser.forgive("status of 404")

    page = await browser.page(alice, "/c/7d3f5a0e-1111-4222-8333-944444444444/")

    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.get_by_role("link", name="Back to the chat").click()
    await expect(message(page)).to_be_visible()


async def test_a_sending_without_an_answer_is_repeated_and_makes_one_message(alice, browser):
    browser.forgive("ERR_FAILED|Failed to load resource")
    page = await browser.page(alice)
    lost = []

    async def lose_the_first_answer(route):
        if not lost:
            lost.append(await route.fetch())
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/ask/", lose_the_first_answer)
    await ask(page, "echo only once")

    await until(page, "done", 15)
    assert lost[0].status == 201
    assert await page.locator("article").count() == 2
    await page.reload()
    await until(page, "done")
    assert await page.locator("article").count() == 2
