"""A person keeps order: rename, pin, archive, delete and undo, and goes down a long list; in real Chromium."""

import re

import pytest
from playwright.async_api import expect

from ..stage.person import Person
from .test_chat import ask, until

MANY = """
from chat.models import Conversation, User
Conversation.objects.filter(owner__username="carol").delete()
carol = User.objects.get(username="carol")
Conversation.objects.bulk_create(Conversation(owner=carol, title=f"No. {n}") for n in range(120))
"""


async def made(person, *words):
    """Conversations with these titles, the last asked last; their addresses."""
    found = []
    for word in words:
        answer = (await person.ask(f"echo {word[:40]}")).json()
        async with person.tab(answer["reply"]) as tab:
            await tab.until_closed()
        await person.post(f"/c/{answer['conversation']}/rename/", data={"title": word})
        found.append(answer["url"])
    return found


def row(page, title):
    return page.locator(".entry", has=page.locator(".row__title", has_text=re.compile(f"^{re.escape(title)}$")))


async def choose(page, title, verb):
    await row(page, title).hover()
    await row(page, title).get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name=verb, exact=True).click()


def toast(page):
    return page.locator(".toast")


def titles(page, group):
    return page.locator(f'[data-group="{group}"] .entry:not([hidden]) .row__title')


async def test_a_title_is_changed_in_its_row(alice, browser):
    [url] = await made(alice, "Tides one")
    page = await browser.page(alice, url)

    await choose(page, "Tides one", "Rename")
    await expect(page.get_by_label("Title")).to_have_value("Tides one")
    await page.keyboard.type("  Boats <b>  ")
    await page.keyboard.press("Enter")

    await expect(row(page, "Boats <b>")).to_be_visible()
    await expect(page.locator(".bar__title")).to_have_text("Boats <b>")
    await expect(page).to_have_title(re.compile("^Boats <b> "))
    await expect(row(page, "Boats <b>").get_by_role("link")).to_be_focused()


async def test_escape_leaves_a_title_as_it_was_and_an_empty_one_brings_the_first_words_back(alice, browser):
    [url] = await made(alice, "Tides two")
    page = await browser.page(alice, url)

    await choose(page, "Tides two", "Rename")
    await page.keyboard.type("nothing")
    await page.keyboard.press("Escape")
    await expect(row(page, "Tides two")).to_be_visible()

    await page.get_by_role("button", name="More for this conversation").click()
    await page.get_by_role("menuitem", name="Rename").click()
    await page.get_by_label("Title").fill("   ")
    await page.keyboard.press("Enter")

    await expect(page.locator(".bar__title")).to_have_text("echo Tides two")
    await expect(row(page, "echo Tides two")).to_be_visible()


async def test_what_is_pinned_comes_first_and_goes_back(alice, browser):
    await made(alice, "Pin me", "Newer")
    page = await browser.page(alice)

    await choose(page, "Pin me", "Pin")
    await expect(titles(page, "Pinned")).to_have_text(["Pin me"])

    await choose(page, "Pin me", "Unpin")
    await expect(page.locator('[data-group="Pinned"]')).to_have_count(0)
    await expect(titles(page, "Today").nth(1)).to_have_text("Pin me")


async def test_what_is_deleted_goes_at_once_and_comes_back(alice, browser):
    [url] = await made(alice, "Regretted")
    page = await browser.page(alice)

    await choose(page, "Regretted", "Delete")
    await expect(row(page, "Regretted")).to_be_hidden()
    await expect(toast(page)).to_contain_text("Deleted.")
    assert (await alice.get(url)).status_code == 404
    await page.get_by_role("button", name="New chat").focus()
    await toast(page).get_by_role("button", name="Undo").click()

    await expect(row(page, "Regretted")).to_be_visible()
    await expect(toast(page)).to_be_hidden()
    assert (await alice.get(url)).status_code == 200


async def test_several_deleted_in_a_row_come_back_together(alice, browser):
    await made(alice, "First of two", "Second of two")
    page = await browser.page(alice)

    await choose(page, "First of two", "Delete")
    await expect(toast(page)).to_be_visible()
    await choose(page, "Second of two", "Delete")
    await expect(toast(page)).to_contain_text("2 conversations")
    await page.keyboard.press("Control+z")

    await expect(row(page, "First of two")).to_be_visible()
    await expect(row(page, "Second of two")).to_be_visible()


async def test_the_open_conversation_leads_to_a_new_chat_and_undo_leads_back(alice, browser):
    [url] = await made(alice, "Open one")
    page = await browser.page(alice, url)

    await page.get_by_role("button", name="More for this conversation").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.wait_for_url(f"{alice.origin}/")
    await expect(toast(page)).to_contain_text("Deleted.")
    await toast(page).get_by_role("button", name="Undo").click()

    await page.wait_for_url(alice.origin + url)
    await expect(page.locator("article")).to_have_count(2)


