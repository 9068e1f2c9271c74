"""For everybody: nothing that axe-core finds wrong with the chat pages, keys for all, and one word at the end."""

import pytest
from playwright.async_api import expect

from ..stage.place import ROOT
from .test_chat import ask, message, reply, text, until

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SEEN = [(scheme, size) for scheme in ("light", "dark") for size in (1280, 390)]

pytestmark = pytest.mark.seconds(180)


async def violations(page):
    """What axe-core finds on the page as it stands, in words."""
    await page.wait_for_timeout(400)  # Colours in the middle of a transition are nobody's.
    await page.evaluate(AXE.read_text())
    found = (await page.evaluate("axe.run(document, {resultTypes: ['violations']})"))["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for one in found for node in one["nodes"]
    ]


def seen(size, scheme):
    phone = {"has_touch": True, "is_mobile": True} if size < 500 else {}
    return {"width": size, "height": 844, "color_scheme": scheme, **phone}


@pytest.fixture(scope="module")
def kept():
    """The address of a conversation that all looks share."""
    return {}


@pytest.fixture
async def path(alice, kept):
    """A conversation with a reply that has everything, one that was stopped, and one that failed."""
    if not kept:
        first = (await alice.ask("Show me everything")).json()
        async with alice.tab(first["reply"]) as tab:
            await tab.until_closed(60)
        for words in ("reason", "429 forever", "endless"):
            later = (await alice.ask(words, first["conversation"])).json()
            async with alice.tab(later["reply"]) as tab:
                if words == "endless":
                    await tab.until(lambda tab: tab.text.get("text"))
                    await tab.stop()
                await tab.until_closed(30)
        kept["path"] = first["url"]
    return kept["path"]


@pytest.mark.parametrize(("scheme", "size"), SEEN)
async def test_a_new_chat_shuts_nobody_out(alice, browser, scheme, size):
    page = await browser.page(alice, **seen(size, scheme))
    assert await violations(page) == []

    await page.get_by_role("combobox", name="Model").click()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Parameters").click()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert await violations(page) == []


@pytest.mark.parametrize(("scheme", "size"), SEEN)
async def test_a_conversation_shuts_nobody_out(alice, browser, path, scheme, size):
    page = await browser.page(alice, path, **seen(size, scheme))
    await expect(page.locator(".hljs-keyword").first).to_be_attached()
    await reply(page).get_by_text("Request", exact=True).click()
    await expect(reply(page).locator(".request")).to_be_visible()
    assert await violations(page) == []

    await page.get_by_role("button", name="Bad reply").last.click()
    await expect(page.get_by_label("Your comment")).to_be_visible()
    await page.get_by_role("button", name="More for this reply").last.click()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Bad reply").last.click()

    await page.get_by_role("button", name="Edit").last.click()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    if size < 500:
        await page.get_by_role("button", name="Conversations").click()
        assert await violations(page) == []


@pytest.mark.parametrize(("scheme", "size"), SEEN)
async def test_a_reply_under_way_shuts_nobody_out(alice, browser, scheme, size):
    page = await browser.page(alice, **seen(size, scheme))
    await message(page).fill("endless")
    await page.get_by_role("button", name="Send").click()
    await expect(text(page)).not_to_be_empty()
    await message(page).fill("echo next")
    await page.get_by_role("button", name="Next", exact=True).click()
    await message(page).fill("and more")

    assert await violations(page) == []
    await page.get_by_role("button", name="Cancel the queued prompt").click()
    await page.get_by_role("button", name="Stop").click()
    await until(page, "stopped")


async def test_a_finished_reply_is_announced_once_and_nothing_before(alice, browser):
    page = await browser.page(alice)
    await page.evaluate("""() => {
        window.heard = [];
        const live = "[role=status], [role=alert], [aria-live]:not([aria-live=off])";
        new MutationObserver((changes) => {
            for (const { target } of changes) {
                const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
                if (region?.checkVisibility() && region.textContent.trim()) heard.push(region.textContent.trim());
            }
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }""")
    await ask(page, "echo one two three four five six seven")
    await until(page, "done")
    await page.wait_for_timeout(1000)

    assert await page.evaluate("heard") == ["The reply is complete."]


async def test_the_landmarks_are_there_and_the_log_is_no_live_region(alice, browser, path):
    page = await browser.page(alice, path)

    await expect(page.get_by_role("main")).to_have_count(1)
    await expect(page.get_by_role("banner")).to_have_count(1)
    await expect(page.get_by_role("navigation", name="Conversations")).to_have_count(1)
    await expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "off")


async def test_everything_in_the_row_is_reached_by_tab_and_shows_it(alice, browser):
    page = await browser.page(alice)
    await message(page).focus()
    names = []
    for _ in range(3):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        names.append(await focused.evaluate("one => one.ariaLabel ?? one.textContent.trim()"))
        ring = await focused.evaluate("one => getComputedStyle(one).outlineStyle")
        assert ring != "none", names

    assert names == ["Model", "Parameters", "Send"]


async def test_the_field_of_a_new_chat_stands_under_the_thumb(alice, browser):
    page = await browser.page(alice, **seen(390, "light"))

    box = await page.locator(".dock").bounding_box()

    assert box["y"] + box["height"] == 844


async def test_the_field_stays_in_sight_above_the_keyboard_of_a_phone(alice, browser, path):
    page = await browser.page(alice, path, **seen(390, "light"))
    await message(page).tap()
    await page.set_viewport_size({"width": 390, "height": 460})  # what the keyboard leaves, as the page asked for

    box = await page.locator(".composer__box").bounding_box()

    assert "interactive-widget=resizes-content" in await page.locator("meta[name=viewport]").get_attribute("content")
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 460


async def test_the_measure_finds_what_is_wrong(alice, browser):
    page = await browser.page(alice)
    await page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert any(line.startswith("button-name") for line in await violations(page))
