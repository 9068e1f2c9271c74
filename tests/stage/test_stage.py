"""That what tests rely on notices what it should: a browser's complaints, a tab's gaps, a test without an end."""

import time
import zlib

import pytest

from . import plugin
from .person import Person
from .server import Server
from .tab import Tab


class Silent(Tab):
    """A tab without a socket; `said` is what it would have sent."""

    def __init__(self):
        super().__init__(person=None, reply=6)
        self.said = []

    async def say(self, kind, **more):
        self.said.append((kind, dict(more["at"])))


def delta(begin, text):
    return {"type": "delta", "reply": 6, "part": "text", "from": begin, "to": begin + len(text), "text": text}


def closed(text):
    whole = [len(text), f"{zlib.crc32(text.encode()):08x}"]
    return {"type": "closed", "reply": 6, "state": "done", "parts": {"text": whole}}


async def test_a_tab_appends_ignores_the_past_and_asks_for_what_is_missing():
    tab = Silent()

    for event in delta(0, "Hello"), delta(0, "Hello"), delta(9, "late"), delta(5, " you"):
        await tab.hear(event)

    assert tab.text == {"text": "Hello you"}
    assert tab.said == [("watch", {"text": 5})]


async def test_a_tab_forgets_a_part_that_is_not_what_the_end_says():
    tab = Silent()
    await tab.hear(delta(0, "Hullo"))

    await tab.hear(closed("Hello"))
    assert tab.closed is None

    await tab.hear(delta(0, "Hello"))
    await tab.hear(closed("Hello"))
    assert (tab.text["text"], tab.healed, tab.state) == ("Hello", 1, "done")


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('boo')", "console: boo"),
        ("setTimeout(() => { throw new Error('boo'); })", "page error: boo"),
        ("new Image().src = 'http://evil.test/x.png'", "evil.test"),
    ],
)
async def test_a_browser_notices(browser, server, script, complaint):
    page = await browser.page(server, "/accounts/login/")

    await page.evaluate(script)
    await page.wait_for_timeout(200)

    noticed, browser.problems = browser.problems, []
    assert complaint in "\n".join(noticed)


async def test_a_site_under_another_name_is_reached_by_people_and_browsers(browser, serve):
    server = serve(SITE_URL="http://chat.test:{port}")

    async with Person(server, "alice") as alice:
        page = await browser.page(alice)

    assert await page.evaluate("window.isSecureContext") is False
    assert await page.get_by_label("Message", exact=True).is_visible()


async def test_two_servers_stand_on_one_place(serve):
    first = serve()
    second = first.another()

    async with Person(first, "alice") as alice:
        asked = (await alice.ask("echo hello")).json()
        alice.server = second
        async with alice.tab(asked["reply"]) as tab:
            assert await tab.until_closed() == "done"

    assert tab.text["text"].strip() == "echo hello"
    assert isinstance(second, Server)
    assert second.stop() == 0


@pytest.mark.parametrize(("ci", "outcome"), [("true", "failed"), ("", "skipped")])
def test_what_is_missing_is_a_failure_in_ci(monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    report = pytest.TestReport("x", ("x", 1, "x"), {}, "skipped", ("x.py", 1, "Skipped: not here"), "call")

    assert plugin.severe(report).outcome == outcome


@pytest.mark.seconds(1)
def test_a_test_without_an_end_is_ended():
    with pytest.raises(TimeoutError, match="did not end within 1 s"):
        time.sleep(5)