async def test_the_way_back_is_offered_for_ten_seconds(alice, browser):
    await made(alice, "For ever")
    page = await browser.page(alice)
    await page.clock.install()

    await choose(page, "For ever", "Delete")
    await expect(toast(page)).to_be_visible()
    await page.mouse.move(900, 300)
    await page.clock.run_for(9_000)
    await expect(toast(page)).to_be_visible()
    await page.clock.run_for(2_000)

    await expect(toast(page)).to_be_hidden()


@pytest.mark.parametrize(("verb", "door"), [("Delete", "delete"), ("Archive", "archive"), ("Pin", "pin")])
async def test_what_the_server_does_not_take_is_put_back_and_said(alice, browser, verb, door):
    browser.forgive("status of 500")
    title = f"Not {door}"
    await made(alice, title)
    page = await browser.page(alice)
    await page.route(f"**/{door}/", lambda route: route.fulfill(status=500))

    await choose(page, title, verb)

    await expect(toast(page)).to_contain_text("nothing was changed. Try again")
    await expect(row(page, title)).to_be_visible()


async def test_an_undo_that_fails_can_be_tried_again(alice, browser):
    browser.forgive("ERR_FAILED")
    await made(alice, "Twice undone")
    page = await browser.page(alice)
    await page.route("**/restore/", lambda route: route.abort())

    await choose(page, "Twice undone", "Delete")
    await toast(page).get_by_role("button", name="Undo").click()
    await expect(toast(page)).to_contain_text("Try Undo again")
    await page.unroute("**/restore/")
    await toast(page).get_by_role("button", name="Undo").click()

    await expect(row(page, "Twice undone")).to_be_visible()


async def test_a_title_that_is_not_kept_waits_in_its_field(alice, browser):
    browser.forgive("ERR_FAILED")
    [url] = await made(alice, "Stays")
    page = await browser.page(alice, url)
    await page.route("**/rename/", lambda route: route.abort())

    await choose(page, "Stays", "Rename")
    await page.keyboard.type("Wanted")
    await page.keyboard.press("Enter")
    await expect(toast(page)).to_contain_text("did not answer")
    await expect(page.get_by_label("Title")).to_have_value("Wanted")
    await page.unroute("**/rename/")
    await page.keyboard.press("Enter")

    await expect(row(page, "Wanted")).to_be_visible()


async def test_a_conversation_deleted_elsewhere_leaves_the_list_with_a_sentence(alice, browser):
    browser.forgive("status of 404")
    [url] = await made(alice, "Gone elsewhere")
    page = await browser.page(alice, path=None)
    await page.route_web_socket("**/ws/", lambda socket: None)  # Else it is told, and gone before it can be chosen.
    await page.goto(alice.origin)
    await alice.post(f"{url}delete/")

    await choose(page, "Gone elsewhere", "Pin")

    await expect(toast(page)).to_contain_text("no longer there")
    await expect(row(page, "Gone elsewhere")).to_have_count(0)


async def test_the_archive_opens_at_the_end_of_the_list(alice, browser):
    await made(alice, "For later")
    page = await browser.page(alice)

    await choose(page, "For later", "Archive")
    await expect(toast(page)).to_contain_text("Archived.")
    await expect(row(page, "For later")).to_have_count(0)
    await page.locator(".archive summary").click()
    await expect(row(page, "For later")).to_be_visible()
    await choose(page, "For later", "Unarchive")
    await expect(row(page, "For later")).to_be_hidden()
    await page.locator(".archive summary").click()

    await expect(titles(page, "Today").first).to_have_text("For later")


async def test_both_exports_are_in_the_menu(alice, browser):
    [url] = await made(alice, "Taken away")
    page = await browser.page(alice, url)

    for name, ending in ("Export as Markdown", "md"), ("Export as JSON", "json"):
        await page.get_by_role("button", name="More for this conversation").click()
        async with page.expect_download() as download:
            await page.get_by_role("menuitem", name=name).click()
        assert (await download.value).suggested_filename == f"conversation.{ending}"


