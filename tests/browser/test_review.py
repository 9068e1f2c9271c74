"""A reviewer at work in real Chromium: a reason, what is masked, links that lead nowhere, and the keys."""

import asyncio
import json
import uuid

import pytest
from playwright.async_api import expect

from ..stage.person import Person
from ..test_taking import GRANT
from .test_attacks import FOREIGN, attacks

MARKED = """() => [...CSS.highlights.get("mask")].map(
  ({ startContainer, startOffset, endOffset }) => startContainer.data.slice(startOffset, endOffset))"""
HOSTILE = """echo Write to eve@evil.example or see [the tide](https://evil.example/track?id=7) <https://evil.example/auto>

<img src=https://evil.example/a.png onerror=alert(1)> ![x](https://evil.example/b.png)

```html
<script>alert("eve@evil.example")</script>
```"""


@pytest.fixture
async def rita(server):
    async with Person(server, "rita") as person:
        yield person


async def asked(person, reader, text):
    """A reply that has ended, and whose transcript reviewers find."""
    answer = (await person.ask(text)).json()
    async with person.tab(answer["reply"]) as tab:
        await tab.until_closed(30)
    async with asyncio.timeout(10):
        while (await reader.get(f"/review/{answer['conversation']}/")).status_code == 404:
            await asyncio.sleep(0.1)
    return answer


async def open_it(page):
    await page.get_by_label("Quality check").check()
    await page.get_by_label("Reason, in a sentence").fill("Sample of November")
    await page.get_by_role("button", name="Record and open for 30 min").click()
    await expect(page.get_by_text("On record, no.")).to_be_visible()


async def test_hostile_words_stay_words_and_lead_nowhere(alice, rita, browser):
    conversation = (await asked(alice, rita, HOSTILE))["conversation"]
    page = await browser.page(rita, f"/review/{conversation}/")

    await open_it(page)

    reply = page.locator('[data-role="assistant"] [data-part="text"]')
    await expect(reply.locator("a").first).to_contain_text("the tide")
    await expect(reply.locator("a[href]")).to_have_count(0)
    await expect(page.locator("review-thread img")).to_have_count(0)
    assert "eve@evil.example" not in await page.content()
    assert set(await page.evaluate(MARKED)) == {"⟦e-mail 1⟧"}


ENDED = "[the end](https://evil.example/end)"
STORE = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat import afterwards
from chat.forms import clean
from chat.models import Conversation, Message, Part, Report, User
alice, texts, last = User.objects.get(username="alice"), map(clean, json.load(sys.stdin)), None
talk = Conversation.objects.create(owner=alice, title="<img src=https://evil.example/t.png onerror=alert(1)>")
for number, text in enumerate(texts):
    role = "assistant" if number % 2 else "user"
    about = {"role": role, "parent": last, "author": None if number % 2 else alice, "model": "<script>alert(1)"}
    last = Message.objects.create(conversation=talk, error_message="<b onclick=alert(1)>", **about)
    parts = [Part.of(last.pk, name, text) for name in (("text", "reasoning") if number % 2 else ("text",))]
    Part.objects.bulk_create(parts)
Conversation.objects.filter(pk=talk.pk).update(leaf=last)
Report.objects.create(reply=last, person=alice, kind="wrong", words="<svg onload=alert(1)>")
while afterwards.some():
    pass
