"""Composing: what waits for the end of a reply, who is asked and with what; in real Chromium."""

import asyncio
import json

import pytest
from playwright.async_api import expect

from ..stage.person import Person
from ..test_provider_calls import run
from ..upstream.cases.case import DONE, c, fin, use
from ..upstream.server import HANG, Reply, Upstream
from .test_chat import ask, choose, message, reply, text, until
from .test_versions import versions

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def waiting(page):
    return page.locator("chat-next")


def picker(page):
    return page.get_by_role("combobox", name="Model", exact=True)


async def test_a_prompt_waits_in_sight_and_is_sent_when_the_reply_ends(alice, browser):
    page = await browser.page(alice)
    await ask(page, "endless")
    await expect(text(page)).not_to_be_empty()

    await ask(page, "echo the second")

    await expect(waiting(page)).to_contain_text("echo the second")
    await expect(message(page)).to_have_value("")
    await page.get_by_role("button", name="Stop").click()
    await expect(page.locator("article")).to_have_count(4)
    await until(page, "done")
    await expect(text(page)).to_have_text("echo the second")
    await expect(waiting(page)).to_be_hidden()


async def test_what_waits_is_there_after_a_reload_and_is_sent_once(alice, browser):
    page = await browser.page(alice)
    await ask(page, "endless")
    await expect(text(page)).not_to_be_empty()
    await ask(page, "echo the second")
    await expect(waiting(page)).to_be_visible()

    await page.reload()

    await expect(waiting(page)).to_contain_text("echo the second")
    await page.keyboard.press("Escape")
    await expect(page.locator("article")).to_have_count(4)
    await until(page, "done")
    await page.reload()
    await expect(page.locator("article")).to_have_count(4)


async def test_what_waits_can_be_edited_and_cancelled_under_a_finger(alice, browser):
    page = await browser.page(alice, **PHONE)
    await message(page).fill("endless")
    await page.get_by_role("button", name="Send").tap()
    await expect(text(page)).not_to_be_empty()
    await message(page).fill("echo the second")

    await page.get_by_role("button", name="Next", exact=True).tap()
    await expect(waiting(page)).to_contain_text("echo the second")
    await page.get_by_role("button", name="Edit the queued prompt").tap()
    await expect(message(page)).to_have_value("echo the second")
    await expect(waiting(page)).to_be_hidden()
    await page.get_by_role("button", name="Next", exact=True).tap()
    await page.get_by_role("button", name="Cancel the queued prompt").tap()

    await expect(waiting(page)).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Stop").tap()
    await until(page, "stopped")
    await expect(page.locator("article")).to_have_count(2)


async def test_the_field_is_free_with_the_last_word_although_the_line_stays_open(serve, browser):
    async with Upstream(Reply((c("Low tide."), fin("stop"), HANG))) as upstream:
        server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="m")
        async with Person(server, "alice") as alice:
            page = await browser.page(alice)
            await ask(page, "Hello")

            await until(page, "done", 2.5)

            await expect(page.get_by_role("button", name="Send")).to_be_visible()


@pytest.fixture
async def many(serve):
    """Alice where forty models are offered, and their upstream."""
    names = ",".join(["swift-1", *(f"model-{number}" for number in range(38)), "tide-9"])
    answer = Reply((c("Low tide."), fin("stop"), use(5, 2), DONE))
    async with Upstream(answer) as upstream:
        server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS=names)
        async with Person(server, "alice") as alice:
            yield alice, upstream


async def test_a_model_is_found_by_the_keyboard_and_asked_again_next_time(many, browser):
    alice, upstream = many
    page = await browser.page(alice)
    await expect(picker(page)).to_have_text("swift-1")

    await picker(page).press("ArrowDown")
    await page.keyboard.type("TIDE")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")

    await expect(picker(page)).to_have_text("tide-9")
    await expect(picker(page)).to_be_focused()
    await ask(page, "Hello")
    await until(page, "done")
    assert upstream.asked[0].json["model"] == "tide-9"
    await page.goto(alice.origin + "/")
    await expect(picker(page)).to_have_text("tide-9")


