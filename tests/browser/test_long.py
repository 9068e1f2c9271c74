"""A conversation of a thousand messages, in real Chromium."""

import asyncio
import json
import re

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.seconds(240)

SMALL, LARGE = 250, 1000  # messages
MOST = 5.8  # times what a quarter of the messages costs; a busy machine is a fifth off

WRITE = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat.models import Conversation, Message, Part, User
TEXT = "## Part {0}\\n\\nSome **bold** words, `code`, and a [link](https://example.org/{0}).\\n\\n- one\\n- two\\n\\n" \
    "```python\\nprint({0})\\n```\\n\\nThe end of it."
def write(count):
    place = Conversation.objects.create(owner=User.objects.get(username="alice"), title="Long")
    parent = None
    last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    keys = range(last + 1, last + 1 + count)
    Message.objects.bulk_create(
        Message(pk=key, conversation=place, role="user" if at % 2 == 0 else "assistant", model="demo",
                parent_id=key - 1 if at else None, due_since=None)
        for at, key in enumerate(keys)
    )
    Part.objects.bulk_create(
        Part.of(key, "text", f"Question {at}" if at % 2 == 0 else TEXT.format(at)) for at, key in enumerate(keys)
    )
    return place.get_absolute_url()
import json
print(json.dumps([write(250), write(1000)]))
"""


@pytest.fixture(scope="module")
def places(server):
    """The addresses of a shorter and of a longer conversation of Alice."""
    return json.loads(server.place.run("-c", WRITE).splitlines()[-1])


async def cost(browser, alice, place):
    """The seconds of work until the page is drawn, as the browser's main thread counts them."""
    page = await browser.page(alice, None)
    watch = await page.context.new_cdp_session(page)
    await watch.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.goto(alice.origin + place)
    # The newest are drawn first. To look for it must cost nothing: a look goes through the page on the same thread.
    while not await page.evaluate("document.querySelector('[data-role=assistant]').querySelector('h2') !== null"):
        await page.wait_for_timeout(100)
    found = (await watch.send("Performance.getMetrics"))["metrics"]
    await page.context.close()
    return next(one["value"] for one in found if one["name"] == "TaskDuration")


async def test_the_work_grows_as_the_messages_do_and_not_as_their_square(alice, browser, places):
    small, large = [min([await cost(browser, alice, place) for _ in range(3)]) for place in places]

    assert large <= MOST * small, f"{small:.2f} s for {SMALL} messages, {large:.2f} s for {LARGE}"


async def test_it_is_read_before_any_script_has_run(alice, browser, places):
    page = await browser.page(alice, None)
    held = []

    def hold(route):
        held.append(route)

    await page.route("**/joined/app*.js", hold)

    await page.goto(alice.origin + places[1], wait_until="commit")

    await expect(page.get_by_text("Question 0", exact=True)).to_be_in_viewport()
    await expect(page.locator("article")).to_have_count(LARGE)
    await expect(page.get_by_text("The end of it.").last).to_be_attached()
    assert held
    await held[0].continue_()


async def test_what_is_far_is_not_styled_before_it_comes_near_and_then_all_of_it_is_there(alice, browser, places):
    page = await browser.page(alice, places[0])
    first = page.locator("article").first
    await expect(first.locator("[data-part='text']")).to_have_text("Question 0")
    shown = "one => one.checkVisibility({ contentVisibilityAuto: true })"
    assert not await first.locator(".turn__who").evaluate(shown)

    await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")

    # The margin hangs out of its turn, and nothing cuts it off.
    await expect(first.locator(".turn__who")).to_be_in_viewport()
    said = asyncio.create_task(expect(first).to_contain_text(re.compile("Copied|Not copied"), timeout=15000))
    await first.get_by_role("button", name="Copy").click()
    await said  # Looked for from before the click: the button says it for two seconds alone.