print(talk.pk)
"""
PIECES = 40  # messages that the corpus is spread over


@pytest.mark.seconds(240)
async def test_nothing_of_the_hostile_corpus_runs_or_is_asked_for(rita, browser):
    corpus = attacks()
    texts = ["\n\n".join(corpus[number::PIECES]) for number in range(PIECES)]
    texts[-1] += f"\n\n{ENDED}"
    conversation = rita.server.place.run("-c", STORE, said=json.dumps(texts)).strip()
    page = await browser.page(rita, path=None)
    await page.add_init_script("window.ran = 0; window.alert = () => window.ran++;")
    await page.goto(f"{rita.origin}/review/{conversation}/")

    await open_it(page)
    drawn = page.locator("review-thread [data-part]")
    await expect(drawn.locator("a", has_text="the end")).to_have_count(2, timeout=90_000)  # in thoughts and text
    await page.wait_for_timeout(1000)

    assert await page.evaluate("window.ran") == 0
    assert await drawn.locator(FOREIGN).count() == 0
    assert await page.locator("review-thread a[href]").count() == 0
    assert await page.locator("[src*='evil'], [href*='evil'], [action*='evil'], [style*='evil']").count() == 0


async def test_revealing_shows_the_values_and_says_so(alice, rita, browser):
    conversation = (await asked(alice, rita, "echo Write to eve@evil.example"))["conversation"]
    page = await browser.page(rita, f"/review/{conversation}/")
    await open_it(page)
    await expect(page.get_by_role("heading", name="1 value is masked")).to_be_visible()

    await page.get_by_text("Reveal masked values").click()
    await page.get_by_label("Why do you need them?").fill("The person asked us to write")
    await page.get_by_role("button", name="Record and reveal").click()

    await expect(page.get_by_role("heading", name="Nothing is masked")).to_be_visible()
    await expect(page.locator("review-thread")).to_contain_text("eve@evil.example")
    await page.get_by_role("button", name="Close now").click()
    await expect(page.get_by_role("heading", name="Transcripts")).to_be_visible()


async def test_the_keys_lead_through_the_list_and_from_one_to_the_next(alice, rita, browser):
    for number in range(3):
        await asked(alice, rita, f"echo {number}")
    page = await browser.page(rita, "/review/?person=alice")
    rows = page.locator("[data-row]")

    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await expect(rows.nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await expect(rows.nth(0)).to_be_focused()
    await page.keyboard.press("Enter")
    first = page.get_by_role("heading", level=1)
    await expect(first).to_contain_text("Transcript")
    before = await first.inner_text()
    await page.keyboard.press("j")
    await expect(first).not_to_have_text(before)
    await page.keyboard.press("k")
    await expect(first).to_have_text(before)
    await page.get_by_label("Reason, in a sentence").press("j")
    await expect(first).to_have_text(before)


async def test_a_report_is_claimed_read_and_settled(alice, rita, browser):
    rita.server.place.run("-c", NOTHING_WAITS)
    reply = (await asked(alice, rita, f"echo {uuid.uuid4()}"))["reply"]
    await alice.post(f"/m/{reply}/report/", data={"kind": "wrong", "words": "It was low."})
    page = await browser.page(rita, "/review/queue/")

    await page.get_by_role("button", name="Claim report").click()
    await page.get_by_role("button", name="Record and open for 30 min").click()
    await expect(page.get_by_text("It was low.")).to_be_visible()
    await page.get_by_label("The person was answered").check()
    await page.get_by_label("Note for reviewers").fill("Told her where the table is.")
    await page.get_by_role("button", name="Save and next").click()

    await expect(page.get_by_text("Nothing waits.")).to_be_visible()
    await page.get_by_role("link", name="Settled").click()
    await expect(page.get_by_role("cell", name="The person was answered")).to_be_visible()


async def test_an_export_is_taken_away_once_and_says_how_far_it_is(alice, rita, browser):
    await asked(alice, rita, "echo canary for the export")
    rita.server.place.run("-c", GRANT)
    page = await browser.page(rita, "/review/exports/", accept_downloads=True)

    await page.get_by_label("Reason, in a sentence").fill("Request of the works council")
    await page.get_by_role("button", name="Prepare the export").click()
    async with page.expect_download() as begun:
        await page.get_by_role("button", name="Record and download").click()
    file = await asyncio.to_thread((await (await begun.value).path()).read_text)
    await expect(page.get_by_text("All of it has come.")).to_be_visible()
    await page.reload()

    assert "canary for the export" in file
    await expect(page.get_by_text("It was taken away")).to_be_visible()
    await expect(page.get_by_role("button", name="Record and download")).to_have_count(0)


async def test_without_script_a_transcript_is_readable(alice, rita, browser):
    conversation = (await asked(alice, rita, "echo **plain** words"))["conversation"]
    page = await browser.page(rita, f"/review/{conversation}/", java_script_enabled=False)

    await open_it(page)

    await expect(page.locator('[data-role="assistant"] [data-part="text"]')).to_have_text("echo **plain** words")


async def test_when_the_time_is_over_the_text_leaves_the_page(alice, rita, browser):
    conversation = (await asked(alice, rita, "echo soon gone"))["conversation"]
    page = await browser.page(rita, path=None)
    await page.clock.install()
    await page.goto(f"{rita.origin}/review/{conversation}/")
    await open_it(page)
    rita.server.place.run("-c", OVER)

    await page.clock.fast_forward("31:00")

    await expect(page.get_by_text("Why do you open this transcript?")).to_be_visible()
    await expect(page.get_by_text("soon gone")).to_have_count(0)


NOTHING_WAITS = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat.models import Report
Report.objects.all().delete()
"""
OVER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from django.utils import timezone
from chat.models import Opening
Opening.objects.update(ends_at=timezone.now())
"""