async def test_a_search_that_finds_nothing_says_so_and_escape_leaves_everything(many, browser):
    alice, _ = many
    page = await browser.page(alice)
    await picker(page).click()
    await expect(page.get_by_role("option")).to_have_count(40)

    await page.keyboard.type("nobody")
    await expect(page.get_by_text("No name has these words")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("option")).to_have_count(0)
    await expect(picker(page)).to_have_text("swift-1")
    await expect(picker(page)).to_be_focused()


async def test_a_reply_of_another_model_stands_beside_the_first(many, browser):
    alice, upstream = many
    page = await browser.page(alice)
    await ask(page, "Hello")
    await until(page, "done")

    await choose(page, "Ask another")
    await page.keyboard.type("tide")
    await page.keyboard.press("Enter")

    await expect(versions(page, "reply")).to_contain_text("2/2")
    await until(page, "done")
    await expect(reply(page).locator(".turn__who")).to_have_text("tide-9")
    await expect(picker(page)).to_have_text("swift-1")
    assert [one.json["model"] for one in upstream.asked] == ["swift-1", "tide-9"]


async def test_parameters_go_with_the_first_prompt_stay_and_are_reset(many, browser):
    browser.forgive("status of 400")
    alice, upstream = many
    page = await browser.page(alice)
    opener = page.get_by_role("button", name="Parameters")
    await opener.click()
    await page.get_by_label("System prompt").fill("Be brief.")
    await page.get_by_label("Temperature").fill("9")
    await page.get_by_role("button", name="Keep").click()
    await expect(page.get_by_text("Enter a number from 0 to 2, or leave it empty.")).to_be_visible()
    await expect(page.get_by_label("Temperature")).to_be_focused()

    await page.get_by_label("Temperature").fill("0.5")
    await page.keyboard.press("Control+Enter")
    await expect(opener).to_have_accessible_name("Parameters, 2 set")
    await expect(opener).to_be_focused()
    await ask(page, "Hello")
    await until(page, "done")
    await page.reload()
    await page.get_by_role("button", name="Parameters, 2 set").click()
    await expect(page.get_by_label("Temperature")).to_have_value("0.5")
    await page.get_by_role("button", name="Reset to defaults").click()
    await expect(opener).to_have_accessible_name("Parameters")
    await ask(page, "And more")
    await expect(page.locator("article")).to_have_count(4)
    await until(page, "done")

    first, second = (one.json for one in upstream.asked)
    assert (first["messages"][0]["content"], first["temperature"]) == ("Be brief.", 0.5)
    assert (second["messages"][0]["role"], "temperature" in second) == ("user", False)


async def test_who_leaves_the_parameters_without_keeping_finds_them_as_they_were(alice, browser):
    page = await browser.page(alice)
    await page.get_by_role("button", name="Parameters").click()
    await page.get_by_label("Temperature").fill("0.5")

    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Parameters").click()

    await expect(page.get_by_label("Temperature")).to_have_value("")


async def test_a_reply_shows_what_it_was_asked_with(many, browser):
    alice, _ = many
    page = await browser.page(alice)
    await ask(page, "Hello")
    await until(page, "done")

    await reply(page).get_by_text("Request", exact=True).click()

    await expect(reply(page).locator(".request")).to_contain_text('model: "swift-1"')
    await page.reload()
    await reply(page).get_by_text("Request", exact=True).click()
    await expect(reply(page).locator(".request")).to_contain_text('model: "swift-1"')


