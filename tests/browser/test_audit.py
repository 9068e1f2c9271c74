"""The auditors' page and the pages around it in real Chromium: whole, readable by everybody, in both looks."""

import pytest
from playwright.async_api import expect

from ..stage.person import Person
from .test_access import SEEN, seen, violations

pytestmark = pytest.mark.seconds(120)

RECORD = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat.models import Action, Conversation, User, audit
alice, rita = User.objects.get(username="alice"), User.objects.get(username="rita")
about = Conversation.objects.create(owner=alice, title="Secret plans")
for number in range(60):
    audit.reading(rita, Action.OPENED, conversation=about, reason=f"<b>Complaint</b> {number}", category="complaint")
"""


@pytest.fixture
async def otto(server):
    async with Person(server, "otto") as person:
        yield person


@pytest.fixture(scope="module")
def read(server):
    server.place.run("-c", RECORD)


@pytest.mark.parametrize(("scheme", "size"), SEEN)
async def test_the_log_shuts_nobody_out(otto, read, browser, scheme, size):
    page = await browser.page(otto, "/audit/", **seen(size, scheme))
    await expect(page.get_by_text("<b>Complaint</b> 59")).to_be_visible()

    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_an_auditor_filters_pages_and_takes_the_log_away_by_keys_alone(otto, read, browser):
    page = await browser.page(otto, "/audit/", accept_downloads=True)

    await page.get_by_label("By", exact=True).press_sequentially("rita")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Older").press("Enter")
    await expect(page.get_by_text("<b>Complaint</b> 9", exact=True)).to_be_visible()
    async with page.expect_download() as begun:
        await page.get_by_role("button", name="CSV").press("Enter")

    file = await (await begun.value).path()
    assert file.read_text().count("Complaint") == 60
    assert "Secret plans" not in await page.content()