async def test_the_menu_is_worked_by_keys_alone(alice, browser):
    await made(alice, "By keys")
    page = await browser.page(alice)
    more = row(page, "By keys").get_by_role("button", name="More for By keys")

    await row(page, "By keys").get_by_role("link").focus()
    await page.keyboard.press("Tab")
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await expect(toast(page).get_by_role("button", name="Undo")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(row(page, "By keys").get_by_role("link")).to_be_focused()


async def test_a_second_row_opens_its_menu_while_the_first_is_open(alice, browser):
    await made(alice, "Upper", "Lower")
    page = await browser.page(alice)
    menu = page.get_by_role("menu")

    for title in "Upper", "Lower":
        await row(page, title).hover()
        await row(page, title).get_by_role("button", name="More for").click()
        await expect(menu).to_be_visible()
    await row(page, "Lower").get_by_role("button", name="More for").click()
    await expect(menu).to_be_hidden()


async def test_escape_in_the_menu_stops_no_reply(alice, browser):
    page = await browser.page(alice)
    await ask(page, "endless")
    await until(page, "writing")

    await page.get_by_role("button", name="More for this conversation").click()
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_be_hidden()
    await until(page, "writing")
    await page.keyboard.press("Escape")

    await until(page, "stopped", 2)


@pytest.fixture
async def carol(server):
    """Carol, logged in, with 120 conversations."""
    server.place.run("manage.py", "shell", "-c", MANY)
    async with Person(server, "carol") as person:
        yield person


async def test_scrolling_reads_on_to_the_end(carol, browser):
    page = await browser.page(carol)
    rows = page.locator(".entry")
    await expect(rows).to_have_count(50)

    for count in 100, 120:
        await page.locator(".sidebar__lists").evaluate("box => box.scrollTo(0, box.scrollHeight)")
        await expect(rows).to_have_count(count)
    assert len(set(await rows.evaluate_all("rows => rows.map(row => row.dataset.conversation)"))) == 120
    await rows.last.get_by_role("link").click()

    # The list of the next page is where it was left.
    await expect(page.locator(".row[aria-current]")).to_be_in_viewport()
    await expect(rows).to_have_count(120)


async def test_the_keyboard_reads_on_by_a_link(carol, browser):
    page = await browser.page(carol)

    # Without scrolling there, which reads on by itself.
    press = "link => { link.focus({ preventScroll: true }); link.click(); }"
    await page.get_by_role("link", name="Show more").evaluate(press)

    await expect(page.locator(".entry")).to_have_count(100)
    await expect(page.locator(".entry a").nth(50)).to_be_focused()


async def test_a_page_that_does_not_come_can_be_asked_for_again(carol, browser):
    browser.forgive("ERR_FAILED")
    page = await browser.page(carol)
    await page.route("**/list.json*", lambda route: route.abort())

    await page.locator(".sidebar__lists").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    await expect(page.get_by_text("The server did not answer. Check the connection.")).to_be_visible()
    await page.unroute("**/list.json*")
    await page.get_by_role("button", name="Try again").click()

    await expect(page.locator(".entry")).to_have_count(100)


async def test_a_tab_that_is_seen_again_shows_what_happened_elsewhere(alice, browser):
    [url] = await made(alice, "Before")
    page = await browser.page(alice)
    await expect(row(page, "Before")).to_be_visible()

    await alice.post(f"{url}rename/", data={"title": "After"})
    answer = (await alice.ask("echo asked elsewhere")).json()
    async with alice.tab(answer["reply"]) as tab:
        await tab.until_closed()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await expect(row(page, "After")).to_be_visible()
    await expect(row(page, "echo asked elsewhere")).to_be_visible()


async def test_the_dot_of_another_conversation_goes_when_its_reply_has_ended(alice, browser):
    answer = (await alice.ask("endless")).json()
    page = await browser.page(alice)
    dot = page.locator(f'[data-conversation="{answer["conversation"]}"] .dot')
    await expect(dot).to_be_visible()

    async with alice.tab(answer["reply"]) as tab:
        await tab.stop()
        await tab.until_closed()

    await expect(dot).to_be_hidden(timeout=8000)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("title", ["x" * 10_000, "שלום עולם " * 1000, "长" * 10_000, "\u202e\u0301" * 200])
async def test_no_title_breaks_the_page(alice, browser, width, title):
    [url] = await made(alice, title)
    page = await browser.page(alice, url, width=width)

    overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    sizes = await page.locator(".entry").evaluate_all("rows => rows.map(row => row.offsetHeight)")

    assert overflow <= 0
    assert len(set(sizes)) == 1


async def test_a_finger_finds_the_menu_in_the_drawer_and_the_drawer_stays(alice, browser):
    await made(alice, "Under a finger")
    page = await browser.page(alice, width=390, has_touch=True, is_mobile=True)

    await page.get_by_role("button", name="Conversations").tap()
    await row(page, "Under a finger").get_by_role("button", name="More for").tap()
    await expect(page.get_by_role("menu")).to_be_in_viewport(ratio=1)
    await page.get_by_role("menuitem", name="Delete").tap()

    await expect(page.locator("#sidebar")).to_be_visible()
    await expect(row(page, "Under a finger")).to_be_hidden()
    await toast(page).get_by_role("button", name="Undo").tap()
    await expect(toast(page)).to_be_hidden()
    await page.wait_for_timeout(300)
    if not await page.locator("#sidebar").is_visible():
        await page.get_by_role("button", name="Conversations").tap()
    await expect(row(page, "Under a finger")).to_be_visible()