async def test_the_gauge_warns_before_the_context_is_full(serve, browser):
    async with Upstream(Reply((c("Low tide."), fin("stop"), use(800, 50), DONE))) as upstream:
        server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="m")
        async with Person(server, "alice") as alice:
            asked = (await alice.ask("Hello")).json()
            run(server, "LanguageModel.objects.update(context_size=1000)")
            async with alice.tab(asked["reply"]) as tab:
                await tab.until_closed()
            await asyncio.sleep(1.2)  # The catalogue believes what it read for a second.
            page = await browser.page(alice, asked["url"])

            gauge = page.get_by_role("img", name="Context: 850 of 1,000 tokens used. It is nearly full.")
            await expect(gauge).to_be_visible()


async def test_what_was_left_out_is_said_under_the_reply(many, browser):
    alice, upstream = many
    page = await browser.page(alice)
    run(alice.server, "LanguageModel.objects.update(context_size=400)")
    await page.wait_for_timeout(1200)  # The catalogue believes what it read for a second.
    await ask(page, "tide " * 300)
    await until(page, "done")

    await ask(page, "And more")

    await expect(reply(page)).to_contain_text("2 of the oldest messages did not fit and were left out.")
    assert [turn["content"] for turn in upstream.asked[1].json["messages"]] == ["And more"]
    await page.reload()
    await expect(reply(page)).to_contain_text("2 of the oldest messages did not fit and were left out.")


async def test_a_model_that_is_gone_is_said_with_a_next_step(many, browser):
    browser.forgive("status of 400")
    alice, upstream = many
    page = await browser.page(alice)
    await ask(page, "Hello")
    await until(page, "done")
    run(alice.server, "LanguageModel.objects.filter(name='swift-1').update(enabled=False)")
    await page.wait_for_timeout(1200)  # The catalogue believes what it read for a second.

    await ask(page, "And more")
    await expect(page.get_by_role("alert")).to_contain_text("That model is not offered here. Choose another one")
    await expect(message(page)).to_have_value("And more")
    await page.reload()
    await expect(page.get_by_text("swift-1 is not offered any more.")).to_be_visible()
    await ask(page, "And more")

    await expect(page.locator("article")).to_have_count(4)
    await until(page, "done")
    assert upstream.asked[-1].json["model"] == await picker(page).inner_text()


async def test_without_script_parameters_and_model_are_plain_forms(many, browser):
    alice, upstream = many
    page = await browser.page(alice, java_script_enabled=False)
    await page.get_by_label("Model", exact=True).select_option("tide-9")
    await page.get_by_role("button", name="Parameters").click()
    await page.get_by_label("System prompt").fill("Be brief.")
    await page.get_by_role("button", name="Keep").click()
    await message(page).fill("Hello")
    await page.get_by_role("button", name="Send").click()
    await page.get_by_role("button", name="Parameters").click()
    await page.get_by_label("Seed").fill("7")
    await page.get_by_role("button", name="Keep").click()
    await message(page).fill("And more")
    await page.get_by_role("button", name="Send").click()

    await expect(page.locator("article")).to_have_count(4)
    sent = [one.json for one in upstream.asked]
    assert [(one["model"], one["messages"][0]["content"]) for one in sent] == [("tide-9", "Be brief.")] * 2
    assert sent[1]["seed"] == 7, json.dumps(sent)


async def test_who_wants_lines_from_enter_gets_them_and_keeps_them(bob, browser):
    page = await browser.page(bob)
    await page.get_by_text("bob", exact=True).click()
    await page.get_by_label("Enter sends").uncheck()
    await expect(page.get_by_role("status").filter(has_text="Ctrl+Enter sends")).to_have_count(1)

    await message(page).fill("echo one")
    await page.keyboard.press("Enter")
    await page.keyboard.type("two")
    await expect(message(page)).to_have_value("echo one\ntwo")
    await page.keyboard.press("Control+Enter")
    await until(page, "done")
    await expect(text(page)).to_have_text("echo one\ntwo", use_inner_text=True)

    await page.reload()
    await message(page).fill("echo three")
    await page.keyboard.press("Enter")
    await expect(message(page)).to_have_value("echo three\n")
